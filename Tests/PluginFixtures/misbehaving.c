// A LADSPA and DSSI library that does what its file's name says: `crash.so` crashes, and so on. One of no
// special name has one plugin, "good", with one port, and does nothing else. Linked with the libraries of
// other formats, it has them do the same.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *deed(void) {
    static char name[256];
    Dl_info info;
    if (name[0] == 0 && dladdr((void *)deed, &info) != 0) {
        const char *slash = strrchr(info.dli_fname, '/');
        snprintf(name, sizeof name, "%s", slash != NULL ? slash + 1 : info.dli_fname);
        char *dot = strrchr(name, '.');
        if (dot != NULL) *dot = 0;
    }
    return name;
}

static int is(const char *name) { return strcmp(deed(), name) == 0; }

static volatile int *volatile nowhere;

static void crash(void) { *nowhere = 1; }

static void *crash_in_thread(void *unused) { crash(); return unused; }

static void *wait_for_ever(void *unused) { for (;;) pause(); return unused; }

static void *spin(void *unused) { for (;;) {} return unused; }

static void *crash_later(void *unused) { usleep(50000); crash(); return unused; }

static void start_thread(void *(*body)(void *), int is_awaited) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, NULL) != 0) return;
    if (is_awaited) pthread_join(thread, NULL);
}

static void speak(int family, int kind, int binds) {
    int way = socket(family, kind, 0);
    struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons(9),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (binds) (void)!bind(way, (struct sockaddr *)&place, sizeof place);
    else (void)!connect(way, (struct sockaddr *)&place, sizeof place);
}

static void connect_to_display(void) {
    struct sockaddr_un place = { .sun_family = AF_UNIX, .sun_path = "/tmp/.X11-unix/X0" };
    (void)!connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&place, sizeof place);
}

static void write_file(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return;
    (void)!write(file, "x", 1);
    close(file);
}

static void write_beside(const char *suffix) {
    Dl_info info;
    char path[4096];
    if (dladdr((void *)deed, &info) == 0) return;
    snprintf(path, sizeof path, "%s%s", info.dli_fname, suffix);
    write_file(path);
}

static void remove_beside(const char *suffix) {
    Dl_info info;
    char path[4096];
    if (dladdr((void *)deed, &info) == 0) return;
    snprintf(path, sizeof path, "%s%s", info.dli_fname, suffix);
    chmod(path, 0);
    truncate(path, 0) == 0 ? (void)0 : (void)unlink(path);
}

/// A small bomb, so that a test that fails harms no one: they outlive their parent by far.
static void fork_often(void) {
    for (int i = 0; i < 50; i++)
        if (fork() == 0) { setsid(); sleep(60); _exit(0); }
}

static void write_in_home(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/.config", getenv("HOME"));
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/.config/settings", getenv("HOME"));
    write_file(path);
}

/// By a way that begins in HOME and leads out of it, and by a link in HOME.
static void escape(void) {
    Dl_info info;
    char path[4096];
    snprintf(path, sizeof path, "%s/../../escaped", getenv("HOME"));
    write_file(path);
    if (dladdr((void *)deed, &info) == 0) return;
    snprintf(path, sizeof path, "%s.written", info.dli_fname);
    if (symlink(path, "link") == 0) write_file("link");
}

static void ignore(int unused) { (void)unused; }

static void handle_signals(void) {
    for (int number = 1; number < 32; number++) signal(number, ignore);
    struct itimerval often = { { 0, 1000 }, { 0, 1000 } };
    setitimer(ITIMER_REAL, &often, NULL);
    setitimer(ITIMER_PROF, &often, NULL);
}

static void block_signals(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
}

static void leave_home(void) {
    char path[4096];
    if (chdir("/") != 0) return;
    rmdir(getenv("HOME"));
    rmdir(getenv("TMPDIR"));
    snprintf(path, sizeof path, "%s/..", getenv("HOME"));
    rmdir(path);
    umask(0777);
    setlocale(LC_ALL, "");
    setenv("LC_ALL", "tr_TR.UTF-8", 1);
    setenv("HOME", "/", 1);
}

static void close_all(void) { for (int file = 0; file < 1024; file++) close(file); }

static void write_to_all(void) {
    for (int file = 0; file < 1024; file++) (void)!write(file, "\377\377\377\377\377\377\377\377", 8);
}

