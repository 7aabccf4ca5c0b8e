#define _GNU_SOURCE
#include "CSystem.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define OWN_ARCHITECTURE 0
#endif

// Numbers that older headers lack; from 424 on they are the same for all processors.
enum {
    call_pidfd_send_signal = 424, call_io_uring_setup = 425, call_io_uring_enter = 426,
    call_io_uring_register = 427, call_open_tree = 428, call_move_mount = 429, call_fsopen = 430,
    call_clone3 = 435, call_openat2 = 437, call_pidfd_getfd = 438, call_mount_setattr = 442,
    call_process_madvise = 440, call_memfd_secret = 447, call_process_mrelease = 448,
    call_fchmodat2 = 452,
};

/// When a call is asked about; `value` is of the argument that `tested` numbers.
enum when {
    always,
    with_any,    // of these bits
    without_any, // of these bits
    unless_equal,
    unless_own,  // process
    when_stated, // a pointer that is not null, or a number that is not 0
    one_of,      // the numbers of `list`
    unless_local_stream, // a socket's family and kind: datagrams reach whom they name
    counted,     // let through as without any of these bits when no one can count
    refused,     // never asked about: `value` is the errno
};

/// What a call says of its object; `place` numbers the argument.
enum form {
    nothing,
    named,        // a path
    named_in,     // a path, and a folder right before it
    opened,       // a descriptor
    new_socket,   // family and kind
    at_address,   // of a socket, with its length behind it
    of_thread,    // whose number is here
    of_group,     // of processes or threads: which sort, and which one
    by_command,   // to a device
    two_named,    // paths
    two_named_in, // paths, each with a folder right before it: the second two places on
};

struct call {
    int number;
    uint8_t when, tested;
    uint32_t value;
    uint8_t kind, form, place;
    const char *deed;
    const uint32_t *list; // ends with 0
};

enum {
    network = pipeline_attempt_network,
    process = pipeline_attempt_process,
    signals = pipeline_attempt_signal,
    writing = pipeline_attempt_write,
    thread = pipeline_attempt_thread,
    memory = pipeline_attempt_memory,
};

// Commands that make others get signals, or make a terminal believe that its user typed.
enum { set_owner_of_device = 0x8901, set_group_of_device = 0x8902, type_a_key = 0x5412, linux_console = 0x541C };
static const uint32_t owner_commands[] = { F_SETOWN, 15 /* F_SETOWN_EX */, 0 };
static const uint32_t device_commands[] = {
    set_owner_of_device, set_group_of_device, type_a_key, linux_console,
    // What makes a terminal behave otherwise: three ways to set it, in three forms, its size, whose it is.
    0x5402, 0x5403, 0x5404, 0x5406, 0x5407, 0x5408, 0x402C542B, 0x402C542C, 0x402C542D, 0x5414, 0x540E,
    0,
};
static const uint32_t end_with_parent[] = { PR_SET_PDEATHSIG, 0 };

enum { opening_to_write = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };

/// Rows in any order.
static struct call calls[] = {
    { SYS_socket, unless_local_stream, 0, AF_UNIX, network, new_socket, 0, "" },
    { SYS_socketpair, with_any, 1, 2, network, nothing, 0, "open a local socket for datagrams" },
    { SYS_connect, always, 0, 0, network, at_address, 1, "connect to" },
    { SYS_bind, always, 0, 0, network, at_address, 1, "listen at" },
    { SYS_sendto, when_stated, 4, 0, network, at_address, 4, "send to" },

