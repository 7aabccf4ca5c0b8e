"""Ardour's OSC surface tells what somebody else did in it, and a toggle of our map goes by that."""

import json
import os
import signal
import socket
import struct
import subprocess
import tempfile

from machine import PROGRAM, Lines, Runtime, say, wait_until

# Paths of sockets are short.
os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="rt-", dir="/tmp")
SURFACE = ("127.0.0.1", 3819)
facts = {}


def text(content):
    return content.encode() + b"\0" * (4 - len(content) % 4)


def message(address, *numbers):
    return text(address) + text("," + "i" * len(numbers)) + struct.pack(f">{len(numbers)}i", *numbers)


def told():
    stats = json.loads(subprocess.run(
        [PROGRAM, "stats", "--json"], capture_output=True, text=True, check=False).stdout)
    return stats["hosts"]["told"]


class Desk:
    """Another surface of the same Ardour, which sees what we do there."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0.2)
        self.mute = None
        self.send("/set_surface", 0, 159, 8211, 1, 0, 0, 0, 0)

    def send(self, address, *numbers):
        self.socket.sendto(message(address, *numbers), SURFACE)

    def is_muted(self, wanted):
        """Reads on until the first strip's mute is this."""
        try:
            packet = self.socket.recv(4096)
            if packet.startswith(b"/strip/mute\0,if\0"):
                strip, value = struct.unpack(">if", packet[-8:])
                if strip == 1:
                    self.mute = value
        except OSError:
            pass
        return self.mute == wanted


# With a group of its own: what it starts is ended with it.
ardour = subprocess.Popen(
    ["/usr/bin/python3", "-B", os.environ["PIPELINE_PACKAGE"] + "/scripts/osc-peers/ardour.py"],
    stdout=subprocess.PIPE, text=True, start_new_session=True)
said = Lines(ardour.stdout)
try:
    facts["ready"] = bool(said.wait_for("gain", seconds=90))
    runtime = Runtime("--no-guard", "ardour.map")
    try:
        desk = Desk()
        runtime.send({"osc": {"address": "/set_surface", "arguments": [0, 159, 8211, 1, 0, 0, 0, 0]}})
        # The state at the start: not muted.
        facts["told"] = wait_until(told, 20) > 0
        facts["before"] = wait_until(lambda: desk.is_muted(0), 20)
        seen = told()
        desk.send("/strip/mute", 1, 1)
        facts["muted"] = wait_until(lambda: desk.is_muted(1), 20)
        facts["told_more"] = wait_until(lambda: told() > seen, 20)
        # Without knowing, a first press would mute.
        runtime.send({"control": "mute", "value": 1})
        facts["unmuted"] = wait_until(lambda: desk.is_muted(0), 20)
    finally:
        runtime.signal(15)
        facts["status"] = runtime.finish()
        facts["said"] = [line for _, line in runtime.err.lines]
finally:
    os.killpg(ardour.pid, signal.SIGTERM)
    try:
        ardour.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(ardour.pid, signal.SIGKILL)
        ardour.wait(10)

say(facts)