extern char **environ;

static void start_programs(void) {
    pid_t process;
    char *arguments[] = { "/bin/true", NULL };
    (void)!system("true");
    posix_spawn(&process, "/bin/true", NULL, NULL, arguments, environ);
    process = vfork();
    if (process == 0) _exit(0);
    execve("/bin/true", arguments, environ);
}

/// Takes memory, and keeps it until there is a file beside the library.
static void grow(void) {
    Dl_info info;
    char path[4096];
    char *memory = malloc(100 << 20);
    if (memory == NULL || dladdr((void *)deed, &info) == 0) return;
    for (size_t i = 0; i < 100 << 20; i += 4096) memory[i] = 1;
    snprintf(path, sizeof path, "%s.enough", info.dli_fname);
    while (access(path, F_OK) != 0) usleep(1000);
}

static void start_many_threads(void) {
    pthread_attr_t small;
    pthread_t thread;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    // Enough to be one, and to do no harm when nothing keeps it from that.
    for (int i = 0; i < 2000; i++)
        if (pthread_create(&thread, &small, wait_for_ever, NULL) != 0) return;
}

/// Files of a size that nothing was written for yet.
static void fill_disk(int keeps_open) {
    for (int i = 0; i < 40; i++) {
        char name[16];
        snprintf(name, sizeof name, "file%d", i);
        int file = open(name, O_RDWR | O_CREAT, 0600);
        if (file < 0) return;
        (void)!ftruncate(file, keeps_open ? 1 : 15 << 20);
        if (!keeps_open) close(file);
    }
}

static void fill_memory_with_files(void) {
    for (int i = 0; i < 40; i++) (void)!ftruncate(memfd_create("file", 0), 1 << 20);
}

static void link_home(void) {
    (void)!chdir("/");
    (void)!rmdir(getenv("HOME"));
    (void)!symlink("/usr/lib", getenv("HOME"));
}

/// So deep that no path and no row of open folders leads down.
static void dig(void) { for (int i = 0; i < 700 && mkdir("in", 0700) == 0 && chdir("in") == 0; i++) {} }

static void meddle(void) {
    struct rlimit none = { 0, 0 };
    struct iovec part = { &none, sizeof none };
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    prlimit(getppid(), RLIMIT_NOFILE, &none, NULL);
    setpriority(PRIO_PROCESS, (id_t)getppid(), 19);
    setpriority(PRIO_PGRP, 0, 19);
    sched_setaffinity(getppid(), sizeof first, &first);
    ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
    (void)!process_vm_writev(getppid(), &part, 1, &part, 1, 0);
    // Its own are no one else's.
    sched_setaffinity(0, sizeof first, &first);
    sched_setaffinity(gettid(), sizeof first, &first);
    prlimit(getpid(), RLIMIT_STACK, NULL, &none);
}

/// A descriptor whose news are signals to the worker.
static void send_news_to_parent(void) {
    int way[2];
    if (pipe(way) != 0) return;
    fcntl(way[0], F_SETOWN, getppid());
    fcntl(way[0], F_SETFL, O_ASYNC | O_NONBLOCK);
    (void)!write(way[1], "x", 1);
}

static void type_at_terminal(void) {
    if (open("/dev/tty", O_RDONLY) >= 0) abort();
    ioctl(0, TIOCSTI, "x");
}

static void change_terminal(void) {
    struct winsize none = { 0, 0, 0, 0 };
    ioctl(0, TIOCSWINSZ, &none);
    if (ioctl(0, TIOCGWINSZ, &none) == 0 || errno != ENOTTY) abort();
}

static void take_fences_down(void) {
    struct sock_filter leave = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog all = { 1, &leave };
    prctl(PR_SET_SECCOMP, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all);
    prctl(PR_SET_DUMPABLE, 0);
    speak(AF_INET, SOCK_DGRAM, 1);
}

/// What is printed next goes far behind what there is.
static void move_log(void) {
    fcntl(1, F_SETFL, 0);
    lseek(1, 17 << 20, SEEK_SET);
}

static void lower_limits(void) {
    struct rlimit few = { 4, 4 }, none = { 0, 0 };
    setrlimit(RLIMIT_NOFILE, &few);
    setrlimit(RLIMIT_MEMLOCK, &none);
    setrlimit(RLIMIT_NPROC, &none);
}

