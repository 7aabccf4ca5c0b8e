"""Values of a parameter: positions of its range, and windows around what is meant."""

from __future__ import annotations

from math import floor, log

from lv2 import Port

SAMPLE_RATE = 48000.0
STEP = 1 / 126
"""One step of a 7-bit controller, as part of the range: what a position may be off."""


def window_of_value(port: Port, value: int) -> tuple[float, float]:
    """Where a parameter may be after a 7-bit value: 0 and 1 are the minimum, 64 the middle."""
    exact = {0: 0.0, 1: 0.0, 64: 0.5, 127: 1.0}
    if value in exact:
        return window(port, exact[value], 0)
    return window(port, value / 127, STEP)


def window(port: Port, position: float, tolerance: float) -> tuple[float, float]:
    """The values within a tolerance of a position, 0...1, on what the parameter can be."""
    low = scaled(port, max(0.0, position - tolerance))
    high = scaled(port, min(1.0, position + tolerance))
    if port.toggled or port.integer:
        middle = position == 0.5 and tolerance == 0
        low, high = (floor(low), -floor(-high)) if middle else (floor(low + 0.5), floor(high + 0.5))
    elif port.steps > 1:
        low, high = on_grid(port, low), on_grid(port, high)
    return low, high


def on_grid(port: Port, value: float) -> float:
    """The value of a stepped parameter next to a value."""
    last = port.steps - 1
    return scaled(port, floor(position_of(port, value) * last + 0.5) / last)


def limits(port: Port) -> tuple[float, float]:
    """The parameter's range in its own unit."""
    factor = SAMPLE_RATE if port.sample_rate else 1.0
    return port.minimum * factor, port.maximum * factor


def scaled(port: Port, position: float) -> float:
    """The value at a position of the range, 0...1, logarithmic where the plugin says so."""
    low, high = limits(port)
    if port.logarithmic and low * high > 0:
        return low * (high / low) ** position
    return low + (high - low) * position


def position_of(port: Port, value: float) -> float:
    """The position of a value in the range."""
    low, high = limits(port)
    if port.logarithmic and low * high > 0:
        return log(value / low) / log(high / low)
    return (value - low) / (high - low)


def bound(port: Port, position: float) -> float:
    """A value of the parameter at a position, to set it to or to compare with."""
    low, high = window(port, position, 0)
    return low if position < 0.5 else high


def slack(port: Port) -> float:
    """How far apart two values may be that are the same but for single precision."""
    low, high = limits(port)
    return 2e-6 * max(abs(low), abs(high), high - low)
