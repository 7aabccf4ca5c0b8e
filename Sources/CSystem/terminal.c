#define _GNU_SOURCE
#include "CSystem.h"

#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

int pipeline_signal_descriptor(const int *signals, size_t count) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < count; i++) sigaddset(&set, signals[i]);
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -EINVAL;
    int descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int pipeline_next_signal(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    return count == (ssize_t)sizeof information ? (int)information.ssi_signo : 0;
}

int pipeline_poll(struct pollfd *descriptors, size_t count, const struct timespec *timeout) {
    return ppoll(descriptors, count, timeout, NULL);
}

static struct termios kept;
static int kept_descriptor = -1;
static char leaving[128];

int pipeline_take_terminal(int keys, const char *on_crash) {
    struct termios mode;
    if (tcgetattr(keys, &mode) != 0) return errno;
    kept = mode;
    kept_descriptor = keys;
    strncpy(leaving, on_crash, sizeof leaving - 1);
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return tcsetattr(keys, TCSANOW, &mode) == 0 ? 0 : errno;
}

void pipeline_give_terminal_back(void) {
    if (kept_descriptor >= 0) tcsetattr(kept_descriptor, TCSANOW, &kept);
    kept_descriptor = -1;
}

static void crashed(int signal) {
    ssize_t count = write(2, leaving, strlen(leaving));
    (void)count;
    pipeline_give_terminal_back();
    raise(signal); /* the handler is gone by now: this ends the process */
}

void pipeline_give_terminal_back_on_crash(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = crashed;
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
    const int signals[] = { SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGTRAP, SIGFPE };
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}
