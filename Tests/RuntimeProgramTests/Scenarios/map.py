"""A controller at a card, a synthesiser behind the sequencer, and a map between them."""

import os
import re
import time

from machine import Dump, Runtime, say, wait_until

# What is written to a card's raw device comes in at the sequencer, as from a device.
controller = os.open("/dev/snd/midiC0D2", os.O_RDWR | os.O_NONBLOCK)


def read_lamps():
    try:
        return os.read(controller, 100)
    except BlockingIOError:
        return b""


read_lamps()
dump = Dump()
runtime = Runtime("tiny.map")
runtime.err.wait_for("from Virtual Raw MIDI 0-2:VirMIDI 0-2")
runtime.err.wait_for("to aseqdump:aseqdump")
os.write(controller, bytes([0xB0, 21, 0, 21, 127, 21, 64]))
dump.out.wait_for("Control change", 3)
# By name, from a program.
runtime.send({"control": "knob", "value": 0.25})
dump.out.wait_for("Control change", 4)
lamps = bytearray()
wait_until(lambda: (lamps.extend(read_lamps()), len(lamps) >= 3)[1], 2)
report = runtime.process
runtime.signal(15)
status = runtime.finish()
lines = [re.sub(r" +", " ", line).split(" ", 1)[1] for _, line in dump.out.lines if re.match(r"1\d\d:", line)]
dump.stop()
say({"status": status, "dumped": lines, "lamps": lamps.hex(), "report": runtime.report()})
