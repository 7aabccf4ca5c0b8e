"""Holds LADSPA descriptors against analyseplugin and a reader of its own in ctypes; run by
scripts/referee/run.

Tolerated, because analyseplugin cannot say more: it prints numbers with six digits, no rate beside a bound
of 0, and a default of 1, 100 or 440 as if it were one in Hz beside bounds in multiples of the rate. What it
does not print, such as the bounds of switches, the second reader compares exactly.
"""

import math
import os
import re
import subprocess
import sys
from ctypes import (
    CDLL, CFUNCTYPE, POINTER, Structure, c_char_p, c_float, c_int, c_ulong, c_void_p, cast)

from descriptors import descriptors, in_child, modules, report


class Range(Structure):
    _fields_ = [("hints", c_int), ("lower", c_float), ("upper", c_float)]


class Plugin(Structure):
    _fields_ = [
        ("number", c_ulong), ("label", c_char_p), ("properties", c_int), ("name", c_char_p),
        ("maker", c_char_p), ("copyright", c_char_p), ("count", c_ulong), ("kinds", POINTER(c_int)),
        ("names", POINTER(c_char_p)), ("ranges", POINTER(Range))]


def text(raw):
    return raw.decode(errors="replace") if raw else ""


def finite(value):
    return value if math.isfinite(value) else None


DEFAULTS = {
    0x40: "minimum", 0x80: "low", 0xC0: "middle", 0x100: "high", 0x140: "maximum", 0x200: "0",
    0x240: "1", 0x280: "100", 0x2C0: "440"}


def ports(plugin):
    """Each control port, in the words of a descriptor."""
    for place in range(plugin.count):
        if not plugin.kinds[place] & 4:
            continue
        hints, lower, upper = (getattr(plugin.ranges[place], key) for key in ("hints", "lower", "upper"))
        is_switch, is_whole = bool(hints & 4), bool(hints & 32)
        low = 0 if is_switch else finite(lower) if hints & 1 else None
        high = 1 if is_switch else finite(upper) if hints & 2 else None
        is_log, is_scaled = bool(hints & 16) and not is_switch, bool(hints & 8) and not is_switch
        word = DEFAULTS.get(hints & 0x3C0, "")
        yield {
            "port": place, "symbol": str(place), "name": text(plugin.names[place]) or f"Port {place}",
            "direction": "output" if plugin.kinds[place] & 2 else "input",
            "type": "boolean" if is_switch else "discrete" if is_whole else "continuous",
            "min": low, "max": high, "default_hint": word, "logarithmic": is_log,
            "sample_rate": is_scaled,
            "default": default(
                word, 0 if is_switch else lower, 1 if is_switch else upper, is_log, is_scaled,
                is_whole and not is_switch)}


def default(word, low, high, is_log, is_scaled, is_whole):
    """Hosts compute with a bound even where no hint says that it holds."""
    share = {"low": 0.25, "middle": 0.5, "high": 0.75}.get(word)
    if share is not None:
        if is_log and (low < 0 or high < 0):
            return None
        if not is_log:
            value = low * (1 - share) + high * share
        else:
            value = 0 if low == 0 or high == 0 else low ** (1 - share) * high ** share
    elif word in ("", "minimum", "maximum"):
        value = {"": None, "minimum": low, "maximum": high}[word]
    else:
        value = None if is_scaled and word != "0" else float(word)
    if value is None or not math.isfinite(value):
        return None
    if not is_whole:
        return value
    return math.copysign(math.floor(abs(value) + 0.5), value)


def listing(path, entry="ladspa_descriptor", behind=lambda given: given):
    """The plugins of a library: name, maker and ports by ids."""
    ask = getattr(CDLL(path), entry, None)
    if ask is None:
        return {}
    ask = CFUNCTYPE(c_void_p, c_ulong)((entry, CDLL(path)))
    found, place = {}, 0
    while given := ask(place):
        plugin = cast(behind(given), POINTER(Plugin)).contents
        label = text(plugin.label)
        name, count = f"{os.path.basename(path)}#{label}", 1
        while (name if count == 1 else f"{name}#{count}") in found:
            count += 1
        found[name if count == 1 else f"{name}#{count}"] = {
            "name": text(plugin.name) or label, "maker": text(plugin.maker),
            "parameters": list(ports(plugin))}
        place += 1
    return found


def is_same(one, other, tolerance=1e-12):
    if one is None or other is None:
        return one is None and other is None
    return abs(one - other) <= tolerance * max(1, abs(one))


def compare(ours, theirs):
    """Yields what differs between the descriptor of a plugin and the second reader's listing."""
    if ours["plugin"]["name"] != theirs["name"]:
        yield "name", ours["plugin"]["name"], theirs["name"]
    if ours["plugin"]["manufacturer"] != theirs["maker"]:
        yield "maker", ours["plugin"]["manufacturer"], theirs["maker"]
    mine, yours = ours["parameters"], theirs["parameters"]
    if len(mine) != len(yours):
        yield "parameters", len(mine), len(yours)
    for one, other in zip(mine, yours):
        for key, value in other.items():
            empty = {"default_hint": "", "logarithmic": False, "sample_rate": False}.get(key)
            found = one.get(key, empty)
            if not (is_same(found, value) if key in ("min", "max", "default") else found == value):
                yield f"'{one['name']}' {key}", found, value


