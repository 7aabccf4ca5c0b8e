// ALSA's sequencer and raw MIDI. The sequencer's handles are opaque and its calls plain; nothing else of the
// library is taken. Why a function of our own: ioctl is variadic, and the library asks only for the pools
// of its own client.
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
#endif
