"""64 held notes and a pedal: what becomes of them when the program ends, in order and killed hard."""

import os
import re
import signal

from machine import Dump, Process, Runtime, output, say, wait_until


def held(end):
    dump = Dump("-p", "0:1")
    runtime = Runtime()
    for key in range(30, 94):
        runtime.midi("aseqdump", 0x90 | key % 4, key, 100)
    runtime.midi("aseqdump", 0xB0, 64, 127)
    dump.out.wait_for("Note on", 64)
    dump.out.wait_for("controller 64, value 127")
    client = re.search(r"client (\d+): 'pipeline-runtime'", output("aconnect", "-l")).group(1)
    moment = end(runtime)
    dump.out.wait_for("Note off", 64, 5)
    dump.out.wait_for("controller 123", 4, 5)
    status = runtime.finish()
    offs = [when for when, line in dump.out.lines
            if "Note off" in line or "controller 123" in line or "controller 64, value 0" in line]
    lines = [line for _, line in dump.out.lines]
    last_end = max((n for n, line in enumerate(lines) if "Note off" in line), default=-1)
    gone = [n for n, line in enumerate(lines) if re.search(r"Client exit +client " + client, line)]
    dump.stop()
    return {
        "status": status,
        "notes_off": sum("Note off" in line for line in lines),
        "pedals_up": sum("controller 64, value 0" in line for line in lines),
        "all_notes_off": sum("controller 123" in line for line in lines),
        "milliseconds": round((max(offs) - moment) * 1000, 1) if offs else -1,
        "first_milliseconds": round((min(offs) - moment) * 1000, 1) if offs else -1,
        "ended_before_port_closed": bool(gone) and last_end < gone[0],
    }


def terminate(runtime):
    return runtime.signal(signal.SIGTERM)


def interrupt(runtime):
    return runtime.signal(signal.SIGINT)


def kill(runtime):
    return runtime.signal(signal.SIGKILL)


def left():
    """Programs of ours that have not ended."""
    return [name for name in os.listdir("/proc") if name.isdigit() and "pipeline-runtim" in comm(name)]


def comm(number):
    try:
        with open(f"/proc/{number}/comm", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


facts = {"terminated": held(terminate), "interrupted": held(interrupt), "killed": held(kill)}
wait_until(lambda: not left())
facts["left_over"] = len(left())
say(facts)
