"""Holds VST2 descriptors against a reader of its own in ctypes; run by scripts/referee/run.

Each module is read in a child process, which ends without taking anything down. Names, units, values after
opening, automation and what a plugin tells of itself are compared; shells are not among what it knows.
"""

import os
import struct
import sys
from ctypes import (
    CDLL, CFUNCTYPE, c_float, c_int32, c_ssize_t, c_void_p, create_string_buffer, memset, string_at)

from descriptors import descriptors, in_child, modules, report

ASK = CFUNCTYPE(c_ssize_t, c_void_p, c_int32, c_int32, c_ssize_t, c_void_p, c_float)
kept = []


def host():
    def answer(plugin, question, place, value, pointer, number):
        return {1: 2400, 16: 48000, 17: 512, 23: 1, 24: 1, 34: 1, 38: 1}.get(question, 0)
    kept.append(ASK(answer))
    return kept[-1]


def decoded(raw):
    return raw.decode(errors="replace").strip()


def listing(path):
    """Parameters by the plugin's id; nothing where there is none."""
    library = CDLL(path)
    # Old plugins begin with `main`, as programs do; those have a `_start` too.
    entries = ["VSTPluginMain"] + ["main"] * (not hasattr(library, "_start"))
    entry = next((name for name in entries if hasattr(library, name)), None)
    if entry is None:
        return {}
    given = CFUNCTYPE(c_void_p, c_void_p)((entry, library))(host())
    if not given:
        return {}
    record = string_at(given, 192)
    # magic, three functions and the setter's, then the getter; four counts; the id at 112.
    ask = ASK(struct.unpack_from("<Q", record, 8)[0])
    value = CFUNCTYPE(c_float, c_void_p, c_int32)(struct.unpack_from("<Q", record, 32)[0])
    ask(given, 0, 0, 0, None, 0)
    record = string_at(given, 192)
    space = create_string_buffer(4096)

    def words(question, place=0):
        space.value = b""
        ask(given, question, place, 0, space, 0)
        return decoded(space.value)

    def name(place):
        """The longer of the two that a plugin may tell, where one is the other cut."""
        short = words(8, place)
        memset(space, 0, 4096)
        if ask(given, 56, place, 0, space, 0) != 1:
            return short
        long = decoded(space.raw[12:76].split(b"\0")[0])
        return long if long.startswith(short) and len(long) > len(short) else short

    count = struct.unpack_from("<i", record, 44)[0]
    number = "%08X" % struct.unpack_from("<I", record, 112)[0]
    return {number: {
        "name": words(45) or words(48), "maker": words(47),
        "version": str(ask(given, 49, 0, 0, None, 0)),
        "parameters": [{
            "name": name(place) or f"Parameter {place + 1}", "unit": words(6, place),
            "default": value(given, place), "automatable": ask(given, 26, place, 0, None, 0) == 1}
            for place in range(count)]}}


def compare(ours, theirs):
    about = ours["plugin"]
    stem = os.path.splitext(os.path.basename(theirs["module"]))[0]
    for what, mine, yours in (
            ("name", about["name"], theirs["name"] or stem), ("maker", about["manufacturer"], theirs["maker"]),
            ("version", about["version"] or "0", theirs["version"]),
            ("parameters", len(ours["parameters"]), len(theirs["parameters"]))):
        if mine != yours:
            yield what, mine, yours
    for place, (one, other) in enumerate(zip(ours["parameters"], theirs["parameters"])):
        low, high = one["min"], one["max"]
        start = (one["default"] - low) / (high - low)
        # Whole numbers are told as themselves, and rounded.
        slack = 1 / (high - low) if one["type"] == "discrete" else 0
        told = {
            "name": (one["name"], other["name"]), "unit": (one.get("unit", ""), other["unit"]),
            "automatable": (one["automatable"], other["automatable"]),
            "symbol": (one["symbol"], str(place)), "index": (one["index"], place),
            "default": (abs(start - other["default"]) <= slack, True)}
        for what, (mine, yours) in told.items():
            if mine != yours:
                yield f"'{one['name']}' {what}", mine, yours


def main():
    differences, skipped = [], []
    plugins = count = 0
    read = descriptors("vst2", sys.argv[1:])
    first = {}
    for module in modules(sys.argv[1:], ".so"):
        listed = in_child(listing, module)
        if listed is None:
            skipped.append(f"{module}: the second reader cannot open it")
            continue
        for name, theirs in listed.items():
            if name in first:
                skipped.append(f"{module}: {first[name]} has its id, {name}, and comes first")
                continue
            first[name] = module
            if name not in read:
                differences.append(f"{module}: '{name}' is not read")
                continue
            theirs["module"] = module
            plugins, count = plugins + 1, count + len(theirs["parameters"])
            for what, mine, yours in compare(read[name], theirs):
                differences.append(f"{module} {what}: {mine!r}, not {yours!r}")
    if plugins != len(read):
        differences.append(f"{plugins} plugins are there, but {len(read)} are read")
    report("VST2 against a second reader", plugins, count, differences, skipped)


main()
