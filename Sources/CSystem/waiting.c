#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <unistd.h>

uint64_t pipeline_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int pipeline_wait_set(void) {
    int set = epoll_create1(EPOLL_CLOEXEC);
    return set < 0 ? -errno : set;
}

int pipeline_wait_add(int set, int descriptor, uint32_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u32 = tag}};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) < 0 ? errno : 0;
}

int pipeline_wait_add_end(int set, int descriptor, uint32_t tag) {
    // Errors and ends are always told.
    struct epoll_event event = {.events = 0, .data = {.u32 = tag}};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event) < 0 ? errno : 0;
}

int pipeline_wait_remove(int set, int descriptor) {
    struct epoll_event event = {0};
    return epoll_ctl(set, EPOLL_CTL_DEL, descriptor, &event) < 0 ? errno : 0;
}

int pipeline_wait(int set, uint32_t *tags, int capacity) {
    struct epoll_event events[16];
    if (capacity > 16) capacity = 16;
    int count = epoll_wait(set, events, capacity, -1);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int place = 0; place < count; place++) tags[place] = events[place].data.u32;
    return count;
}

int pipeline_timer(void) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    return timer < 0 ? -errno : timer;
}

int pipeline_timer_set(int timer, uint64_t instant_ns) {
    struct itimerspec value = {0};
    value.it_value.tv_sec = (time_t)(instant_ns / 1000000000u);
    value.it_value.tv_nsec = (long)(instant_ns % 1000000000u);
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &value, NULL) < 0 ? errno : 0;
}

void pipeline_event_raise(int descriptor) {
    // The count can only be full, and then the descriptor is readable already.
    eventfd_write(descriptor, 1);
}

void pipeline_event_clear(int descriptor) {
    eventfd_t count;
    eventfd_read(descriptor, &count);
}

void pipeline_set_timer_slack(uint64_t nanoseconds) {
    prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

int pipeline_become_realtime(int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}

int pipeline_lock_memory(void) {
    // Under a limit, what is taken later must not be locked: taking it would fail.
    struct rlimit limit;
    int is_unlimited = geteuid() == 0 ||
                       (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY);
    return mlockall(is_unlimited ? MCL_CURRENT | MCL_FUTURE : MCL_CURRENT) < 0 ? errno : 0;
}

void pipeline_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}
