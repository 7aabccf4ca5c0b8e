"""Holds VST3 descriptors against dawdreamer; run by scripts/referee/run."""

import re
import sys

import dawdreamer

from descriptors import alone, descriptors, is_close, modules, report

# What dawdreamer says of a parameter without steps.
ENDLESS = 2**31 - 1


def number(text):
    found = re.match(r"\s*[-+]?\d+(\.\d+)?", text)
    return float(found.group()) if found else None


def compare(ours, theirs):
    """Yields what differs between the two readings of a parameter."""
    if ours["name"].strip() != theirs["name"].strip():
        yield "name", ours["name"], theirs["name"]
    if ours.get("unit", "") != theirs["label"].strip():
        yield "unit", ours.get("unit", ""), theirs["label"]
    steps = 0 if theirs["numSteps"] == ENDLESS else theirs["numSteps"] - 1
    if ours.get("steps", 0) != steps:
        yield "steps", ours.get("steps", 0), steps
    if ours["automatable"] != theirs["isAutomatable"]:
        yield "automatable", ours["automatable"], theirs["isAutomatable"]
    # Texts of stand-ins for MIDI controllers are not asked for.
    if ours.get("designation") != "midi-controller":
        for key, word in (("min_text", "min"), ("max_text", "max")):
            if ours.get(key, "") != theirs[word]:
                yield key, ours.get(key, ""), theirs[word]
    yield from compare_default(ours, theirs)


def compare_default(ours, theirs):
    """The default as a place between the ends, or else by what is shown for it."""
    value, low, high = ours.get("default"), ours["min"], ours["max"]
    place = theirs["defaultValue"]
    if value is not None and is_close((value - low) / (high - low), place, 1):
        return
    labels = {choice["value"]: choice["label"] for choice in ours.get("choices", [])}
    text = theirs["defaultValueText"]
    if value in labels:
        if labels[value] != text:
            yield "default", labels[value], text
    elif value is None or number(text) is None or not is_close(value, number(text), high - low):
        yield "default", value, f"{place} '{text}'"


def main():
    engine = dawdreamer.RenderEngine(44100, 512)
    differences, skipped = [], []
    plugins = parameters = 0
    for module in modules(sys.argv[1:], ".vst3"):
        with alone(module) as folder:
            read = descriptors("vst3", [folder])
        if len(read) != 1:
            skipped.append(f"{module}: it holds {len(read)} plugins, dawdreamer opens one")
            continue
        ours = next(iter(read.values()))["parameters"]
        theirs = engine.make_plugin_processor("p", module).get_parameters_description()
        plugins += 1
        parameters += len(ours)
        if len(ours) != len(theirs):
            differences.append(f"{module}: {len(ours)} parameters, not {len(theirs)}")
            continue
        for one, other in zip(ours, theirs):
            for what, mine, yours in compare(one, other):
                differences.append(f"{module} '{one['name']}' {what}: {mine!r}, not {yours!r}")
    report("VST3 against dawdreamer", plugins, parameters, differences, skipped)


main()
