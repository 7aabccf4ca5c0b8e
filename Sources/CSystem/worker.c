#define _GNU_SOURCE
#include "CSystem.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int pipeline_memory_file(const char *name) {
    int descriptor = (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */);
    if (descriptor < 0) return -errno;
    if (fcntl(descriptor, F_SETFL, O_APPEND) != 0) { int e = errno; close(descriptor); return -e; }
    return descriptor;
}

int pipeline_raise_descriptor(int descriptor) {
    if (descriptor < 0 || descriptor >= 10) return descriptor;
    int raised = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    int error = errno;
    close(descriptor);
    return raised < 0 ? -error : raised;
}

int pipeline_process_descriptor(pid_t process) {
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    return descriptor < 0 ? -errno : descriptor;
}

int pipeline_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int pipeline_spawn_in_session(posix_spawnattr_t *attributes, short flags) {
    return posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_SETSID);
}

int pipeline_limit_address_space(uint64_t bytes, uint64_t most) {
    struct rlimit limit = { bytes, most };
    return setrlimit(RLIMIT_AS, &limit) == 0 ? 0 : errno;
}

int pipeline_limit_file_size(uint64_t bytes) {
    struct rlimit limit = { bytes, bytes };
    return setrlimit(RLIMIT_FSIZE, &limit) == 0 ? 0 : errno;
}

int pipeline_forbid_core_files(void) {
    struct rlimit limit = { 0, 0 };
    return setrlimit(RLIMIT_CORE, &limit) == 0 ? 0 : errno;
}

int pipeline_limit_processor_time(uint64_t seconds, int for_good) {
    // Whoever shrugs off the signal is killed a second later.
    struct rlimit limit = { seconds, for_good ? seconds + 1 : RLIM_INFINITY };
    return setrlimit(RLIMIT_CPU, &limit) == 0 ? 0 : errno;
}

int pipeline_signal_on_parent_death(int signal) {
    return prctl(PR_SET_PDEATHSIG, signal) == 0 ? 0 : errno;
}

pid_t pipeline_fork(void) {
    pid_t process = fork();
    return process < 0 ? -errno : process;
}

int pipeline_wait_signal(int status) {
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int pipeline_wait_exit(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

static void pipeline_crash_handler(int signal) {
    static const char head[] = "pipeline-scan: address space in pages at the crash: ";
    char line[128];
    memcpy(line, head, sizeof head - 1);
    int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t count = read(statm, line + sizeof head - 1, 20), end = sizeof head - 1;
    while (end < (ssize_t)sizeof head - 1 + count && line[end] >= '0' && line[end] <= '9') end++;
    line[end++] = '\n';
    count = write(2, line, (size_t)end);
    raise(signal); /* the handler is gone by now: this ends the process */
}

void pipeline_report_memory_on_crash(void) {
    static char stack[16384];
    stack_t other = { .ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack };
    sigaltstack(&other, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = pipeline_crash_handler;
    action.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
    const int signals[] = { SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
}
