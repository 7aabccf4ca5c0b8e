"""Measures what the runtime's targets speak of; see scripts/bench-runtime for the arguments.

Every number comes from this run. Programs that are compared run in turns (A B A B …), and the best
round of each counts: what else the machine does only ever makes a program later. A figure on the
virtual clock is the same on every run and every machine.

A group of rows is a file rows_GROUP.py with a function `rows(bench)` that gives a list of `Row`.
"""

import argparse
import glob
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [HERE, os.path.dirname(HERE)]

from table import machine, markdown, text  # noqa: E402


class Failure(Exception):
    pass


class Bench:
    """What all groups share."""

    def __init__(self, repository, folder, options):
        self.repository, self.folder, self.options = repository, folder, options
        self.quick = options.quick
        self.rounds = 3 if options.quick else 5
        self.has_machine = False
        #: What the page says besides the table.
        self.notes = {"floor": float("nan"), "starts": 0}
        # A copy, as the repository's program may be built anew meanwhile.
        self.runtime = f"{folder}/pipeline-runtime"
        shutil.copy2(f"{repository}/.build/bin/pipeline-runtime", self.runtime)

    def compile(self, source, output, *flags):
        """Builds a peer that lies in this folder; gives the program's path."""
        program = f"{self.folder}/{output}"
        compiler = "g++" if source.endswith(".cpp") else "gcc"
        self.output([compiler, "-O2", "-Wall", "-o", program, f"{HERE}/{source}", *flags])
        return program

    def output(self, command, variables=None, folder=None):
        """What a command prints; it must succeed."""
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env={**os.environ, **(variables or {})}, cwd=folder,
        )
        if done.returncode != 0:
            raise Failure(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def json(self, command, variables=None):
        """The one JSON object that a command prints."""
        return json.loads(self.output(command, variables).strip().splitlines()[-1])

    def in_turns(self, commands, rounds=None):
        """Runs A B A B …; gives the objects of all rounds for each name."""
        found = {name: [] for name in commands}
        for _ in range(rounds or self.rounds):
            for name, command in commands.items():
                found[name].append(self.json(command))
        return found

    def on_virtual_clock(self, command):
        """Runs a command in the ALSA machine, on a clock that only moves when all programs wait."""
        return self.in_machine(command, "--virtual-time")

    def in_machine(self, command, *options):
        """Runs a command in the ALSA machine, in this bench's folder."""
        machine = f"{self.repository}/scripts/alsa-vm/run"
        if not self.has_machine:
            self.output([machine, "--backend", "uml", "--prepare"])
            self.has_machine = True
        call = [machine, "--backend", "uml", "--timeout", "900", *options]
        return self.json(call + [self.folder, "--", *command])


def best(found, key):
    """The least value of a key over all rounds."""
    return min(one[key] for one in found)


def rows_of(bench, groups):
    known = sorted(
        os.path.basename(path)[len("rows_"):-len(".py")] for path in glob.glob(f"{HERE}/rows_*.py"))
    unknown = set(groups) - set(known)
    if unknown:
        raise Failure(f"no group {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    found = []
    for group in groups or known:
        print(f"bench-runtime: {group}", file=sys.stderr)
        found += importlib.import_module(f"rows_{group}").rows(bench)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("repository")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--folder")
    parser.add_argument("--output")
    options = parser.parse_args()
    about = machine(options.repository)
    parent = options.folder or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    with tempfile.TemporaryDirectory(prefix="pipeline-runtime-bench-", dir=parent) as folder:
        bench = Bench(options.repository, folder, options)
        found = rows_of(bench, options.only)
    print(text(found))
    if not options.quick and not options.only or options.output:
        with open(options.output or f"{options.repository}/docs/runtime-benchmarks.md", "w") as page:
            page.write(PAGE.format(
                machine=about, table=markdown(found), load=os.getloadavg()[0], rounds=bench.rounds,
                **bench.notes))
    return 1 if any(row.cells[-1] == "**no**" for row in found) else 0


PAGE = """# The runtime's measurements

Written by `scripts/bench-runtime`: {machine}, {load:.1f} after.

{table}
Programs that are compared ran in turns, A B A B, and the best of {rounds} rounds of each counts: what else
the machine does only ever makes a program later. `met` is empty where no target was set.

- **The loop and the proposal** are the polling loop of the Strudel bridge's optimisation notes and what
  those notes propose instead, rebuilt as programs of their own (`scripts/benchmark/runtime/loops.cpp`).
- **On the virtual clock** a figure is the same on every run and every machine: time passes only while all
  programs wait (`scripts/alsa-vm`).
- **ALSA** is the sequencer of a user-mode kernel, as this machine's has none. A system call takes ten times
  as long there, computing a third more. Ours is the whole way of a message: ring, heap, lanes, ledger of
  sounding notes, record, and the call that hands it over; C and RtMidi only do the last two. None reads the
  clock. A note is one message, its end another; RtMidi has no call for several.
- **A port came**: ours keeps a table of ports by announcements, so that a name is looked up again without
  asking the system; the row after it includes what keeping the table costs. RtMidi has the loop over
  `getPortName` that its users write.
- **OSC beside python-osc** has no program that meets the target: a bare `sendto` in C, which encodes
  nothing, took {floor:.3f} of python-osc's time in this run, above the 1/3 asked for. What is left is the
  kernel's, and only bundles make it less, which the rows below it show.
- **CPU** of OSC rows is processor time of the sending process for one message; these take three times as
  many rounds, as the limits lie close together and the kernel's share differs from round to round.
- **Starting** is from the call that starts the program to its end, or to the line `ready`: the shortest of
  {starts} starts, the most memory that one of them held. `true` is the same for an empty program.
"""

if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"bench-runtime: {failure}", file=sys.stderr)
        sys.exit(1)
