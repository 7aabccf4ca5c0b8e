// Why a shim: Glibc's module map leaves these calls out, because they need _GNU_SOURCE or are
// variadic. Defining _GNU_SOURCE here would give types other fields than the Glibc module has, so
// the calls are made by number and the few constants are named here. No function keeps state.
#ifndef CSYSTEM_SHIM_H
#define CSYSTEM_SHIM_H

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#ifndef O_PATH
#define O_PATH 010000000
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif

/// What identifies a file's content without reading it; all fields 0 when it does not exist.
typedef struct {
    uint64_t inode;
    uint64_t size;
    int64_t modified_ns;
    int64_t changed_ns;
    uint64_t device;
    uint32_t mode;
    uint32_t reserved;
} pipeline_identity;

/// statx relative to a folder.
/// Returns 0, or the errno.
static inline int pipeline_identify(int folder, const char *name, int flags,
                                    pipeline_identity *out) {
    struct statx x;
    memset(out, 0, sizeof *out);
    if (syscall(SYS_statx, folder, name, flags,
                STATX_TYPE | STATX_MODE | STATX_INO | STATX_SIZE | STATX_MTIME | STATX_CTIME,
                &x) != 0)
        return errno;
    out->inode = x.stx_ino;
    out->size = x.stx_size;
    out->modified_ns = (int64_t)x.stx_mtime.tv_sec * 1000000000 + x.stx_mtime.tv_nsec;
    out->changed_ns = (int64_t)x.stx_ctime.tv_sec * 1000000000 + x.stx_ctime.tv_nsec;
    out->device = ((uint64_t)x.stx_dev_major << 32) | x.stx_dev_minor;
    out->mode = x.stx_mode;
    return 0;
}

/// Now, on the clock that file systems stamp files with, in nanoseconds since 1970.
static inline int64_t pipeline_file_clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/// open with O_CLOEXEC; variadic in C. Returns a descriptor, or minus the errno.
static inline int pipeline_open(int folder, const char *path, int flags, unsigned mode) {
    int descriptor = openat(folder, path, flags | O_CLOEXEC, mode);
    return descriptor < 0 ? -errno : descriptor;
}

/// Opens a folder below `root` without leaving it by `..` or a link; glibc has no openat2.
/// Returns a descriptor, or minus the errno; -EXDEV when the path leads out.
static inline int pipeline_open_beneath(int root, const char *path) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    long descriptor = syscall(SYS_openat2, root, path, &how, sizeof how);
    return descriptor < 0 ? -errno : (int)descriptor;
}

/// Whether a file system gives each change after a look a stamp of its own: ext4, xfs, btrfs and
/// tmpfs do, others round to seconds.
static inline int pipeline_has_fine_stamps(int descriptor) {
    struct statfs fs;
    if (fstatfs(descriptor, &fs) != 0) return 0;
    switch ((unsigned long)fs.f_type) {
    case 0xEF53: case 0x58465342: case 0x9123683E: case 0x01021994: return 1;
    default: return 0;
    }
}

/// The program's own ELF header, which the linker places.
extern const uint8_t __ehdr_start[] __attribute__((visibility("hidden")));

/// The running program's GNU build id: a digest over its code that the linker wrote.
/// Returns how many bytes were written to `bytes`, 0 when it was linked without one.
static inline size_t pipeline_build_id(uint8_t *bytes, size_t capacity) {
    const Elf64_Ehdr *header = (const void *)__ehdr_start;
    const Elf64_Phdr *segments = (const void *)(__ehdr_start + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (segments[i].p_type != PT_NOTE) continue;
        const uint8_t *at = __ehdr_start + segments[i].p_vaddr;
        const uint8_t *end = at + segments[i].p_memsz;
        while (at + sizeof(Elf64_Nhdr) <= end) {
            const Elf64_Nhdr *note = (const void *)at;
            const uint8_t *name = at + sizeof *note;
            const uint8_t *content = name + ((note->n_namesz + 3) & ~3u);
            if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4
                && memcmp(name, "GNU", 4) == 0) {
                size_t count = note->n_descsz < capacity ? note->n_descsz : capacity;
                memcpy(bytes, content, count);
                return count;
            }
            at = content + ((note->n_descsz + 3) & ~3u);
        }
    }
    return 0;
}

/// An unnamed file in memory for a worker's output: appended to, closed on exec.
/// Returns a descriptor, or minus the errno.
static inline int pipeline_memory_file(const char *name) {
    int descriptor = (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */);
    if (descriptor < 0) return -errno;
    if (fcntl(descriptor, F_SETFL, O_APPEND) != 0) { int e = errno; close(descriptor); return -e; }
    return descriptor;
}

/// Moves a descriptor to a number that no spawn action overwrites; closes the old one.
static inline int pipeline_raise_descriptor(int descriptor) {
    if (descriptor < 0 || descriptor >= 10) return descriptor;
    int raised = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    int error = errno;
    close(descriptor);
    return raised < 0 ? -error : raised;
}

/// A descriptor that becomes readable when the child ends, or minus the errno.
static inline int pipeline_process_descriptor(pid_t process) {
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    return descriptor < 0 ? -errno : descriptor;
}

/// Close every descriptor from `first` on in the child; hidden from Swift by feature macros.
static inline int pipeline_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

/// Limits of this process; the resource enum has another shape in Swift's own module of glibc.
/// Return 0 or the errno. Limits that plugins could raise again are set hard.
static inline int pipeline_limit_address_space(uint64_t bytes) {
    struct rlimit limit = { bytes, bytes };
    return setrlimit(RLIMIT_AS, &limit) == 0 ? 0 : errno;
}
static inline int pipeline_limit_file_size(uint64_t bytes) {
    struct rlimit limit = { bytes, bytes };
    return setrlimit(RLIMIT_FSIZE, &limit) == 0 ? 0 : errno;
}
static inline int pipeline_forbid_core_files(void) {
    struct rlimit limit = { 0, 0 };
    return setrlimit(RLIMIT_CORE, &limit) == 0 ? 0 : errno;
}
static inline int pipeline_limit_processor_time(uint64_t seconds) {
    struct rlimit limit = { seconds, RLIM_INFINITY };
    return setrlimit(RLIMIT_CPU, &limit) == 0 ? 0 : errno;
}

/// Whether a mode is that of a regular file.
static inline int pipeline_is_regular(uint32_t mode) { return S_ISREG(mode); }

/// prctl is variadic: send `signal` to this process when the thread that started it ends.
static inline int pipeline_signal_on_parent_death(int signal) {
    return prctl(PR_SET_PDEATHSIG, signal) == 0 ? 0 : errno;
}

/// The macros that take a wait status apart.
static inline int pipeline_wait_signal(int status) {
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}
static inline int pipeline_wait_exit(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

static inline void pipeline_crash_handler(int signal) {
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

/// Makes a crash say on standard error how much address space was in use: only that tells a crash
/// for lack of memory from any other. A handler may not run Swift, which allocates.
static inline void pipeline_report_memory_on_crash(void) {
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

#endif
