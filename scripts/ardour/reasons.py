"""Why Ardour cannot do what a map asks of a control.

Follows docs/map-format.md and what Ardour 7.3 was seen to do; the generator's own table is not
read, so that a disagreement shows as a number of bindings that differs.
"""

from __future__ import annotations

from maps import Control


def why_not(control: Control) -> str:
    """Why a control cannot act in Ardour as its map means it; empty when it can."""
    if control.port is None:
        return "the plugin is not looked at"
    if not control.port.is_input:
        return "the parameter is an output"
    if control.port.number < 0:
        return "Ardour 7.3 leaves the parameter out"
    return message_problem(control) or shaping_problem(control) or mode_problem(control)


def message_problem(control: Control) -> str:
    """Why Ardour does not hear what is sent."""
    send = control.send
    if send.bits == 14:
        return "14-bit controllers are not heard"
    if send.message not in ("cc", "note", "bend"):
        return f"{send.message} is not heard"
    if send.encoder and send.message != "cc":
        return "encoders are heard as controllers only"
    if send.button and send.message == "bend":
        return "buttons are heard as controllers and notes only"
    return ""


def shaping_problem(control: Control) -> str:
    """Why Ardour does not spread the values as the map wants it.

    Shaping that asks for what the parameter does anyway is no problem.
    """
    about = control.shaping
    if about.get("range", [0, 1]) != [0, 1]:
        return "a part of the range"
    if "span" in about:
        return "values of a part of the span"
    if about.get("invert"):
        return "inverted"
    if about.get("steps") not in (None, own_steps(control)):
        return "steps"
    if about.get("smoothing", 0) > 0:
        return "smoothing"
    return travel_problem(control) or pickup_problem(control)


def own_steps(control: Control) -> int | None:
    """How many values the parameter has by itself."""
    port = control.port
    if port.toggled:
        return 2
    if port.integer or port.enumeration:
        return round(port.maximum - port.minimum) + 1
    return port.steps or None


def travel_problem(control: Control) -> str:
    """The same for what matters only between the ends of the way."""
    about, port, send = control.shaping, control.port, control.send
    if port.toggled or send.button and send.on == 127 and send.off <= 1:
        return ""
    own = "logarithmic" if port.logarithmic else "linear"
    if about.get("curve", "natural") not in ("natural", own):
        return f"curve {about['curve']}"
    return "dead zone" if about.get("dead-zone", 0) > 0 else ""


def pickup_problem(control: Control) -> str:
    """The same for taking a parameter over: only knobs, faders and bends have to."""
    send, pickup = control.send, control.shaping.get("pickup", "jump")
    if pickup == "jump" or control.port.toggled or send.button or send.encoder:
        return ""
    if send.message == "note":
        return "notes are not picked up"
    return "pickup scale" if pickup == "scale" else ""


def mode_problem(control: Control) -> str:
    """Why Ardour cannot do what the mode says with this element and this parameter."""
    send, port, mode = control.send, control.port, control.mode
    if mode in ("radio", "cycle"):
        return f"mode {mode}"
    if not send.button:
        return element_problem(control)
    if mode == "momentary" and send.button == "latching":
        return "a latching button does not tell when it is let go"
    if mode == "toggle" and not port.toggled and send.button == "momentary":
        return "only switches can be flipped"
    return button_values_problem(control)


def element_problem(control: Control) -> str:
    """The same for knobs, faders and encoders."""
    send, port, mode = control.send, control.port, control.mode
    if mode != "direct":
        return f"mode {mode} needs a button"
    if send.encoder and port.toggled:
        return "an encoder does nothing to a switch"
    if send.encoder and (port.integer or port.enumeration or 0 < port.steps <= 127):
        return "an encoder sticks on few steps"
    if port.toggled and send.message != "bend":
        return "a knob flips a switch at every value in its upper half"
    return ""


def button_values_problem(control: Control) -> str:
    """Why the values that a button sends do not do."""
    send, port, mode = control.send, control.port, control.mode
    if port.toggled and send.message == "cc" and not send.off < 64 <= send.on:
        return "a switch wants on from 64 and off below"
    if port.toggled and send.message == "note" and not (send.on > 0 and send.off == 0):
        return "a switch wants note-on and note-off"
    if not port.toggled and mode != "direct" and not (send.on == 127 and send.off <= 1):
        return "the ends of a range want 127 and 0"
    return ""
