"""What hosts say comes back to the controller: by MIDI at their port, by OSC at the socket we send by."""

import json
import os
import socket
import struct
import subprocess
import time

from machine import PROGRAM, Runtime, say, wait_until

controller = os.open("/dev/snd/midiC0D2", os.O_RDWR | os.O_NONBLOCK)
synth = os.open("/dev/snd/midiC0D3", os.O_RDWR | os.O_NONBLOCK)
facts = {}


def read(file, count, seconds=5.0):
    got = bytearray()

    def more():
        try:
            got.extend(os.read(file, 100))
        except BlockingIOError:
            pass
        return len(got) >= count
    wait_until(more, seconds)
    return got.hex()


def text(content):
    return content.encode() + b"\0" * (4 - len(content) % 4)


def message(address, number, value):
    return text(address) + text(",if") + struct.pack(">if", number, value)


host = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
host.bind(("127.0.0.1", 9100))
host.settimeout(5)


def received():
    try:
        packet, sender = host.recvfrom(2048)
    except OSError:
        return None, None
    address = packet.split(b"\0")[0].decode()
    return [address, *struct.unpack(">ii" if b",ii" in packet else ">if", packet[-8:])], sender


runtime = Runtime("hosts.map", "--osc", "udp://127.0.0.1:9200")
runtime.err.wait_for("from Virtual Raw MIDI 0-2:VirMIDI 0-2")
runtime.err.wait_for("synth: to Virtual Raw MIDI 0-3:VirMIDI 0-3")
read(controller, 100, 0.3)
read(synth, 100, 0.1)
os.write(controller, bytes([0xB0, 21, 64]))
facts["sent"] = read(synth, 3)
# The synthesiser says the same: an echo. Then, later, something else.
os.write(synth, bytes([0xB2, 74, 64]))
time.sleep(0.6)
facts["echo"] = read(controller, 1, 0.3)
os.write(synth, bytes([0xB2, 74, 32]))
facts["ring"] = read(controller, 3)

os.write(controller, bytes([0xB0, 22, 127]))
facts["fader"], sender = received()
time.sleep(0.6)
host.sendto(message("/strip/fader", 1, 0.25), sender)
facts["motor"] = read(controller, 3)
# In a bundle, with a float where we send a whole number, among what no map knows.
bundle = b"#bundle\0" + struct.pack(">Q", 1)
for one in (message("/strip/name", 1, 0), message("/strip/mute", 1, 1.0), message("/strip/mute", 2, 0.0)):
    bundle += struct.pack(">I", len(one)) + one
host.sendto(bundle, sender)
facts["lamp"] = read(controller, 3)
# The host muted it: the next press unmutes. At once it would be taken for the lamp's own echo.
time.sleep(0.2)
os.write(controller, bytes([0x90, 37, 127, 0x80, 37, 0]))
facts["unmute"], _ = received()
time.sleep(0.6)
read(controller, 100, 0.2)
# From another port of the host, to where we listen; /panic is no host's word.
other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
other.sendto(message("/strip/fader", 1, 0.5), ("127.0.0.1", 9200))
facts["listened"] = read(controller, 3)
stats = json.loads(subprocess.run(
    [PROGRAM, "stats", "--json"], capture_output=True, text=True, check=False).stdout)
facts["hosts"] = stats["hosts"]
facts["replies"] = [output.get("replies") for output in stats["outputs"] if output["kind"] == "osc"]
runtime.signal(15)
facts["status"] = runtime.finish()
say(facts)
