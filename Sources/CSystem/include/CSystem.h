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

/// Bytes of the calling thread's stack, 0 when that is unknown; pthread_getattr_np is hidden.
size_t pipeline_stack_size(void);

// Worker processes

/// An unnamed file in memory for a worker's output: appended to, closed on exec.
/// Returns a descriptor, or minus the errno.
int pipeline_memory_file(const char *name);

/// Moves a descriptor to a number that no spawn action overwrites; closes the old one.
int pipeline_raise_descriptor(int descriptor);

/// A descriptor that becomes readable when the child ends, or minus the errno.
int pipeline_process_descriptor(pid_t process);

/// Has the child start in a session of its own, which has no terminal, beside what `flags` say.
int pipeline_spawn_in_session(posix_spawnattr_t *attributes, short flags);

/// Close every descriptor from `first` on in the child; hidden from Swift by feature macros.
int pipeline_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

/// Limits of this process; the resource enum has another shape in Swift's own module of glibc.
/// Return 0 or the errno. Limits that plugins could raise again are set hard.
/// Up to `most` this one can be raised again.
int pipeline_limit_address_space(uint64_t bytes, uint64_t most);

int pipeline_limit_file_size(uint64_t bytes);

int pipeline_forbid_core_files(void);

/// With `for_good` the limit cannot be raised again.
int pipeline_limit_processor_time(uint64_t seconds, int for_good);

/// prctl is variadic: send `signal` to this process when the thread that started it ends.
int pipeline_signal_on_parent_death(int signal);

/// Starts a copy of this process, which must have one thread.
/// Returns 0 in the copy, its number here, or the negative errno.
pid_t pipeline_fork(void);

/// The macros that take a wait status apart.
int pipeline_wait_signal(int status);

int pipeline_wait_exit(int status);

// Isolation of plugin code

/// Rules that let a process write below `folder` and nowhere else, and speak to no one by TCP.
/// Returns a descriptor, or minus the errno: ENOSYS or EOPNOTSUPP where the kernel has no Landlock.
int pipeline_write_rules(const char *folder);

/// What a process starts gains no rights; needed by what follows. Returns 0 or the errno.
int pipeline_forbid_privileges(void);

/// Holds this process to such rules for good. Returns 0 or the errno.
int pipeline_keep_write_rules(int ruleset);

enum { pipeline_network_left = 1, pipeline_users_left = 2 };

/// Moves this process, which must have one thread, into a network of its own with nothing in it; as
/// an ordinary user this needs a set of users of its own too. Returns which of them it left.
int pipeline_leave_network(void);

/// How many processes and threads there may be in a set of users of our own. Returns 0 or the errno.
int pipeline_limit_processes(uint64_t count);

int pipeline_limit_open_files(uint64_t count);

/// Gives up all that makes root more than a user, except reading. Returns 0 or the errno.
int pipeline_drop_capabilities(void);

/// Two ends of a way for descriptors and notes. Returns 0 or the errno.
int pipeline_descriptor_pipe(int ends[2]);

/// Sends a note, with a descriptor unless that is negative. Returns 0 or the errno.
int pipeline_send_descriptor(int way, int descriptor, int note);

/// Takes a note that was sent; does not wait. Returns its descriptor, -ENODATA when the note came
/// without one, or minus the errno.
int pipeline_receive_descriptor(int way, int *note);

/// Memory that this process and those that it forks have in common; null when there is none.
void *pipeline_shared_space(size_t size);

/// Children of children that end become ours.
void pipeline_adopt_orphans(void);

/// Waits for a child, and tells how much processor time it used. Returns 0 or the errno.
int pipeline_take_status(pid_t process, int *status, uint64_t *processor_ns);

/// Kills all children there are, and theirs.
void pipeline_end_orphans(void);

/// Bytes that the files in a folder may come to hold, counted until there are more than `enough`.
uint64_t pipeline_bytes_beneath(const char *path, uint64_t enough);

/// How many descriptors of a process are of files in a folder, be they still there or not.
int pipeline_files_open_beneath(pid_t process, const char *path);

/// Removes a file, or a folder with all in it, however deep; follows no link. Returns 0 or the errno.
int pipeline_remove_tree(const char *path);

/// Whether a path is a folder with nothing in it.
int pipeline_is_empty_folder(const char *path);

/// A folder to read the entries of, unless the path is a link or no folder. Returns a descriptor or minus
/// the errno.
int pipeline_open_folder(const char *path);

/// The file whose code is at an address, as it was opened; null when there is none.
const char *pipeline_file_with(const void *address);

/// What kinds of attempts a process tells its keeper of.
enum {
    pipeline_attempt_network = 1,
    pipeline_attempt_process,
    pipeline_attempt_signal,
    pipeline_attempt_write,
    /// To start a thread, which is to be counted.
    pipeline_attempt_thread,
    /// To make a file in memory, which is to be counted.
    pipeline_attempt_memory,
};

/// Something that a process asks the kernel for, and must not or perhaps may have.
typedef struct {
    uint64_t number;
    int kind;
    /// Whether it concerns no one but the process itself.
    int is_own;
    /// What it wants to do, as in "open a UDP socket".
    const char *deed;
    /// Absolute, not simplified, empty where there is none; valid until the next attempt.
    const char *path;
    /// The second path of a deed that has two, or empty.
    const char *other_path;
} pipeline_attempt;

