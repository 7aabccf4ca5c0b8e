"""Runs programs one after another in turns, and keeps time, processor time and memory."""

import os
import statistics
import subprocess


class Failure(Exception):
    pass


class Sample:
    """Medians of the runs of one program; times in milliseconds, memory in MB."""

    def __init__(self, runs):
        self.wall = statistics.median(run[0] for run in runs) / 1000
        self.cpu = statistics.median(run[1] for run in runs) / 1000
        self.peak = max(run[2] for run in runs) / 1024


class Program:
    """A command, and what is done before each of its runs, which is not measured."""

    def __init__(self, command, folder=".", prepare=lambda round: None, codes=(0,)):
        self.command, self.folder = command, folder
        self.prepare, self.codes = prepare, codes


def run_in_turns(floors, rounds, programs, warm_up=True):
    """Runs A B A B …; gives a `Sample` for each name. A first round warms up and is left out."""
    runs = {name: [] for name in programs}
    for round in range(rounds + (1 if warm_up else 0)):
        for name, program in programs.items():
            program.prepare(round)
            done = subprocess.run(
                [floors, "run", "1"] + program.command, cwd=program.folder,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            )
            wall, cpu, peak, code = (int(word) for word in done.stdout.split())
            if code not in program.codes:
                raise Failure(f"{' '.join(program.command)} ended with {code}")
            if round > 0 or not warm_up:
                runs[name].append((wall, cpu, peak))
    return {name: Sample(found) for name, found in runs.items()}


def output_of(command, folder=".", codes=(0,)):
    """What a command prints on both channels; its exit code must be among those expected."""
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, env={**os.environ, "NO_COLOR": "1"},
    )
    if codes is not None and done.returncode not in codes:
        raise Failure(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout
