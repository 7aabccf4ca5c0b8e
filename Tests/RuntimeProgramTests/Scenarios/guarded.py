"""Notes held at a raw device, a pipe, a card behind the sequencer and a port of ours that others listen to,
when the program is killed hard."""

import os
import re
import signal
import subprocess
import threading
import time

from machine import Dump, Runtime, output, say, wait_until

KEYS = range(40, 56)


class Wire:
    """Reads bytes with their moments, running status included, and keeps which notes sound."""

    def __init__(self, path):
        self.file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.status = 0
        self.data = []
        self.sounding = set()
        self.pedals = set()
        self.ends = 0
        self.last = 0.0
        self.first_after = None
        self.killed = None
        self.read()
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self):
        while True:
            self.read()
            time.sleep(0.001)

    def read(self):
        try:
            got = os.read(self.file, 4096)
        except BlockingIOError:
            return
        if got and self.killed and self.first_after is None:
            self.first_after = got[0]
        for byte in got:
            if byte >= 0x80:
                self.status, self.data = byte, []
                continue
            self.data.append(byte)
            if len(self.data) == 2:
                self.take(*self.data)
                self.data = []

    def take(self, first, second):
        kind = self.status & 0xF0
        if kind == 0x90 and second:
            self.sounding.add(first)
        elif kind in (0x80, 0x90):
            self.sounding.discard(first)
            self.last = time.monotonic()
        elif kind == 0xB0 and first == 64:
            (self.pedals.add if second >= 64 else self.pedals.discard)(self.status & 15)
            self.last = time.monotonic()
        elif kind == 0xB0 and first == 123:
            self.ends += 1
            self.last = time.monotonic()


def hold(runtime, port):
    for key in KEYS:
        runtime.midi(port, 0x90, key, 100)
    runtime.midi(port, 0xB0, 64, 127)


def killed(runtime, wire, wait=5):
    """Kills the program, and says what the wire heard of it."""
    wait_until(lambda: len(wire.sounding) == len(KEYS) and wire.pedals)
    held = len(wire.sounding)
    wire.killed = moment = runtime.signal(signal.SIGKILL)
    wait_until(lambda: wire.ends, wait)
    runtime.finish()
    return {
        "held": held, "sounding": len(wire.sounding), "pedals": len(wire.pedals), "ends": wire.ends,
        "milliseconds": round((wire.last - moment) * 1000, 1) if wire.ends else -1,
        "begins_with_status": bool(wire.first_after and wire.first_after >= 0x80),
    }


facts = {}

# A raw device that the program writes to itself. What is written comes out at the sequencer.
dump = Dump("-p", "Virtual Raw MIDI 0-1")
runtime = Runtime("raw.map")
runtime.err.wait_for("to rawmidi:hw:0,1")
hold(runtime, "wire")
dump.out.wait_for("Note on", len(KEYS))
dump.out.wait_for("controller 64, value 127")
moment = runtime.signal(signal.SIGKILL)
dump.out.wait_for("controller 123", 1, 5)
runtime.finish()
ends = [when for when, line in dump.out.lines if "Note off" in line or "controller 123" in line]
facts["device"] = {
    "held": len(dump.out.matching("Note on")),
    "sounding": len(dump.out.matching("Note on")) - len(dump.out.matching("Note off")),
    "pedals": 1 - len(dump.out.matching("controller 64, value 0")),
    "ends": len(dump.out.matching("controller 123")),
    "milliseconds": round((max(ends) - moment) * 1000, 1) if ends else -1,
}
dump.stop()

# A pipe, whose reader must not come to its end before.
os.mkfifo("/tmp/pipe")
wire = Wire("/tmp/pipe")
runtime = Runtime("pipe.map")
runtime.err.wait_for("to file:/tmp/pipe")
hold(runtime, "wire")
facts["pipe"] = killed(runtime, wire)

# A card behind the sequencer, which only a connection keeps open.
wire = Wire("/dev/snd/midiC0D2")
runtime = Runtime()
hold(runtime, "VirMIDI 0-2")
facts["card"] = killed(runtime, wire)

# A port of ours with two that listen: one that came before, one that came after the notes.
first, second = Dump(), Dump()
runtime = Runtime("open.map")
client = re.search(r"client (\d+): 'pipeline-runtime'", output("aconnect", "-l")).group(1)
ports = re.findall(r"client (\d+): 'aseqdump'", output("aconnect", "-l"))
subprocess.run(["aconnect", f"{client}:0", f"{ports[0]}:0"], check=True)
for key in KEYS:
    runtime.midi("wire", 0x90, key, 100)
first.out.wait_for("Note on", len(KEYS))
subprocess.run(["aconnect", f"{client}:0", f"{ports[1]}:0"], check=True)
runtime.midi("wire", 0xB0, 64, 127)
second.out.wait_for("controller 64, value 127")
moment = runtime.signal(signal.SIGKILL)
for dump in (first, second):
    dump.out.wait_for("controller 123", 1, 5)
runtime.finish()
heard = []
for dump in (first, second):
    ends = [when for when, line in dump.out.lines if "Note off" in line or "controller 123" in line]
    heard.append({
        "notes_off": len(dump.out.matching("Note off")),
        "pedals_up": len(dump.out.matching("controller 64, value 0")),
        "ends": len(dump.out.matching("controller 123")),
        "milliseconds": round((max(ends) - moment) * 1000, 1) if ends else -1})
    dump.stop()
facts["listeners"] = heard
say(facts)
