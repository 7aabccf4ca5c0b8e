"""What the commands that watch show: `stats --watch`, `monitor` with its filters, `learn` for every kind of control."""

import os
import signal
import sys
import time

import rtmidi

from machine import Dump, Process, Runtime, PROGRAM, say, wait_until

os.environ["XDG_RUNTIME_DIR"] = "/tmp"
keys = rtmidi.MidiOut(name="Player")
keys.open_virtual_port("Keys")
pads = rtmidi.MidiOut(name="Player")
pads.open_virtual_port("Pads")
facts = {}


def cc(number, *values, channel=0):
    return [[0xB0 | channel, number, value] for value in values]


def learned(*messages, arguments=()):
    """What `learn` prints when a control sends this, 5 ms apart."""
    learner = Process(PROGRAM, "learn", "Player:Keys", *arguments)
    learner.err.wait_for("move a control")
    for message in messages:
        keys.send_message(message)
        time.sleep(0.005)
    status = learner.finish()
    return [line for _, line in learner.out.lines] + ([status] if status else [])


def nrpn(number, *values):
    for value in values:
        yield from cc(99, number >> 7) + cc(98, number & 127) + cc(6, value >> 7) + cc(38, value & 127)


facts["learned"] = {
    "knob": learned(*cc(21, 10, 14, 20, 31)),
    "channel": learned(*cc(21, 10, 14, 20, channel=4), arguments=("--id", "x", "--parameter", "y")),
    "fine": learned(*[m for value in range(0, 90, 9) for m in cc(1, 40) + cc(33, value)]),
    "nrpn": learned(*nrpn(300, 100, 900, 5000, 16000)),
    "encoder": learned(*cc(77, 1, 1, 1, 2, 1, 127, 127, 126, 127)),
    "offset": learned(*cc(77, 65, 65, 66, 65, 63, 63, 62, 63)),
    "exclusive": learned([0xF0, 0x7D, 1, 2, 0xF7], [0xF0, 0x7D, 1, 0, 0xF7]),
    "bend": learned([0xE0, 0, 65], [0xE0, 5, 66], [0xE0, 9, 70]),
    "pressure": learned([0xD0, 5], [0xD0, 9]),
    "poly": learned([0xA0, 40, 5], [0xA0, 40, 9]),
    "program": learned([0xC0, 7]),
    "pad": learned([0x90, 36, 80], [0x80, 36, 0], [0x90, 36, 90], [0x80, 36, 0]),
    "button": learned(*cc(37, 127, 0, 127, 0)),
}
facts["nothing"] = learned(arguments=("--seconds", "1"))


def monitored(*arguments):
    """What `monitor` prints of the same mixture; the last message passes every filter tried here."""
    monitor = Process(PROGRAM, "monitor", "Player:Keys", "Player:Pads", *arguments)
    monitor.err.wait_for("listening")
    for message in (
        [0x90, 60, 100], [0xB1, 7, 9], [0xF8], [0xE1, 0, 64], [0xF0, 0x7D, 0xF7], [0xC1, 3], [0xD1, 4],
    ):
        keys.send_message(message)
    pads.send_message([0xB1, 8, 10])
    keys.send_message([0xB1, 9, 11])
    monitor.out.wait_for("cc 9" if "--port" not in arguments else "cc 8")
    monitor.signal(signal.SIGINT)
    monitor.finish()
    return [" ".join(line.split()[1:]) for _, line in monitor.out.lines]


facts["all"] = monitored()
facts["cc"] = monitored("--kind", "cc")
facts["kinds"] = monitored("--kind", "clock", "--kind", "sysex", "--kind", "cc", "--channel", "2")
facts["channel"] = monitored("--channel", "2")
facts["port"] = monitored("--port", "pads")
facts["counted"] = Process(PROGRAM, "monitor", "--count", "0").finish()

# The view of a running one, looked at twice.
dump = Dump()
runtime = Runtime()
runtime.err.wait_for("status: at")
watch = Process(PROGRAM, "stats", "--watch")
watch.out.wait_for("sent 0")
for number in range(40):
    runtime.midi("aseqdump", 0xB0, number, 1)
watch.out.wait_for("sent 40")
watch.signal(signal.SIGINT)
facts["watch_status"] = watch.finish()
lines = [line for _, line in watch.out.lines]
facts["heads"] = sum(line.startswith("pipeline-runtime  up ") for line in lines)
facts["rates"] = [line.split()[-1] for line in lines if line.startswith("sent 40")][:1]
facts["rows"] = [" ".join(line.split()[:3]) for line in lines if line.startswith("aseqdump")][-1:]
facts["escapes"] = any("\x1b" in line for line in lines)
watch = Process(PROGRAM, "stats", "--watch")
watch.out.wait_for("sent 40")
runtime.end()
facts["watch_alone"] = watch.finish()
facts["watch_told"] = [line for _, line in watch.err.lines][-1:]
dump.stop()
say(facts)
sys.stdout.flush()
# Without closing ports: RtMidi may wait for itself.
os._exit(0)
