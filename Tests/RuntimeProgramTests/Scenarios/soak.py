"""A steady mixed load, for SOAK_SECONDS: lines of JSON, OSC bundles with time tags and a controller at a
card come in; notes, controllers, parameter numbers, System Exclusive and OSC go out. Every one is counted
where it leaves here and where it arrives, and the memory of the program is looked at all the time.
"""

import json
import os
import re
import socket
import struct
import subprocess
import threading
import time

from machine import PROGRAM, Process, Runtime, output, say, wait_until

SECONDS = float(os.environ.get("SOAK_SECONDS", "8"))
TICK = 0.02
#: Messages sent quickly before the steady load, so that memory that is written in turns was written once:
#: controllers as fast as they can be written, then OSC and turns of the knob.
BURST, BURST_PACKETS, BURST_TURNS = 20_000, 2_000, 4_200
EXCLUSIVE = [0xF0, 0x7D, *range(60), 0xF7]


class Synth(Process):
    """aseqdump: keeps counts, not lines."""

    def __init__(self):
        self.events = self.on = self.off = self.twice = self.exclusive = self.wrong = 0
        self.sounding = set()
        self.controllers = {}
        self.groups = 0
        self.group = []
        super().__init__("aseqdump")
        self.out.wait_for("Waiting")
        self.out.take = self.take

    def take(self, line):
        if not re.match(r"1\d\d:", line):
            return
        self.events += 1
        words = line.split()
        numbers = [int(word.rstrip(",")) for word in words if re.fullmatch(r"\d+,?", word)]
        if "Note on" in line:
            self.on += 1
            self.twice += tuple(numbers[:2]) in self.sounding
            self.sounding.add(tuple(numbers[:2]))
        elif "Note off" in line:
            self.off += 1
            self.sounding.discard(tuple(numbers[:2]))
        elif "Control change" in line:
            self.control(*numbers[:3])
        elif "System exclusive" in line:
            bytes_ = [int(word, 16) for word in line.split("exclusive")[1].split()]
            self.exclusive += 1
            self.wrong += bytes_ != EXCLUSIVE
        else:
            self.wrong += 1

    def control(self, channel, number, value):
        if number not in (99, 98, 6, 38, 101, 100):
            self.controllers[channel, number] = value
            return
        self.group.append(number)
        if len(self.group) == 6:
            self.wrong += self.group != [99, 98, 6, 38, 101, 100]
            self.groups += 1
            self.group = []


