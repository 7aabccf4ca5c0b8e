// Why a shim: Glibc's module map leaves these calls out, because they need _GNU_SOURCE or are
// variadic macros. Each function says what it adds; none keeps state.
#ifndef CSYSTEM_SHIM_H
#define CSYSTEM_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/openat2.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

/// statx relative to a folder; glibc's declaration is hidden from Swift.
/// Returns 0, or the errno.
static inline int pipeline_identify(int folder, const char *name, int flags,
                                    pipeline_identity *out) {
    struct statx x;
    memset(out, 0, sizeof *out);
    if (statx(folder, name, flags,
              STATX_TYPE | STATX_MODE | STATX_INO | STATX_SIZE | STATX_MTIME | STATX_CTIME, &x) != 0)
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

static inline int pipeline_build_id_visit(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct { uint8_t *bytes; size_t capacity; size_t count; } *out = context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_NOTE) continue;
        const uint8_t *at = (const uint8_t *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
        const uint8_t *end = at + info->dlpi_phdr[i].p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            const ElfW(Nhdr) *note = (const void *)at;
            const uint8_t *name = at + sizeof *note;
            const uint8_t *bytes = name + ((note->n_namesz + 3) & ~3u);
            if (note->n_type == 3 && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0) {
                out->count = note->n_descsz < out->capacity ? note->n_descsz : out->capacity;
                memcpy(out->bytes, bytes, out->count);
                return 1;
            }
            at = bytes + ((note->n_descsz + 3) & ~3u);
        }
    }
    return 1; /* the program itself comes first; its libraries do not count */
}

/// The running program's GNU build id: a digest over its code that the linker wrote.
/// Returns how many bytes were written to `bytes`, 0 when it was linked without one.
static inline size_t pipeline_build_id(uint8_t *bytes, size_t capacity) {
    struct { uint8_t *bytes; size_t capacity; size_t count; } out = { bytes, capacity, 0 };
    dl_iterate_phdr(pipeline_build_id_visit, &out);
    return out.count;
}

#endif
