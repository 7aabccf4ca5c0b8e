// Why a shim: XXH_INLINE_ALL renames every function by macro, which Swift cannot see; inlined
// calls are a third faster on short keys than libxxhash.so and leave one library fewer to load.
#ifndef CXXHASH_SHIM_H
#define CXXHASH_SHIM_H

#define XXH_INLINE_ALL
#include <xxhash.h>

typedef struct { uint64_t low; uint64_t high; } pipeline_xxh128;

static inline pipeline_xxh128 pipeline_xxh3_128(const void *bytes, size_t count) {
    XXH128_hash_t hash = XXH3_128bits(bytes, count);
    pipeline_xxh128 result = { hash.low64, hash.high64 };
    return result;
}

// The same in parts, for what is too large to be in memory at once.

static inline void *pipeline_xxh3_128_begin(void) {
    XXH3_state_t *state = XXH3_createState();
    if (state != NULL) XXH3_128bits_reset(state);
    return state;
}

static inline void pipeline_xxh3_128_add(void *state, const void *bytes, size_t count) {
    XXH3_128bits_update((XXH3_state_t *)state, bytes, count);
}

static inline pipeline_xxh128 pipeline_xxh3_128_end(void *state) {
    XXH128_hash_t hash = XXH3_128bits_digest((XXH3_state_t *)state);
    XXH3_freeState((XXH3_state_t *)state);
    pipeline_xxh128 result = { hash.low64, hash.high64 };
    return result;
}

static inline uint64_t pipeline_xxh3_64(const void *bytes, size_t count, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes, count, seed);
}

#endif