/// From now on this process asks for leave when it wants to reach another process, the network, or
/// a file for writing; it must be a process that gains no privileges.
/// Returns a descriptor by which its keeper hears, 0 when the kernel just refuses such requests, or
/// minus the errno. `may_notify` 0 asks for the second.
int pipeline_ask_for_leave(int may_notify);

/// The next attempt. Returns 1, 0 when it was withdrawn, or minus the errno.
int pipeline_next_attempt(int leave, pipeline_attempt *attempt);

/// Lets an attempt through when `error` is 0, else refuses it so. Returns 0 or the errno.
int pipeline_answer_attempt(int leave, const pipeline_attempt *attempt, int error);

// Commands of the user

/// What a command is started with. Descriptors that the child gets must be 10 or above.
typedef struct {
    const char *program;
    char *const *arguments;
    char *const *environment;
    /// Descriptor of the working directory.
    int folder;
    /// Become standard input, and both standard output and standard error.
    int input;
    int output;
    /// Become 3 and 4; -1 for none.
    int tokens_in;
    int tokens_out;
    uint32_t umask;
    /// In: whether its looks at files are to be told. Out: a descriptor for `pipeline_next_look`, or
    /// minus the errno.
    int looks;
    /// Gets the number of the process group before the command begins.
    volatile int32_t *group;
} pipeline_command;

/// Starts a command as leader of a process group, without copying this process's memory; the kernel
/// kills it when the thread that started it ends. posix_spawn can do neither that nor tell of looks.
/// Returns the process, or minus the errno; `descriptor` becomes readable when the process ends.
pid_t pipeline_start_command(pipeline_command *command, int *descriptor);

/// Takes the next file that the command, or any process it started, asks the kernel for, and lets
/// it go on. The path is absolute but not simplified.
/// Returns the path's length, 0 when there is nothing to tell, or minus the errno.
ssize_t pipeline_next_look(int looks, char *path, size_t capacity);

/// A process group that has to end with this process, and the byte to give back to a job server.
typedef struct {
    volatile int32_t group;
    /// The byte plus 1; 0 for none.
    volatile int32_t token;
} pipeline_ward;

/// Forks a process that waits until `alive` is closed by all others, which the end of this process
/// does whatever its cause, then kills the groups and writes the bytes to `tokens`.
/// Returns the process, or minus the errno.
pid_t pipeline_start_guardian(int alive, int tokens, pipeline_ward *wards, size_t count);

/// Memory that forked processes share; NULL when there is none.
pipeline_ward *pipeline_shared_wards(size_t count);

/// eventfd and pipe2 with O_CLOEXEC and O_NONBLOCK; the result is a descriptor or minus the errno.
int pipeline_event(unsigned count, int is_counting);

int pipeline_pipe(int ends[2]);

/// Makes a FIFO and opens it twice: without blocking for us, and as children want it.
/// Returns 0 or the errno.
int pipeline_fifo(int folder, const char *path, int ends[2]);

/// Makes reading from a descriptor wait. Returns 0 or the errno.
int pipeline_block(int descriptor);

/// Whether a descriptor is open.
int pipeline_is_open(int descriptor);

/// Makes a crash say on standard error how much address space was in use: only that tells a crash
/// for lack of memory from any other. A handler may not run Swift, which allocates.
void pipeline_report_memory_on_crash(void);

// Waiting and real time

/// Now, on the clock that no one sets, in nanoseconds.
uint64_t pipeline_monotonic_ns(void);

/// A set of descriptors to wait for; epoll has no place in Swift's module of glibc.
/// Returns a descriptor, or minus the errno.
int pipeline_wait_set(void);

/// Puts a descriptor into a set, to be told of as `tag` when it can be read. Returns 0 or the errno.
int pipeline_wait_add(int set, int descriptor, uint32_t tag);

/// The same, to be told only when nobody is at its other end any more: that is told again and again, until
/// it is taken out.
int pipeline_wait_add_end(int set, int descriptor, uint32_t tag);

/// Takes a descriptor out of a set. Returns 0 or the errno.
int pipeline_wait_remove(int set, int descriptor);

/// Waits without limit for one of the set; a signal ends the wait too.
/// Returns how many tags were written, or minus the errno.
int pipeline_wait(int set, uint32_t *tags, int capacity);

/// A timer on the monotonic clock, to be put into a set. Returns a descriptor, or minus the errno.
int pipeline_timer(void);

/// Has the timer become readable at an instant of the monotonic clock, at once when that is past; 0 is
/// never. Forgets that it was readable before. Returns 0 or the errno.
int pipeline_timer_set(int timer, uint64_t instant_ns);

/// Adds one to an event descriptor, and takes all that was added.
void pipeline_event_raise(int descriptor);

void pipeline_event_clear(int descriptor);

/// How much later than asked the calling thread may be woken; prctl is variadic.
void pipeline_set_timer_slack(uint64_t nanoseconds);

/// Puts the calling thread into the first-in-first-out class. Returns 0 or the errno.
int pipeline_become_realtime(int priority);

/// Keeps the memory of this process out of swap; what is taken later too, where there is no limit.
/// Returns 0 or the errno.
int pipeline_lock_memory(void);

/// Names the calling thread for ps and top; 15 characters.
void pipeline_name_thread(const char *name);

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

/// The first place where bytes stand in others; null when they do not.
const void *pipeline_find_bytes(const void *text, size_t count, const void *part, size_t part_count);

#endif
