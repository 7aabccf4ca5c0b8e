"""JACK's dummy server, and its own programs at both ends. Runs where it is: nothing here needs a kernel's help."""

import os
import signal
import subprocess
import tempfile
import time

SERVER = f"pipeline-test-{os.getpid()}"
os.environ["JACK_DEFAULT_SERVER"] = SERVER
os.environ["JACK_NO_START_SERVER"] = "1"
os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp()

from machine import Process, Runtime, say, wait_until  # noqa: E402

PERIOD, RATE = 1024, 48000


def start():
    # Without real time: whoever runs this may have none.
    return Process(
        "jackd", "-n", SERVER, "-R", "-d", "dummy", "-r", str(RATE), "-p", str(PERIOD))


def end(process, number=signal.SIGTERM):
    process.signal(number)
    return process.finish()


facts = {}
# First the program, then the server, then the port.
runtime = Runtime("dump.map")
facts["without"] = bool(runtime.err.wait_for("no JACK server is running"))
server = start()
facts["came"] = bool(runtime.err.wait_for("a server has come"))
facts["missing"] = bool(runtime.err.wait_for("there is no jack:midi-monitor:input yet"))
dump = Process("stdbuf", "-oL", "jack_midi_dump", "-a")
facts["connected"] = bool(runtime.err.wait_for("wire: to jack:midi-monitor:input"))

COUNT = 400
# Note-offs, as these never fall however busy the machine is.
runtime.send(
    *({"at": f"+{500 + n * 10}", "port": "wire", "midi": [0x80, n % 100, 9]} for n in range(COUNT)))
runtime.send({"port": "wire", "midi": [0xF0] + [n % 128 for n in range(3000)] + [0xF7]})


def notes():
    return [line for _, line in dump.out.matching(": 80 ")]


wait_until(lambda: len(notes()) >= COUNT, 30)
frames = [int(line.split(":")[0]) for line in notes()]
gaps = sorted(later - earlier for earlier, later in zip(frames, frames[1:]))
facts["notes"] = len(frames)
facts["in_order"] = [int(line.split()[2], 16) for line in notes()] == [n % 100 for n in range(COUNT)]
facts["median_gap"] = gaps[len(gaps) // 2] if gaps else -1
# Each gap is exact but for the rounding of both its ends.
facts["exact_gaps"] = sum(1 for gap in gaps if abs(gap - 480) <= 1)
exclusive = [line for _, line in dump.out.matching(": f0 ")]
facts["exclusive_bytes"] = len(exclusive[0].split(":")[1].split()) if exclusive else 0

# A program that stands still for a while misses frames: it says so, and loses nothing.
runtime.send(*({"at": f"+{10 * n}", "port": "wire", "midi": [0x81, n, 9]} for n in range(100)))
dump.out.wait_for(": 81 ", 10)
runtime.signal(signal.SIGSTOP)
time.sleep(0.3)
runtime.signal(signal.SIGCONT)
facts["after_a_stop"] = bool(dump.out.wait_for(": 81 ", 100))
facts["after_a_stop_in_order"] = (
    [int(line.split()[2], 16) for _, line in dump.out.matching(": 81 ")] == list(range(100)))

# What is held when the port goes is ended when it is back.
for key in range(20):
    runtime.midi("wire", 0x90, key, 9)
dump.out.wait_for(": 90 13")
end(dump)
facts["gone"] = bool(runtime.err.wait_for("midi-monitor:input has gone"))
dump = Process("stdbuf", "-oL", "jack_midi_dump", "-a")
dump.out.wait_for(": b0 ", 1, 10)
facts["ended_again"] = len(dump.out.matching(": 80 "))

# The server ends and comes again.
end(dump)
end(server)
facts["down"] = bool(runtime.err.wait_for("the server has ended"))
server = start()
facts["up"] = bool(runtime.err.wait_for("a server has come", 2))
end(runtime)
facts["report"] = runtime.report()

# A port of JACK's as a controller: what it says is passed on as it is.
sequence = Process("jack_midiseq", "keys", "24000", "0", "60", "8000", "12000", "67", "8000")
through = Runtime("--through", "through.map")
facts["heard"] = bool(through.err.wait_for("Keys: from jack:keys:out"))
dump = Process("stdbuf", "-oL", "jack_midi_dump", "-a")
dump.out.wait_for(": 90 3c", 2, 20)
dump.out.wait_for(": 90 43", 2, 20)
facts["passed"] = [len(dump.out.matching(text)) >= 2 for text in (": 90 3c", ": 90 43")]
end(through)
end(sequence)
end(dump)
end(server)
say(facts)
