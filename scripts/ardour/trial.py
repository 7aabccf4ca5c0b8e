"""Sends a map's messages to Ardour and compares what every parameter does with what is meant."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from expectations import ANY, Expectation, MapExpectations, Step
from host import Host
from lv2 import Plugin, Port
from mapfile import MapFile
from values import bound, slack
from workshop import HostError, Takeover, Workshop

TOLD_SECONDS = 0.5
"""Until a plugin that tells what was set has said so."""
TICKS = 160
TICKS_AT_ONCE = 16


@dataclass(frozen=True)
class Patience:
    """Times in milliseconds: for a change, for none where none is due, and for what follows."""

    change: float = 400
    quiet: float = 15
    settle: float = 4

    @property
    def longer(self) -> Patience:
        """For a second try, on a machine that is busy with other things."""
        return Patience(2500, 250, 60)


@dataclass
class Deviation:
    """A control that did not do what its map means."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class MapResult:
    """How one map fared."""

    expected: MapExpectations
    acting: list[Expectation] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    sticking: list[str] = field(default_factory=list)
    """Encoders that single ticks do not move from end to end; for information."""
    reversed: list[str] = field(default_factory=list)
    """Switches that the plugin starts with on, and that the first press turns off; likewise."""
    retried: int = 0


@dataclass
class FileResult:
    """How one file fared, with all the maps in it."""

    file: MapFile
    maps: list[MapResult] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)

    @property
    def all_deviations(self) -> list[Deviation]:
        """Those of the file and of its maps."""
        return [*self.deviations, *(d for result in self.maps for d in result.deviations)]

    @property
    def acting(self) -> int:
        """How many bindings did what they should."""
        return sum(len(result.acting) for result in self.maps)


@dataclass(frozen=True)
class Manner:
    """How a file is tried."""

    patience: Patience = Patience()
    takeover: Takeover | None = None
    """The session's setting; None for what the file itself asks for."""
    tries_again: bool = True
    is_mutant: bool = False
    """Whether the file is known to be wrong: one deviation is enough, and counting the bindings
    does not count as finding out."""


def try_file(workshop: Workshop, file: MapFile, maps: list[MapExpectations],
             manner: Manner = Manner(), say=print) -> FileResult:
    """Tries all maps of a file in one run of Ardour, and once more if the run itself fails."""
    for attempt in (1, 2):
        try:
            return try_file_once(workshop, file, maps, manner)
        except HostError as error:
            if attempt == 2:
                result = FileResult(file)
                result.deviations.append(Deviation(file.path.name, f"Ardour failed twice: {error}"))
                return result
            say(f"{file.path.name}: {error}; trying once more")
    raise AssertionError("two attempts always end in a result")


def try_file_once(workshop: Workshop, file: MapFile, maps: list[MapExpectations],
                  manner: Manner) -> FileResult:
    """Tries all maps of a file in one run of Ardour."""
    result = FileResult(file)
    expected = sum(len(each.acting) for each in maps)
    if expected != file.bindings and not manner.is_mutant:
        result.deviations.append(Deviation(
            file.path.name, f"{file.bindings} bindings are written, {expected} controls can act"))
    takeover = manner.takeover or file.takeover
    with Host(workshop, file.text, file.name, takeover) as host:
        for each in maps:
            result.maps.append(try_map(host, each, manner))
            if manner.is_mutant and result.all_deviations:
                return result
        if not host.accepted(file.name):
            result.deviations.append(Deviation(file.path.name, "Ardour did not take the map"))
    return result


def try_map(host: Host, expected: MapExpectations, manner: Manner) -> MapResult:
    """Tries all controls of one map on its plugin."""
    result = MapResult(expected)
    plugin = expected.map.plugin
    found = host.load(plugin.format, plugin.host_id)
    result.deviations.extend(numbering_deviations(expected, found))
    if result.deviations:
        return result
    rest = host.read()
    for each in expected.acting:
        problem = try_control(host, plugin, each, rest, manner.patience)
        if problem and manner.tries_again:
            result.retried += 1
            problem = try_control(host, plugin, each, rest, manner.patience.longer)
        if problem:
            result.deviations.append(Deviation(f"{expected.map.key}: {each.control}", problem))
            if manner.is_mutant:
                break
        else:
            result.acting.append(each)
            if manner.takeover is None and not manner.is_mutant:
                look_closer(host, each, rest, manner.patience, result)
    return result


def look_closer(host: Host, expected: Expectation, rest: list[float], patience: Patience,
                result: MapResult) -> None:
    """Notes what a player may stumble over though the binding acts as meant."""
    if expected.ticks:
        result.sticking += sticking(host, expected, patience)
    if expected.follows and expected.port.default > expected.port.minimum:
        result.reversed += reversed_switch(host, expected, patience)
    put_back(host, result.expected.map.plugin, rest)


