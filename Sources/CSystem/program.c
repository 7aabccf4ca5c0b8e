#define _GNU_SOURCE
#include "CSystem.h"

#include <elf.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

/// Finds the GNU build id among the notes in `at`...`end`; returns how many bytes were copied.
static size_t build_id_in_notes(const uint8_t *at, const uint8_t *end, uint8_t *bytes,
                                size_t capacity) {
    while (at + sizeof(Elf64_Nhdr) <= end) {
        const Elf64_Nhdr *note = (const void *)at;
        const uint8_t *name = at + sizeof *note;
        const uint8_t *content = name + ((note->n_namesz + 3) & ~3u);
        if (content + note->n_descsz > end) return 0;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0) {
            size_t count = note->n_descsz < capacity ? note->n_descsz : capacity;
            memcpy(bytes, content, count);
            return count;
        }
        at = content + ((note->n_descsz + 3) & ~3u);
    }
    return 0;
}

size_t pipeline_build_id(const char *path, uint8_t *bytes, size_t capacity) {
    // Headers and notes lie at the beginning of every program that a linker wrote.
    static const size_t enough = 8192;
    _Alignas(8) uint8_t head[8192];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = pread(file, head, enough, 0);
    close(file);
    const Elf64_Ehdr *header = (const void *)head;
    if (count < (ssize_t)sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return 0;
    size_t size = (size_t)count;
    if (header->e_phoff > size || header->e_phoff + header->e_phnum * sizeof(Elf64_Phdr) > size)
        return 0;
    const Elf64_Phdr *segments = (const void *)(head + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (segments[i].p_type != PT_NOTE) continue;
        if (segments[i].p_offset > size || segments[i].p_filesz > size - segments[i].p_offset)
            continue;
        const uint8_t *at = head + segments[i].p_offset;
        size_t found = build_id_in_notes(at, at + segments[i].p_filesz, bytes, capacity);
        if (found > 0) return found;
    }
    return 0;
}

int pipeline_processor_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}

size_t pipeline_stack_size(void) {
    pthread_attr_t attributes;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
    pthread_attr_getstacksize(&attributes, &size);
    pthread_attr_destroy(&attributes);
    return size;
}

const void *pipeline_find_bytes(const void *text, size_t count, const void *part, size_t part_count) {
    return memmem(text, count, part, part_count);
}
