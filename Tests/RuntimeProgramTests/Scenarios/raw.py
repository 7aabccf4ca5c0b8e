"""A controller at a raw device, or at a pipe, with a map between it and aseqdump; the card is pulled out and
put in again; what the commands make of raw devices.

What is sent to a port of the virtual card comes in at its raw device, and the other way round.
"""

import os
import re
import signal
import subprocess
import time

from machine import Dump, Process, Runtime, PROGRAM, output, plug, say, unplug, wait_until

facts = {}


def dumped(dump):
    return [
        re.sub(r" +", " ", line).strip().split(" ", 1)[1]
        for _, line in dump.out.lines if re.match(r" *\d+:\d+ ", line)]


def opened(runtime, what, count=1):
    """Waits until a device was opened so often: its name ends the line."""
    return bool(wait_until(
        lambda: len([line for _, line in runtime.err.lines if line.endswith(what)]) >= count, 5))


def wait_for_last(dump, value):
    dump.out.wait_for(f"controller 74, value {value}")


# A pipe: bytes in pieces, running status, a clock byte inside a message and inside System Exclusive,
# status bytes that mean nothing.
os.mkfifo("/tmp/knob")
dump = Dump()
runtime = Runtime("pipe-controller.map")
runtime.err.wait_for("from file:/tmp/knob")
runtime.err.wait_for("to aseqdump")
knob = os.open("/tmp/knob", os.O_WRONLY)
for piece in (
        [0xB0, 21], [10], [21, 0xF8, 20, 21], [30],          # three values under one status
        [0xF0, 0x7D, 0xF8], [1, 2], [3, 0xF7],                # System Exclusive in three pieces
        [5, 5, 0xF4, 6],                                      # nothing
        [0xB0, 21, 40, 0xFE, 21, 50]):
    os.write(knob, bytes(piece))
    time.sleep(0.02)
wait_for_last(dump, 77)
os.close(knob)
# Another program writes: half a message of the first is not completed by it.
knob = os.open("/tmp/knob", os.O_WRONLY)
os.write(knob, bytes([0xB0, 21, 60]))
wait_for_last(dump, 67)
os.close(knob)
facts["pipe"] = dumped(dump)
runtime.signal(signal.SIGTERM)
facts["pipe_status"] = runtime.finish()
facts["pipe_report"] = runtime.report()
dump.stop()

# A raw device, both ways. It is in another program's hands at first.
dump = Dump()
other = Process("amidi", "-p", "hw:0,2,0", "-d")
wait_until(lambda: "Owner PID" in output("cat", "/proc/asound/card0/midi2"))
facts["listed"] = [line for line in output(PROGRAM, "ports").splitlines() if "rawmidi:" in line]
back = Dump("-p", "Virtual Raw MIDI 0-2")
runtime = Runtime("raw-controller.map")
facts["busy"] = bool(runtime.err.wait_for("in another program's hands", 1, 3))
other.signal(signal.SIGINT)
other.finish()
facts["taken_over"] = opened(runtime, "from rawmidi:hw:VirMIDI,2,0")


def turn(value):
    """Turns the knob, through the sequencer's port of the card."""
    subprocess.run([PROGRAM, "send", "--to", "VirMIDI 0-2", "cc", "21", str(value)], check=False)


turn(0)
wait_for_last(dump, 127)
turn(127)
wait_for_last(dump, 0)
# What a program moves is shown at the device.
runtime.send({"control": "knob", "value": 0.25})
back.out.wait_for("controller 21")
facts["lamps"] = [line for line in dumped(back) if "controller 21" in line]

# Pulled out and put in again, twice; a note is held when it goes the first time.
runtime.midi("Knob", 0x90, 60, 100)
back.out.wait_for("Note on")
back.stop()
returns = []
for count in (1, 2):
    unplug()
    runtime.err.wait_for("has gone", 2 * count)
    plug()
    facts[f"again_{count}"] = (
        opened(runtime, "from rawmidi:hw:VirMIDI,2,0", 1 + count)
        and opened(runtime, "to rawmidi:hw:VirMIDI,2,0", 1 + count))
    before = len(dump.out.matching("controller 74"))
    turn(10 + count)
    wait_for_last(dump, 127 - 10 - count)
    returns.append(len(dump.out.matching("controller 74")) - before)