def reversed_switch(host: Host, expected: Expectation, patience: Patience) -> list[str]:
    """Sends on, off and on to a switch that is on; says what comes of it when that is not so."""
    number, states = expected.port.number, []
    host.set({number: bound(expected.port, 1)})
    for step in (*expected.steps[:2], expected.steps[0]):
        values, _ = host.act(step.message, number, -ANY, ANY,
                             patience.change, patience.quiet, patience.settle)
        states.append("on" if values[number] > expected.port.minimum else "off")
    if states == ["on", "off", "on"]:
        return []
    return [f"{expected.control}: '{expected.port.name}' starts on; on, off, on make it "
            + ", ".join(states)]


def sticking(host: Host, expected: Expectation, patience: Patience) -> list[str]:
    """Turns an encoder slowly from end to end and back; says where it stops before the end."""
    port, stops = expected.port, []
    low, high = bound(port, 0), bound(port, 1)
    for tick, start, end, way in zip(expected.ticks, (low, high), (high, low), ("up", "down")):
        host.set({port.number: start})
        for _ in range(TICKS // TICKS_AT_ONCE):
            values, _ = host.act(tick * TICKS_AT_ONCE, port.number, -ANY, ANY,
                                 patience.change, patience.quiet, patience.settle)
        value = values[port.number]
        if abs(value - end) > slack(port):
            stops.append(f"{expected.control}: {way}wards '{port.name}' stops at {value:g}")
    return stops


def numbering_deviations(expected: MapExpectations, found) -> list[Deviation]:
    """Whether Ardour has the parameters in the order in which the plugin gives them."""
    theirs = [(parameter.label, parameter.is_input) for parameter in found]
    ours = [(port.name, port.is_input) for port in expected.map.plugin.counted]
    if theirs == ours:
        return []
    return [Deviation(
        expected.map.key, f"Ardour counts other parameters: {theirs}, the plugin has {ours}")]


def try_control(host: Host, plugin: Plugin, expected: Expectation, rest: list[float],
                patience: Patience) -> str:
    """Sends a control's messages in turn; returns the first deviation, or nothing."""
    number, near = expected.port.number, slack(expected.port)
    problem = ""
    for step in expected.steps:
        if step.start is not None:
            host.set({number: step.start})
        before = host.read()
        host.told()
        after, _ = host.act(step.message, number, step.low - near, step.high + near,
                            patience.change, patience.quiet, patience.settle)
        problem = (deviation_of(host, expected, step, near, before, after)
                   or plugin.tells and contradiction(
                       host, expected.port, before[number], after[number]))
        if problem:
            break
    put_back(host, plugin, rest)
    return problem


def deviation_of(host: Host, expected: Expectation, step: Step, near: float,
                 before: list[float], after: list[float]) -> str:
    """What is wrong after a message: the parameter's value, or that another one moved."""
    port, wrong = expected.port, []
    value = after[port.number]
    if not step.low - near <= value <= step.high + near:
        meant = f"{step.low:g}" if step.low == step.high else f"{step.low:g} to {step.high:g}"
        wrong.append(f"'{port.name}' should be {meant}, is {value:g} (was {before[port.number]:g})")
    for parameter in host.parameters:
        i = parameter.number
        if i != port.number and parameter.is_input and before[i] != after[i]:
            wrong.append(f"'{parameter.label}' moved too, from {before[i]:g} to {after[i]:g}")
    sent = step.message.hex(" ")
    return f"after {step.label} ({sent}): " + "; ".join(wrong) if wrong else ""


def contradiction(host: Host, port: Port, before: float, after: float) -> str:
    """What a plugin that tells what was set says against it: silence, or another parameter."""
    told = host.told()

    def agrees() -> bool:
        return before == after or bool(told) and abs(told[-1][1] - after) <= slack(port)

    deadline = time.monotonic() + TOLD_SECONDS
    while not agrees() and time.monotonic() < deadline:
        time.sleep(0.001)
        told += host.told()
    others = sorted({key for key, _ in told} - {port.symbol})
    if others:
        return f"the plugin says that {', '.join(others)} was set, not {port.symbol}"
    if agrees():
        return ""
    return f"'{port.name}' is {after:g} in Ardour; in the plugin it was set to {told}"


def put_back(host: Host, plugin: Plugin, rest: list[float]) -> None:
    """Gives all parameters that moved their values back, and waits until the plugin has them."""
    now = host.read()
    moved = {p.number: rest[p.number] for p in host.parameters
             if p.is_input and now[p.number] != rest[p.number]}
    host.set(moved)
    if not plugin.tells:
        return
    told, keys = host.told(), {plugin.counted[number].symbol for number in moved}
    deadline = time.monotonic() + TOLD_SECONDS
    while keys - {key for key, _ in told} and time.monotonic() < deadline:
        time.sleep(0.001)
        told += host.told()


def make_probe(bundle: Path, folder: Path, uri: str, binary: str) -> None:
    """Copies a bundle that is Turtle only, and compiles a plugin that does nothing for it."""
    target = folder / bundle.name
    target.mkdir(exist_ok=True)
    for file in bundle.glob("*.ttl"):
        (target / file.name).write_bytes(file.read_bytes())
    source = Path(__file__).resolve().parent / "probe.c"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror",
         f'-DPLUGIN_URI="{uri}"', "-o", str(target / binary), str(source)], check=True)
