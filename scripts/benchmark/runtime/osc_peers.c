// What our OSC sender is measured against: a bare connected send in C, and liblo; and who listens.
//
//   osc_peers raw|liblo|liblo-bundle COUNT PORT
//   osc_peers sink                                 prints its port, and takes datagrams until it is ended
//
// Prints the processor time of a message in microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <lo/lo.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static double processor_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int connected(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address)) abort();
    return descriptor;
}

static void raw(int descriptor, long count) {
    char message[] = "/synth/1/filter/cutoff\0\0,f\0\0    ";
    for (long number = 0; number < count; number++) {
        union { float value; uint32_t bits; } value = {.value = number};
        uint32_t bits = htonl(value.bits);
        memcpy(message + 28, &bits, 4);
        send(descriptor, message, 32, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
}

static void liblo(lo_address target, long count) {
    for (long number = 0; number < count; number++)
        lo_send(target, "/synth/1/filter/cutoff", "f", (float)number);
}

static void liblo_bundle(lo_address target, long count) {
    for (long number = 0; number < count;) {
        lo_bundle bundle = lo_bundle_new(LO_TT_IMMEDIATE);
        for (int place = 0; place < 32 && number < count; place++, number++) {
            lo_message message = lo_message_new();
            lo_message_add_float(message, (float)number);
            lo_bundle_add_message(bundle, "/synth/1/filter/cutoff", message);
        }
        lo_send_bundle(target, bundle);
        lo_bundle_free_recursive(bundle);
    }
}

static int sink(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(descriptor, (struct sockaddr *)&address, size)) return 1;
    getsockname(descriptor, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    static char bytes[64][2048];
    static struct iovec places[64];
    static struct mmsghdr messages[64];
    for (int place = 0; place < 64; place++) {
        places[place] = (struct iovec){bytes[place], sizeof bytes[place]};
        messages[place].msg_hdr.msg_iov = &places[place];
        messages[place].msg_hdr.msg_iovlen = 1;
    }
    while (recvmmsg(descriptor, messages, 64, MSG_WAITFORONE, NULL) > 0) {}
    return 0;
}

int main(int count, char **words) {
    if (count == 2 && !strcmp(words[1], "sink")) return sink();
    if (count != 4) return 2;
    long number = atol(words[2]);
    int descriptor = connected(words[3]);
    lo_address target = lo_address_new("127.0.0.1", words[3]);
    double before = 0;
    for (int round = 0; round < 2; round++) {
        // The first round warms up.
        long messages = round ? number : 1000;
        before = processor_time();
        if (!strcmp(words[1], "raw")) raw(descriptor, messages);
        else if (!strcmp(words[1], "liblo")) liblo(target, messages);
        else liblo_bundle(target, messages);
    }
    printf("%f\n", (processor_time() - before) / number);
    return 0;
}
