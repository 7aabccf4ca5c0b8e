#define _GNU_SOURCE
#include "CSystem.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define OWN_ARCHITECTURE 0
#endif

/// The calls that look at a path, and which argument it is; the folder is the one before, or none.
static const struct { int number, argument, has_folder; } looking_calls[] = {
#ifdef SYS_open
    { SYS_open, 0, 0 }, { SYS_stat, 0, 0 }, { SYS_lstat, 0, 0 }, { SYS_access, 0, 0 },
    { SYS_readlink, 0, 0 },
#endif
    { SYS_openat, 1, 1 }, { SYS_openat2, 1, 1 }, { SYS_newfstatat, 1, 1 }, { SYS_statx, 1, 1 },
    { SYS_faccessat, 1, 1 }, { SYS_faccessat2, 1, 1 }, { SYS_readlinkat, 1, 1 },
};
enum { looking_count = sizeof looking_calls / sizeof *looking_calls };

/// Makes the kernel tell of this process's looks. Returns a descriptor, or minus the errno.
static int tell_looks(void) {
    if (OWN_ARCHITECTURE == 0) return -ENOSYS;
    struct sock_filter filter[looking_count + 6];
    int at = 0;
    filter[at++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    filter[at++] = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 0, looking_count + 1);
    filter[at++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < looking_count; i++, at++)
        filter[at] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (unsigned)looking_calls[i].number, looking_count - i, 0);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    struct sock_fprog program = { (unsigned short)at, filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                            SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    return listener < 0 ? -errno : (int)listener;
}

struct launch {
    pipeline_command *command;
    pid_t parent;
    int error;
};

static int fail(struct launch *launch) {
    launch->error = errno != 0 ? errno : EIO;
    _exit(127);
}

/// Runs in the child, in the parent's memory while that stands still.
static int become_command(void *raw) {
    struct launch *launch = raw;
    pipeline_command *command = launch->command;
    if (setpgid(0, 0) != 0) return fail(launch);
    *command->group = getpid();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return fail(launch);
    if (getppid() != launch->parent) { errno = ESRCH; return fail(launch); }
    const int reset[] = { SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGALRM };
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    for (size_t i = 0; i < sizeof reset / sizeof *reset; i++) sigaction(reset[i], &standard, NULL);
    if (fchdir(command->folder) != 0) return fail(launch);
    if (command->looks != 0) {
        // The table of descriptors is still the parent's, which is how it gets this one.
        command->looks = tell_looks();
        if (unshare(CLONE_FILES) != 0) return fail(launch);
    }
    int first = 3;
    if (dup2(command->input, 0) < 0 || dup2(command->output, 1) < 0
        || dup2(command->output, 2) < 0)
        return fail(launch);
    if (command->tokens_in >= 0) {
        if (dup2(command->tokens_in, 3) < 0 || dup2(command->tokens_out, 4) < 0)
            return fail(launch);
        first = 5;
    }
    // All of ours are closed on exec anyway; this is for what libraries and our parent left open.
    syscall(SYS_close_range, first, ~0u, 0);
    umask(command->umask);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(command->program, command->arguments, command->environment);
    return fail(launch);
}

pid_t pipeline_start_command(pipeline_command *command, int *descriptor) {
    _Alignas(16) char stack[32768];
    struct launch launch = { command, getpid(), 0 };
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
    if (command->looks != 0) flags |= CLONE_FILES;
    pid_t child = clone(become_command, stack + sizeof stack, flags, &launch, descriptor);
    int error = child < 0 ? errno : launch.error;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (error == 0) return child;
    *command->group = 0;
    if (child > 0) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
        close(*descriptor);
        if (command->looks > 0) close(command->looks);
    }
    return -error;
}

/// Copies a text out of another process; returns its length, or -1.
static ssize_t text_of(pid_t process, uint64_t address, char *text, size_t capacity) {
    size_t length = 0;
    while (length + 1 < capacity) {
        // Page by page: the text may end right before one that is not there.
        size_t part = 4096 - (address + length) % 4096;
        if (part > capacity - 1 - length) part = capacity - 1 - length;
        struct iovec here = { text + length, part }, there = { (void *)(address + length), part };
        ssize_t count = process_vm_readv(process, &here, 1, &there, 1, 0);
        if (count <= 0) return -1;
        char *end = memchr(text + length, 0, (size_t)count);
        if (end != NULL) return end - text;
        length += (size_t)count;
    }
    return -1;
}