static void take_descriptors(void) { while (dup(0) >= 0) {} }

static void replace_output(void) {
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 0);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    (void)!freopen("/dev/full", "w", stdout);
}

/// The memory that the answer will leave by.
static char *shared_memory(size_t *size) {
    char line[512], *found = NULL;
    unsigned long start, end;
    FILE *map = fopen("/proc/self/maps", "r");
    while (map != NULL && fgets(line, sizeof line, map) != NULL)
        if (strstr(line, " rw-s ") != NULL && sscanf(line, "%lx-%lx", &start, &end) == 2) {
            found = (char *)start;
            *size = end - start;
        }
    if (map != NULL) fclose(map);
    return found;
}

static void forge_answer(void) {
    size_t size;
    char *memory = shared_memory(&size);
    if (memory == NULL) return;
    memset(memory, 0xFF, 4096);
    *(uint64_t *)memory = 4000;
    _exit(0);
}

static void unmap_answer(void) {
    size_t size;
    char *memory = shared_memory(&size);
    if (memory != NULL) munmap(memory, size);
}

static void touch_parent_in_proc(void) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", getppid());
    (void)!open(path, O_RDWR);
    snprintf(path, sizeof path, "/proc/%d/oom_score_adj", getppid());
    write_file(path);
}

static int recurse(int depth) {
    volatile char room[4096];
    room[0] = 1;
    return depth < 0 ? 0 : recurse(depth + 1) + room[0];
}

static void lock_twice(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}

static void shrug(void) {
    signal(SIGXCPU, SIG_IGN);
    for (;;) {}
}

__attribute__((constructor)) static void start(void) {
    if (is("constructor-crash")) crash();
    if (is("exit")) exit(0);
    if (is("quick-exit")) _exit(0);
    if (is("thread-crash")) start_thread(crash_in_thread, 1);
    if (is("late-crash")) start_thread(crash_later, 0);
    if (is("fork-bomb")) fork_often();
    if (is("udp-listener")) speak(AF_INET, SOCK_DGRAM, 1);
    if (is("try-and-crash")) { speak(AF_INET6, SOCK_DGRAM, 1); crash(); }
    if (is("tcp-connect")) speak(AF_INET, SOCK_STREAM, 0);
    if (is("display")) connect_to_display();
    if (is("home-writer")) write_in_home();
    if (is("handlers")) handle_signals();
    if (is("signals-blocked")) { block_signals(); start_programs(); }
    if (is("homeless")) leave_home();
    if (is("missing")) dlopen("libthat-is-nowhere.so.7", RTLD_NOW);
    if (is("closer")) close_all();
    if (is("babbler")) write_to_all();
    if (is("programs")) start_programs();
    if (is("large") || is("large-too")) grow();
    if (is("deadlock")) lock_twice();
    if (is("spinner")) for (int i = 0; i < 4; i++) start_thread(spin, 0);
    if (is("thread-bomb")) start_many_threads();
    if (is("daemon")) (void)!daemon(0, 0);
    if (is("disk-filler")) fill_disk(0);
    if (is("file-holder")) fill_disk(1);
    if (is("memory-files")) fill_memory_with_files();
    if (is("home-link")) link_home();
    if (is("digger")) dig();
    if (is("meddler")) meddle();
    if (is("newsman")) send_news_to_parent();
    if (is("typist")) type_at_terminal();
    if (is("terminal-changer")) change_terminal();
    if (is("unfenced")) take_fences_down();
    if (is("survivor")) prctl(PR_SET_PDEATHSIG, 0);
    if (is("log-mover")) move_log();
    if (is("printing")) puts("hello"), fflush(stdout);
    if (is("limits")) lower_limits();
    if (is("descriptor-taker")) take_descriptors();
    if (is("output-replacer")) replace_output();
    if (is("at-exit")) atexit(crash);
    if (is("shared-memory")) (void)!shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    if (is("shared-file")) (void)!shm_open("/pipeline-misbehaving", O_RDWR | O_CREAT, 0600);
    if (is("datagrams")) (void)!socket(AF_UNIX, SOCK_DGRAM, 0);
    if (is("proc-writer")) touch_parent_in_proc();
    if (is("self-writer")) write_beside("");
    if (is("unmapper")) unmap_answer();
}

