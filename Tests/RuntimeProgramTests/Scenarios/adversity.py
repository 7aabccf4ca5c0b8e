"""What the world does to a running program: a flood, a clock that is set, an OSC target that is not there, a port
that goes in the middle of a long message."""

import json
import os
import re
import socket
import struct
import subprocess
import sys
import time

import rtmidi

from machine import Dump, Process, Runtime, say, wait_until



def flood():
    """100,000 messages as fast as lines can be read, to a reader with its default pool."""
    dump = Dump()
    runtime = Runtime()
    for part in range(100):
        batch = []
        for n in range(1000):
            number = part * 1000 + n
            if n % 100 == 99:
                key = number // 100 % 100
                batch.append({"port": "aseqdump", "midi": [0x91, key, 100, 0x81, key, 0]})
            else:
                batch.append({"port": "aseqdump", "midi": [0xB0, 70 + number % 20, number // 1000]})
        runtime.send(batch)
    report = runtime.end()
    wait_until(lambda: len([1 for _, line in dump.out.lines if re.match(r"1\d\d:", line)]) >= report["sequencer_sent"])
    lines = [line for _, line in dump.out.lines if re.match(r"1\d\d:", line)]
    dump.stop()
    return {
        "status": runtime.process.returncode, "report": report,
        "received": len(lines), "notes_on": sum("Note on" in line for line in lines),
        "notes_off": sum("Note off" in line for line in lines)}


def clock_set():
    """The wall clock is set an hour ahead and back while messages wait."""
    dump = Dump()
    dirt = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    dirt.bind(("127.0.0.1", 57120))
    dirt.settimeout(10)
    runtime = Runtime("bridge.map")
    began = time.monotonic()
    runtime.send({"at": "+400", "port": "aseqdump", "midi": [0xB0, 1, 1]},
                 {"at": time.time() + 0.6, "port": "aseqdump", "midi": [0xB0, 2, 2]})
    # All of that was read when this has come.
    runtime.midi("aseqdump", 0xB0, 3, 3)
    dump.out.wait_for("controller 3")
    before = time.time()
    time.clock_settime(time.CLOCK_REALTIME, before + 3600)
    runtime.send({"at": "+200", "osc": {"address": "/now", "arguments": [1]}})
    packet = dirt.recv(1000)
    tag = struct.unpack(">Q", packet[8:16])[0] / 2**32 - 2_208_988_800 if packet[:1] == b"#" else 0
    facts_tag = abs(tag - time.time()) < 1
    dump.out.wait_for("controller 2")
    moments = {line.split("controller ")[1][0]: when - began for when, line in dump.out.lines if "controller" in line}
    time.clock_settime(time.CLOCK_REALTIME, before + 1)
    runtime.midi("aseqdump", 0xB0, 4, 4)
    came = dump.out.wait_for("controller 4")
    runtime.signal(15)
    status = runtime.finish()
    dump.stop()
    dirt.close()
    return {
        "status": status, "relative": 0.4 <= moments.get("1", 0) < 10, "wall": 0.6 <= moments.get("2", 0) < 10,
        "tag": facts_tag, "afterwards": bool(came)}


def nobody_listens():
    """An OSC target that refuses, and comes later."""
    runtime = Runtime("bridge.map")
    for n in range(50):
        runtime.send({"osc": {"address": "/lost", "arguments": [n]}})
        time.sleep(0.002)
    late = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    late.bind(("127.0.0.1", 57120))
    late.settimeout(0.3)
    came = False
    for _ in range(30):
        runtime.send({"osc": {"address": "/come", "arguments": [1]}})
        try:
            # What was held for it may come first.
            while not came:
                came = b"/come" in late.recv(2000)
        except socket.timeout:
            continue
    late.close()
    runtime.signal(15)
    return {"status": runtime.finish(), "came": came}


def mid_message():
    """A synthesiser behind a slow cable goes while a long message is on its way; it comes back."""
    command = [sys.executable, "-B", __file__, "ears"]
    ears = Process(*command)
    ears.out.wait_for("open")
    runtime = Runtime("slow.map")
    runtime.err.wait_for("to Slow:in")
    runtime.midi("slow", 0x90, 60, 100)
    runtime.midi("slow", 0xF0, 0x7D, *([1] * 6000), 0xF7)
    ears.out.wait_for("903c64")
    # Two seconds on the cable, and RtMidi gives a long message when it is whole.
    time.sleep(0.2)
    ears.signal(9)
    ears.process.wait()
    runtime.err.wait_for("has gone")
    runtime.midi("slow", 0xB0, 7, 77)
    again = Process(*command)
    again.out.wait_for("open")
    came = again.out.wait_for("b0074d")
    runtime.midi("slow", 0x90, 62, 100)
    plays = again.out.wait_for("903e64")
    lines = [line for _, line in again.out.lines]
    runtime.signal(15)
    status = runtime.finish()
    again.signal(9)
    return {"status": status, "value": bool(came), "plays": bool(plays),
            "ended": any(line.startswith("803c") for line in lines)}


def listen():
    """The synthesiser: prints what it hears."""
    midi = rtmidi.MidiIn(name="Slow")
    midi.ignore_types(sysex=False, timing=False, active_sense=False)
    midi.set_callback(lambda event, _: print(bytes(event[0]).hex()[:40], flush=True))
    midi.open_virtual_port("in")
    print("open", flush=True)
    time.sleep(1000)


if sys.argv[1:] == ["ears"]:
    listen()
say({"flood": flood(), "clock": clock_set(), "refused": nobody_listens(), "torn": mid_message()})
