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

from machine import PROGRAM, Process, Runtime, say, wait_until  # noqa: E402

PERIOD, RATE = 1024, 48000


def start():
    # In real time, where the machine lets it: without, its own clock is as uneven as the machine is busy.
    # It ends with this program: each that is left behind takes one of the machine's eight places for servers.
    return Process(
        "setpriv", "--pdeathsig", "TERM", "jackd", "-n", SERVER, "-R", "-d", "dummy", "-r", str(RATE), "-p", str(PERIOD))


def end(process, number=signal.SIGTERM):
    process.signal(number)
    return process.finish()


def command(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, timeout=30)


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

# Commands that need no run.
dump = Process("stdbuf", "-oL", "jack_midi_dump", "-a")
facts["listed"] = wait_until(
    lambda: [line.split() for line in command("ports").stdout.splitlines() if "jack:midi-monitor" in line])
facts["send"] = {
    "sent": command("send", "--to", "jack:midi-monitor:input", "note", "60", "100", "20").returncode,
    "heard": bool(dump.out.wait_for(": 90 3c 64") and dump.out.wait_for(": 80 3c"))}
wrong = command("send", "--to", "jack:midi-moniter:input", "cc", "1", "2")
facts["wrong"] = [wrong.returncode, wrong.stderr.strip()]
with open("tune.mid", "wb") as tune:
    # Four controllers, a quarter between, at 96 ticks a quarter and 120 beats a minute: these never fall,
    # however busy the machine is.
    track = bytes.fromhex("00b01140 60b01240 60b01340 60b01440 00ff2f00".replace(" ", ""))
    tune.write(b"MThd" + bytes.fromhex("00000006000000010060") + b"MTrk" + len(track).to_bytes(4, "big") + track)
facts["play"] = {
    "played": command("play", "tune.mid", "--to", "jack:midi-monitor:input").returncode,
    "heard": all(dump.out.wait_for(text) for text in (": b0 11", ": b0 12", ": b0 13", ": b0 14"))}
end(dump)
keys = Process("jack_midiseq", "keys", "24000", "0", "60", "8000", "12000", "67", "8000")
wait_until(lambda: "jack:keys:out" in command("ports").stdout)
facts["monitor"] = command("monitor", "jack:keys:out", "--count", "4", "--kind", "note").stdout.splitlines()
end(keys)

# What is held at the end is ended, in order and when the program is killed.
dump = Process("stdbuf", "-oL", "jack_midi_dump", "-a")


def hold():
    """A run that holds 20 notes which the reader has heard."""
    holding = Runtime("dump.map")
    holding.err.wait_for("wire: to jack:midi-monitor:input")
    before = len(dump.out.matching(": 90 "))
    for note in range(20):
        holding.midi("wire", 0x90, note, 9)
    return holding, bool(dump.out.wait_for(": 90 ", before + 20))


for how, number in [("ended", signal.SIGTERM), ("killed", signal.SIGKILL)]:
    holding, heard = hold()
    offs = len(dump.out.matching(": 80 "))
    moment = holding.signal(number)
    off = wait_until(lambda: len(dump.out.matching(": 80 ")) >= offs + 20, 3)
    facts[how] = {
        "heard": heard, "off": len(dump.out.matching(": 80 ")) - offs,
        "milliseconds": (time.monotonic() - moment) * 1000 if off else -1}
    holding.finish()
end(dump)

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
