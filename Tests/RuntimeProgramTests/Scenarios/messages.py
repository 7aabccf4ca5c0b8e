"""Names, and every kind of message, as other programs see them."""

import os
import re
import socket
import threading

from machine import Dump, Runtime, PROGRAM, output, say, wait_until

facts = {}
dump = Dump()
runtime = Runtime("--name", "Desk")
facts["ports"] = output(PROGRAM, "ports").splitlines()
facts["clients"] = re.findall(r"client \d+: '([^']+)'", output("aconnect", "-l"))
own = re.search(r"client \d+: 'Desk'.*\n((?:[ \t].*\n)*)", output("aconnect", "-l"))
facts["own_ports"] = re.findall(r"\d+ '([^']*?) *'", own.group(1)) if own else []

for message in (
    [0x90, 60, 100], [0x80, 60, 64], [0xA1, 61, 7], [0xB2, 7, 100], [0xC3, 5], [0xD4, 9],
    [0xE5, 0, 0], [0xE5, 127, 127], [0xF1, 0x35], [0xF2, 1, 2], [0xF3, 3], [0xF6], [0xF8], [0xFA],
    [0xFB], [0xFC], [0xFE], [0xF0, 0x7D, 1, 2, 0xF7],
):
    runtime.midi("aseqdump", *message)
runtime.midi("aseqdump", 0xB0, 9, 9)
dump.out.wait_for("controller 9, value 9")
facts["dumped"] = [
    re.sub(r" +", " ", line).split(" ", 1)[1] for _, line in dump.out.lines if re.match(r"1\d\d:", line)]

# Eight programs whose first messages come at once, for a port that no map names.
dump.out.lines.clear()
start = threading.Barrier(8)


def first(key):
    with socket.socket(socket.AF_UNIX) as program:
        program.connect("/tmp/pipeline-runtime-0/Desk.input.sock")
        start.wait()
        program.sendall(b'{"port": "aseqdump", "midi": [144, %d, 1]}\n' % key)


programs = [threading.Thread(target=first, args=(key,)) for key in range(8)]
for program in programs:
    program.start()
for program in programs:
    program.join()
dump.out.wait_for("Note on", 8)
facts["first_notes"] = sorted(
    int(re.search(r"note (\d+)", line).group(1)) for _, line in dump.out.matching("Note on"))
listed = output("aconnect", "-l")
facts["clients_then"] = len(re.findall(r"client \d+: 'Desk'", listed))
own = re.search(r"client \d+: 'Desk'.*\n((?:[ \t].*\n)*)", listed)
facts["own_ports_then"] = re.findall(r"\d+ '([^']*?) *'", own.group(1)) if own else []

# A name that fits several ports, and one that fits none.
runtime.midi("Virtual", 0xF8)
runtime.midi("No such port", 0xF8)
runtime.err.wait_for("unknown-port")
facts["findings"] = [line for _, line in runtime.err.lines if "[input." in line]

# The same again: each is told once, and its number at the end.
for _ in range(3):
    runtime.midi("No such port", 0xF8)

# What goes to a card can be read as bytes.
raw = os.open("/dev/snd/midiC0D1", os.O_RDONLY | os.O_NONBLOCK)
try:
    # Its driver throws away what comes before somebody has read for the first time, whoever has it open.
    os.read(raw, 1)
except BlockingIOError:
    pass
exclusive = [0xF0, 0x7D] + [n % 128 for n in range(1500)] + [0xF7]
runtime.midi("VirMIDI 0-1", 0x90, 60, 100)
runtime.midi("VirMIDI 0-1", *exclusive)
runtime.midi("VirMIDI 0-1", 0x80, 60, 0)
got = bytearray()


def read_all():
    try:
        got.extend(os.read(raw, 4096))
    except BlockingIOError:
        pass
    return len(got) >= 3 + len(exclusive) + 3


wait_until(read_all)
# Notes may pass a long message that has not begun, but nothing comes between its bytes.
facts["exclusive_whole"] = bytes(exclusive) in got
facts["raw_besides"] = got.replace(bytes(exclusive), b"").hex()
facts["report"] = runtime.end()
facts["status"] = runtime.process.returncode
facts["all_findings"] = [line for _, line in runtime.err.lines if "[input." in line]
dump.stop()
say(facts)
