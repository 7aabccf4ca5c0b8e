// The measuring half of scripts/bench, in C so that it costs next to nothing itself.
//
//   floors run COUNT COMMAND...     runs a command; a line of wall us, CPU us, peak KB for each run
//   floors stat LIST                one statx for each file of LIST, by folder descriptor and name
//   floors clean LIST FOLDER JOBS   reads and hashes every input of LIST and writes as many bytes as
//                                   every output of it has into FOLDER, each by rename
//   floors node OUTPUT SIZE INPUT...   one command of the ninja graph: reads its inputs, hashes them
//                                   and writes SIZE bytes; an equal output is left as it is
//   floors yaml ROUNDS LIST         libyaml's events of every file of LIST; `events NANOSECONDS BYTES`
//
// LIST for `stat` and `yaml`: one path a line. LIST for `clean`: lines `i PATH` and `o SIZE NAME`.
#define _GNU_SOURCE
#define XXH_INLINE_ALL
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>
#include <yaml.h>

extern char **environ;

static void die(const char *what) {
    fprintf(stderr, "floors: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_us(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static char *read_all(int folder, const char *path, size_t *size) {
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) die(path);
    size_t capacity = 65536, length = 0;
    char *bytes = malloc(capacity);
    for (;;) {
        ssize_t count = read(file, bytes + length, capacity - length);
        if (count < 0) die(path);
        if (count == 0) break;
        length += count;
        if (length == capacity) bytes = realloc(bytes, capacity *= 2);
    }
    close(file);
    *size = length;
    return bytes;
}

static int run(int runs, char **command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int failed = 0;
    for (int i = 0; i < runs; i++) {
        int64_t start = now_us();
        pid_t child;
        errno = posix_spawnp(&child, command[0], &actions, NULL, command, environ);
        if (errno != 0) die(command[0]);
        int status;
        struct rusage usage;
        if (wait4(child, &status, 0, &usage) < 0) die("wait4");
        int64_t wall = now_us() - start;
        int64_t cpu = usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec +
                      usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        printf("%lld %lld %ld %d\n", (long long)wall, (long long)cpu, usage.ru_maxrss, code);
        failed |= code != 0;
    }
    return failed;
}

static int stat_all(const char *list) {
    size_t size;
    char *text = read_all(AT_FDCWD, list, &size);
    char folder[4096] = "";
    int descriptor = AT_FDCWD;
    uint64_t sum = 0;
    for (char *line = text; line < text + size;) {
        char *end = memchr(line, '\n', text + size - line);
        *end = 0;
        char *slash = strrchr(line, '/');
        size_t length = slash ? (size_t)(slash - line) : 0;
        if (strlen(folder) != length || memcmp(folder, line, length) != 0) {
            if (descriptor >= 0) close(descriptor);
            memcpy(folder, line, length);
            folder[length] = 0;
            descriptor = length ? open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : AT_FDCWD;
        }
        struct statx entry;
        if (statx(descriptor, slash ? slash + 1 : line, AT_SYMLINK_NOFOLLOW,
                  STATX_BASIC_STATS, &entry) < 0)
            die(line);
        sum += entry.stx_size;
        line = end + 1;
    }
    printf("%llu\n", (unsigned long long)sum);
    return 0;
}

struct job {
    char kind;
    size_t size;
    char *path;
};

static struct job *jobs;
static size_t job_count;
static size_t next_job;
static int target;
static char filler[1 << 22];
static XXH128_hash_t total;

