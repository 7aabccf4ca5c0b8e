"""Verifies generated Ardour maps in the real program; see scripts/verify-ardour."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from expectations import MapExpectations, expectations  # noqa: E402
from lv2 import Bundles  # noqa: E402
from mapfile import MapFile, maps_in, read_map_file  # noqa: E402
from maps import Library, MapError  # noqa: E402
from messages import TABLE, table  # noqa: E402
from mutants import MUTANTS, switch_mutants  # noqa: E402
from numbering import (  # noqa: E402
    REQUIRED, build, numbered_plugins, numbering_mutants, write_studio)
from trial import (Deviation, FileResult, Manner, Patience, make_probe, try_file)  # noqa: E402
from workshop import HostError, Takeover, Workshop  # noqa: E402

REQUIRED_BINDINGS = 150
REQUIRED_PLUGINS = 8
REQUIRED_KINDS = (
    "ctl", "ctl on switch", "ctl-toggle on switch", "note", "note on switch", "note momentary",
    "note momentary on switch", "enc-2", "enc-b", "enc-l", "enc-r", "pb", "pb on switch")
WIDTH = 2
DEFAULT_SESSION = Takeover(motorized=False, threshold=10)


@dataclass
class Job:
    """A file and what is expected of the maps in it."""

    file: MapFile
    maps: list[MapExpectations]
    is_fixture: bool
    is_numbered: bool = False
    """Whether it is there to prove how parameters of the other formats are counted."""


@dataclass
class Work:
    """All that is to be tried, and what is wrong before anything runs."""

    jobs: list[Job]
    deviations: list[Deviation]
    silent: list[tuple[str, str, str]]
    studio: Path | None = None
    """The workspace of the maps for other formats, made for the check."""


def main() -> int:
    """Runs the whole check; 0 when every binding does what its map means."""
    options = arguments()
    began = time.monotonic()
    try:
        with Workshop() as workshop:
            workshop.leave_on_signals()
            status = verify(options, workshop)
    except (MapError, HostError, OSError) as error:
        print(f"verify-ardour: {error}", file=sys.stderr)
        return 1
    print(f"{time.monotonic() - began:.1f} s")
    return status


def arguments() -> argparse.Namespace:
    """The command line."""
    root = HERE.parent.parent
    parser = argparse.ArgumentParser(prog="verify-ardour", description=__doc__)
    parser.add_argument("--outputs", type=Path, default=root / "outputs/ardour",
                        help="folder of the generated .map files")
    parser.add_argument("--maps", type=Path, default=root / "inputs/maps")
    parser.add_argument("--controllers", type=Path, default=root / "inputs/controllers")
    parser.add_argument("--only", metavar="NAME", default="",
                        help="only files with NAME in their name; nothing is required then")
    parser.add_argument("--mutants", action="store_true",
                        help="also make wrong copies, each of which must be found out")
    parser.add_argument("--require", action=argparse.BooleanOptionalAction, default=True,
                        help=f"require {REQUIRED_BINDINGS} bindings over {REQUIRED_PLUGINS} "
                             "plugins, of every kind that acts")
    parser.add_argument("--fixtures", action=argparse.BooleanOptionalAction, default=True,
                        help="also try scripts/ardour/fixtures, which has every kind")
    parser.add_argument("--formats", action=argparse.BooleanOptionalAction, default=True,
                        help="also prove how parameters of LADSPA, VST2 and VST3 plugins are counted")
    parser.add_argument("--pipeline", type=Path, default=root / "pipeline", metavar="PROGRAM",
                        help="the program that makes the maps for it")
    parser.add_argument("--report", type=Path, help="write a JSON report there")
    return parser.parse_args()


def verify(options: argparse.Namespace, workshop: Workshop) -> int:
    """Collects, tries, prints."""
    work = collected(options, workshop)
    if not work.jobs and not work.deviations:
        print("verify-ardour: there is nothing to verify", file=sys.stderr)
        return 1
    results = run_all(workshop, work.jobs, Manner())
    for job, result in zip(work.jobs, results):
        print_file(job, result)
    print_silent(work)
    print_sticking(results)
    print_reversed(results)
    print_default_session(workshop, work.jobs)
    deviations = work.deviations + [d for r in results for d in r.all_deviations]
    missing = requirements(work, results) if options.require and not options.only else []
    survivors = mutants_passing(workshop, work) if options.mutants else []
    print_summary(work, results, deviations, missing, survivors)
    if options.report:
        write_report(options.report, work, results, deviations, missing, survivors)
    return 1 if deviations or missing or survivors else 0


def collected(options: argparse.Namespace, workshop: Workshop) -> Work:
    """Finds the files and computes what is expected of each."""
    work = Work([], [], [])
    collect(work, options, options.outputs, options.maps, options.controllers, Bundles(), False)
    if options.fixtures:
        fixtures = HERE / "fixtures"
        make_probe(fixtures / "lv2/every-kind.lv2", workshop.folder("lv2"), "urn:pipeline:every-kind",
                   "every-kind.so")
        collect(work, options, fixtures / "ardour", fixtures / "maps", fixtures / "controllers",
                Bundles([fixtures / "lv2"]), True)
        if TABLE.read_text(encoding="utf-8") != table()[0]:
            work.deviations.append(Deviation(
                TABLE.name, "is not what the maps mean now: write it with scripts/ardour/messages.py"))
    if options.formats:
        collect_formats(work, options, workshop)
    return work


def collect_formats(work: Work, options: argparse.Namespace, workshop: Workshop) -> None:
    """Adds maps for plugins of every format, made and built in a workspace of their own."""
    plugins = numbered_plugins(workshop)
    work.studio = workshop.root / "studio"
    write_studio(work.studio, plugins)
    build(workshop, options.pipeline, work.studio)
    before = len(work.jobs)
    collect(work, options, work.studio / "7.3", work.studio / "maps", work.studio / "controllers",
            Bundles(others=plugins), True)
    for job in work.jobs[before:]:
        job.is_numbered = True


def collect(work: Work, options: argparse.Namespace, outputs: Path, maps: Path, controllers: Path,
            bundles: Bundles, is_fixture: bool) -> None:
    """Adds one folder of files with its maps and controllers."""
    all_maps, problems = Library(maps, controllers, bundles).maps()
    work.deviations += [Deviation(key, problem) for key, problem in problems]
    expected = {a_map.key: expectations(a_map) for a_map in all_maps}
    served: set[str] = set()
    for path in sorted(outputs.rglob("*.map")):
        file = read_map_file(path)
        found = maps_in(file, all_maps)
        served |= {a_map.key for a_map in found}
        if options.only not in path.name:
            continue
        if not found:
            work.deviations.append(Deviation(path.name, "no map is the source of this file"))
            continue
        work.jobs.append(Job(file, [expected[a_map.key] for a_map in found], is_fixture))
    for key, each in expected.items():
        if options.only and not any(each in job.maps for job in work.jobs):
            continue
        work.silent += [(key, control, reason) for control, reason in each.silent]
        if key not in served and each.acting:
            work.deviations.append(Deviation(
                key, f"there is no .map file, though {len(each.acting)} controls can act"))


def run_all(workshop: Workshop, jobs: list[Job], manner: Manner) -> list[FileResult]:
    """Tries all files, two at a time; results in the order of the jobs."""
    if not jobs:
        return []
    workshop.prepare()
    with ThreadPoolExecutor(WIDTH) as pool:
        return list(pool.map(
            lambda job: try_file(workshop, job.file, job.maps, manner, complain), jobs))


def complain(text: str) -> None:
    """Says on standard error what went wrong on the way."""
    print(f"verify-ardour: {text}", file=sys.stderr)


# What is printed


def print_file(job: Job, result: FileResult) -> None:
    """A line for each map, and a line for each deviation."""
    for each in result.maps:
        expected = each.expected
        is_probe = expected.map.plugin.tells if job.is_numbered else job.is_fixture
        plugin = "probe plugin" if is_probe else "real plugin"
        again = f", {each.retried} tried twice" if each.retried else ""
        print(f"{job.file.path.name}: {expected.map.key}: {len(each.acting)} of "
              f"{len(expected.acting)} bindings act as meant on {expected.map.uri} "
              f"({plugin}){again}")
    for deviation in result.all_deviations:
        print(f"  DEVIATION {deviation}")


def print_silent(work: Work) -> None:
    """The controls that cannot act in Ardour, with the reasons."""
    for key, control, reason in work.silent:
        print(f"not expected in Ardour: {key}: {control}: {reason}")


def print_sticking(results: list[FileResult]) -> None:
    """For information: encoders that a slow hand does not bring from end to end.

    Ardour 7.3 truncates where it should round, so that single ticks get lost at some values of
    most ranges other than 0 to 1; several ticks in one message get past them.
    """
    encoders = [e for result in results for m in result.maps for e in m.acting if e.ticks]
    stops = [f"{m.expected.map.key}: {text}"
             for result in results for m in result.maps for text in m.sticking]
    for text in stops:
        print(f"for information: single ticks stick: {text}")
    print(f"for information: of {len(encoders)} encoders, each turned up and down in single "
          f"ticks, {len(stops)} of {2 * len(encoders)} turns stop before the end")


def print_reversed(results: list[FileResult]) -> None:
    """For information: switches that are on when a plugin is loaded and that a button should hold.

    Ardour flips at `on` whatever the switch stood at.
    """
    for result in results:
        for each in result.maps:
            for text in each.reversed:
                print(f"for information: {each.expected.map.key}: {text}")


def print_default_session(workshop: Workshop, jobs: list[Job]) -> None:
    """For information: how many bindings act when the user has not ticked "Motorised"."""
    manner = Manner(Patience(change=40), DEFAULT_SESSION, tries_again=False)
    results = run_all(workshop, [job for job in jobs if not job.is_fixture], manner)
    written = sum(result.file.bindings for result in results)
    print(f"for information: in a session that is not motorized, threshold 10, "
          f"{sum(result.acting for result in results)} of {written} follow jumps")


def print_summary(work: Work, results: list[FileResult], deviations: list[Deviation],
                  missing: list[str], survivors: list[str]) -> None:
    """Counts, and everything that makes the check fail."""
    for kind, count in sorted(kinds_of(results).items()):
        print(f"  {kind}: {count}")
    for deviation in work.deviations:
        print(f"DEVIATION {deviation}")
    for text in missing:
        print(f"REQUIRED {text}")
    for name in survivors:
        print(f"NOT FOUND OUT {name}")
    own = [result for job, result in zip(work.jobs, results) if not job.is_fixture]
    fixtures = [result for job, result in zip(work.jobs, results)
                if job.is_fixture and not job.is_numbered]
    if work.studio is not None:
        print("formats: acting as meant: " + ", ".join(
            f"{kind} {count}" for kind, count in sorted(formats_of(work, results).items())))
    if fixtures:
        print(f"fixtures: bindings written: {sum(r.file.bindings for r in fixtures)}, "
              f"acting as meant: {sum(r.acting for r in fixtures)}")
    print(f"{len(deviations)} deviations, {len(plugins_of(work, own))} plugins")
    print(f"bindings written: {sum(result.file.bindings for result in own)}, "
          f"acting as meant: {sum(result.acting for result in own)}")


def kinds_of(results: list[FileResult]) -> Counter[str]:
    """How many bindings of each kind act as meant."""
    return Counter(e.kind for result in results for m in result.maps for e in m.acting)


def plugins_of(work: Work, results: list[FileResult]) -> set[str]:
    """The plugins on which something acts."""
    return {m.expected.map.uri for result in results for m in result.maps if m.acting}


def requirements(work: Work, results: list[FileResult]) -> list[str]:
    """What the repository's own maps and the fixtures must show together, and do not."""
    own = [result for job, result in zip(work.jobs, results) if not job.is_fixture]
    acting, plugins = sum(result.acting for result in own), len(plugins_of(work, own))
    kinds = kinds_of(results)
    missing = [f"a binding of kind '{kind}'" for kind in REQUIRED_KINDS if not kinds[kind]]
    if acting < REQUIRED_BINDINGS:
        missing.append(f"{REQUIRED_BINDINGS} bindings, {acting} act")
    if plugins < REQUIRED_PLUGINS:
        missing.append(f"{REQUIRED_PLUGINS} plugins, {plugins} are moved")
    if work.studio is not None:
        by_format = formats_of(work, results)
        missing += [f"{count} bindings of {kind} plugins, {by_format[kind]} act"
                    for kind, count in REQUIRED.items() if by_format[kind] < count]
    return missing


