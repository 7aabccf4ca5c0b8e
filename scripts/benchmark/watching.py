"""Measures `pipeline watch`: from the rename that ends a save to the rename of the last output.

Beside it `inotifywait -m` and a ninja for each event, on the same graph. Times are taken outside both
programs, by watching their outputs' folders; each save is made when the one before has been built.
"""

import ctypes
import os
import queue
import select
import struct
import subprocess
import threading
import time

import workspace
from measure import Failure
from table import Row

MOVED_TO, CLOSE_WRITE, NONBLOCK = 0x80, 0x8, 0o4000
TIMEOUT = 10


class Renames:
    """Waits until files of given paths have been written."""

    def __init__(self, paths):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.file = self.libc.inotify_init1(NONBLOCK)
        self.names = {}
        for path in paths:
            folder, name = os.path.split(path)
            number = self.libc.inotify_add_watch(self.file, folder.encode(), MOVED_TO | CLOSE_WRITE)
            self.names.setdefault(number, set()).add(name)
        self.count = len(paths)

    def wait(self):
        """When the last of them was written."""
        left, end = self.count, time.perf_counter() + TIMEOUT
        seen = set()
        while left > 0:
            if not select.select([self.file], [], [], max(0, end - time.perf_counter()))[0]:
                raise Failure("an output was not written")
            now = time.perf_counter()
            for number, name in self.events():
                if name in self.names.get(number, ()) and (number, name) not in seen:
                    seen.add((number, name))
                    left -= 1
        return now

    def events(self):
        data, place = os.read(self.file, 1 << 16), 0
        while place < len(data):
            number, _, _, size = struct.unpack_from("iIII", data, place)
            name = data[place + 16:place + 16 + size].rstrip(b"\0").decode()
            place += 16 + size
            yield number, name

    def close(self):
        os.close(self.file)


class Messages:
    """What a program prints, line by line, with the time it came."""

    def __init__(self, stream):
        self.lines = queue.Queue()
        threading.Thread(target=self.read, args=(stream,), daemon=True).start()

    def read(self, stream):
        for line in stream:
            self.lines.put((time.perf_counter(), line.decode()))

    def wait(self, words):
        while True:
            try:
                when, line = self.lines.get(timeout=60)
            except queue.Empty:
                raise Failure(f"nothing said '{words}'") from None
            if words in line:
                return when


def save(folder, number, text):
    """Saves as editors do, by rename, after a pause as people make; gives when that began.

    Saves within 15 ms of one another are a burst, which `watch` gathers.
    """
    time.sleep(0.05)
    path = f"{folder}/{workspace.map_path(number)}"
    with open(f"{path}.new", "w") as file:
        file.write(text)
    start = time.perf_counter()
    os.rename(f"{path}.new", path)
    return start


def outputs(folder, number):
    """The files that change with every edit of a map."""
    return [
        f"{folder}/outputs/{kind}/{number // 100:03}/map-{number:05}.json"
        for kind in ("resolved", "runtime")
    ]


def quantiles(times):
    times = sorted(times)
    return times[len(times) // 2] * 1000, times[min(len(times) - 1, len(times) * 99 // 100)] * 1000


def wakeups(process):
    with open(f"/proc/{process}/status") as file:
        return sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)


def rows(bench, graph):
    bench.note(f"watching {graph.count:,} maps")
    saves = 30 if bench.options.quick else 200
    watch = subprocess.Popen(
        [bench.pipeline, "watch", "-C", graph.ours, "--color", "never"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        said = Messages(watch.stderr)
        said.wait("watching ")
        found = measure_saves(graph, watch, said, saves)
    finally:
        watch.terminate()
        watch.wait()
    return found + [beside_ninja(bench, graph, 20, found)]


def measure_saves(graph, watch, said, saves):
    number, size = graph.count // 3, f"{graph.count:,} maps"
    times, comments, bad = [], [], []
    written = Renames(outputs(graph.ours, number))
    for round in range(saves + 3):
        start = save(graph.ours, number, workspace.control_map(number, 20000 + round))
        end = written.wait()
        said.wait(" nodes; ")
        # The first ones load what later ones find in memory.
        if round >= 3:
            times.append(end - start)
    written.close()
    good = workspace.control_map(number, 30000)
    for round in range(max(10, saves // 4)):
        start = save(graph.ours, number, f"# {round}\n{good}")
        comments.append(said.wait(" nodes; ") - start)
        broken = good.replace("symbol: cutoff_1 ", f"symbol: cutoff_{round}x ")
        start = save(graph.ours, number, broken)
        bad.append(said.wait(": error: ") - start)
        said.wait(" nodes; ")
    time.sleep(0.5)
    before = wakeups(watch.pid)
    time.sleep(3)
    idle = wakeups(watch.pid) - before
    graph.watch_median, tail = quantiles(times)
    return [
        Row(f"watch, {size}, one map saved to its outputs renamed, wall ({saves} saves)",
            "median < 5 ms, p99 < 10 ms", f"{graph.watch_median:.1f} ms, p99 {tail:.1f} ms",
            met=graph.watch_median < 5 and tail < 10),
        Row(f"watch, {size}, bad edit to diagnostic, wall", "< 10 ms",
            "{:.1f} ms, p99 {:.1f} ms".format(*quantiles(bad)), met=quantiles(bad)[0] < 10),
        Row(f"watch, {size}, only a comment edited, wall (until told)", "",
            "{:.1f} ms, p99 {:.1f} ms".format(*quantiles(comments))),
        Row(f"watch, {size}, idle, wake-ups in 3 s", "0", f"{idle}", met=idle == 0),
    ]


def beside_ninja(bench, graph, saves, found):
    """The same saves under `inotifywait`, which has ninja run for each."""
    number = graph.count // 3
    loop = subprocess.Popen(
        ["sh", "-c", "inotifywait -m -r -e moved_to inputs | while read line; do ninja --quiet; done"],
        cwd=graph.ninja, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, start_new_session=True)
    times = []
    try:
        Messages(loop.stderr).wait("Watches established")
        written = Renames(outputs(graph.ninja, number)[1:])
        for round in range(saves):
            start = save(graph.ninja, number, workspace.control_map(number, 20000 + round))
            times.append(written.wait() - start)
            time.sleep(0.3)
        written.close()
    finally:
        os.killpg(loop.pid, 15)
        loop.wait()
    median, tail = quantiles(times)
    return Row(
        f"the same under inotifywait and ninja, {graph.count:,} maps, wall", "",
        f"{median:.1f} ms, p99 {tail:.1f} ms", f"watch {graph.watch_median:.1f} ms",
        f"{median / graph.watch_median:.0f} × slower")
