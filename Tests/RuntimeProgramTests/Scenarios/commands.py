"""The commands beside `run`, with aseqdump and aplaymidi as judges."""

import json
import os
import re
import signal
import subprocess

from machine import Dump, Process, Runtime, PROGRAM, say

facts = {}


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
    return {"status": done.returncode, "out": done.stdout, "err": done.stderr}


def dumped(dump):
    return [
        re.sub(r" +", " ", line).strip().split(" ", 1)[1]
        for _, line in dump.out.lines if re.match(r" *\d+:\d+ ", line)]


# One message, straight to a port by a part of its name.
dump = Dump()
facts["sent"] = [
    run("send", "--to", "aseqdump", *message.split())["status"] for message in (
        "note C4 100 20", "--channel 2 cc 74 64", "nrpn 300 8192", "bend -100", "program 5",
        "F0 7D 01 F7")]
dump.out.wait_for("System exclusive")
facts["dumped"] = dumped(dump)
facts["unknown"] = run("send", "--to", "asqdump", "cc", "1", "2")
facts["ambiguous"] = run("send", "--to", "VirMIDI", "cc", "1", "2")
facts["wrong"] = run("send", "--to", "aseqdump", "cc", "1", "200")
dump.stop()

# A file of lines, without a running program.
dump = Dump()
with open("lines", "w", encoding="ascii") as file:
    file.write('{"midi": [144, 60, 1]}\n{"at": "+30", "midi": [128, 60, 0]}\n')
facts["file"] = run("send", "--file", "lines", "--to", "aseqdump")
dump.out.wait_for("Note off")
facts["file_dumped"] = dumped(dump)
dump.stop()

# A MIDI file; another time it is stopped in the middle of a note.
track = bytes([0, 0x90, 60, 100, 0x30, 0x80, 60, 0, 0, 0x90, 64, 90, 0x87, 0x40, 0x80, 64, 0, 0, 0xFF, 0x2F, 0])
with open("two.mid", "wb") as file:
    file.write(b"MThd" + bytes([0, 0, 0, 6, 0, 0, 0, 1, 0, 96]) + b"MTrk" + len(track).to_bytes(4, "big") + track)
dump = Dump()
facts["play"] = run("play", "two.mid", "--to", "aseqdump")["status"]
dump.out.wait_for("Note off", 2)
facts["played"] = [line for line in dumped(dump) if "Note" in line]
player = Process(PROGRAM, "play", "two.mid", "--to", "aseqdump")
dump.out.wait_for("note 64", 3)
player.signal(signal.SIGINT)
facts["play_stopped"] = player.finish()
dump.out.wait_for("note 64", 4)
facts["play_ended"] = [line for line in dumped(dump) if "Note" in line][-1]
dump.stop()

# What comes in, as the monitor shows it and learn understands it. aplaymidi sends through a port.
moves = bytes()
for value in (10, 20, 35, 50):
    moves += bytes([0x10, 0xB2, 21, value])
moves += bytes([0, 0xFF, 0x2F, 0])
with open("knob.mid", "wb") as file:
    file.write(b"MThd" + bytes([0, 0, 0, 6, 0, 0, 0, 1, 0, 96]) + b"MTrk" + len(moves).to_bytes(4, "big") + moves)
monitor = Process(PROGRAM, "monitor", "Midi Through", "--kind", "cc", "--count", "4")
monitor.err.wait_for("listening")
learner = Process(PROGRAM, "learn", "Midi Through", "--id", "cutoff")
learner.err.wait_for("move a control")
subprocess.run(["aplaymidi", "-p", "14:0", "-d", "0", "knob.mid"], check=True)
facts["monitor_status"] = monitor.finish()
facts["monitored"] = [line for _, line in monitor.out.lines]
facts["learn_status"] = learner.finish()
facts["learned"] = [line for _, line in learner.out.lines]

# A running one is asked.
os.environ["XDG_RUNTIME_DIR"] = "/tmp"
facts["nobody"] = run("stats")
dump = Dump()
runtime = Runtime()
runtime.err.wait_for("status: at")
watcher = Process(PROGRAM, "monitor", "--count", "2", "--format", "json")
watcher.err.wait_for("watching")
run("stats")  # answered after the watcher's wish was read
facts["running"] = run("send", "--running", "--to", "aseqdump", "note-on", "60", "100")
facts["running_wrong"] = run("send", "--running", "--to", "nothing", "note-on", "60", "100")
dump.out.wait_for("Note on")
facts["panic"] = run("panic")
dump.out.wait_for("controller 120")
facts["after_panic"] = dumped(dump)
facts["watched"] = [json.loads(line) for _, line in watcher.out.lines] if watcher.finish() == 0 else []
facts["stats"] = json.loads(run("stats", "--json")["out"])
facts["prometheus"] = run("stats", "--prometheus")["out"].splitlines()
facts["view"] = run("stats")["out"].splitlines()
facts["doctor"] = run("doctor")
runtime.end()
dump.stop()

# Without a running one panic goes straight to a port.
dump = Dump()
facts["direct_panic"] = run("panic", "--to", "aseqdump")["status"]
dump.out.wait_for("controller 121", 16)
facts["silenced"] = len([line for line in dumped(dump) if "controller 123" in line])
dump.stop()
say(facts)
