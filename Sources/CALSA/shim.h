// ALSA's sequencer and raw MIDI. The handles are opaque and the calls plain; nothing else of the library is
// taken. Why functions of our own: ioctl is variadic, and the library asks only for the pools of its own
// client; its handler of errors is variadic too; what a device lost is asked of a descriptor, as the thread
// that reads it has no handle.
#ifndef CALSA_SHIM_H
#define CALSA_SHIM_H
#include <alsa/asoundlib.h>
#include <errno.h>
#include <sys/ioctl.h>

/// The kernel's struct snd_seq_client_pool.
struct pipeline_client_pool {
    int client;
    int output_pool;
    int input_pool;
    int output_room;
    int output_free;
    int input_free;
    char reserved[64];
};

/// How many events a client has room for now; minus the errno when there is no such client, and -ENOTTY
/// when it has no such limit, as those of the kernel.
static inline int pipeline_sequencer_room(int descriptor, int client) {
    struct pipeline_client_pool pool = {.client = client};
    if (ioctl(descriptor, _IOWR('S', 0x4b, struct pipeline_client_pool), &pool) < 0) return -errno;
    return pool.input_pool > 0 ? pool.input_free : -ENOTTY;
}

/// The kernel's struct snd_rawmidi_status.
struct pipeline_rawmidi_status {
    int stream;
    int reserved_word;
    long long seconds;
    long long nanoseconds;
    size_t available;
    size_t lost;
    unsigned char reserved[16];
};

/// Bytes that came in at a raw device without room for them since the last time; 0 for any other descriptor.
static inline size_t pipeline_rawmidi_lost(int descriptor) {
    struct pipeline_rawmidi_status status = {.stream = SND_RAWMIDI_STREAM_INPUT};
    if (ioctl(descriptor, _IOWR('W', 0x20, struct pipeline_rawmidi_status), &status) < 0) return 0;
    return status.lost;
}

static inline void pipeline_alsa_silence(const char *file, int line, const char *function, int error,
                                         const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

/// Has the library print nothing by itself: what it refuses is told in words of ours.
static inline void pipeline_alsa_quiet(void) { snd_lib_error_set_handler(pipeline_alsa_silence); }
#endif