# ---- analyseplugin

NUMBER = r"(-?[0-9.]+(?:e[-+]?[0-9]+)?|-?inf|-?nan)(\*srate)?"
PORT = re.compile(
    r'\t"(?P<name>.*)" (?P<direction>input|output), control(?:, (?P<low>\.\.\.|' + NUMBER
    + r") to (?P<high>\.\.\.|" + NUMBER + r"))?(?P<switch>, toggled|, ERROR: TOGGLED[A-Z ]*)?"
    + r"(?:, default (?P<default>" + NUMBER + r"))?(?P<log>, logarithmic)?(?P<whole>, integer)?$")


def printed(path):
    """What analyseplugin says of each plugin, in the library's order."""
    run = subprocess.run(["analyseplugin", path], capture_output=True)
    plugins = []
    for line in run.stdout.decode(errors="replace").split("\n"):
        if line.startswith("Plugin Name: "):
            plugins.append({"name": line[14:-1], "ports": [], "odd": []})
        elif line.startswith("Maker: "):
            plugins[-1]["maker"] = line[8:-1]
        elif plugins and ", control" in line:
            found = PORT.match(line.removeprefix("Ports:"))
            plugins[-1]["ports" if found else "odd"].append(found or line)
    return plugins


def printed_number(given):
    if given is None or given == "...":
        return None
    return finite(float(given.removesuffix("*srate")))


def compare_with_printed(ours, theirs):
    if ours["plugin"]["name"] != theirs["name"]:
        yield "name", ours["plugin"]["name"], theirs["name"]
    if ours["plugin"]["manufacturer"] != theirs["maker"]:
        yield "maker", ours["plugin"]["manufacturer"], theirs["maker"]
    for line in theirs["odd"]:
        yield "line", "nothing", line
    if len(ours["parameters"]) != len(theirs["ports"]):
        yield "ports", len(ours["parameters"]), len(theirs["ports"])
        return
    for one, port in zip(ours["parameters"], theirs["ports"]):
        is_switch = bool(port["switch"])
        told = {
            "name": (one["name"], port["name"]),
            "direction": (one["direction"], port["direction"]),
            "toggled": (one["type"] == "boolean", is_switch),
        }
        if not is_switch:
            told["logarithmic"] = (one.get("logarithmic", False), bool(port["log"]))
            told["integer"] = (one["type"] == "discrete", bool(port["whole"]))
            scaled = "*srate" in f"{port['low']}{port['high']}"
            # A bound of 0 is printed without the rate, and no bound says nothing of it.
            if scaled or any(one.get(key) for key in ("min", "max")):
                told["sample rate"] = (one.get("sample_rate", False), scaled)
        for what, (left, right) in told.items():
            if left != right:
                yield f"'{one['name']}' {what}", left, right
        for key, word in (("min", "low"), ("max", "high"), ("default", "default")):
            if key != "default" and is_switch:
                continue
            value = printed_number(port[word])
            # Defaults that do not depend on the rate have no form beside bounds that do.
            is_fixed = key == "default" and one.get("sample_rate") and one.get("default_hint") in ("1", "100", "440")
            if is_fixed:
                value = None
            if not is_same(one.get(key), value, 6e-6):
                yield f"'{one['name']}' {key}", one.get(key), port[word]


def hold(name, program, listing, printed, compare_with_printed):
    """Holds the descriptors of a format against a second reader and what a program prints.

    name: LADSPA or DSSI, whose modules lie in the folders themselves, not below.
    """
    differences, skipped = [], []
    plugins = count = 0
    read = descriptors(name.lower(), sys.argv[1:])
    for module in modules(sys.argv[1:], ".so"):
        if os.path.dirname(module) not in sys.argv[1:]:
            continue
        listed = in_child(listing, module)
        if listed is None:
            skipped.append(f"{module}: the second reader cannot open it")
            continue
        told = printed(module)
        if len(told) != len(listed):
            differences.append(f"{module}: {program} prints {len(told)} of {len(listed)} plugins")
        for (plugin, theirs), lines in zip(listed.items(), told):
            if plugin not in read:
                differences.append(f"{module}: '{plugin}' is not read")
                continue
            plugins, count = plugins + 1, count + len(theirs["parameters"])
            found = [("ctypes", *one) for one in compare(read[plugin], theirs)]
            found += [(program, *one) for one in compare_with_printed(read[plugin], lines)]
            differences += [f"{plugin} {what}: {mine!r}, not {yours!r} ({who})" for who, what, mine, yours in found]
    if plugins != len(read):
        differences.append(f"{plugins} plugins are there, but {len(read)} are read")
    report(f"{name} against {program} and a second reader", plugins, count, differences, skipped)


if __name__ == "__main__":
    hold("LADSPA", "analyseplugin", listing, printed, compare_with_printed)
