"""10,000 controllers and 64 notes, as fast as they can be written, to a reader with the default pool."""

import json
import re

from machine import Dump, Runtime, say, wait_until

dump = Dump()
runtime = Runtime()
lines = []
for n in range(10_000):
    # Values that differ, on all controllers of all channels that may give way to newer ones.
    number = 70 + n % 20
    lines.append({"port": "aseqdump", "midi": [0xB0 | n // 20 % 16, number, n // 320 % 128]})
    if n % 157 == 0 and n // 157 < 64:
        key = n // 157 + 30
        lines.append({"port": "aseqdump", "midi": [0x90, key, 100]})
        lines.append({"at": "+100", "port": "aseqdump", "midi": [0x80, key, 0]})
runtime.send(*lines)
report = runtime.end()


def received():
    return [line for _, line in dump.out.lines if re.match(r"1\d\d:", line)]


# The reader prints what still lies in its pool; a lost event makes this wait to its end.
wait_until(lambda: len(received()) >= report["sequencer_sent"])
events = received()
dump.stop()
last = {}
for line in events:
    found = re.search(r"Control change +(\d+), controller (\d+), value (\d+)", line)
    if found:
        last[found.group(1), found.group(2)] = int(found.group(3))
wanted = {}
for line in lines:
    status, number, value = line["midi"]
    if status & 0xF0 == 0xB0:
        wanted[str(status & 15), str(number)] = value
say({
    "report": report,
    "received": len(events),
    "notes_on": sum("Note on" in line for line in events),
    "notes_off": sum("Note off" in line for line in events),
    "last_values_right": last == wanted,
})
