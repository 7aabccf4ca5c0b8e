"""Wrong copies of a right map, each with one mistake that generators have made."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from expectations import MapExpectations
from lv2 import Plugin

PARAMETER = re.compile(rb'(uri="/route/plugin/parameter \S+ \d+ )(\d+)"')
EVENT = r'(<Binding\b[^>]*?\s){event}="'


@dataclass(frozen=True)
class Mutant:
    """A mistake: what it is, how it is made, and what a file must hold for it."""

    name: str
    change: Callable[[bytes], bytes]
    concerns: Callable[[Plugin], bool] = lambda plugin: True
    """On which plugins the mistake may show."""


def event_changed(old: str, new: str) -> Callable[[bytes], bytes]:
    """Another attribute for the first binding with `old`."""
    pattern = re.compile(EVENT.format(event=re.escape(old)).encode())
    return lambda text: pattern.sub(rb"\g<1>" + new.encode() + b'="', text, count=1)


def shifted(text: bytes, count: int) -> bytes:
    """Parameter numbers raised by one; `count` 0 for all."""
    return PARAMETER.sub(lambda m: m[1] + str(int(m[2]) + 1).encode() + b'"', text, count=count)


def other_channel(text: bytes) -> bytes:
    """The first binding on the next channel."""
    return re.sub(rb'(<Binding\b[^>]*?channel=")(\d+)"',
                  lambda m: m[1] + str(int(m[2]) % 16 + 1).encode() + b'"', text, count=1)


def doubled(text: bytes) -> bytes:
    """The first binding a second time, for the last one's parameter."""
    bindings = re.findall(rb"<Binding\b[^>]*?/>", text)
    numbers = [PARAMETER.search(binding) for binding in bindings]
    if not all(numbers) or len({match[2] for match in numbers}) < 2:
        return text
    other = next(m[2] for m in reversed(numbers) if m[2] != numbers[0][2])
    second = PARAMETER.sub(lambda m: m[1] + other + b'"', bindings[0])
    return text.replace(bindings[0], bindings[0] + second, 1)


def first_removed(text: bytes) -> bytes:
    """One binding less."""
    return re.sub(rb"<Binding\b[^>]*?/>", b"", text, count=1)


MUTANTS = [
    Mutant("one parameter number off by one", lambda text: shifted(text, 1)),
    Mutant("all parameter numbers off by one", lambda text: shifted(text, 0)),
    Mutant("controller written as note", event_changed("ctl", "note")),
    Mutant("wrong channel", other_channel),
    Mutant("two parameters on one controller", doubled),
    Mutant("a binding missing", first_removed),
    Mutant("motorized left out", lambda text: re.sub(rb'\s+motorized="yes"', b"", text)),
    Mutant("note written as controller", event_changed("note", "ctl")),
    Mutant("momentary left out", lambda text: re.sub(rb'\s+momentary="yes"', b"", text, count=1)),
    Mutant("encoder of another kind", event_changed("enc-2", "enc-l")),
    Mutant("encoder as position", event_changed("enc-l", "ctl")),
    Mutant("pitch bend as controller", event_changed("pb", "ctl")),
]


def switch_mutants(maps: list[MapExpectations]) -> list[Mutant]:
    """`ctl` and `ctl-toggle` exchanged on a button that works a switch, as the maps have them."""
    found = []
    for old, new in (("ctl", "ctl-toggle"), ("ctl-toggle", "ctl")):
        for each in (e for m in maps for e in m.acting if e.kind == f"{old} on switch"):
            number = each.steps[0].message[1]
            pattern = re.compile(
                EVENT.format(event=old).encode() + str(number).encode() + b'"')
            found.append(Mutant(
                f"{old} written as {new} on a button",
                lambda text, p=pattern, n=new, c=number: p.sub(
                    rb"\g<1>" + n.encode() + b'="' + str(c).encode() + b'"', text, count=1)))
            break
    return found
