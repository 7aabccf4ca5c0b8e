"""How long pipeline-runtime takes to start, and the most memory it holds; here or inside the machine.

    starting.py ROUNDS FOLDER

FOLDER holds the program, and scripts/benchmark/floors.c as `floors`. Prints one JSON object: the least
milliseconds and the most memory of each, and what `true` takes; at a sequencer also `aconnect -l`.
"""

import json
import os
import signal
import subprocess
import sys
import time

ROUNDS, FOLDER = int(sys.argv[1]), sys.argv[2]
PROGRAM = f"{FOLDER}/pipeline-runtime"


def status(process):
    """What the kernel says of a process; empty when it has gone."""
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as file:
            return dict(line.split(":", 1) for line in file)
    except (FileNotFoundError, ProcessLookupError):
        return {}


def peak(process):
    """Kilobytes at most; 0 of one that has ended."""
    return int(status(process).get("VmHWM", "0").split()[0])


def children(process):
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [one for one in numbers if int(status(one).get("PPid", "0")) == process]


def timed(*command):
    """Milliseconds to the end, and kilobytes at most: told by a small program, as what a child held counts
    from before its exec on."""
    done = subprocess.run([f"{FOLDER}/floors", "run", "1", *command], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{command} failed")
    wall, _, memory, _ = (int(word) for word in done.stdout.split())
    return wall / 1000, memory


def ready(*options):
    """The same to the line "ready"; then the program is ended."""
    start = time.monotonic()
    process = subprocess.Popen([PROGRAM, "run", *options], stderr=subprocess.PIPE, text=True)
    while process.stderr.readline() not in ("pipeline-runtime: ready\n", ""):
        pass
    took = (time.monotonic() - start) * 1000
    memory = peak(process.pid)
    guards = [peak(child) for child in children(process.pid)]
    process.send_signal(signal.SIGTERM)
    if process.wait() != 0:
        sys.exit("run did not end well")
    process.stderr.close()
    return took, memory, sum(guards)


def measure():
    kinds = {
        "version": lambda: timed(PROGRAM, "--version"),
        "run": ready,
        "run alone": lambda: ready("--no-guard"),
        "true": lambda: timed("/bin/true"),
    }
    if os.path.exists("/dev/snd/seq"):
        kinds["ports"] = lambda: timed(PROGRAM, "ports")
        kinds["aconnect"] = lambda: timed("aconnect", "-l")
    found = {name: [] for name in kinds}
    for round_ in range(ROUNDS + 1):
        for name, kind in kinds.items():
            one = kind()
            # The first one warms up.
            if round_ > 0:
                found[name].append(one)
    return {
        name: {"wall_ms": min(one[0] for one in runs), "peak_kb": max(one[1] for one in runs),
               "guard_kb": max(one[2] if len(one) > 2 else 0 for one in runs)}
        for name, runs in found.items()
    }


print(json.dumps(measure()))