__attribute__((destructor)) static void stop(void) { if (is("at-exit")) crash(); }

static const int kinds[] = { 5 };
static const char *const names[] = { "Gain (dB)" };
struct range { int hints; float low, high; };
static const struct range ranges[] = { { 3, -60, 6 } };

static const struct ladspa {
    unsigned long number;
    const char *label;
    int properties;
    const char *name, *maker, *copyright;
    unsigned long port_count;
    const int *kinds;
    const char *const *names;
    const void *ranges;
    void *rest[9];
} plugin = { 1, "good", 0, "Good", "Nobody", "None", 1, kinds, names, ranges, { 0 } };

/// When a plugin is asked for what it has.
void misbehave(void) {
    if (is("crash")) crash();
    if (is("abort")) abort();
    if (is("loop")) for (;;) {}
    if (is("recursion")) recurse(0);
    if (is("shrugger")) shrug();
    if (is("sleep")) for (;;) pause();
    if (is("stopper")) raise(SIGSTOP);
    if (is("memory")) for (;;) memset(malloc(1 << 20), 1, 1 << 20);
    if (is("printer")) for (;;) puts("la la la la la la la la la la la la la la la la la la la la");
    if (is("complainer")) for (;;) fputs("oh oh oh oh oh oh oh oh oh oh oh oh oh oh\n", stderr);
    if (is("file-writer")) write_beside(".written");
    if (is("tmp-writer")) write_file("/tmp/pipeline-misbehaving-was-here");
    if (is("killer")) kill(getppid(), SIGKILL);
    if (is("escaper")) escape();
    if (is("remover")) remove_beside(".kept");
    if (is("forger")) forge_answer();
    if (is("liar")) {
        fputs("pipeline-scan: address space in pages at the crash: 9223372036854775807\n", stderr);
        kill(getpid(), SIGSEGV), pause();
    }
}

static struct ladspa changed;

/// Plugins whose data have no measure.
static const void *odd(unsigned long place) {
    enum { long_text = 1 << 20, many = 100001 };
    static char text[long_text];
    changed = plugin;
    memset(text, 'x', sizeof text);
    text[long_text - 1] = 0;
    if (is("long-name")) changed.name = text;
    if (is("too-much")) changed.name = text + long_text - 65001;
    if (is("many-ports") || is("odd-hints")) {
        int *all_kinds = calloc(many, sizeof *all_kinds);
        const char **all_names = calloc(many, sizeof *all_names);
        struct range *all_ranges = calloc(many, sizeof *all_ranges);
        for (int i = 0; i < many; i++) all_kinds[i] = 5;
        changed.kinds = all_kinds;
        changed.names = all_names;
        changed.ranges = all_ranges;
        changed.port_count = (unsigned long)-1;
        if (is("odd-hints")) {
            const struct range odd_ranges[] = {
                { 0x3 | 0xC0, __builtin_nanf(""), __builtin_inff() }, { 0x3 | 0x10 | 0xC0, -1, 1 },
                { 0x3 | 0x8 | 0x10 | 0xC0, 0.0001f, 0.25f }, { 0x3 | 0x8 | 0x2C0, 0, 0.5f },
                { 0x4 | 0x8 | 0x10 | 0x20 | 0x240, 5, 6 }, { 0x3 | 0x20 | 0x10 | 0xC0, 1, 100 },
                { 0x1 | 0xC0, 0, 1 }, { 0x3C0, 0, 1 }, { 0x3 | 0xC0, -3.4e38f, 3.4e38f },
            };
            changed.port_count = sizeof odd_ranges / sizeof *odd_ranges;
            memcpy(all_ranges, odd_ranges, sizeof odd_ranges);
            all_kinds[1] = 6;
            all_kinds[2] = 7;
        }
    }
    return place < (is("too-much") ? 1200 : 1) ? &changed : NULL;
}

const void *ladspa_descriptor(unsigned long place) {
    if (is("long-name") || is("too-much") || is("many-ports") || is("odd-hints")) return odd(place);
    if (place > 0) return is("endless") ? &plugin : NULL;
    misbehave();
    return &plugin;
}

const void *dssi_descriptor(unsigned long place) {
    static const struct { int version; const void *plugin, *rest[8]; } found = { 1, &plugin, { 0 } };
    if (place > 0) return NULL;
    misbehave();
    return &found;
}
