#define _GNU_SOURCE
#include "CSystem.h"

#include <dirent.h>
#include <dlfcn.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

// Landlock, as the kernel numbers it; the headers of older systems lack some of it.

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
    may_write = 1 << 1,
    may_remove_and_make = 0x1ff << 4, // remove folder and file, make everything a folder may hold
    may_refer = 1 << 13,              // from version 2
    may_truncate = 1 << 14,           // from version 3
};

struct ruleset { uint64_t files, network, scope; };

struct __attribute__((packed)) folder_rule { uint64_t allowed; int32_t folder; };

static void allow(int ruleset, const char *path, uint64_t what) {
    struct folder_rule rule = { what, open(path, O_PATH | O_CLOEXEC) };
    if (rule.folder < 0) return;
    syscall(SYS_landlock_add_rule, ruleset, 1 /* what lies beneath */, &rule, 0);
    close(rule.folder);
}

int pipeline_write_rules(const char *folder) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* asks for the version */);
    if (version < 1) return version < 0 ? -errno : -ENOSYS;
    struct ruleset rules = { may_write | may_remove_and_make, 0, 0 };
    if (version >= 2) rules.files |= may_refer;
    if (version >= 3) rules.files |= may_truncate;
    if (version >= 4) rules.network = 3; // TCP: neither listen nor connect
    if (version >= 6) rules.scope = 3;   // no unnamed sockets of others, no signals to others
    size_t size = version >= 6 ? sizeof rules : version >= 4 ? 16 : 8;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0) return -errno;
    allow(ruleset, folder, rules.files);
    uint64_t of_a_file = rules.files & (may_write | may_truncate);
    const char *harmless[] = { "/dev/null", "/dev/zero", "/dev/full" };
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        allow(ruleset, harmless[i], of_a_file);
    return ruleset;
}

int pipeline_forbid_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno;
}

int pipeline_keep_write_rules(int ruleset) {
    return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ? 0 : errno;
}

int pipeline_leave_network(void) {
    if (unshare(CLONE_NEWNET) == 0) return pipeline_network_left;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)
        return pipeline_network_left | pipeline_users_left;
    return 0;
}

int pipeline_limit_processes(uint64_t count) {
    // Before 5.14 the limit counts all processes of the user, not those in here.
    struct utsname kernel;
    int major = 0, minor = 0;
    if (uname(&kernel) != 0 || sscanf(kernel.release, "%d.%d", &major, &minor) != 2) return ENOSYS;
    if (major < 5 || (major == 5 && minor < 14)) return ENOSYS;
    struct rlimit limit = { count, count };
    return setrlimit(RLIMIT_NPROC, &limit) == 0 ? 0 : errno;
}

int pipeline_limit_open_files(uint64_t count) {
    struct rlimit limit = { count, count };
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? 0 : errno;
}

int pipeline_drop_capabilities(void) {
    struct { uint32_t version; int process; } head = { 0x20080522, 0 };
    struct { uint32_t effective, permitted, inheritable; } sets[2];
    if (syscall(SYS_capget, &head, sets) != 0) return errno;
    // Root may go on reading what its owner alone may read; whoever has no such right keeps none.
    const uint32_t reading = 1u << 2;
    for (int i = 0; i < 2; i++) {
        sets[i].effective &= i == 0 ? reading : 0;
        sets[i].permitted = sets[i].effective;
        sets[i].inheritable = 0;
    }
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return syscall(SYS_capset, &head, sets) == 0 ? 0 : errno;
}

// The way of a descriptor from a module's process to its worker

int pipeline_descriptor_pipe(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    return 0;
}

int pipeline_send_descriptor(int way, int descriptor, int note) {
    struct iovec part = { &note, sizeof note };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    memset(control, 0, sizeof control);
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
    }
    return sendmsg(way, &message, MSG_NOSIGNAL) == (ssize_t)sizeof note ? 0 : errno;
}

int pipeline_receive_descriptor(int way, int *note) {
    struct iovec part = { note, sizeof *note };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t count;
    do count = recvmsg(way, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    while (count < 0 && errno == EINTR);
    if (count != (ssize_t)sizeof *note) return count < 0 ? -errno : -EPROTO;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head == NULL || head->cmsg_type != SCM_RIGHTS) return -ENODATA;
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
    return descriptor;
}