    { SYS_clone, counted, 0, CLONE_THREAD, thread, nothing, 0, "start a process" },
    { call_clone3, refused, 0, ENOSYS, 0, 0, 0, "" }, // libraries turn to clone then
    { SYS_execve, always, 0, 0, process, named, 0, "run" },
    { SYS_execveat, always, 0, 0, process, named_in, 1, "run" },
    { SYS_setsid, always, 0, 0, process, nothing, 0, "leave its group of processes" },
    { SYS_setpgid, always, 0, 0, process, nothing, 0, "leave its group of processes" },
    { SYS_ptrace, always, 0, 0, process, nothing, 0, "look into a process" },
    { SYS_process_vm_readv, always, 0, 0, process, nothing, 0, "look into a process" },
    { SYS_process_vm_writev, always, 0, 0, process, nothing, 0, "change a process" },
    { call_pidfd_getfd, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_kcmp, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_prlimit64, when_stated, 0, 0, process, of_thread, 0, "change the limits of a process" },
    { SYS_setpriority, always, 0, 0, process, of_group, 0, "change the priority of a process" },
    { SYS_ioprio_set, always, 0, 0, process, of_group, 1, "change the priority of a process" },
    { SYS_sched_setparam, when_stated, 0, 0, process, of_thread, 0, "change the priority of a process" },
    { SYS_sched_setscheduler, when_stated, 0, 0, process, of_thread, 0, "change the priority of a process" },
    { SYS_sched_setattr, when_stated, 0, 0, process, of_thread, 0, "change the priority of a process" },
    { SYS_sched_setaffinity, when_stated, 0, 0, process, of_thread, 0, "choose the processors of a process" },
    { SYS_migrate_pages, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_move_pages, refused, 0, EPERM, 0, 0, 0, "" },
    { call_process_madvise, refused, 0, EPERM, 0, 0, 0, "" },
    { call_process_mrelease, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_prctl, one_of, 0, 0, process, nothing, 0, "outlive the worker", end_with_parent },
    { SYS_shmat, always, 0, 0, process, nothing, 0, "use memory of other processes" },
    { SYS_shmctl, always, 0, 0, process, nothing, 0, "use memory of other processes" },
    { SYS_semop, always, 0, 0, process, nothing, 0, "use semaphores of other processes" },
    { SYS_semtimedop, always, 0, 0, process, nothing, 0, "use semaphores of other processes" },
    { SYS_semctl, always, 0, 0, process, nothing, 0, "use semaphores of other processes" },
    { SYS_msgsnd, always, 0, 0, process, nothing, 0, "use queues of other processes" },
    { SYS_msgrcv, always, 0, 0, process, nothing, 0, "use queues of other processes" },
    { SYS_msgctl, always, 0, 0, process, nothing, 0, "use queues of other processes" },
    { SYS_mq_unlink, always, 0, 0, process, nothing, 0, "remove a queue" },

    { SYS_kill, unless_own, 0, 0, signals, nothing, 0, "signal another process" },
    { SYS_tkill, always, 0, 0, signals, nothing, 0, "signal another process" },
    { SYS_tgkill, unless_own, 0, 0, signals, nothing, 0, "signal another process" },
    { SYS_rt_sigqueueinfo, unless_own, 0, 0, signals, nothing, 0, "signal another process" },
    { SYS_rt_tgsigqueueinfo, unless_own, 0, 0, signals, nothing, 0, "signal another process" },
    { call_pidfd_send_signal, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_fcntl, one_of, 1, 0, signals, nothing, 0, "have another process signalled", owner_commands },
    { SYS_ioctl, one_of, 1, 0, signals, by_command, 1, "", device_commands },

    { SYS_memfd_create, counted, 0, 0, memory, nothing, 0, "" },
    { call_memfd_secret, refused, 0, ENOSYS, 0, 0, 0, "" },

