// The limits that the way to ALSA's sequencer is measured against: plain C on its library, notes to one
// port, on one thread.
//
//   alsa_peers direct COUNT PORT         one system call a message
//   alsa_peers batch COUNT PORT SIZE     SIZE messages put into the library's buffer, then drained
//   alsa_peers flood COUNT PORT          controllers one after another, whatever becomes of them
//
// PORT is client:port, or a name that the library knows. Prints one JSON object: nanoseconds a message, the
// best of ten counts; of a flood, how many were taken.
#include <alsa/asoundlib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static snd_seq_t *sequencer;
static int own;
static snd_seq_addr_t target;

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void check(int result, const char *what) {
    if (result >= 0) return;
    fprintf(stderr, "%s: %s\n", what, snd_strerror(result));
    exit(1);
}

static void prepare(snd_seq_event_t *event) {
    snd_seq_ev_clear(event);
    snd_seq_ev_set_source(event, own);
    snd_seq_ev_set_dest(event, target.client, target.port);
    snd_seq_ev_set_direct(event);
}

static void note(snd_seq_event_t *event, long number) {
    int key = (int)(number >> 1 & 15);
    prepare(event);
    if (number & 1) {
        snd_seq_ev_set_noteoff(event, 0, key, 64);
    } else {
        snd_seq_ev_set_noteon(event, 0, key, 64);
    }
}

static void send_directly(long count) {
    for (long number = 0; number < count; number++) {
        snd_seq_event_t event;
        note(&event, number);
        check(snd_seq_event_output_direct(sequencer, &event), "output_direct");
    }
}

static void send_in_batches(long count, long size) {
    for (long number = 0; number < count;) {
        for (long place = 0; place < size && number < count; place++, number++) {
            snd_seq_event_t event;
            note(&event, number);
            check(snd_seq_event_output(sequencer, &event), "output");
        }
        check(snd_seq_drain_output(sequencer), "drain");
    }
}

static void measure(long count, long size) {
    uint64_t least = UINT64_MAX;
    for (int round = 0; round < 10; round++) {
        uint64_t start = now_ns();
        if (size > 0) {
            send_in_batches(count, size);
        } else {
            send_directly(count);
        }
        uint64_t taken = now_ns() - start;
        if (taken < least) least = taken;
    }
    printf("{\"ns_a_message\": %.1f}\n", (double)least / (double)count);
}

static void flood(long count) {
    long taken = 0;
    for (long number = 0; number < count; number++) {
        snd_seq_event_t event;
        prepare(&event);
        snd_seq_ev_set_controller(&event, number / 20 % 16, 70 + number % 20, number / 320 % 128);
        if (snd_seq_event_output_direct(sequencer, &event) >= 0) taken++;
    }
    printf("{\"taken\": %ld, \"refused\": %ld}\n", taken, count - taken);
}

int main(int argc, char **argv) {
    long count = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
    if (count <= 0) return fprintf(stderr, "usage: alsa_peers direct|batch|flood COUNT PORT [SIZE]\n"), 2;
    check(snd_seq_open(&sequencer, "default", SND_SEQ_OPEN_DUPLEX, 0), "open");
    own = snd_seq_create_simple_port(
        sequencer, "out", SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ, SND_SEQ_PORT_TYPE_APPLICATION);
    check(own, "port");
    check(snd_seq_parse_address(sequencer, &target, argv[3]), argv[3]);
    if (!strcmp(argv[1], "flood")) {
        flood(count);
    } else {
        measure(count, !strcmp(argv[1], "batch") && argc > 4 ? strtol(argv[4], NULL, 10) : 0);
    }
    snd_seq_close(sequencer);
    return 0;
}