def formats_of(work: Work, results: list[FileResult]) -> Counter[str]:
    """How many bindings act in each format, of the maps that are there for the formats."""
    return Counter(
        m.expected.map.plugin.format for job, result in zip(work.jobs, results) if job.is_numbered
        for m in result.maps for _ in m.acting)


# Mutants


def mutants_passing(workshop: Workshop, work: Work) -> list[str]:
    """Makes every mistake in a file that allows it; returns those that pass unnoticed.

    Mistakes of counting must be possible: a file that does not allow one proves nothing.
    """
    usual = [job for job in work.jobs if not job.is_numbered]
    mutants = [(each, usual) for each in [
        *MUTANTS, *switch_mutants([m for job in usual for m in job.maps])]]
    if work.studio is not None:
        numbered = [job for job in work.jobs if job.is_numbered]
        mutants += [(each, numbered) for each in numbering_mutants(
            work.studio, [m for job in numbered for m in job.maps])]
    trials, names, passing = [], [], []
    for mutant, jobs in mutants:
        job = next((j for j in jobs if mutant.change(j.file.text) != j.file.text), None)
        if job is None:
            passing += [f"{mutant.name} (no file allows it)"] if jobs is not usual else []
            continue
        text = mutant.change(job.file.text)
        maps = [each for each in job.maps if mutant.concerns(each.map.plugin)]
        trials.append(Job(read_map_file(job.file.path, text), maps, job.is_fixture))
        names.append(f"{mutant.name} ({job.file.path.name})")
    if not trials:
        return ["no file here allows a mistake to be made"]
    manner = Manner(tries_again=False, is_mutant=True)
    results = run_all(workshop, trials, manner)
    for name, result in zip(names, results):
        found = result.all_deviations
        print(f"mutant: {name}: " + (f"found out, {found[0]}" if found else "NOT FOUND OUT"))
        if not found:
            passing.append(name)
    return passing


# Report


def write_report(path: Path, work: Work, results: list[FileResult], deviations: list[Deviation],
                 missing: list[str], survivors: list[str]) -> None:
    """Writes what was found as JSON."""
    files = [{
        "file": job.file.path.name,
        "fixture": job.is_fixture,
        "bindings": job.file.bindings,
        "acting": result.acting,
        "maps": [{"map": m.expected.map.key, "plugin": m.expected.map.uri,
                  "acting": [{"control": e.control, "kind": e.kind, "parameter": e.port.symbol,
                              "channel": e.channel, "messages": len(e.steps)}
                             for e in m.acting]} for m in result.maps],
    } for job, result in zip(work.jobs, results)]
    report = {
        "files": files, "kinds": dict(sorted(kinds_of(results).items())),
        "notExpected": [{"map": m, "control": c, "reason": r} for m, c, r in work.silent],
        "sticking": [f"{m.expected.map.key}: {text}"
                     for r in results for m in r.maps for text in m.sticking],
        "reversed": [f"{m.expected.map.key}: {text}"
                     for r in results for m in r.maps for text in m.reversed],
        "deviations": [str(deviation) for deviation in deviations],
        "missing": missing, "mutantsNotFoundOut": survivors,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
