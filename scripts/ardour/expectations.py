"""What every control of a map must do in Ardour, message by message.

The meaning comes from the map (`maps.py`) and the plugin's own Turtle (`lv2.py`), never from
a generated file or a descriptor. Which controls cannot act in Ardour at all is decided here too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterator

from lv2 import Port
from maps import Control, Map
from reasons import why_not
from values import bound, scaled, window, window_of_value

FINE_STEP = 1 / 2000
"""What pitch bend may be off, as part of the range."""
ANY = 1e30
"""A bound that every value keeps."""

ENCODER_EVENTS = {
    "twos-complement": "enc-2", "binary-offset": "enc-b", "sign-bit": "enc-l",
    "sign-bit-up": "enc-r"}


@dataclass(frozen=True)
class Step:
    """One message, and the window in which the parameter must be after it.

    `start` is set before the message. A step up to `ANY` only moves on.
    """

    label: str
    message: bytes
    low: float
    high: float
    start: float | None = None


@dataclass
class Expectation:
    """A control that acts in Ardour: `kind` is the event of the table that does it."""

    control: str
    kind: str
    channel: int
    port: Port
    steps: list[Step]
    ticks: tuple[bytes, bytes] | None = None
    """One tick up and one down, of an endless encoder."""

    @property
    def follows(self) -> bool:
        """Whether a switch takes a button's state, rather than flips at each press."""
        return self.kind in ("ctl-toggle on switch", "note momentary on switch")


@dataclass
class MapExpectations:
    """What is expected of one map: controls that act, and the others with the reason."""

    map: Map
    acting: list[Expectation] = field(default_factory=list)
    silent: list[tuple[str, str]] = field(default_factory=list)


def expectations(a_map: Map) -> MapExpectations:
    """Computes what every control of a map must do."""
    result = MapExpectations(a_map)
    for control in a_map.controls:
        reason = why_not(control)
        if reason:
            result.silent.append((control.id, reason))
            continue
        kind = kind_of(control)
        result.acting.append(Expectation(
            control.id, kind, control.channel, control.port, list(steps_of(control)),
            ticks_of(control)))
    return result


# How Ardour does the rest


def kind_of(control: Control) -> str:
    """The event of the table, with `on switch` where that makes another rule of it."""
    send, port = control.send, control.port
    holds = send.button == "latching" or control.mode != "toggle"
    if send.encoder:
        return ENCODER_EVENTS[send.encoder]
    if send.message == "bend":
        return "pb on switch" if port.toggled else "pb"
    if send.message == "note":
        if not send.button:
            return "note"
        if port.toggled:
            return "note momentary on switch" if holds else "note on switch"
        return "note momentary"
    if port.toggled:
        return "ctl-toggle on switch" if holds else "ctl on switch"
    return "ctl"


def steps_of(control: Control) -> Iterator[Step]:
    """The messages of a control and what must come of each."""
    if control.send.encoder:
        return encoder_steps(control)
    if control.send.message == "bend":
        return pickup_steps(control) if waits(control) else bend_steps(control)
    if control.send.button and control.port.toggled:
        flips = control.mode == "toggle" and control.send.button == "momentary"
        return flip_steps(control) if flips else follow_steps(control)
    if control.send.button:
        return button_steps(control)
    return pickup_steps(control) if waits(control) else position_steps(control)


def waits(control: Control) -> bool:
    """Whether the control must meet a range's value before it moves it."""
    return control.shaping.get("pickup") == "pickup" and not control.port.toggled


def position_steps(control: Control) -> Iterator[Step]:
    """A knob or fader, or notes by their velocity, over the whole way."""
    start = bound(control.port, 1)
    for value in (0, 1, 32, 64, 96, 127):
        if control.send.message == "note" and value == 0:
            continue
        low, high = window_of_value(control.port, value)
        yield Step(str(value), sent(control, value), low, high, start)
        start = None


