// RtMidi as programs use it: a message at a time to one port, and the port found by its name.
//
//   rtmidi_peer send COUNT PORT    notes; nanoseconds a message, the best of ten counts
//   rtmidi_peer scan COUNT PORT    microseconds from asking for the ports to the one with the name
//
// PORT is a part of the name. Prints one JSON object.
#include <rtmidi/RtMidi.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using Clock = std::chrono::steady_clock;

static double nanoseconds(Clock::time_point start) {
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

static int find(RtMidiOut &out, const std::string &name) {
    unsigned count = out.getPortCount();
    for (unsigned place = 0; place < count; place++) {
        if (out.getPortName(place).find(name) != std::string::npos) return (int)place;
    }
    return -1;
}

static void send(RtMidiOut &out, const std::string &name, long count) {
    out.openPort((unsigned)std::max(0, find(out, name)));
    std::vector<unsigned char> message(3);
    double least = 1e18;
    for (int round = 0; round < 10; round++) {
        auto start = Clock::now();
        for (long number = 0; number < count; number++) {
            message[0] = number & 1 ? 0x80 : 0x90;
            message[1] = (unsigned char)(number >> 1 & 15);
            message[2] = 64;
            out.sendMessage(&message);
        }
        least = std::min(least, nanoseconds(start));
    }
    std::printf("{\"ns_a_message\": %.1f}\n", least / (double)count);
}

static void scan(RtMidiOut &out, const std::string &name, long count) {
    std::vector<double> taken;
    int found = -1;
    for (long round = 0; round < count; round++) {
        auto start = Clock::now();
        found = find(out, name);
        taken.push_back(nanoseconds(start) / 1000);
    }
    std::sort(taken.begin(), taken.end());
    std::printf(
        "{\"ports\": %u, \"found\": %d, \"scan_min_us\": %.1f, \"scan_p50_us\": %.1f}\n", out.getPortCount(),
        found, taken.front(), taken[taken.size() / 2]);
}

int main(int argc, char **argv) {
    long count = argc > 3 ? std::strtol(argv[2], nullptr, 10) : 0;
    if (count <= 0) return std::fprintf(stderr, "usage: rtmidi_peer send|scan COUNT PORT\n"), 2;
    try {
        RtMidiOut out(RtMidi::LINUX_ALSA);
        if (std::string(argv[1]) == "scan") {
            scan(out, argv[3], count);
        } else {
            send(out, argv[3], count);
        }
    } catch (RtMidiError &error) {
        error.printMessage();
        return 1;
    }
    return 0;
}
