"""Start-up and memory of the program, without ALSA here and with ALSA inside the machine."""

import os
import shutil

from table import Row

HERE = os.path.dirname(os.path.abspath(__file__))


def rows(bench):
    bench.notes["starts"] = 5 if bench.quick else 20
    rounds = str(bench.notes["starts"])
    shutil.copy2(f"{HERE}/starting.py", bench.folder)
    bench.compile("../floors.c", "floors", "-static", "-pthread", "-lyaml")
    here = bench.json(["python3", "-B", f"{HERE}/starting.py", rounds, bench.folder])
    machine = bench.in_machine(["python3", "-B", "starting.py", rounds, "."])
    return [
        absolute("`pipeline-runtime --version`, wall", "version", here),
        absolute("`pipeline-runtime run` to \"ready\", no ALSA, wall", "run", here),
        absolute("the same without a guard process", "run alone", here),
        beside("`pipeline-runtime run` to \"ready\", ALSA, inside the machine, wall", "run", machine, None),
        beside("the same without a guard process", "run alone", machine, None),
        beside("`pipeline-runtime ports`, ALSA, inside the machine, wall", "ports", machine, 2.5),
    ]


def absolute(what, name, found):
    wall, memory, least = found[name]["wall_ms"], found[name]["peak_kb"] / 1024, found["true"]["wall_ms"]
    return Row(what, "< 10 ms, < 15 MB", f"{wall:.1f} ms", f"`true` {least:.1f} ms", f"{wall / least:.1f}",
               wall < 10 and memory < 15, memory)


def beside(what, name, found, limit):
    """Inside the machine an absolute limit says nothing: not even `true` would keep it."""
    wall, memory, peer = found[name]["wall_ms"], found[name]["peak_kb"] / 1024, found["aconnect"]["wall_ms"]
    others = f"`aconnect -l` {peer:.0f} ms, `true` {found['true']['wall_ms']:.0f} ms"
    if found[name]["guard_kb"]:
        others += f"; the guard's memory {found[name]['guard_kb'] / 1024:.1f} MB"
    target = f"≤ {limit} × `aconnect -l`, < 15 MB" if limit else "< 15 MB"
    met = memory < 15 and (limit is None or wall <= limit * peer)
    return Row(what, target, f"{wall:.0f} ms", others, f"{wall / peer:.2f}", met, memory)
