"""A card is pulled out and put in again, thrice, under a load of notes and controllers."""

import os
import threading
import time

from machine import Runtime, plug, say, unplug, wait_until

DEVICE = "/dev/snd/midiC0D0"
runtime = Runtime()
stop = threading.Event()


def load():
    """A note of 10 ms and a controller every 5 ms."""
    n = 0
    while not stop.is_set():
        key = 40 + n % 40
        runtime.send(
            {"port": "VirMIDI 0-0", "midi": [0x90, key, 100]},
            {"at": "+10", "port": "VirMIDI 0-0", "midi": [0x80, key, 0]},
            {"port": "VirMIDI 0-0", "midi": [0xB0, 74, n % 128]})
        n += 1
        time.sleep(0.005)


def opened():
    try:
        return os.open(DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None


class Wire:
    """Reads the bytes of the card, running status included, and keeps which notes sound."""

    def __init__(self, file):
        self.file = file
        self.first = None
        self.sounding = set()
        self.status = 0
        self.data = []
        self.seen = 0

    def read(self):
        try:
            got = os.read(self.file, 4096)
        except BlockingIOError:
            return
        if got and self.first is None:
            self.first = time.monotonic()
        for byte in got:
            if byte >= 0x80:
                self.status, self.data = byte, []
                continue
            self.data.append(byte)
            if len(self.data) == 2:
                self.take(self.data)
                self.data = []

    def take(self, data):
        self.seen += 1
        kind = self.status & 0xF0
        if kind == 0x90 and data[1]:
            self.sounding.add(data[0])
        elif kind in (0x80, 0x90):
            self.sounding.discard(data[0])


# Held through the first unplugging: their ends are due when the card is back.
runtime.midi("VirMIDI 0-0", 0xB0, 7, 101)
for held in range(8):
    runtime.midi("VirMIDI 0-0", 0x91, held, 100)
time.sleep(0.1)
thread = threading.Thread(target=load)
thread.start()
milliseconds = []
wire = None
for _ in range(3):
    time.sleep(0.3)
    if wire:
        wire.read()
        os.close(wire.file)
    unplug()
    runtime.err.wait_for("has gone", len(milliseconds) + 1)
    time.sleep(0.2)
    plugging = threading.Thread(target=plug)
    plugging.start()
    wire = Wire(wait_until(opened))
    there = time.monotonic()
    wait_until(lambda: (wire.read(), wire.first)[1], 5)
    milliseconds.append(round((wire.first - there) * 1000, 1) if wire.first else -1)
    plugging.join()
stop.set()
thread.join()
end = time.monotonic() + 0.5
while time.monotonic() < end:
    wire.read()
    time.sleep(0.005)
report = runtime.end()
wire.read()
say({
    "milliseconds": milliseconds, "sounding": len(wire.sounding), "seen": wire.seen,
    "report": report, "messages": [line for _, line in runtime.err.lines][:12],
})
