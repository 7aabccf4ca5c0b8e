"""Measures what the targets speak of; see scripts/bench for the arguments.

Every number comes from this run. Programs that are compared run in turns (A B A B), medians count,
processor time stands before wall time. Workspaces lie in memory (/dev/shm), and what a program did
is checked: a build that should do nothing must say so, a build after an edit must run few nodes.
"""

import argparse
import glob
import json
import os
import shutil
import sys
import tempfile

import extraction
import reading
import rows
from commands import commands
from measure import Failure, output_of
from table import machine, markdown, text


def is_current(repository, module, path):
    """Whether an object's source is still there: the build leaves objects of removed files."""
    name = os.path.basename(path)[: -len(".o")]
    return bool(glob.glob(f"{repository}/Sources/{module}/**/{name}", recursive=True))


class Bench:
    """What all measurements share."""

    def __init__(self, repository, folder, options):
        self.repository, self.folder, self.options = repository, folder, options
        # A copy, as the repository's program may be built anew meanwhile.
        os.mkdir(f"{folder}/bin")
        for name in ["pipeline", "pipeline-scan"]:
            shutil.copy2(f"{repository}/.build/bin/{name}", f"{folder}/bin")
        self.pipeline = f"{folder}/bin/pipeline"
        self.floors = f"{folder}/floors"
        self.rounds = 5 if options.quick else 15
        self.cores = len(os.sched_getaffinity(0))
        output_of(
            ["gcc", "-O2", "-static", "-pthread", "-o", self.floors,
             f"{repository}/scripts/benchmark/floors.c", "-lyaml"])
        self.reading = f"{folder}/reading"
        if not options.plugins:
            self.make_reading()

    def make_reading(self):
        repository = self.repository
        modules = ["Diagnostics", "SourceText", "PluginCatalog", "ControlMap", "XMLDocument",
                   "MapGenerators", "RuntimeMap", "ContentDigest"]
        release = f"{repository}/.build/release"
        objects = [path for module in modules
                   for path in sorted(glob.glob(f"{release}/{module}.build/*.o"))
                   if is_current(repository, module, path)]
        output_of(
            ["swiftc", "-O", "-static-stdlib", "-I", f"{release}/Modules",
             "-I", f"{repository}/Sources/CYAML", "-I", f"{repository}/Sources/CXML2",
             "-I", f"{repository}/Sources/CXXHash",
             "-Xcc", "-I/usr/include/libxml2", f"{repository}/scripts/benchmark/reading.swift",
             *objects, "-lyaml", "-lxml2", "-o", self.reading])

    def build(self, folder, *arguments):
        return [self.pipeline, "build", "-C", folder, *arguments]

    def report(self, folder, *arguments):
        """Builds, and gives what the build reports."""
        path = f"{self.folder}/report.json"
        output_of(self.build(folder, "-q", "--report", path, *arguments))
        with open(path) as file:
            return json.load(file)

    def settle(self, folder):
        """Builds until nothing is left to do, nor to be read again because it is young."""
        for _ in range(6):
            if "nothing to do" in output_of(self.build(folder)):
                output_of(["sleep", "0.1"])
                output_of(self.build(folder))
                return
        raise Failure(f"the build in {folder} does not come to rest")

    def note(self, line):
        print(f"bench: {line}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("repository", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--plugins", action="store_true")
    parser.add_argument("--folder")
    parser.add_argument("--output")
    options = parser.parse_args()
    about = machine(options.repository)
    base = options.folder or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    folder = tempfile.mkdtemp(prefix="pipeline-bench-", dir=base)
    try:
        bench = Bench(options.repository, folder, options)
        found = extraction.rows(bench) if options.plugins else everything(bench)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    about += f", {os.getloadavg()[0]:.1f} after"
    print(about)
    print(text(found))
    output = options.output or (
        None if options.quick or options.plugins else f"{options.repository}/docs/benchmarks.md")
    if output:
        with open(output, "w") as file:
            file.write(page(about, found))


def everything(bench):
    options = bench.options
    found = rows.start_up(bench) + rows.studio(bench) + extraction.rows(bench)
    found += reading.rows(bench)
    found += commands(bench)
    for count in [1000] if options.quick else [100, 1000, 10000]:
        found += rows.maps(bench, count)
    found += rows.shared(bench, 1000)
    if not options.quick:
        # 100,000 nodes and some.
        found += rows.large(bench, 16000)
    if options.large:
        found += rows.large(bench, 100000)
    return found


def page(about, found):
    return f"""# Benchmarks

Written by `scripts/bench`: {about}.

{markdown(found)}
Programs that are compared ran in turns, A B A B; a time is the median, CPU is user and system time
of the program and all that it started, peak MB the most that any one process held at once.
Workspaces lay in memory. `N maps` is a workspace of N maps, N pinned descriptors of 5 KB and a
controller profile for every 16 maps; ninja and make have the same files and 3 N + N/16 commands
(`scripts/benchmark/workspace.py` says which). The floors are C programs: one `statx` for each of
the same files, and reading and hashing the same inputs and writing the same outputs by rename.

The runtime has a page of its own, [runtime-benchmarks.md](runtime-benchmarks.md). What is read was in
memory already; readers are timed in one process (`scripts/benchmark/reading.swift`).
"""


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"bench: {failure}")