class Host(threading.Thread):
    """Takes OSC, bundles too, and keeps how many came of each address, and whether in order."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("127.0.0.1", 9001))
        self.counts, self.last, self.disorder = {}, {}, {}
        self.start()

    def run(self):
        while True:
            self.take(self.socket.recv(65536))

    def take(self, packet):
        if not packet.startswith(b"#bundle\0"):
            return self.message(packet)
        place = 16
        while place < len(packet):
            size = struct.unpack_from(">i", packet, place)[0]
            self.take(packet[place + 4:place + 4 + size])
            place += 4 + size

    def message(self, packet):
        address, value = packet.split(b"\0", 1)[0].decode(), struct.unpack_from(">i", packet, len(packet) - 4)[0]
        self.counts[address] = self.counts.get(address, 0) + 1
        if address != "/knob" and value != self.last.get(address, -1) + 1:
            self.disorder[address] = self.disorder.get(address, 0) + 1
        self.last[address] = value


def text(string):
    raw = string.encode() + b"\0"
    return raw + b"\0" * (-len(raw) % 4)


def element(packet):
    return struct.pack(">i", len(packet)) + packet


def bundle(ahead, *messages):
    now = time.time() + ahead
    tag = int((now + 2_208_988_800) * (1 << 32))
    return text("#bundle") + struct.pack(">Q", tag) + b"".join(element(one) for one in messages)


def midi_message(*bytes_):
    return text("/midi") + text(",si" + "i" * (len(bytes_) - 1)) + text("aseqdump") + struct.pack(
        f">{len(bytes_)}i", *bytes_)


def host_message(number):
    return text("/osc") + text(",ssi") + text("host") + text("/bundle") + struct.pack(">i", number)


class Load:
    """Each tick a note and its end, controllers, OSC, and the controller at the card; others now and then."""

    def __init__(self, runtime):
        self.runtime = runtime
        self.controller = os.open("/dev/snd/midiC0D2", os.O_RDWR | os.O_NONBLOCK)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.notes = self.parameters = self.exclusive = self.lines = self.bundles = self.knobs = 0
        self.controllers = {}

    def control(self, n):
        channel, number, value = 4 + n % 8, 70 + n % 20, n // 20 % 128
        self.controllers[channel, number] = value
        return {"port": "synth", "midi": [0xB0 | channel, number, value]}

    def burst(self):
        for start in range(0, BURST, 100):
            self.runtime.send(*[self.control(n) for n in range(start, start + 100)])
        for _ in range(100):
            time.sleep(0.005)
            for _ in range(BURST_PACKETS // 100):
                self.runtime.send(self.line())
            for _ in range(BURST_TURNS // 100):
                self.turn()

    def line(self):
        self.lines += 1
        return {"osc": {"target": "host", "address": "/line", "arguments": [self.lines - 1]}}

    def turn(self):
        os.write(self.controller, bytes([0xB0, 21, self.knobs % 128]))
        self.knobs += 1

    def tick(self, n):
        key = 36 + n % 48
        requests = [
            {"port": "synth", "midi": [0x90 | n % 4, key, 100]},
            {"at": "+70", "port": "synth", "midi": [0x80 | n % 4, key, 64]},
            self.control(2 * n), self.control(2 * n + 1),
            self.line(),
        ]
        self.notes += 1
        if n % 5 == 0:
            self.parameters += 1
            requests.append({"at": "+5", "port": "synth", "nrpn": n % 16384, "value": n % 16384, "channel": 10})
        if n % 25 == 0:
            self.exclusive += 1
            requests.append({"port": "synth", "midi": EXCLUSIVE})
        self.runtime.send(*requests)
        if n % 2 == 0:
            self.send_bundles(n)
        self.turn()

    def send_bundles(self, n):
        key = 36 + n % 48
        self.socket.sendto(
            bundle(0.03, midi_message(0x9C, key, 90), host_message(self.bundles)), ("127.0.0.1", 9000))
        self.socket.sendto(bundle(0.08, midi_message(0x8C, key, 0)), ("127.0.0.1", 9000))
        self.notes += 1
        self.bundles += 1


def resident(process):
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4


def descriptors(process):
    return len(os.listdir(f"/proc/{process}/fd"))


def stats():
    return json.loads(output(PROGRAM, "stats", "--json") or "{}")


host = Host()
synth = Synth()
runtime = Runtime("soak.map", "--osc", "udp://127.0.0.1:9000")
runtime.err.wait_for("from Virtual Raw MIDI 0-2:VirMIDI 0-2")
runtime.err.wait_for("to aseqdump:aseqdump")
load = Load(runtime)
load.burst()
wait_until(lambda: stats().get("queue_size") == 0)
process = runtime.process.pid
memory, open_files = [], []
start = time.monotonic()
look = start
for n in range(int(SECONDS / TICK)):
    time.sleep(max(0.0, start + n * TICK - time.monotonic()))
    load.tick(n)
    if time.monotonic() >= look:
        memory.append(resident(process))
        open_files.append(descriptors(process))
        look += max(0.25, SECONDS / 1000)
took = time.monotonic() - start
wait_until(lambda: stats().get("queue_size") == 0)
wait_until(lambda: host.counts.get("/line") == load.lines and synth.events >= stats()["sequencer"]["sent"])
status = stats()
# What it says at its end is not counted there.
events = synth.events
runtime.signal(15)
code = runtime.finish()
synth.signal(15)
synth.finish()
half = len(memory) // 2
say({
    "seconds": round(took, 1), "status": code, "messages": status.get("messages_sent"),
    "failed": status.get("messages_failed"),
    "memory": {"first_half_kb": max(memory[:half]), "second_half_kb": max(memory[half:]),
               "looks": len(memory), "curve_kb": memory[::max(1, len(memory) // 20)]},
    "descriptors": [min(open_files), max(open_files)],
    "sent": {"notes": load.notes, "parameters": load.parameters, "exclusive": load.exclusive,
             "lines": load.lines, "bundles": load.bundles, "knobs": load.knobs},
    "received": {"on": synth.on, "off": synth.off, "parameters": synth.groups,
                 "exclusive": synth.exclusive, "lines": host.counts.get("/line", 0),
                 "bundles": host.counts.get("/bundle", 0), "knobs": host.counts.get("/knob", 0),
                 "events": events},
    "sounding": len(synth.sounding), "twice": synth.twice, "wrong": synth.wrong,
    "disorder": host.disorder, "last_knob": host.last.get("/knob"),
    "wanted_knob": (load.knobs - 1) % 128,
    "last_values_right": all(synth.controllers.get(at) == value for at, value in load.controllers.items()),
    "sequencer": status.get("sequencer"), "outputs": status.get("outputs"),
    "findings": [line for _, line in runtime.err.lines][:12],
})
