// A LADSPA library that does what its file's name says: `crash.so` crashes, and so on. One of no
// special name has one plugin, "good", with one port, and does nothing else.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
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

static volatile int *nowhere;

static void crash(void) { *nowhere = 1; }

static void *crash_in_thread(void *unused) { crash(); return unused; }

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
}

static const int kinds[] = { 5 };
static const char *const names[] = { "Gain (dB)" };
static const struct { int hints; float low, high; } ranges[] = { { 3, -60, 6 } };

static const struct {
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

const void *ladspa_descriptor(unsigned long place) {
    if (place > 0) return is("endless") ? &plugin : NULL;
    if (is("crash")) crash();
    if (is("abort")) abort();
    if (is("loop")) for (;;) {}
    if (is("shrugger")) shrug();
    if (is("sleep")) for (;;) pause();
    if (is("memory")) for (;;) memset(malloc(1 << 20), 1, 1 << 20);
    if (is("printer")) for (;;) puts("la la la la la la la la la la la la la la la la la la la la");
    if (is("complainer")) for (;;) fputs("oh oh oh oh oh oh oh oh oh oh oh oh oh oh\n", stderr);
    if (is("file-writer")) write_beside(".written");
    if (is("tmp-writer")) write_file("/tmp/pipeline-misbehaving-was-here");
    if (is("killer")) kill(getppid(), SIGKILL);
    if (is("escaper")) escape();
    if (is("remover")) remove_beside(".kept");
    return &plugin;
}