    { SYS_openat, with_any, 2, opening_to_write, writing, named_in, 1, "write" },
    { call_openat2, refused, 0, ENOSYS, 0, 0, 0, "" },
    { SYS_truncate, always, 0, 0, writing, named, 0, "cut" },
    { SYS_mkdirat, always, 0, 0, writing, named_in, 1, "make the folder" },
    { SYS_mknodat, always, 0, 0, writing, named_in, 1, "make" },
    { SYS_unlinkat, always, 0, 0, writing, named_in, 1, "remove" },
    { SYS_renameat2, always, 0, 0, writing, two_named_in, 1, "rename" },
    { SYS_linkat, always, 0, 0, writing, two_named_in, 1, "link" },
    { SYS_symlinkat, always, 0, 0, writing, named_in, 2, "make the link" },
    { SYS_fchmod, always, 0, 0, writing, opened, 0, "change the rights of" },
    { SYS_fchmodat, always, 0, 0, writing, named_in, 1, "change the rights of" },
    { call_fchmodat2, always, 0, 0, writing, named_in, 1, "change the rights of" },
    { SYS_fchown, always, 0, 0, writing, opened, 0, "change the owner of" },
    { SYS_fchownat, always, 0, 0, writing, named_in, 1, "change the owner of" },
    { SYS_utimensat, always, 0, 0, writing, named_in, 1, "change the times of" },
    { SYS_setxattr, always, 0, 0, writing, named, 0, "change the attributes of" },
    { SYS_lsetxattr, always, 0, 0, writing, named, 0, "change the attributes of" },
    { SYS_fsetxattr, always, 0, 0, writing, opened, 0, "change the attributes of" },
    { SYS_removexattr, always, 0, 0, writing, named, 0, "change the attributes of" },
    { SYS_lremovexattr, always, 0, 0, writing, named, 0, "change the attributes of" },
    { SYS_fremovexattr, always, 0, 0, writing, opened, 0, "change the attributes of" },
    { SYS_shmget, always, 0, 0, writing, nothing, 0, "make memory that outlives it" },
    { SYS_semget, always, 0, 0, writing, nothing, 0, "make semaphores that outlive it" },
    { SYS_msgget, always, 0, 0, writing, nothing, 0, "make a queue that outlives it" },
    { SYS_mq_open, always, 0, 0, writing, nothing, 0, "make a queue that outlives it" },
#ifdef SYS_open
    { SYS_fork, always, 0, 0, process, nothing, 0, "start a process" },
    { SYS_vfork, always, 0, 0, process, nothing, 0, "start a process" },
    { SYS_open, with_any, 1, opening_to_write, writing, named, 0, "write" },
    { SYS_creat, always, 0, 0, writing, named, 0, "write" },
    { SYS_mkdir, always, 0, 0, writing, named, 0, "make the folder" },
    { SYS_mknod, always, 0, 0, writing, named, 0, "make" },
    { SYS_unlink, always, 0, 0, writing, named, 0, "remove" },
    { SYS_rmdir, always, 0, 0, writing, named, 0, "remove" },
    { SYS_rename, always, 0, 0, writing, two_named, 0, "rename" },
    { SYS_renameat, always, 0, 0, writing, two_named_in, 1, "rename" },
    { SYS_link, always, 0, 0, writing, two_named, 0, "link" },
    { SYS_symlink, always, 0, 0, writing, named, 1, "make the link" },
    { SYS_chmod, always, 0, 0, writing, named, 0, "change the rights of" },
    { SYS_chown, always, 0, 0, writing, named, 0, "change the owner of" },
    { SYS_lchown, always, 0, 0, writing, named, 0, "change the owner of" },
    { SYS_utime, always, 0, 0, writing, named, 0, "change the times of" },
    { SYS_utimes, always, 0, 0, writing, named, 0, "change the times of" },
    { SYS_futimesat, always, 0, 0, writing, named_in, 1, "change the times of" },
#elif defined(SYS_renameat)
    { SYS_renameat, always, 0, 0, writing, two_named_in, 1, "rename" },
#endif

    // What goes round all of this, or concerns the whole machine.
    { call_io_uring_setup, refused, 0, ENOSYS, 0, 0, 0, "" },
    { call_io_uring_enter, refused, 0, ENOSYS, 0, 0, 0, "" },
    { call_io_uring_register, refused, 0, ENOSYS, 0, 0, 0, "" },
    { SYS_unshare, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_setns, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_mount, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_umount2, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_pivot_root, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_chroot, refused, 0, EPERM, 0, 0, 0, "" },
    { call_open_tree, refused, 0, EPERM, 0, 0, 0, "" },
    { call_move_mount, refused, 0, EPERM, 0, 0, 0, "" },
    { call_fsopen, refused, 0, EPERM, 0, 0, 0, "" },
    { call_mount_setattr, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_bpf, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_perf_event_open, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_userfaultfd, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_keyctl, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_add_key, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_request_key, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_open_by_handle_at, refused, 0, EPERM, 0, 0, 0, "" },
    { SYS_fanotify_init, refused, 0, EPERM, 0, 0, 0, "" },
};