/// Puts the folder that a relative path is meant from before it; returns the whole length, or 0.
static size_t path_of_folder(pid_t process, int folder, char *path, size_t capacity) {
    char link[64];
    if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/%d/cwd", process);
    else snprintf(link, sizeof link, "/proc/%d/fd/%d", process, folder);
    ssize_t length = readlink(link, path, capacity - 1);
    if (length <= 0 || path[0] != '/') return 0;
    path[length] = '/';
    return (size_t)length + 1;
}

ssize_t pipeline_next_look(int looks, char *path, size_t capacity) {
    // Larger than this header's idea of the structures: the kernel's may have grown.
    _Alignas(16) char request[512], answer[512];
    struct seccomp_notif *look = (void *)request;
    struct seccomp_notif_resp *response = (void *)answer;
    memset(request, 0, sizeof request);
    memset(answer, 0, sizeof answer);
    if (ioctl(looks, SECCOMP_IOCTL_NOTIF_RECV, look) != 0) return errno == ENOENT ? 0 : -errno;
    ssize_t length = 0;
    for (int i = 0; i < looking_count; i++) {
        if (looking_calls[i].number != look->data.nr) continue;
        int argument = looking_calls[i].argument;
        char name[4096];
        ssize_t count = text_of((pid_t)look->pid, look->data.args[argument], name, sizeof name);
        if (count <= 0) break;
        size_t start = 0;
        if (name[0] != '/') {
            int folder = looking_calls[i].has_folder ? (int)look->data.args[argument - 1] : AT_FDCWD;
            start = path_of_folder((pid_t)look->pid, folder, path, capacity);
            if (start == 0) break;
        }
        if (start + (size_t)count >= capacity) break;
        memcpy(path + start, name, (size_t)count);
        length = (ssize_t)start + count;
        break;
    }
    response->id = look->id;
    response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    // A process that was killed meanwhile needs no answer.
    ioctl(looks, SECCOMP_IOCTL_NOTIF_SEND, response);
    return length;
}

pid_t pipeline_start_guardian(int alive, int tokens, pipeline_ward *wards, size_t count) {
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pid_t child = fork();
    if (child != 0) {
        int error = errno;
        pthread_sigmask(SIG_SETMASK, &old, NULL);
        return child < 0 ? -error : child;
    }
    // Nothing but calls that are allowed after a fork of one of many threads.
    setsid();
    dup2(alive, 0);
    dup2(tokens, 1);
    syscall(SYS_close_range, tokens < 0 ? 1 : 2, ~0u, 0);
    char byte;
    while (read(0, &byte, 1) < 0 && errno == EINTR) {}
    for (size_t i = 0; i < count; i++)
        if (wards[i].group > 0) kill(-wards[i].group, SIGKILL);
    for (size_t i = 0; i < count; i++) {
        if (tokens < 0 || wards[i].token == 0) continue;
        byte = (char)(wards[i].token - 1);
        if (write(1, &byte, 1) < 0) break;
    }
    _exit(0);
}

pipeline_ward *pipeline_shared_wards(size_t count) {
    void *memory = mmap(NULL, count * sizeof(pipeline_ward), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

int pipeline_event(unsigned count, int is_counting) {
    int event = eventfd(count, EFD_CLOEXEC | EFD_NONBLOCK | (is_counting ? EFD_SEMAPHORE : 0));
    return event < 0 ? -errno : event;
}

int pipeline_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    // The end that the command writes to must block, as programs expect.
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    ends[1] = pipeline_raise_descriptor(ends[1]);
    if (ends[1] >= 0) return 0;
    close(ends[0]);
    return EMFILE;
}

int pipeline_fifo(int folder, const char *path, int ends[2]) {
    unlinkat(folder, path, 0);
    if (mkfifoat(folder, path, 0600) != 0) return errno;
    ends[0] = openat(folder, path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    ends[1] = openat(folder, path, O_RDWR | O_CLOEXEC);
    if (ends[1] >= 0) ends[1] = pipeline_raise_descriptor(ends[1]);
    if (ends[0] >= 0 && ends[1] >= 0) return 0;
    int error = errno;
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
    return error;
}

int pipeline_block(int descriptor) { return fcntl(descriptor, F_SETFL, 0) == 0 ? 0 : errno; }

int pipeline_is_open(int descriptor) { return fcntl(descriptor, F_GETFD) >= 0; }
