"""Maps that change while they are played: torn ones, newer ones, with other controls, ports and targets."""

import json
import os
import re
import socket
import subprocess
import time

from machine import PROGRAM, Dump, Runtime, say, wait_until

A = open("a.map", "rb").read()
B = open("b.map", "rb").read()
# The folder shared with the host tells nobody of changes.
os.makedirs("/tmp/reload/maps")
os.chdir("/tmp/reload")
controller = os.open("/dev/snd/midiC0D2", os.O_RDWR | os.O_NONBLOCK)
second = os.open("/dev/snd/midiC0D3", os.O_RDWR | os.O_NONBLOCK)
subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
facts = {}


def replace(content):
    with open("maps/new", "wb") as file:
        file.write(content)
    os.rename("maps/new", "maps/play.map")


def listener(port):
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found.bind(("127.0.0.1", port))
    found.settimeout(5)
    return found


def received(listener):
    try:
        return listener.recv(2048).split(b"\0")[0].decode()
    except OSError:
        return ""


def raw(file, count, seconds=5):
    got = bytearray()

    def read():
        try:
            got.extend(os.read(file, 100))
        except BlockingIOError:
            pass
        return len(got) >= count
    wait_until(read, seconds)
    return got.hex()


def turn(*bytes_):
    """Sends bytes as the controller, and waits for what comes of them."""
    seen = len(heard())
    os.write(controller, bytes(bytes_))
    wait_until(lambda: len(heard()) > seen, 5)
    return heard()[seen:]


def heard():
    return [re.sub(r" +", " ", line).split(" ", 1)[1]
            for _, line in dump.out.lines if re.match(r"1\d\d:", line)]


def send(*arguments):
    return subprocess.run([PROGRAM, "send", *arguments], capture_output=True, text=True, check=False)


first, other = listener(9100), listener(9101)
replace(A)
dump = Dump()
runtime = Runtime("--osc", "udp://127.0.0.1:9200", "maps/play.map")
runtime.err.wait_for("from Virtual Raw MIDI 0-2:VirMIDI 0-2")
runtime.err.wait_for("to aseqdump:aseqdump")
facts["before"] = turn(0xB0, 21, 10) + turn(0x90, 36, 100) + turn(0x90, 37, 127)
os.write(controller, bytes([0x80, 37, 0, 0xB0, 22, 127]))
facts["osc_before"] = received(first)

# What cannot be played: cut short, then of a version to come, twice.
replace(B[:len(B) // 2])
runtime.err.wait_for("cut short")
newer = bytearray(B)
newer[8] += 1
replace(bytes(newer))
runtime.err.wait_for("has version")
replace(bytes(newer))
runtime.signal(1)
runtime.err.wait_for("1 looked at, 0 changed")
facts["told"] = [len(runtime.err.matching(text)) for text in ("cut short", "has version")]
facts["fault"] = json.loads(subprocess.run(
    [PROGRAM, "stats", "--json"], capture_output=True, text=True, check=False).stdout)["reloads"]
facts["during"] = turn(0xB0, 21, 11)

seen = len(heard())
replace(B)
runtime.err.wait_for("loaded anew")
wait_until(lambda: len(heard()) > seen, 5)
facts["ended"] = heard()[seen:]
runtime.err.wait_for("to Virtual Raw MIDI 0-3:VirMIDI 0-3")
os.write(controller, bytes([0x80, 36, 0]))
facts["after"] = turn(0xB0, 21, 12) + turn(0x90, 37, 127)
os.write(controller, bytes([0xB0, 22, 127]))
facts["osc_after"] = received(other)
raw(second, 1, 0.2)
os.write(controller, bytes([0xB0, 23, 5]))
facts["second"] = raw(second, 3)

# Names are the new ones, wherever they come from.
seen = len(heard())
facts["named"] = send("--control", "dial", "0.5").returncode
wait_until(lambda: len(heard()) > seen, 5)
unknown = send("--control", "knob", "0.5")
facts["unknown"] = [unknown.returncode, unknown.stderr]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.sendto(b"/control/d*\0,f\0\0\x3e\x80\0\0", ("127.0.0.1", 9200))
wait_until(lambda: len(heard()) > seen + 1, 5)
facts["by_name"] = heard()[seen:]

# The folder is lost and comes back with another map.
os.rename("maps", "lost")
runtime.err.wait_for("is gone")
facts["gone"] = turn(0xB0, 21, 13)
os.makedirs("maps")
replace(A)
runtime.err.wait_for("loaded anew", 2)
facts["back"] = turn(0xB0, 21, 14)
runtime.err.wait_for("second: not used any more")
facts["stats"] = json.loads(subprocess.run(
    [PROGRAM, "stats", "--json"], capture_output=True, text=True, check=False).stdout)
# And once more, by what was given up a while ago.
replace(B)
runtime.err.wait_for("loaded anew", 3)
os.write(controller, bytes([0xB0, 23, 6]))
wait_until(lambda: len(runtime.err.matching("second: to Virtual")) >= 2, 5)
os.write(controller, bytes([0xB0, 23, 7]))
facts["again"] = raw(second, 3)
runtime.signal(15)
facts["status"] = runtime.finish()
facts["report"] = runtime.report()
facts["said"] = [line for _, line in runtime.err.lines]
dump.stop()
say(facts)