def pickup_steps(control: Control) -> Iterator[Step]:
    """A control that must meet the parameter: ignored far away, followed once it was met."""
    def message(value: int) -> bytes:
        is_bend = control.send.message == "bend"
        return bend(control, value * 16383 // 127) if is_bend else sent(control, value)

    middle = window(control.port, 0.5, 0)
    yield Step("0, far away", message(0), *middle, bound(control.port, 0.5))
    for value in range(4, 127, 4):
        if value == 32:
            yield Step("32, not there yet", message(value), *middle)
        elif value == 96:
            yield Step("96, met on the way", message(value), *window_of_value(control.port, value))
        else:
            yield Step(f"{value}, on the way", message(value), -ANY, ANY)
    yield Step("127", message(127), *window_of_value(control.port, 127))


def bend_steps(control: Control) -> Iterator[Step]:
    """A pitch wheel, or a fader that sends as one."""
    port, start = control.port, bound(control.port, 1)
    for value in (0, 1, 4096, 8192, 12288, 16383):
        at = value / 16383
        exact = value in (0, 8192, 16383)
        low, high = window(port, 0.5 if value == 8192 else at, 0 if exact else FINE_STEP)
        if port.toggled:
            low = high = bound(port, 1 if at >= 0.5 else 0)
        yield Step(f"bend {value}", bend(control, value), low, high, start)
        start = None


def encoder_steps(control: Control) -> Iterator[Step]:
    """Ticks up and down, from between the steps of the parameter's way.

    Ardour counts from the step at or below the value, and three of the four kinds lose one
    more step downwards: what must hold is the direction, and about the distance.
    """
    for place, ticks in ((62.4, 1), (62.4, -1), (62.4, 3), (62.4, -3),
                         (20.4, 1), (20.4, -1), (100.4, 1), (100.4, -1)):
        nearest, furthest = (ticks - 0.8, ticks + 0.8) if ticks > 0 else (ticks - 2.6, ticks + 0.8)
        yield Step(
            f"{ticks:+d} from {place / 126:.0%}", sent(control, tick(control, ticks)),
            scaled(control.port, (place + nearest) / 126),
            scaled(control.port, (place + furthest) / 126),
            scaled(control.port, place / 126))


def ticks_of(control: Control) -> tuple[bytes, bytes] | None:
    """What an encoder sends for one tick up and one down; None for all else."""
    if not control.send.encoder:
        return None
    return sent(control, tick(control, 1)), sent(control, tick(control, -1))


def tick(control: Control, ticks: int) -> int:
    """The value that an encoder sends for some ticks up or down."""
    up, size = ticks > 0, abs(ticks)
    return {
        "twos-complement": size if up else 128 - size,
        "binary-offset": 64 + ticks,
        "sign-bit": size if up else 64 + size,
        "sign-bit-up": 64 + size if up else size,
    }[control.send.encoder]


def flip_steps(control: Control) -> Iterator[Step]:
    """A push button that switches on and off in turn, whatever the switch stood at."""
    off, on = bound(control.port, 0), bound(control.port, 1)
    start, now = off, off
    for _ in range(3):
        now = on if now == off else off
        yield Step("press", pressed(control), now, now, start)
        yield Step("release", released(control), now, now)
        start = None
    yield Step("press when on", pressed(control), off, off, on)
    yield Step("release", released(control), off, off)


def follow_steps(control: Control) -> Iterator[Step]:
    """A button whose state the switch takes, from off."""
    off, on = bound(control.port, 0), bound(control.port, 1)
    start = off
    for fine in (False, True):
        yield Step("on", pressed(control), on, on, start)
        yield Step("off", released(control, as_note_on=fine), off, off)
        start = None


def button_steps(control: Control) -> Iterator[Step]:
    """A button on a range: its two values."""
    port, send = control.port, control.send
    on, off = window_of_value(port, send.on), window_of_value(port, send.off)
    start = bound(port, 0 if send.on > 63 else 1)
    for fine in (False, True):
        yield Step("on", pressed(control), *on, start)
        yield Step("off", released(control, as_note_on=fine), *off)
        start = None


# Bytes


def sent(control: Control, value: int) -> bytes:
    """What the element sends for a value."""
    status = 0x90 if control.send.message == "note" else 0xB0
    return bytes([status | control.channel - 1, control.send.number, value])


def pressed(control: Control) -> bytes:
    """What a button sends when it goes on."""
    return sent(control, control.send.on)


def released(control: Control, as_note_on: bool = False) -> bytes:
    """What a button sends when it goes off; note-off has two spellings."""
    if control.send.message == "note" and not (as_note_on and control.send.off == 0):
        return bytes([0x80 | control.channel - 1, control.send.number, control.send.off])
    return sent(control, control.send.off)


def bend(control: Control, value: int) -> bytes:
    """A pitch bend message."""
    return bytes([0xE0 | control.channel - 1, value & 0x7F, value >> 7])