static void *work(void *unused) {
    (void)unused;
    char temporary[64];
    snprintf(temporary, sizeof temporary, ".new-%d", (int)gettid());
    XXH128_hash_t hash = {0, 0};
    for (;;) {
        size_t first = __atomic_fetch_add(&next_job, 32, __ATOMIC_RELAXED);
        if (first >= job_count) break;
        size_t last = first + 32 < job_count ? first + 32 : job_count;
        for (struct job *job = jobs + first; job < jobs + last; job++) {
            if (job->kind == 'i') {
                size_t size;
                char *bytes = read_all(AT_FDCWD, job->path, &size);
                XXH128_hash_t one = XXH3_128bits(bytes, size);
                hash.low64 ^= one.low64;
                free(bytes);
            } else {
                int file = openat(target, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
                if (file < 0 || write(file, filler, job->size) < 0) die(job->path);
                close(file);
                if (renameat(target, temporary, target, job->path) < 0) die(job->path);
            }
        }
    }
    __atomic_fetch_xor(&total.low64, hash.low64, __ATOMIC_RELAXED);
    return NULL;
}

static int clean(const char *list, const char *folder, int threads) {
    size_t size;
    char *text = read_all(AT_FDCWD, list, &size);
    target = open(folder, O_RDONLY | O_DIRECTORY);
    if (target < 0) die(folder);
    memset(filler, 'x', sizeof filler);
    size_t capacity = 1024;
    jobs = malloc(capacity * sizeof *jobs);
    for (char *line = text; line < text + size;) {
        char *end = memchr(line, '\n', text + size - line);
        *end = 0;
        if (job_count == capacity) jobs = realloc(jobs, (capacity *= 2) * sizeof *jobs);
        struct job *job = &jobs[job_count++];
        job->kind = line[0];
        job->path = line + 2;
        if (job->kind == 'o') job->size = strtoul(line + 2, &job->path, 10), job->path++;
        line = end + 1;
    }
    pthread_t workers[64];
    for (int i = 1; i < threads; i++) pthread_create(&workers[i], NULL, work, NULL);
    work(NULL);
    for (int i = 1; i < threads; i++) pthread_join(workers[i], NULL);
    printf("%llx\n", (unsigned long long)total.low64);
    return 0;
}

static int64_t processor_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int by_size(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void events(const char *bytes, size_t size) {
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, size);
    for (int done = 0; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) die("yaml");
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static int yaml(int rounds, const char *list) {
    size_t size, count = 0, total_size = 0;
    char *text = read_all(AT_FDCWD, list, &size);
    char **files = malloc((size + 1) * sizeof *files);
    size_t *sizes = malloc((size + 1) * sizeof *sizes);
    for (char *line = text; line < text + size; count++) {
        char *end = memchr(line, '\n', text + size - line);
        *end = 0;
        files[count] = read_all(AT_FDCWD, line, &sizes[count]);
        total_size += sizes[count];
        line = end + 1;
    }
    int64_t *times = malloc(rounds * sizeof *times);
    for (int round = -1; round < rounds; round++) {
        int64_t start = processor_ns();
        for (size_t file = 0; file < count; file++) events(files[file], sizes[file]);
        if (round >= 0) times[round] = processor_ns() - start;
    }
    qsort(times, rounds, sizeof *times, by_size);
    printf("events %lld %zu\n", (long long)times[rounds / 2], total_size);
    return 0;
}

static int node(const char *output, size_t size, int count, char **inputs) {
    XXH128_hash_t hash = {0, 0};
    for (int i = 0; i < count; i++) {
        size_t length;
        char *bytes = read_all(AT_FDCWD, inputs[i], &length);
        hash.low64 ^= XXH3_128bits_withSeed(bytes, length, hash.low64).low64;
        free(bytes);
    }
    char *bytes = malloc(size + 17);
    for (size_t at = 0; at < size; at += 16)
        snprintf(bytes + at, 17, "%016llx", (unsigned long long)hash.low64);
    int old = open(output, O_RDONLY | O_CLOEXEC);
    if (old >= 0) {
        close(old);
        size_t length;
        char *before = read_all(AT_FDCWD, output, &length);
        if (length == size && memcmp(before, bytes, size) == 0) return 0;
    }
    int file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || write(file, bytes, size) < 0) die(output);
    return 0;
}

int main(int count, char **arguments) {
    if (count >= 4 && strcmp(arguments[1], "run") == 0)
        return run(atoi(arguments[2]), arguments + 3);
    if (count == 3 && strcmp(arguments[1], "stat") == 0) return stat_all(arguments[2]);
    if (count == 4 && strcmp(arguments[1], "yaml") == 0)
        return yaml(atoi(arguments[2]), arguments[3]);
    if (count == 5 && strcmp(arguments[1], "clean") == 0)
        return clean(arguments[2], arguments[3], atoi(arguments[4]));
    if (count >= 4 && strcmp(arguments[1], "node") == 0)
        return node(arguments[2], strtoul(arguments[3], NULL, 10), count - 4, arguments + 4);
    fprintf(stderr, "usage: floors run|stat|clean|node|yaml ...\n");
    return 2;
}
