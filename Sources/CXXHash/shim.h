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

static inline uint64_t pipeline_xxh3_64(const void *bytes, size_t count, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes, count, seed);
}

#endif
