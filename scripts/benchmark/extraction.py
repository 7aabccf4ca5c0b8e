"""Rows about reading plugins: all that are installed, by format and together.

Nothing is assumed of what is installed: each row says how many plugins and parameters it is about.
The targets speak of Debian's plugins as `scripts/corpus` installs them, and are judged only where
most of them are there; the target by the parameter always is.
"""

import json
import os
import shutil
import subprocess
import time

import workspace
from measure import Failure, Program, output_of, run_in_turns
from table import Row

# With the most processor time that reading all of Debian's may take, in seconds, and how many
# plugins these are at least.
FORMATS = {
    "lv2": (2.0, 650), "ladspa": (0.5, 500), "dssi": (None, 20), "vst2": (2.5, 190),
    "vst3": (0.35, 17), "clap": (0.25, 17),
}
TITLES = {"lv2": "LV2", "ladspa": "LADSPA", "dssi": "DSSI", "vst2": "VST2", "vst3": "VST3",
          "clap": "CLAP"}
# Some plugin may be broken: that is told, and no fault of the measurement.
CODES = (0, 5)


class Studio:
    """A workspace that wants every plugin of some formats."""

    def __init__(self, bench, name, formats):
        self.bench, self.folder = bench, f"{bench.folder}/{name}"
        self.manifest = workspace.MANIFEST.split("[[plugins]]")[0] + "".join(
            f'[[plugins]]\nformat = "{format}"\ninclude = ["*"]\n' for format in formats)
        self.forget()

    def forget(self, round=0):
        shutil.rmtree(self.folder, ignore_errors=True)
        workspace.write(f"{self.folder}/pipeline.toml", self.manifest)

    def command(self, *words):
        return [self.bench.pipeline, *words, "-C", self.folder]

    def cold(self, rounds=3):
        """Every run begins without a cache; the last one stays."""
        program = Program(self.command("build"), prepare=self.forget, codes=CODES)
        return run_in_turns(self.bench.floors, rounds, {"cold": program})["cold"]

    def unchanged(self):
        # Files that changed a moment ago are read once more.
        for _ in range(6):
            if "nothing to do" in output_of(self.command("build"), codes=CODES):
                break
            time.sleep(0.1)
        else:
            raise Failure(f"the build in {self.folder} does not come to rest")
        program = Program(self.command("build"), codes=CODES)
        return run_in_turns(self.bench.floors, self.bench.rounds, {"no-op": program})["no-op"]

    def counts(self):
        """How many plugins were read, and how many parameters they have that can be set."""
        listed = subprocess.run(
            self.command("plugins", "list", "--format", "json"), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        parameters = 0
        # Descriptors lie in the store as they are.
        for path in workspace.files(self.folder, ".cache"):
            with open(path, "rb") as file:
                parameters += file.read().count(b'"direction": "input"')
        return len(json.loads(listed.stdout)), parameters


def processes(root):
    """A process and all below it."""
    found, pending = [], [root]
    while pending:
        process = pending.pop()
        found.append(process)
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/children") as file:
                    pending += [int(word) for word in file.read().split()]
        except OSError:
            pass
    return found


def proportional_kilobytes(process):
    """Memory of a process, what it shares with others divided among them."""
    try:
        with open(f"/proc/{process}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def peak_megabytes(command):
    """The most that a command and all that it started were seen to hold at once, in MB."""
    running = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while running.poll() is None:
        peak = max(peak, sum(proportional_kilobytes(each) for each in processes(running.pid)))
        time.sleep(0.002)
    if running.returncode not in CODES:
        raise Failure(f"{' '.join(command)} ended with {running.returncode}")
    return peak / 1024


def seconds(sample):
    return f"{sample.cpu / 1000:.2f} s"


def of_format(bench, format):
    """One format alone."""
    limit, least = FORMATS[format]
    studio = Studio(bench, format, [format])
    cold = studio.cold()
    plugins, parameters = studio.counts()
    if plugins == 0:
        return []
    quiet = studio.unchanged()
    is_judged = limit is not None and plugins >= least
    shutil.rmtree(studio.folder)
    return [
        Row(f"all {TITLES[format]} plugins here ({plugins:,} with {parameters:,} parameters), cold, CPU "
            "with workers", f"≤ {limit} s for Debian's" if limit else "", seconds(cold),
            f"{cold.cpu * 1000 / max(1, parameters):.0f} µs a parameter; no-op {quiet.cpu:.1f} ms",
            f"{cold.cpu / 1000 / limit:.2f}" if is_judged else "",
            cold.cpu / 1000 <= limit if is_judged else None)
    ]


def one_bundle(bench):
    """One of all LV2 bundles edited: a copy, as the installed ones are not ours."""
    source = "/usr/lib/lv2/mda.lv2"
    if not os.path.isdir(source):
        return []
    copies = f"{bench.folder}/bundles"
    shutil.copytree(source, f"{copies}/mda.lv2")
    studio = Studio(bench, "bundle", ["lv2"])
    path = os.environ.get("LV2_PATH", "/usr/lib/lv2")
    os.environ["LV2_PATH"] = f"{copies}:{path}"
    try:
        studio.cold(rounds=1)
        studio.unchanged()

        def edit(round):
            with open(f"{copies}/mda.lv2/Delay.ttl", "a") as file:
                file.write(f"# {round}\n")

        found = run_in_turns(bench.floors, bench.rounds, {
            "edit": Program(studio.command("build"), prepare=edit, codes=CODES),
            "no-op": Program(studio.command("build"), codes=CODES),
        })
    finally:
        os.environ["LV2_PATH"] = path
    more = found["edit"].cpu - found["no-op"].cpu
    return [
        Row("one LV2 bundle of all changed (mda, 36 plugins), CPU", "≤ no-op + 10 ms",
            f"{found['edit'].cpu:.1f} ms", f"no-op {found['no-op'].cpu:.1f} ms", f"+{more:.1f} ms",
            more <= 10, found["edit"].peak)
    ]


def searching(bench, studio, parameters):
    """A search over all parameters, and what its index costs."""
    index = f"{studio.folder}/.cache/v1/parameters"

    def forget(round):
        if os.path.exists(index):
            os.remove(index)

    words = studio.command("plugins", "search", "gain", "--limit", "20")
    making = run_in_turns(
        bench.floors, 3, {"first": Program(words, prepare=forget)})["first"]
    found = run_in_turns(bench.floors, bench.rounds, {"search": Program(words)})["search"]
    return [
        Row(f"`plugins search` over {parameters:,} parameters, wall", "< 20 ms",
            f"{found.wall:.1f} ms (CPU {found.cpu:.1f})",
            f"making its index once: {making.cpu:,.0f} ms CPU", met=found.wall < 20,
            peak=found.peak)
    ]


def rows(bench):
    bench.note("plugins, all formats")
    everything = Studio(bench, "plugins", FORMATS)
    cold = everything.cold()
    plugins, parameters = everything.counts()
    if parameters == 0:
        raise Failure("no plugin was extracted")
    quiet = everything.unchanged()
    each = cold.cpu * 1000 / parameters
    is_judged = plugins >= 1400
    found = [
        Row(f"all plugins here ({plugins:,} with {parameters:,} parameters), cold, CPU with workers",
            "< 6 s for Debian's, ≤ 75 µs a parameter", seconds(cold),
            f"{each:.0f} µs a parameter; wall {cold.wall / 1000:.2f} s", f"{each / 75:.2f}",
            each <= 75 and (not is_judged or cold.cpu < 6000), cold.peak),
        Row("the same, nothing changed, CPU", "< 100 ms", f"{quiet.cpu:.1f} ms",
            met=quiet.cpu < 100, peak=quiet.peak),
    ]
    found += searching(bench, everything, parameters)
    everything.forget()
    peak = max(peak_megabytes(everything.command("build")) for _ in range(2))
    found.insert(2, Row("the same, cold, memory of all processes at once (PSS)", "< 300 MB",
                        f"{peak:.0f} MB", met=peak < 300, peak=peak))
    shutil.rmtree(everything.folder)
    for format in FORMATS:
        bench.note(f"plugins, {format}")
        found += of_format(bench, format)
    return found + one_bundle(bench)
