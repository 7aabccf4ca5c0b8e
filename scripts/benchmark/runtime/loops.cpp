// Two schedulers of the second source document, rebuilt as a program of their own:
//
//   before    a loop that locks a list, sends what is due of it, and sleeps 1 ms with the lock held; who
//             wants to put something in waits in line
//   proposal  the list is taken under the lock, wakened by every message or after 5 ms, and what is not
//             due is put back
//
//   loops before|proposal RATE SECONDS [WAITING]     lateness, and how long putting in takes
//   loops before|proposal idle SECONDS WAITING       wake-ups and processor time
//
// Messages own their bytes and the name of their port, and are due a whole number of milliseconds after
// they came in, as there. A producer puts each in 10 ms before its time.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <time.h>
#include <unistd.h>
#include <vector>

static uint64_t now_ns(clockid_t clock = CLOCK_MONOTONIC) {
    timespec now;
    clock_gettime(clock, &now);
    return uint64_t(now.tv_sec) * 1000000000u + uint64_t(now.tv_nsec);
}

static void sleep_until(uint64_t instant) {
    timespec time = {time_t(instant / 1000000000u), long(instant % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr)) {}
}

struct Message {
    uint64_t came, offset_ms, due;
    std::vector<uint8_t> bytes;
    std::string port;
    bool is_due(uint64_t now) const { return (now - came) / 1000000 >= offset_ms; }
};

// Hands over in order of arrival, as that program's lock does.
class FairLock {
    std::mutex mutex;
    std::condition_variable turn;
    uint64_t next = 0, serving = 0;

  public:
    void lock() {
        std::unique_lock<std::mutex> guard(mutex);
        uint64_t mine = next++;
        turn.wait(guard, [&] { return serving == mine; });
    }
    void unlock() {
        { std::lock_guard<std::mutex> guard(mutex); serving++; }
        turn.notify_all();
    }
};

static FairLock fair;
static std::mutex plain;
static std::condition_variable arrival;
static bool arrived = false;
static std::vector<Message> waiting;
static std::atomic<bool> stop{false};
static std::vector<uint64_t> lateness;
static uint64_t wakes = 0, processor = 0;

static void send(const Message &message) {
    uint64_t now = now_ns();
    lateness.push_back(now > message.due ? now - message.due : 0);
}

static void before_loop() {
    while (!stop) {
        fair.lock();
        uint64_t now = now_ns();
        waiting.erase(std::remove_if(waiting.begin(), waiting.end(),
                                     [&](const Message &message) {
                                         if (!message.is_due(now)) return false;
                                         send(message);
                                         return true;
                                     }),
                      waiting.end());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        wakes++;
        fair.unlock();
    }
}

static void proposal_loop() {
    while (!stop) {
        std::vector<Message> ready;
        {
            std::unique_lock<std::mutex> guard(plain);
            arrival.wait_for(guard, std::chrono::milliseconds(5), [] { return arrived; });
            arrived = false;
            wakes++;
            uint64_t now = now_ns();
            auto middle = std::stable_partition(
                waiting.begin(), waiting.end(),
                [&](const Message &message) { return !message.is_due(now); });
            std::move(middle, waiting.end(), std::back_inserter(ready));
            waiting.erase(middle, waiting.end());
        }
        for (const Message &message : ready) send(message);
    }
}

static void put_in(Message message, bool is_before) {
    if (is_before) {
        fair.lock();
        waiting.push_back(std::move(message));
        fair.unlock();
    } else {
        { std::lock_guard<std::mutex> guard(plain); waiting.push_back(std::move(message)); arrived = true; }
        arrival.notify_one();
    }
}

static void print(const char *name, std::vector<uint64_t> &values) {
    std::sort(values.begin(), values.end());
    if (values.empty()) values.push_back(0);
    printf("\"%s_p50_us\": %.3f, \"%s_p99_us\": %.3f, \"%s_max_us\": %.3f, ", name,
           values[values.size() / 2] / 1e3, name, values[values.size() * 99 / 100] / 1e3, name,
           values.back() / 1e3);
}

int main(int count, char **words) {
    if (count < 4) return 2;
    bool is_before = !strcmp(words[1], "before"), is_idle = !strcmp(words[2], "idle");
    size_t seconds = strtoull(words[3], nullptr, 10);
    size_t besides = count > 4 ? strtoull(words[4], nullptr, 10) : 0;
    for (size_t place = 0; place < besides; place++)
        waiting.push_back({now_ns(), 3600000, 0, {0x90, 60, 1}, "Launch Control XL MIDI 1"});
    std::thread loop([&] {
        uint64_t used = now_ns(CLOCK_THREAD_CPUTIME_ID);
        if (is_before) before_loop();
        else proposal_loop();
        processor = now_ns(CLOCK_THREAD_CPUTIME_ID) - used;
    });
    std::vector<uint64_t> enqueueing;
    uint64_t begin = now_ns();
    size_t total = 0;
    if (is_idle) {
        sleep_until(begin + seconds * 1000000000u);
    } else {
        size_t rate = strtoull(words[2], nullptr, 10);
        total = rate * seconds;
        lateness.reserve(total);
        uint64_t slot = 1000000000u / rate, state = 88172645463325252u, start = begin + 100000000u;
        for (size_t place = 0; place < total;) {
            uint64_t now = now_ns();
            for (; place < total; place++) {
                uint64_t kept = state;
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                uint64_t due = start + place * slot + state % slot;
                if (due > now_ns() + 10000000u) {
                    state = kept;
                    break;
                }
                uint64_t came = now_ns();
                // Rounded up, so that nothing is sent before its time.
                uint64_t offset = due > came ? (due - came + 999999) / 1000000 : 0;
                uint64_t asked = now_ns();
                put_in({came, offset, came + offset * 1000000u, {0x90, 60, 1}, "Launch Control XL MIDI 1"},
                       is_before);
                enqueueing.push_back(now_ns() - asked);
            }
            sleep_until(now + 5000000u);
            if (now_ns() > begin + (3 * seconds + 5) * 1000000000u) break;
        }
        sleep_until(now_ns() + 300000000u);
    }
    double elapsed = double(now_ns() - begin);
    stop = true;
    loop.join();
    printf("{\"sent\": %zu, \"unsent\": %zu, ", lateness.size(), total - std::min(total, lateness.size()));
    print("lateness", lateness);
    print("enqueue", enqueueing);
    printf("\"wakes\": %llu, \"seconds\": %.3f, \"cpu_percent\": %.4f}\n", (unsigned long long)wakes,
           elapsed / 1e9, processor / elapsed * 100);
    return 0;
}