facts["returns"] = returns
runtime.signal(signal.SIGTERM)
facts["raw_status"] = runtime.finish()
facts["raw_report"] = runtime.report()
facts["messages"] = [line for _, line in runtime.err.lines]
dump.stop()

# So much at once that the kernel has no room: told, not silent.
runtime = Runtime("raw-controller.map")
opened(runtime, "from rawmidi:hw:VirMIDI,2,0")
runtime.signal(signal.SIGSTOP)
with open("flood", "w", encoding="ascii") as file:
    file.write('{"midi": %s}\n' % ([0xF0] + [1] * 500 + [0xF7]) * 20)
subprocess.run([PROGRAM, "send", "--file", "flood", "--to", "VirMIDI 0-2"], check=False)
runtime.signal(signal.SIGCONT)
time.sleep(0.3)
runtime.signal(signal.SIGTERM)
runtime.finish()
facts["flood"] = runtime.report()

# Commands that listen.
monitor = Process(PROGRAM, "monitor", "rawmidi:hw:VirMIDI,1", "--count", "2")
monitor.err.wait_for("listening to 'rawmidi:hw:VirMIDI,1'")
learner = Process(PROGRAM, "learn", "rawmidi:hw:VirMIDI,3", "--id", "cutoff")
learner.err.wait_for("move a control")
for value in (10, 20, 35, 50):
    for port in (1, 3):
        subprocess.run(
            [PROGRAM, "send", "--to", f"VirMIDI 0-{port}", "--channel", "3", "cc", "21", str(value)],
            check=False)
facts["monitor_status"] = monitor.finish()
facts["monitored"] = [line for _, line in monitor.out.lines]
facts["learn_status"] = learner.finish()
facts["learned"] = [line for _, line in learner.out.lines]
facts["missing"] = subprocess.run(
    [PROGRAM, "monitor", "rawmidi:hw:7,0"], capture_output=True, text=True, check=False).returncode

# What is written: running status, System Exclusive whole, status anew after it.
os.mkfifo("/tmp/wire")
got = bytearray()
wire = os.open("/tmp/wire", os.O_RDONLY | os.O_NONBLOCK)
exclusive = [0xF0, 0x7D] + [n % 128 for n in range(300)] + [0xF7]
with open("lines", "w", encoding="ascii") as file:
    file.write('{"midi": [144, 60, 1, 144, 61, 1, 176, 7, 5]}\n')
    file.write('{"at": "+200", "midi": %s}\n' % exclusive)
    file.write('{"at": "+500", "midi": [144, 62, 1]}\n')
    file.write('{"at": "+510", "midi": [144, 63, 1]}\n')
subprocess.run([PROGRAM, "send", "--file", "lines", "--to", "file:/tmp/wire"], check=False)
got.extend(os.read(wire, 4096))
facts["wire"] = got.replace(bytes(exclusive), b"|").hex()
os.close(wire)
facts["nobody"] = subprocess.run(
    [PROGRAM, "send", "--to", "file:/tmp/wire", "cc", "1", "2"], capture_output=True, text=True,
    check=False).returncode

# A pipe whose reader goes and comes back: what sounded is ended for the new one.
wire = os.open("/tmp/wire", os.O_RDONLY | os.O_NONBLOCK)
runtime = Runtime("pipe-output.map")
runtime.err.wait_for("to file:/tmp/wire")
runtime.midi("wire", 0x90, 60, 100)
runtime.midi("wire", 0xB0, 7, 99)


def read(descriptor):
    try:
        got.extend(os.read(descriptor, 4096))
    except BlockingIOError:
        pass


got.clear()
wait_until(lambda: (read(wire), len(got) >= 6)[1])
os.close(wire)
facts["reader_gone"] = bool(runtime.err.wait_for("nobody reads file:/tmp/wire", 1, 3))
runtime.midi("wire", 0xB0, 7, 98)
time.sleep(0.1)
got.clear()
wire = os.open("/tmp/wire", os.O_RDONLY | os.O_NONBLOCK)
facts["reader_back"] = bool(runtime.err.wait_for("to file:/tmp/wire", 2, 3))
wait_until(lambda: (read(wire), len(got) >= 9)[1], 3)
facts["restored"] = got.hex()
runtime.signal(signal.SIGTERM)
runtime.finish()
say(facts)