void *pipeline_shared_space(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

// The end of a module's process

void pipeline_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int pipeline_take_status(pid_t process, int *status, uint64_t *processor_ns) {
    struct rusage used;
    memset(&used, 0, sizeof used);
    while (wait4(process, status, 0, &used) < 0)
        if (errno != EINTR) return errno;
    *processor_ns =
        (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000u
        + (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000u;
    return 0;
}

void pipeline_end_orphans(void) {
    // Killing one hands its children to us: again until there are none, but not for ever.
    for (int round = 0; round < 10000; round++) {
        pid_t ended;
        while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) {}
        if (ended < 0) return;
        char list[4096];
        int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
        if (file < 0) return;
        ssize_t count = read(file, list, sizeof list - 1);
        close(file);
        if (count <= 0) return;
        list[count] = 0;
        pid_t process = 0;
        for (char *at = list; *at != 0; at++) {
            if (*at >= '0' && *at <= '9') { process = process * 10 + (*at - '0'); continue; }
            if (process > 0) kill(process, SIGKILL);
            process = 0;
        }
    }
}

// Private folders

enum { deepest = 60 };

static int remove_beneath(int parent, const char *name, int depth, int top) {
    if (unlinkat(parent, name, 0) == 0) return 0;
    if (errno != EISDIR && errno != EPERM) return errno;
    if (unlinkat(parent, name, AT_REMOVEDIR) == 0) return 0;
    if (depth > 0) fchmodat(parent, name, 0700, 0);
    if (depth > deepest) {
        // Each folder on the way is open: what lies deeper goes up, and has its turn there.
        static unsigned count;
        char up[32];
        snprintf(up, sizeof up, ".deep-%u", count++);
        return renameat(parent, name, top, up) == 0 ? 0 : errno;
    }
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0)
        folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return errno;
    fchmod(folder, 0700);
    DIR *entries = fdopendir(folder);
    if (entries == NULL) { int error = errno; close(folder); return error; }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        remove_beneath(folder, entry->d_name, depth + 1, depth == 0 ? folder : top);
    }
    closedir(entries);
    return unlinkat(parent, name, AT_REMOVEDIR) == 0 ? 0 : errno;
}

int pipeline_remove_tree(const char *path) {
    int error = 0;
    // Again when something has gone up meanwhile, but not for ever.
    for (int round = 0; round < 10000; round++) {
        error = remove_beneath(AT_FDCWD, path, 0, -1);
        if (error != ENOTEMPTY && error != EEXIST) break;
    }
    return error;
}

static uint64_t bytes_beneath(int folder, uint64_t enough, int depth) {
    DIR *entries = folder < 0 ? NULL : fdopendir(folder);
    if (entries == NULL) { if (folder >= 0) close(folder); return 0; }
    uint64_t sum = 0;
    for (struct dirent *entry; sum <= enough && (entry = readdir(entries)) != NULL;) {
        struct stat about;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (S_ISREG(about.st_mode)) sum += (uint64_t)about.st_size;
        // No one measures what is nested so deep: it counts as too much.
        else if (S_ISDIR(about.st_mode) && depth > deepest) sum = enough + 1;
        else if (S_ISDIR(about.st_mode))
            sum += bytes_beneath(openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
                                 enough, depth + 1);
    }
    closedir(entries);
    return sum;
}

uint64_t pipeline_bytes_beneath(const char *path, uint64_t enough) {
    return bytes_beneath(pipeline_open_folder(path), enough, 0);
}

int pipeline_files_open_beneath(pid_t process, const char *path) {
    char place[64];
    snprintf(place, sizeof place, "/proc/%d/fd", process);
    int folder = pipeline_open_folder(place), count = 0;
    size_t length = strlen(path);
    DIR *entries = folder < 0 ? NULL : fdopendir(folder);
    if (entries == NULL) { if (folder >= 0) close(folder); return 0; }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char target[4096];
        ssize_t size = readlinkat(folder, entry->d_name, target, sizeof target);
        count += size > (ssize_t)length && memcmp(target, path, length) == 0 && target[length] == '/';
    }
    closedir(entries);
    return count;
}

int pipeline_open_folder(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return folder < 0 ? -errno : folder;
}

int pipeline_is_empty_folder(const char *path) {
    int folder = pipeline_open_folder(path);
    if (folder < 0) return 0;
    char entries[256];
    // "." and ".." take 24 bytes each; whatever else there is takes as many.
    long count = syscall(SYS_getdents64, folder, entries, sizeof entries);
    close(folder);
    return count == 48;
}

const char *pipeline_file_with(const void *address) {
    Dl_info place;
    return dladdr(address, &place) != 0 ? place.dli_fname : NULL;
}
