"""The scheduler: lateness, idle cost, putting in, load, the heap, allocations, the clock, memory."""

from main import best
from table import Row


def rows(bench):
    waits = bench.compile("waits.c", "waits", "-pthread")
    loops = bench.compile("loops.cpp", "loops", "-pthread")
    queues = bench.compile("queues.cpp", "queues")
    return (
        virtual_lateness(bench) + lateness(bench, waits, loops) + idle(bench, loops)
        + putting_in(bench, loops) + load(bench) + heap(bench, queues) + allocations(bench)
        + virtual_clock(bench) + memory(bench, queues)
    )


def measure(bench, *words):
    return [bench.runtime, "measure", *[str(word) for word in words]]


def us(value):
    return f"{value:,.1f} µs"


def virtual_lateness(bench):
    what = "virtual clock, 200 messages/s for 30 s, 1,000 waiting: latest"
    target = "≤ 10 µs; loop ≥ 50 ×, proposal ≥ 250 ×"
    ours = bench.on_virtual_clock(
        ["./pipeline-runtime", "measure", "schedule", "--rate", "200", "--seconds", "30",
         "--waiting", "1000"])
    peers = {
        name: bench.on_virtual_clock(["./loops", name, "200", "30", "1000"])
        for name in ["before", "proposal"]
    }
    worst = ours["lateness_max_us"]
    ratios = {name: peer["lateness_max_us"] / worst for name, peer in peers.items()}
    met = worst <= 10 and ratios["before"] >= 50 and ratios["proposal"] >= 250 and ours["lost"] == 0
    peer = ", ".join(f"{name} {us(one['lateness_max_us'])}" for name, one in peers.items())
    ratio = ", ".join(f"{value:,.0f}" for value in ratios.values())
    return [Row(what, target, us(worst), peer, ratio, met)]


def lateness(bench, waits, loops):
    seconds = 2 if bench.quick else 6
    # A second ahead, so that a producer that is kept waiting is not taken for the player.
    words = ["schedule", "--rate", 1000, "--seconds", seconds, "--ahead", 1000]
    found = bench.in_turns({
        "ours": measure(bench, *words),
        "sleep": [waits, "sleep", "1000", str(seconds)],
        "ours fifo": measure(bench, *words, "--realtime"),
        "timer fifo": [waits, "timer", "1000", str(seconds), "fifo"],
        "poll": [loops, "before", "200", str(seconds)],
    })
    poll = best(found["poll"], "lateness_p50_us")
    fifo, limit = best(found["ours fifo"], "lateness_p99_us"), best(
        found["timer fifo"], "lateness_p99_us")
    normal, sleep = best(found["ours"], "lateness_p50_us"), best(found["sleep"], "lateness_p50_us")
    has_class = all(one["fifo"] for one in found["ours fifo"] + found["timer fifo"])
    return [
        Row("1,000 messages/s, real time: p99" + ("" if has_class else " (class refused)"),
            "≤ 1.5 of C's timer; ≤ 1/8 of the loop's p50", us(fifo),
            f"C {us(limit)}, loop {us(poll)}", f"{fifo / limit:.2f}, {fifo / poll:.3f}",
            fifo <= 1.5 * limit and fifo <= poll / 8 if has_class else None),
        Row("1,000 messages/s, normal class: p50",
            "≤ 1.5 of C's absolute sleep; ≤ 1/10 of the loop's", us(normal),
            f"C {us(sleep)}, loop {us(poll)}", f"{normal / sleep:.2f}, {normal / poll:.3f}",
            normal <= 1.5 * sleep and normal <= poll / 10),
    ]


def idle(bench, loops):
    found = []
    for waiting in [0, 100_000]:
        seconds = 3 if bench.quick else 10
        ours = bench.json(measure(bench, "idle", "--seconds", seconds, "--waiting", waiting))
        loop = bench.json([loops, "before", "idle", str(min(seconds, 3)), str(waiting)])
        share = ours["cpu_percent"] / loop["cpu_percent"]
        found.append(Row(
            f"idle for {seconds} s, {waiting:,} waiting: wake-ups and CPU",
            "0; ≤ 1/50 of the loop's CPU", f"{ours['wakes']}, {ours['cpu_percent']:.3f} %",
            f"loop {loop['wakes'] / loop['seconds']:,.0f}/s, {loop['cpu_percent']:.2f} %",
            f"{share:.4f}", ours["wakes"] == 0 and share <= 1 / 50))
    return found