enum { call_count = sizeof calls / sizeof *calls, longest_filter = call_count * 14 + 64 };

static int by_number(const void *left, const void *right) {
    return ((const struct call *)left)->number - ((const struct call *)right)->number;
}

/// Both sides look calls up by their numbers.
static void sort_calls(void) {
    static int is_sorted;
    if (is_sorted) return;
    qsort(calls, call_count, sizeof *calls, by_number);
    is_sorted = 1;
}

// The filter: a search tree over the numbers of the calls, so that the kernel, which walks through
// it for every number there is when it is installed, needs few steps.

struct writer {
    struct sock_filter steps[longest_filter];
    unsigned count;
    int may_notify;
};

static void step(struct writer *to, unsigned code, unsigned value, int yes, int no) {
    to->steps[to->count++] = (struct sock_filter)BPF_JUMP(code, value, (uint8_t)yes, (uint8_t)no);
}

static void load(struct writer *to, size_t offset) {
    step(to, BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

static void end(struct writer *to, unsigned action) { step(to, BPF_RET | BPF_K, action, 0, 0); }

/// Ends with the verdict on a call whose number has been found.
static void judge(struct writer *to, const struct call *call) {
    unsigned ask = SECCOMP_RET_USER_NOTIF;
    if (!to->may_notify)
        ask = call->kind == writing ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | EACCES;
    size_t low = offsetof(struct seccomp_data, args) + call->tested * 8u;
    switch ((enum when)call->when) {
    case refused: return end(to, SECCOMP_RET_ERRNO | call->value);
    case always: return end(to, ask);
    case with_any:
    case without_any:
        load(to, low);
        step(to, BPF_JMP | BPF_JSET | BPF_K, call->value, call->when == with_any ? 1 : 0,
             call->when == with_any ? 0 : 1);
        break;
    case unless_equal:
    case unless_own:
        load(to, low);
        step(to, BPF_JMP | BPF_JEQ | BPF_K,
             call->when == unless_own ? (unsigned)getpid() : call->value, 0, 1);
        break;
    case when_stated:
        load(to, low);
        step(to, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
        load(to, low + 4);
        step(to, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
        break;
    case one_of:
        load(to, low);
        for (const uint32_t *at = call->list; *at != 0; at++) {
            int left = 0;
            while (at[left] != 0) left++;
            step(to, BPF_JMP | BPF_JEQ | BPF_K, *at, left, 0);
        }
        break;
    case unless_local_stream:
        load(to, low);
        step(to, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 3);
        load(to, low + 8);
        step(to, BPF_JMP | BPF_JSET | BPF_K, 2 /* datagrams, by whatever name */, 1, 0);
        break;
    case counted:
        if (to->may_notify) return end(to, ask);
        if (call->value == 0) return end(to, SECCOMP_RET_ALLOW);
        load(to, low);
        step(to, BPF_JMP | BPF_JSET | BPF_K, call->value, 0, 1);
        break;
    }
    end(to, SECCOMP_RET_ALLOW);
    end(to, ask);
}

static void search(struct writer *to, size_t first, size_t behind) {
    if (behind - first > 1) {
        size_t middle = (first + behind) / 2;
        step(to, BPF_JMP | BPF_JGE | BPF_K, (unsigned)calls[middle].number, 0, 1);
        unsigned jump = to->count;
        step(to, BPF_JMP | BPF_JA, 0, 0, 0);
        search(to, first, middle);
        to->steps[jump].k = to->count - jump - 1;
        return search(to, middle, behind);
    }
    step(to, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[first].number, 1, 0);
    end(to, SECCOMP_RET_ALLOW);
    judge(to, &calls[first]);
}

int pipeline_ask_for_leave(int may_notify) {
    if (OWN_ARCHITECTURE == 0) return -ENOSYS;
    static struct writer to;
    to.count = 0;
    to.may_notify = may_notify;
    sort_calls();
    load(&to, offsetof(struct seccomp_data, arch));
    step(&to, BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
    end(&to, SECCOMP_RET_ERRNO | ENOSYS);
    load(&to, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    step(&to, BPF_JMP | BPF_JGE | BPF_K, 0x40000000 /* the third set of numbers */, 0, 1);
    end(&to, SECCOMP_RET_ERRNO | ENOSYS);
#endif
    search(&to, 0, call_count);
    struct sock_fprog program = { (unsigned short)to.count, to.steps };
    unsigned flags = SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    if (may_notify) flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    return result < 0 ? -errno : (int)result;
}

// The keeper's side

/// Copies what is at an address of another process; returns how much could be had.
static size_t bytes_of(pid_t process, uint64_t address, void *bytes, size_t count) {
    struct iovec here = { bytes, count }, there = { (void *)address, count };
    ssize_t got = process_vm_readv(process, &here, 1, &there, 1, 0);
    return got < 0 ? 0 : (size_t)got;
}

static void text_of(pid_t process, uint64_t address, char *text, size_t capacity) {
    size_t length = 0;
    while (length + 1 < capacity) {
        // Page by page: the text may end right before one that is not there.
        size_t part = 4096 - (address + length) % 4096;
        if (part > capacity - 1 - length) part = capacity - 1 - length;
        size_t count = bytes_of(process, address + length, text + length, part);
        if (memchr(text + length, 0, count) != NULL) return;
        length += count;
        if (count < part) break;
    }
    text[length < capacity ? length : capacity - 1] = 0;
    if (length == 0) memcpy(text, "/?", 3); // it may not be read at all
}

enum { path_capacity = 4096 };

static void linked(const char *link, char path[path_capacity]) {
    ssize_t length = readlink(link, path, path_capacity - 1);
    path[length > 0 ? length : 0] = 0;
}

static void path_of_descriptor(pid_t process, int descriptor, char path[path_capacity]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/fd/%d", process, descriptor);
    linked(link, path);
}

static void path_of(pid_t process, int folder, uint64_t address, char path[path_capacity]) {
    static char name[path_capacity], before[path_capacity];
    // utimensat and its like mean the folder itself then.
    if (address == 0) return path_of_descriptor(process, folder, path);
    text_of(process, address, name, sizeof name);
    if (name[0] == '/') { memcpy(path, name, sizeof name); return; }
    if (folder == AT_FDCWD) {
        char link[64];
        snprintf(link, sizeof link, "/proc/%d/cwd", process);
        linked(link, before);
    } else {
        path_of_descriptor(process, folder, before);
    }
    size_t start = strlen(before), length = strlen(name);
    if (start == 0 || start + 1 + length >= path_capacity) { path[0] = 0; return; }
    memcpy(path, before, start);
    path[start] = '/';
    memcpy(path + start + 1, name, length + 1);
}

/// Whether a number means the process that asks, or one of its threads.
static int is_own(pid_t process, int number) {
    char path[64];
    if (number == 0) return 1;
    snprintf(path, sizeof path, "/proc/%d/task/%d", process, number);
    if (access(path, F_OK) == 0) return 1;
    // A thread that has just ended is no one's: the kernel finds no one.
    snprintf(path, sizeof path, "/proc/%d", number);
    return access(path, F_OK) != 0;
}

static const char *device_deed(uint64_t command) {
    switch ((uint32_t)command) {
    case type_a_key:
    case linux_console: return "type into a terminal";
    case set_owner_of_device:
    case set_group_of_device: return "have another process signalled";
    default: return "change a terminal";
    }
}

static const char *socket_deed(uint64_t family, uint64_t kind) {
    if (family == AF_UNIX) return "open a local socket for datagrams";
    if (family == AF_NETLINK) return "ask for the state of the network";
    if (family != AF_INET && family != AF_INET6) return "open a socket of an unusual family";
    switch (kind & 0xf) {
    case SOCK_STREAM: return "open a TCP socket";
    case SOCK_DGRAM: return "open a UDP socket";
    default: return "open a raw socket";
    }
}

static void address_of(
    pid_t process, uint64_t address, uint64_t length, char path[path_capacity]
) {
    struct sockaddr_un name;
    memset(&name, 0, sizeof name);
    if (length > sizeof name) length = sizeof name;
    size_t count = bytes_of(process, address, &name, length);
    size_t head = offsetof(struct sockaddr_un, sun_path);
    path[0] = 0;
    if (count <= head || name.sun_family != AF_UNIX) return;
    size_t size = count - head;
    memcpy(path, name.sun_path, size);
    path[size] = 0;
    if (path[0] == 0) path[0] = '@'; // one without a file
}

static void describe(
    const struct call *call, const struct seccomp_notif *request, char path[path_capacity],
    char other[path_capacity], pipeline_attempt *attempt
) {
    const __u64 *arguments = request->data.args;
    pid_t from = (pid_t)request->pid;
    int at = call->place, before = at > 0 ? (int)arguments[at - 1] : AT_FDCWD;
    switch ((enum form)call->form) {
    case nothing: break;
    case named: path_of(from, AT_FDCWD, arguments[at], path); break;
    case named_in: path_of(from, before, arguments[at], path); break;
    case opened: path_of_descriptor(from, (int)arguments[at], path); break;
    case new_socket: attempt->deed = socket_deed(arguments[0], arguments[1]); break;
    case at_address: address_of(from, arguments[at], arguments[at + 1], path); break;
    case of_thread: attempt->is_own = is_own(from, (int)arguments[at]); break;
    case of_group: // the sort that is a process or thread is numbered by `place`
        attempt->is_own = (int)arguments[0] == at && is_own(from, (int)arguments[1]);
        break;
    case by_command: attempt->deed = device_deed(arguments[at]); break;
    case two_named:
        path_of(from, AT_FDCWD, arguments[at], path);
        path_of(from, AT_FDCWD, arguments[at + 1], other);
        break;
    case two_named_in:
        path_of(from, before, arguments[at], path);
        path_of(from, (int)arguments[at + 1], arguments[at + 2], other);
        break;
    }
    // A clone without the bit is a process.
    if (call->kind == thread && (arguments[0] & CLONE_THREAD) == 0) attempt->kind = process;
}

int pipeline_next_attempt(int leave, pipeline_attempt *attempt) {
    static char path[path_capacity], other[path_capacity];
    // Larger than this header's idea of the structure: the kernel's may have grown.
    _Alignas(16) char space[512];
    struct seccomp_notif *request = (void *)space;
    memset(space, 0, sizeof space);
    path[0] = other[0] = 0;
    sort_calls();
    if (ioctl(leave, SECCOMP_IOCTL_NOTIF_RECV, request) != 0)
        return errno == ENOENT || errno == EINTR ? 0 : -errno;
    struct call wanted = { .number = request->data.nr };
    const struct call *call = bsearch(&wanted, calls, call_count, sizeof *calls, by_number);
    *attempt = (pipeline_attempt){ request->id, 0, 0, "", path, other };
    if (call == NULL) return 1;
    attempt->kind = call->kind;
    attempt->deed = call->deed;
    describe(call, request, path, other, attempt);
    // What was read may be another process's by now, if the one that asked has ended.
    if (ioctl(leave, SECCOMP_IOCTL_NOTIF_ID_VALID, &request->id) != 0) return 0;
    return 1;
}

int pipeline_answer_attempt(int leave, const pipeline_attempt *attempt, int error) {
    _Alignas(16) char space[512];
    struct seccomp_notif_resp *answer = (void *)space;
    memset(space, 0, sizeof space);
    answer->id = attempt->number;
    if (error == 0) answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    else answer->error = -error;
    return ioctl(leave, SECCOMP_IOCTL_NOTIF_SEND, answer) == 0 ? 0 : errno;
}
