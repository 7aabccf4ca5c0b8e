"""Rows about reading: maps beside libyaml's bare events, descriptors, DAW files."""

import workspace
from measure import output_of
from table import Row

NAMES = workspace.PARAMETERS


def descriptor(count, uri):
    """A descriptor of `count` parameters, one a line as the program writes them."""
    entries = []
    for index in range(count):
        name = f"{NAMES[index % 8]} {index // 8 + 1}"
        entries.append(
            f'    {{ "index": {index}, "symbol": "{name.lower().replace(" ", "_")}", '
            f'"name": "{name}", "port": {index}, "direction": "input", "type": "continuous", '
            f'"min": 0, "max": {1 + index % 7}, "default": 0.{25 + index % 60}, '
            '"unit": "semi", "automatable": true }')
    return (
        '{\n  "plugin": { "manufacturer": "B", "name": "Big", "version": "1.0", "format": "LV2", '
        f'"uid": "{uri}", "uri": "{uri}", "category": "Plugin" }},\n'
        f'  "metadata": {{ "version": "1.0", "parameter_count": {count}, "index_base": 0 }},\n'
        '  "parameters": [\n' + ",\n".join(entries) + "\n  ]\n}\n")


def map_of(count):
    lines = [
        "schema: 2\nname: Many\ndevice: { manufacturer: Benchmark, model: Many }\nchannel: 1\n"
        'plugin: { format: lv2, uri: "urn:many" }\ncontrols:\n']
    for index in range(count):
        name = f"{NAMES[index % 8]} {index // 8 + 1}"
        lines.append(
            f"  - {{ id: knob-{index + 1}, name: {name}, send: {{ cc: {index + 32} }}, "
            f"parameter: {{ symbol: {name.lower().replace(' ', '_')} }} }}\n")
    return "".join(lines)


def timed(command):
    """Nanoseconds and bytes by name."""
    found = {}
    for line in output_of(command).splitlines():
        name, time, size = line.split()
        found[name] = (int(time), int(size))
    return found


def micro(nanoseconds):
    return f"{nanoseconds / 1000:,.0f} µs"


def rows(bench):
    bench.note("reading")
    made, many = f"{bench.folder}/reading-100", f"{bench.folder}/reading-many"
    workspace.make(made, 100)
    workspace.write(f"{many}/inputs/descriptors/many.json", descriptor(48, "urn:many"))
    workspace.write(f"{many}/inputs/maps/many.yaml", map_of(48))
    workspace.write(f"{many}/big.json", descriptor(2234, "urn:big"))
    found = []
    for folder, name in [(made, "100 maps of the benchmark"), (bench.repository, "this repository's maps")]:
        maps = [path for path in workspace.files(folder, "inputs/maps")
                if not path.endswith("registry.yaml")]
        workspace.write(f"{bench.folder}/maps", "".join(f"{path}\n" for path in maps))
        events, both = [], []
        for _ in range(5):
            events.append(timed([bench.floors, "yaml", "9", f"{bench.folder}/maps"])["events"][0])
            both.append(timed([bench.reading, "maps", "9", folder])["maps"][0])
        floor, ours = sorted(events)[2], sorted(both)[2]
        found.append(
            Row(f"reading and validating {name} ({len(maps)} files), CPU",
                "≤ 2 × libyaml's events", micro(ours), f"libyaml {micro(floor)}",
                f"{ours / floor:.2f}", ours <= 2 * floor))
    big = timed([bench.reading, "descriptor", "15", f"{many}/big.json"])["descriptor"][0]
    found.append(
        Row("reading and checking a descriptor of 2,234 parameters, CPU", "< 2 ms", micro(big),
            met=big < 2_000_000))
    daw = timed([bench.reading, "ardour", "99", many, "inputs/maps/many.yaml"])["ardour-48"][0]
    found.append(
        Row("making and reading back an Ardour file of 48 controls, CPU", "< 100 µs", micro(daw),
            met=daw < 100_000))
    return found
