#define _GNU_SOURCE
#include "CSystem.h"

#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

int pipeline_identify(int folder, const char *name, int flags,
                                    pipeline_identity *out) {
    struct statx x;
    memset(out, 0, sizeof *out);
    if (statx(folder, name, flags,
              STATX_TYPE | STATX_MODE | STATX_INO | STATX_SIZE | STATX_MTIME | STATX_CTIME, &x)
        != 0)
        return errno;
    out->inode = x.stx_ino;
    out->size = x.stx_size;
    out->modified_ns = (int64_t)x.stx_mtime.tv_sec * 1000000000 + x.stx_mtime.tv_nsec;
    out->changed_ns = (int64_t)x.stx_ctime.tv_sec * 1000000000 + x.stx_ctime.tv_nsec;
    out->device = ((uint64_t)x.stx_dev_major << 32) | x.stx_dev_minor;
    out->mode = x.stx_mode;
    return 0;
}

int64_t pipeline_file_clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int pipeline_open(int folder, const char *path, int flags, unsigned mode) {
    int descriptor = openat(folder, path, flags | O_CLOEXEC, mode);
    return descriptor < 0 ? -errno : descriptor;
}

/// For kernels before 5.6: follows no link at all on the way.
static int open_beneath_by_parts(int root, const char *path) {
    char part[256];
    int folder = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    while (folder >= 0 && *path != 0) {
        size_t length = strcspn(path, "/");
        if (length >= sizeof part) { close(folder); return -ENAMETOOLONG; }
        memcpy(part, path, length);
        part[length] = 0;
        path += length + strspn(path + length, "/");
        if (length == 0 || strcmp(part, ".") == 0) continue;
        int next = strcmp(part, "..") == 0
            ? (errno = EXDEV, -1)
            : openat(folder, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        close(folder);
        errno = error;
        folder = next;
    }
    return folder < 0 ? -errno : folder;
}

int pipeline_open_beneath(int root, const char *path) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    long descriptor = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (descriptor < 0 && errno == ENOSYS) return open_beneath_by_parts(root, path);
    return descriptor < 0 ? -errno : (int)descriptor;
}

int pipeline_has_fine_stamps(int descriptor) {
    struct statfs fs;
    if (fstatfs(descriptor, &fs) != 0) return 0;
    switch ((unsigned long)fs.f_type) {
    case 0xEF53: case 0x58465342: case 0x9123683E: case 0x01021994: return 1;
    default: return 0;
    }
}

int pipeline_is_regular(uint32_t mode) { return S_ISREG(mode); }
