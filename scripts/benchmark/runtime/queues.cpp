// Timed queues in C++, beside which the player's heap is measured: the library's own binary heap and one
// with four children a place, of records of 32 bytes; and, for memory, messages that own their bytes and
// the name of their port, as the polling loop keeps them.
//
//   queues hold priority_queue|four|owned COUNT    nanoseconds for taking the earliest and putting one back
//   queues memory COUNT                             kilobytes that so many waiting messages take
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <queue>
#include <string>
#include <unistd.h>
#include <vector>

struct Record {
    uint64_t due, sequence, payload;
    uint32_t place, flags;
};

struct Later {
    bool operator()(const Record &one, const Record &other) const {
        return one.due != other.due ? one.due > other.due : one.sequence > other.sequence;
    }
};

static bool precedes(const Record &one, const Record &other) {
    return one.due != other.due ? one.due < other.due : one.sequence < other.sequence;
}

// Four children a place, memory taken once.
class Four {
    std::vector<Record> places;
    size_t count = 0;

  public:
    explicit Four(size_t capacity) : places(capacity) {}

    void push(const Record &record) {
        size_t place = count++;
        while (place > 0) {
            size_t parent = (place - 1) / 4;
            if (!precedes(record, places[parent])) break;
            places[place] = places[parent];
            place = parent;
        }
        places[place] = record;
    }

    Record pop() {
        Record first = places[0], last = places[--count];
        size_t place = 0;
        while (true) {
            size_t child = 4 * place + 1;
            if (child >= count) break;
            size_t best = child, end = child + 4 < count ? child + 4 : count;
            for (size_t other = child + 1; other < end; other++)
                if (precedes(places[other], places[best])) best = other;
            if (!precedes(places[best], last)) break;
            places[place] = places[best];
            place = best;
        }
        places[place] = last;
        return first;
    }
};

class Library {
    std::priority_queue<Record, std::vector<Record>, Later> queue;

  public:
    explicit Library(size_t) {}
    void push(const Record &record) { queue.push(record); }
    Record pop() {
        Record first = queue.top();
        queue.pop();
        return first;
    }
};

struct OwnedMessage {
    uint64_t due, sequence;
    std::vector<uint8_t> bytes;
    std::string port;
};

static uint64_t state = 88172645463325252u;

static uint64_t random_number() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static uint64_t processor_ns() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return uint64_t(now.tv_sec) * 1000000000u + uint64_t(now.tv_nsec);
}

template <typename Queue> static void hold(size_t count) {
    const size_t rounds = 400000;
    Queue queue(count);
    uint64_t sequence = 0, check = 0;
    for (size_t place = 0; place < count; place++)
        queue.push({random_number() % 1000000000, sequence++, 0, 0, 0});
    // The best of five: what else the machine does takes the caches away.
    uint64_t least = UINT64_MAX;
    for (int part = 0; part < 5; part++) {
        uint64_t start = processor_ns();
        for (size_t round = 0; round < rounds; round++) {
            Record record = queue.pop();
            check += record.due;
            record.due += random_number() % 1000000000;
            record.sequence = sequence++;
            queue.push(record);
        }
        uint64_t used = processor_ns() - start;
        if (used < least) least = used;
    }
    printf("{\"hold_ns\": %.3f, \"check\": %llu}\n", double(least) / rounds,
           (unsigned long long)check);
}

static long resident_kb() {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    if (file) fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void memory(size_t count) {
    long before = resident_kb();
    std::vector<OwnedMessage> messages;
    for (size_t place = 0; place < count; place++)
        messages.push_back({1000 + place * 7919 % 65536, place, {0x90, uint8_t(place % 128), 1},
                            "Launch Control XL MIDI 1"});
    printf("{\"waiting\": %zu, \"record_bytes\": %zu, \"resident_kb\": %ld}\n", messages.size(),
           sizeof(OwnedMessage), resident_kb() - before);
}

int main(int count, char **words) {
    if (count == 4 && !strcmp(words[1], "hold")) {
        size_t size = strtoull(words[3], nullptr, 10);
        if (!strcmp(words[2], "four")) hold<Four>(size);
        else hold<Library>(size);
        return 0;
    }
    if (count == 3 && !strcmp(words[1], "memory")) {
        memory(strtoull(words[2], nullptr, 10));
        return 0;
    }
    return 2;
}