def putting_in(bench, loops):
    seconds = 1 if bench.quick else 3
    found = bench.in_turns({
        "ours": measure(bench, "schedule", "--rate", 2000, "--seconds", seconds),
        "loop": [loops, "before", "200", str(seconds)],
    })
    half, most = best(found["ours"], "enqueue_p50_us"), best(found["ours"], "enqueue_p99_us")
    loop = best(found["loop"], "enqueue_p50_us")
    return [Row(
        "putting in at 2,000 messages/s: p50, p99", "≤ 0.5 µs, ≤ 2 µs", f"{us(half)}, {us(most)}",
        f"loop at 200/s {us(loop)}", f"{half / loop:.5f}", half <= 0.5 and most <= 2)]


def load(bench):
    seconds = 2 if bench.quick else 5
    found = [
        bench.json(measure(bench, "schedule", "--rate", 20_000, "--seconds", seconds))
        for _ in range(bench.rounds)
    ]
    lost = max(one["lost"] + one["refused"] for one in found)
    # Messages are sent 10 to 15 ms ahead: 300 wait when nothing is behind.
    depth = best(found, "waiting_most")
    return [Row(
        f"20,000 messages/s for {seconds} s: lost, most waiting", "0, flat", f"{lost}, {depth}",
        "300 are sent ahead", f"{depth / 300:.2f}", lost == 0 and depth <= 600)]


def heap(bench, queues):
    found = []
    for count in [1_000, 100_000]:
        taken = bench.in_turns({
            "ours": measure(bench, "heap", "--count", count),
            "four": [queues, "hold", "four", str(count)],
            "library": [queues, "hold", "priority_queue", str(count)],
        })
        ours, four, library = (best(taken[name], "hold_ns") for name in ["ours", "four", "library"])
        # The same script on all three: they must have taken the same events out.
        same = len({one["check"] for name in taken for one in taken[name]}) == 1
        judged = count == 100_000
        met = ours <= 1.4 * four and ours <= library and same if judged else None
        found.append(Row(
            f"heap of {count:,}: take one, put one back",
            "≤ 1.4 of C++, ≤ 1.0 of priority_queue" if judged else "", f"{ours:.0f} ns",
            f"C++ {four:.0f}, priority_queue {library:.0f}",
            f"{ours / four:.2f}, {ours / library:.2f}", met))
    return found


def allocations(bench):
    counter = bench.compile("allocations.c", "allocations.so", "-shared", "-fPIC")
    found = []
    for subject, what in [("pass", "ring to door"), ("map", "controller through a map to door")]:
        one = bench.json(measure(bench, subject, "--count", 100_000), {"LD_PRELOAD": counter})
        asked, before = one["allocations"], one["allocations_before"]
        found.append(Row(
            f"allocations for 100,000 messages, {what}", "0", f"{asked}",
            f"{before:,} before, for the start", "", asked == 0 and before > 0))
    return found


def virtual_clock(bench):
    what, target = "virtual clock, an hour of MIDI clock: last tick", "≤ 10 µs"
    ours = bench.on_virtual_clock(["./pipeline-runtime", "measure", "clock", "--seconds", "3600"])
    return [Row(
        what, target, us(ours["last_error_us"]), f"{ours['ticks']:,} ticks", "",
        ours["last_error_us"] <= 10 and ours["missing"] == 0)]


def memory(bench, queues):
    taken = bench.in_turns({
        "ours": measure(bench, "memory", "--waiting", 100_000),
        "owned": [queues, "memory", "100000"],
    })
    ours, owned = best(taken["ours"], "resident_kb"), best(taken["owned"], "resident_kb")
    return [Row(
        "100,000 waiting: resident memory", "≤ 1/3 of owned bytes", f"{ours / 1024:.1f} MB",
        f"owned bytes and port {owned / 1024:.1f} MB", f"{ours / owned:.2f}", ours <= owned / 3)]
