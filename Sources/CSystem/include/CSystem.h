// Why C: Glibc's module map leaves these calls out, because they are variadic or hidden behind
// _GNU_SOURCE. Only the .c files define that, so that no type here differs from Glibc's own module.
// No function keeps state, but those that take the terminal and give it back.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

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

// Files

/// statx relative to a folder.
/// Returns 0, or the errno.
int pipeline_identify(int folder, const char *name, int flags, pipeline_identity *out);

/// Now, on the clock that file systems stamp files with, in nanoseconds since 1970.
int64_t pipeline_file_clock_ns(void);

/// open with O_CLOEXEC; variadic in C. Returns a descriptor, or minus the errno.
int pipeline_open(int folder, const char *path, int flags, unsigned mode);

/// Opens a folder below `root` without leaving it by `..` or a link; glibc has no openat2.
/// Returns a descriptor, or minus the errno; -EXDEV when the path leads out.
int pipeline_open_beneath(int root, const char *path);

/// Whether a file system gives each change after a look a stamp of its own: ext4, xfs, btrfs and
/// tmpfs do, others round to seconds.
int pipeline_has_fine_stamps(int descriptor);

/// Whether a mode is that of a regular file.
int pipeline_is_regular(uint32_t mode);

// Programs

/// A program file's GNU build id: a digest over its code that the linker wrote.
/// Returns how many bytes were written to `bytes`, 0 when there is none.
size_t pipeline_build_id(const char *path, uint8_t *bytes, size_t capacity);

/// How many processors this process may use; its affinity is hidden from Swift.
int pipeline_processor_count(void);

// Worker processes

/// An unnamed file in memory for a worker's output: appended to, closed on exec.
/// Returns a descriptor, or minus the errno.
int pipeline_memory_file(const char *name);

/// Moves a descriptor to a number that no spawn action overwrites; closes the old one.
int pipeline_raise_descriptor(int descriptor);

/// A descriptor that becomes readable when the child ends, or minus the errno.
int pipeline_process_descriptor(pid_t process);

/// Close every descriptor from `first` on in the child; hidden from Swift by feature macros.
int pipeline_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// Limits of this process; the resource enum has another shape in Swift's own module of glibc.
/// Return 0 or the errno. Limits that plugins could raise again are set hard.
int pipeline_limit_address_space(uint64_t bytes);

int pipeline_limit_file_size(uint64_t bytes);

int pipeline_forbid_core_files(void);

int pipeline_limit_processor_time(uint64_t seconds);

/// prctl is variadic: send `signal` to this process when the thread that started it ends.
int pipeline_signal_on_parent_death(int signal);

/// The macros that take a wait status apart.
int pipeline_wait_signal(int status);

int pipeline_wait_exit(int status);

/// Makes a crash say on standard error how much address space was in use: only that tells a crash
/// for lack of memory from any other. A handler may not run Swift, which allocates.
void pipeline_report_memory_on_crash(void);

// Signals and the terminal

/// Blocks signals in this thread and in those it starts, and opens a descriptor to read them from.
/// Returns it, or minus the errno; signalfd has no place in Swift's module of glibc.
int pipeline_signal_descriptor(const int *signals, size_t count);

/// The next signal that came, 0 when there is none.
int pipeline_next_signal(int descriptor);

/// poll with a finer timeout than milliseconds.
int pipeline_poll(struct pollfd *descriptors, size_t count, const struct timespec *timeout);

/// Has keys read one by one and not shown; remembers how the terminal was.
/// `on_crash` is what is written to standard error when the program crashes.
/// Returns 0, or the errno.
int pipeline_take_terminal(int keys, const char *on_crash);

/// Makes the terminal what it was; does nothing when that is done already.
void pipeline_give_terminal_back(void);

/// Gives the terminal back when the program crashes, too; a handler may not run Swift.
void pipeline_give_terminal_back_on_crash(void);

#endif
