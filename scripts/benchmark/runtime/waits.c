// The limits that the player's thread is measured against: plain C that waits for each instant and does
// nothing else. One instant in each slot of the rate, anywhere in it, the same ones as the player's.
//
//   waits sleep|timer|spin RATE SECONDS [fifo]
//
// Prints lateness in microseconds and processor time as one JSON object.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static uint64_t now_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static struct timespec instant(uint64_t ns) {
    return (struct timespec){(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
}

static int compare(const void *one, const void *other) {
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return a < b ? -1 : a > b;
}

static void sleep_until(uint64_t due) {
    struct timespec time = instant(due);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {}
}

static int set = -1, timer = -1;

static void wait_timer(uint64_t due) {
    if (set < 0) {
        set = epoll_create1(0);
        timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN};
        epoll_ctl(set, EPOLL_CTL_ADD, timer, &event);
    }
    struct itimerspec value = {.it_value = instant(due)};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &value, NULL);
    struct epoll_event event;
    while (epoll_wait(set, &event, 1, -1) < 1) {}
}

int main(int count, char **words) {
    if (count < 4) return 2;
    size_t rate = strtoull(words[2], NULL, 10), seconds = strtoull(words[3], NULL, 10);
    int fifo = count > 4 && !strcmp(words[4], "fifo"), is_timer = !strcmp(words[1], "timer");
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    if (fifo) {
        struct sched_param parameters = {.sched_priority = 60};
        fifo = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
        mlockall(MCL_CURRENT | MCL_FUTURE);
    }
    size_t total = rate * seconds;
    uint64_t *late = calloc(total + 1, sizeof *late), slot = 1000000000u / rate;
    uint64_t state = 88172645463325252u, start = now_ns(CLOCK_MONOTONIC) + 100000000u;
    uint64_t processor = now_ns(CLOCK_THREAD_CPUTIME_ID);
    for (size_t place = 0; place < total; place++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        uint64_t due = start + place * slot + state % slot;
        if (is_timer) wait_timer(due);
        else sleep_until(due);
        uint64_t now = now_ns(CLOCK_MONOTONIC);
        late[place] = now > due ? now - due : 0;
    }
    processor = now_ns(CLOCK_THREAD_CPUTIME_ID) - processor;
    qsort(late, total, sizeof *late, compare);
    printf("{\"sent\": %zu, \"lateness_p50_us\": %.3f, \"lateness_p99_us\": %.3f, "
           "\"lateness_max_us\": %.3f, \"cpu_percent\": %.3f, \"fifo\": %d}\n",
           total, late[total / 2] / 1e3, late[total * 99 / 100] / 1e3, late[total - 1] / 1e3,
           processor / (seconds * 1e9) * 100, fifo);
    return 0;
}
