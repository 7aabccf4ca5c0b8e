"""The two batches of the Strudel desktop bridge, as its web side sends them, through what the bridge stumbles over."""

import json
import os
import re
import signal
import socket
import struct
import sys
import time

import rtmidi

from machine import Lines, Runtime, PROGRAM, output, say, wait_until


class Ears:
    """A synthesiser; several have the same names."""

    def __init__(self):
        self.got = []
        self.midi = rtmidi.MidiIn(name="Synth")
        self.midi.ignore_types(sysex=False, timing=False, active_sense=False)
        self.midi.set_callback(lambda event, _: self.got.append(bytes(event[0]).hex()))
        self.midi.open_virtual_port("in")

    def close(self):
        self.midi.close_port()
        self.midi.delete()


class Bridge:
    """The web side: sends batches and reads answers."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.answers = Lines(self.socket.makefile(encoding="utf-8"))
        self.number = 0

    def send(self, *messages):
        """Returns what the answer says: taken, and the codes of findings."""
        self.number += 1
        before = len(self.answers.lines)
        self.socket.sendall(json.dumps({"messagesfromjs": list(messages), "id": self.number}).encode() + b"\n")
        mine = f'"id":{self.number},'
        wait_until(lambda: any(mine in line for _, line in self.answers.lines))
        lines = [json.loads(line) for _, line in self.answers.lines[before:]]
        return {
            "accepted": sum(line.get("accepted", 0) for line in lines),
            "codes": [line["code"] for line in lines if "code" in line]}


def midi(port, message, offset=0):
    return {"message": message, "offset": offset, "requestedport": port}


FIRST, SECOND = "Synth:in", "Synth:in #2"
facts = {}
# The port that the bridge sends from is taken.
taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
taken.bind(("127.0.0.1", 57122))
dirt = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
dirt.bind(("127.0.0.1", 57120))
dirt.settimeout(10)

runtime = Runtime("bridge.map", "--socket", "/tmp/bridge.sock")
bridge = Bridge("/tmp/bridge.sock")
facts["nobody"] = bridge.send(midi(FIRST, [0x90, 60, 90]))

# It comes later, and then another with the same names.
first = Ears()
facts["came"] = wait_until(lambda: bridge.send(midi(FIRST, [0x90, 60, 90]))["accepted"])
wait_until(lambda: "903c5a" in first.got)
second = Ears()
wait_until(lambda: SECOND in output(PROGRAM, "ports"))
wait_until(lambda: bridge.send(midi(SECOND, [0xF6]))["accepted"])
first.got.clear()
for key in range(50):
    bridge.send(midi(FIRST, [0x90, key, 1], key), midi(SECOND, [0x91, key, 2], key))
wait_until(lambda: len(first.got) >= 50 and len(second.got) >= 51)
facts["first"] = first.got == [bytes([0x90, key, 1]).hex() for key in range(50)]
facts["second"] = [text for text in second.got if text != "f6"] == [
    bytes([0x91, key, 2]).hex() for key in range(50)]

# One vanishes while messages go to both.
first.got.clear()
second.got.clear()
for key in range(50):
    if key == 25:
        # It must not be about to call back, or python-rtmidi waits for itself.
        wait_until(lambda: len(first.got) >= 25)
        first.close()
    bridge.send(midi(FIRST, [0x90, key, 1]), midi(SECOND, [0x91, key, 2]))
wait_until(lambda: len(second.got) >= 50)
facts["beside_the_gone"] = second.got == [bytes([0x91, key, 2]).hex() for key in range(50)]
first = Ears()
runtime.err.wait_for(FIRST, 3)
bridge.send(midi(FIRST, [0xB0, 7, 99]))
facts["returned"] = wait_until(lambda: "b00763" in first.got)

# What it drops, garbles or fails at.
second.got.clear()
facts["strange"] = bridge.send(
    midi(SECOND, [0xB0, 0, 0]), midi(SECOND, [0x90, 60, 140], -12), midi(SECOND, [0x90, 61.5, 90]),
    midi(SECOND, [60, 1, 1]), midi(SECOND, [0xF0, 0x7D, 1, 0xF7]), midi(SECOND, [0xC0, 5]),
    {"target": "/dirt/play", "timestamp": time.time(),
     "params": [{"name": "n", "value": "many", "valueisnumber": True}]},
    midi(SECOND, [0xE0, 0, 64], 50))
wait_until(lambda: "e00040" in second.got)
facts["strange_heard"] = second.got[:]

# The other batch: a bundle with the time, a name and a value in turn.
stamp = time.time() + 0.5
bridge.send({
    "target": "/dirt/play", "timestamp": stamp,
    "params": [{"name": "cycle", "value": "1234567.125", "valueisnumber": True},
               {"name": "s", "value": "bd", "valueisnumber": False}]})
packet = dirt.recv(2000)
(tag,) = struct.unpack(">Q", packet[8:16])
facts["dirt"] = {
    "bundle": packet[:8] == b"#bundle\0",
    "early": time.time() < stamp,
    "time": abs(tag / 2**32 - 2_208_988_800 - stamp) < 1e-3,
    "message": packet[20:].hex()}

# The end comes before the note's.
second.got.clear()
bridge.send(midi(SECOND, [0x90, 70, 90]), midi(SECOND, [0x80, 70, 0], 60_000))
wait_until(lambda: "90465a" in second.got)
runtime.signal(signal.SIGTERM)
facts["status"] = runtime.finish()
facts["ended"] = bool(wait_until(lambda: [text for text in second.got if re.match("8046", text)], 2))
say(facts)
sys.stdout.flush()
# Without closing anything, for the same reason.
os._exit(0)
