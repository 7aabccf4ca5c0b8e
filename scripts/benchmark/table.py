"""The table of targets, as text and as Markdown."""

import datetime
import os
import platform
import subprocess


class Row:
    def __init__(self, what, target, measured, peer="", ratio="", met=None, peak=None):
        self.cells = [what, target, measured, peer, ratio]
        self.cells.append(f"{peak:.0f}" if peak is not None else "")
        self.cells.append({True: "yes", False: "**no**", None: ""}[met])


HEADS = ["what", "target", "measured", "peer", "ratio", "peak MB", "met"]


def markdown(rows):
    lines = ["| " + " | ".join(HEADS) + " |", "|" + " --- |" * len(HEADS)]
    lines += ["| " + " | ".join(row.cells) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def text(rows):
    cells = [HEADS] + [row.cells for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in cells
    )


def machine(repository):
    """One line about this machine and this commit."""
    with open("/proc/cpuinfo") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    git = ["git", "-C", repository]
    commit = subprocess.run(
        git + ["rev-parse", "--short=12", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    changed = subprocess.run(
        git + ["status", "--porcelain", "--", "Sources", "Package.swift"],
        capture_output=True, text=True,
    ).stdout
    load = os.getloadavg()[0]
    return (
        f"{datetime.date.today()}, commit {commit}{' with changes' if changed else ''}; "
        f"{len(os.sched_getaffinity(0))} cores, {models[0] if models else 'unknown'}, "
        f"Linux {platform.release()}; load {load:.1f} before the run"
    )
