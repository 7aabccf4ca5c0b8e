"""Holds DSSI descriptors against dssi_analyse_plugin and a second reader; run by scripts/referee/run.

dssi_analyse_plugin cuts names at 20 characters, prints numbers with five digits, defaults as the words
for them, and no bounds of switches. All else the second reader compares exactly.
"""

import re
import subprocess
from ctypes import POINTER, Structure, c_int, c_void_p, cast

import ladspa


class Outer(Structure):
    _fields_ = [("version", c_int), ("ladspa", c_void_p)]


def listing(path):
    return ladspa.listing(path, "dssi_descriptor", lambda given: cast(given, POINTER(Outer)).contents.ladspa)


WORDS = {"min": "minimum", "low": "low", "mid": "middle", "hi": "high", "max": "maximum"}


def printed(path):
    """The control ports of each plugin, in the library's order."""
    run = subprocess.run(["dssi_analyse_plugin", "-v", path], capture_output=True)
    plugins = []
    for line in run.stdout.decode(errors="replace").split("\n"):
        found = re.match(r" +(\d+) (.{20}) control (in|out) +(.*)$", line)
        if line.startswith("Label: "):
            plugins.append([])
        elif found:
            plugins[-1].append((int(found[1]), found[2].rstrip(), found[3], found[4].split()))
    return plugins


def compare_with_printed(ours, theirs):
    if len(ours["parameters"]) != len(theirs):
        yield "ports", len(ours["parameters"]), len(theirs)
        return
    for one, (port, name, direction, words) in zip(ours["parameters"], theirs):
        expected = {"port": one["port"], "name": one["name"][:20].rstrip(), "direction": one["direction"]}
        found = {"port": port, "name": name, "direction": direction + "put"}
        for key in expected:
            if expected[key] != found[key]:
                yield f"'{one['name']}' {key}", expected[key], found[key]
        flags = {word for word in words if word in ("log", "int")}
        if ("log" in flags, "int" in flags) != (one.get("logarithmic", False), one["type"] == "discrete"):
            yield f"'{one['name']}' flags", one["type"], flags
        if (one["type"] == "boolean") != ("toggled" in words):
            yield f"'{one['name']}' type", one["type"], words
        words = [word for word in words if word not in flags and word != "toggled"]
        hint = one.get("default_hint", "")
        if hint and words:
            last = words.pop()
            if WORDS.get(last, last) != hint:
                yield f"'{one['name']}' default", hint, last
        if one["type"] == "boolean" or one["direction"] == "output":
            continue
        bounds = [one[key] for key in ("min", "max") if key in one]
        numbers = [float(word) for word in words]
        if len(bounds) != len(numbers) or any(
                abs(left - right) > 1e-4 * max(1, abs(left)) for left, right in zip(bounds, numbers)):
            yield f"'{one['name']}' bounds", bounds, words


ladspa.hold("DSSI", "dssi_analyse_plugin", listing, printed, compare_with_printed)
