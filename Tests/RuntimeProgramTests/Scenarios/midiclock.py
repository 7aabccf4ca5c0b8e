"""MIDI clock out to aseqdump, and in from a card, on to aseqdump."""

import json
import os
import re
import subprocess
import time

from machine import PROGRAM, Dump, Runtime, say, wait_until

facts = {}


def heard(dump):
    return [re.sub(r" +", " ", line).split(" ", 1)[1]
            for _, line in dump.out.lines if re.match(r"( ?\d\d|1\d\d):", line)]


def short(lines):
    """The lines, with how many clocks stand in a row."""
    found = []
    for line in lines:
        if line == "Clock" and found and isinstance(found[-1], int):
            found[-1] += 1
        else:
            found.append(1 if line == "Clock" else line)
    return found


def words(lines):
    """The lines without the silence that a port gets when it comes back."""
    return [line for line in short(lines) if "Control change" not in str(line)]


def stats():
    text = subprocess.run([PROGRAM, "stats", "--json"], capture_output=True, text=True, check=False).stdout
    return json.loads(text)["clocks"]


dump = Dump()
runtime = Runtime("--clock", "aseqdump")
runtime.err.wait_for("to aseqdump:aseqdump")
# 10 ms a tick.
runtime.send({"clock": "start", "tempo": 250})
dump.out.wait_for("Clock", 10)
facts["running"] = stats()
runtime.send({"clock": "stop"})
dump.out.wait_for("Stop")
facts["first"] = short(heard(dump))
facts["stopped"] = stats()
seen = len(heard(dump))
runtime.send({"clock": "continue"})
dump.out.wait_for("Clock", facts["first"][1] + 5)
runtime.send({"clock": "stop"})
dump.out.wait_for("Stop", 2)
facts["continued"] = short(heard(dump)[seen:])

# From a beat on; a note and the stop at beats.
seen = len(heard(dump))
runtime.send(
    {"clock": "start", "beat": 4.25},
    {"at": "+5", "clock": "tempo", "tempo": 500})
# Beats are reckoned with the tempo that is in force.
wait_until(lambda: stats()[0]["tempo"] == 500, 5)
runtime.send(
    {"at": {"beat": 6}, "port": "aseqdump", "midi": [0x90, 60, 1]},
    {"at": {"beat": 6.5}, "port": "aseqdump", "midi": [0x80, 60, 1]},
    {"at": {"beat": 7}, "clock": "stop"})
dump.out.wait_for("Stop", 3)
facts["from_beat"] = short(heard(dump)[seen:])
runtime.send({"id": 1, "at": {"beat": 6}, "port": "aseqdump", "midi": [0x90, 60, 1]})
runtime.err.wait_for("none runs")
facts["without"] = len(runtime.err.matching("none runs"))

# The receiver goes away while the clock runs, and another one comes.
runtime.send({"clock": "start", "tempo": 250})
dump.out.wait_for("Start", 2)
dump.stop()
runtime.err.wait_for("has gone")
dump = Dump()
dump.out.wait_for("Clock", 3)
facts["returned"] = words(heard(dump))[:2]
runtime.signal(15)
facts["status"] = runtime.finish()
facts["at_end"] = short(heard(dump))[-1]
facts["failed"] = {name: runtime.report().get(name) for name in ("absent", "too_late", "queue_full")}
dump.stop()

# In from a card, and on.
card = os.open("/dev/snd/midiC0D2", os.O_RDWR | os.O_NONBLOCK)
dump = Dump()
runtime = Runtime("--clock", "aseqdump", "--follow", "VirMIDI 0-2")
runtime.err.wait_for("to aseqdump:aseqdump")
runtime.err.wait_for("from Virtual Raw MIDI 0-2:VirMIDI 0-2")
os.write(card, bytes([0xF2, 8, 0, 0xFB]))
start = time.monotonic()
for tick in range(49):
    # 20 ms a tick: 125 beats a minute.
    time.sleep(max(0, start + 0.02 * (tick + 1) - time.monotonic()))
    os.write(card, bytes([0xF8]))
dump.out.wait_for("Clock", 49)
facts["followed"] = stats()
os.write(card, bytes([0xFC]))
dump.out.wait_for("Stop")
facts["passed"] = short(heard(dump))
runtime.signal(15)
runtime.finish()
dump.stop()
say(facts)
