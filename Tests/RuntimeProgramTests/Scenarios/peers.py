"""python-rtmidi and mido as the programs at both ends: they hear what we send, and we hear them."""

import json
import os
import subprocess
import sys

import mido
import rtmidi

from machine import Process, Runtime, PROGRAM, output, say, wait_until

# 3,000 bytes, which the kernel and RtMidi hand on in pieces.
LONG = [0xF0, 0x7D] + [n * 7 % 128 for n in range(2997)] + [0xF7]


class RtMidiPeer:
    """python-rtmidi: bytes in, bytes out."""

    def __init__(self):
        self.got = []
        self.ears = rtmidi.MidiIn(name="Judge")
        self.ears.ignore_types(sysex=False, timing=False, active_sense=False)
        self.ears.set_callback(lambda event, _: self.got.append(list(event[0])))
        self.ears.open_virtual_port("Ears")
        self.mouth = rtmidi.MidiOut(name="Player")
        self.mouth.open_virtual_port("Keys")

    def send(self, *data):
        self.mouth.send_message(data)


class MidoPeer:
    """mido: messages of its own, which it parses and writes."""

    def __init__(self):
        self.got = []
        self.ears = mido.open_input(
            "Ears", virtual=True, client_name="Judge",
            callback=lambda message: self.got.append(message.bytes()))
        self.mouth = mido.open_output("Keys", virtual=True, client_name="Player")

    def send(self, *data):
        self.mouth.send(mido.Message.from_bytes(data))


def texts(messages):
    return [bytes(message).hex() if len(message) < 100 else "long" if message == LONG else "torn" for message in messages]


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False).returncode


def by_commands(peer):
    """Each message by a `send` of its own."""
    peer.got.clear()
    statuses = [
        run("send", "--to", "Judge:Ears", *message.split()) for message in (
            "note C4 100 20", "--channel 3 nrpn 300 8192", "rpn 0 256", "--channel 16 bend -8192",
            "bend 8191", "program 127", " ".join(f"{byte:02X}" for byte in LONG), "F0 7E 7F 06 01 F7")]
    wait_until(lambda: [0xF0, 0x7E, 0x7F, 6, 1, 0xF7] in peer.got)
    return {"statuses": statuses, "heard": texts(peer.got)}


def by_file(peer):
    """A file that mido wrote, with running status."""
    peer.got.clear()
    music = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    music.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(240)))
    for key in range(40, 60):
        track.append(mido.Message("note_on", note=key, velocity=key, time=10))
        track.append(mido.Message("note_on", note=key, velocity=0, time=10))
    track.append(mido.Message("control_change", channel=9, control=7, value=77, time=5))
    track.append(mido.Message("pitchwheel", channel=4, pitch=-4321, time=5))
    track.append(mido.Message("sysex", data=LONG[1:-1], time=5))
    track.append(mido.Message("program_change", channel=2, program=19, time=400))
    music.save("music.mid")
    wanted = [message.bytes() for message in track if not message.is_meta]
    status = run("play", "music.mid", "--to", "Judge:Ears")
    wait_until(lambda: wanted[-1] in peer.got)
    # What ends the piece beside what it says.
    heard = [message for message in peer.got if message[0] & 0xF0 != 0xB0 or message in wanted]
    return {"status": status, "same": heard == wanted, "count": len(heard)}


def by_lines(peer):
    """Lines to a running one: several messages in a row, a long one, a parameter, and what has its time."""
    peer.got.clear()
    runtime = Runtime()
    runtime.send(
        {"port": "Judge:Ears", "midi": [0x90, 60, 100, 0x90, 62, 100, 0x80, 60, 0, 0x80, 62, 0]},
        {"port": "Judge:Ears", "midi": LONG})
    # What waits behind a long message leaves by lanes: only then does the order by time begin.
    wait_until(lambda: list(LONG) in peer.got)
    runtime.send(
        {"at": "+50", "nrpn": 1000, "value": 8193, "channel": 2, "port": "Judge:Ears"},
        {"at": "+60", "port": "Judge:Ears", "midi": "E0 01 02"},
        {"at": "+70", "port": "Judge:Ears", "midi": [0xFA, 0xF8, 0xF8, 0xFC, 0xF2, 3, 4]})
    wait_until(lambda: [0xF2, 3, 4] in peer.got)
    heard = texts(peer.got)
    report = runtime.end()
    return {"heard": heard, "report": report}


def to_monitor(peer):
    """What they send, as `monitor` tells it."""
    monitor = Process(PROGRAM, "monitor", "Player:Keys", "--format", "json", "--count", "7")
    monitor.err.wait_for("listening")
    for message in (
        [0x90, 60, 100], [0xB4, 99, 7], [0xE0, 1, 2], LONG, [0xC1, 5], [0xF2, 3, 4], [0x80, 60, 7],
    ):
        peer.send(*message)
    status = monitor.finish()
    lines = [json.loads(line) for _, line in monitor.out.lines]
    return {
        "status": status,
        "messages": [f"{line['kind']} {line['length']} {bytes(line['bytes'][:3]).hex()}" for line in lines],
        "ports": sorted({line["port"] for line in lines})}


def through_map(peer):
    """What they send, through a map, and back to them."""
    peer.got.clear()
    runtime = Runtime("peers.map")
    runtime.err.wait_for("from Player:Keys")
    runtime.err.wait_for("to Judge:Ears")

    def heard_after(*messages, seconds=5.0, count=1):
        peer.got.clear()
        for message in messages:
            peer.send(*message)
        wait_until(lambda: len(peer.got) >= count, seconds)
        return texts(peer.got)

    facts = {
        "nrpn": heard_after([0xB0, 21, 127], count=6),
        # The upper half alone moves the target already; what counts is where it ends.
        "bend": heard_after(
            [0xB0, 99, 7], [0xB0, 98, 104], [0xB0, 6, 64], [0xB0, 38, 1], [0xB0, 101, 127],
            [0xB0, 100, 127], count=2)[-1:],
        "fine": heard_after([0xE0, 1, 64], count=2),
        "exclusive": heard_after([0xF0, 0x7D, 9, 0xF7]),
        "program": heard_after([0xC0, 5]),
    }
    runtime.send({"control": "knob", "value": 0.5})
    wait_until(lambda: len(peer.got) >= 7)
    facts["by_name"] = texts(peer.got[-6:])
    runtime.signal(15)
    facts["status"] = runtime.finish()
    return facts


def judge(peer):
    say({
        "commands": by_commands(peer), "file": by_file(peer), "lines": by_lines(peer),
        "monitor": to_monitor(peer), "map": through_map(peer)})
    sys.stdout.flush()
    # Without closing its ports: RtMidi waits for a thread of its own then, which may wait for this one.
    os._exit(0)


PEERS = {"rtmidi": RtMidiPeer, "mido": MidoPeer}
if len(sys.argv) > 1:
    judge(PEERS[sys.argv[1]]())
say({
    name: json.loads(output(sys.executable, "-B", __file__, name)) for name in PEERS})
