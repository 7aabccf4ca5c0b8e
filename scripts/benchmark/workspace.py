"""Makes workspaces of N maps, and the same graph for ninja.

A workspace of N maps has N descriptors of about 5 KB, N maps of 16 controls, one controller profile
for every 16 maps (each map on its own channel), and generates for each map a resolved map, a runtime
map and a descriptor, and for each controller one Ardour file: 5 N + N/8 files.

"The same graph" for ninja: the same input files, outputs of the same paths and sizes, and the same
dependencies, with as few commands as can make them, 3 N + N/16:

    check     descriptor                          -> outputs/descriptors
    validate  map, descriptor output, controller  -> outputs/resolved
    generate  resolved map                        -> outputs/runtime
    ardour    resolved maps of one controller     -> outputs/ardour

Each command reads and hashes its inputs and writes as many bytes as `pipeline` writes there; with
`restat`, an equal output stops the wave. So a build of either with nothing to do looks at the same
files. `pipeline` has more nodes than ninja has commands (its own nodes cost no process).
"""

import os

PARAMETERS = ["Cutoff", "Resonance", "Attack", "Decay", "Sustain", "Release", "Drive", "Mix"]
MAPS_PER_DEVICE = 16
CONTROLS = 16

MANIFEST = """schema = 1

[workspace]
name = "benchmark"

[[plugins]]
descriptors = ["inputs/descriptors/**/*.json"]

[maps]
include = ["inputs/maps/**/*.yaml"]

[controllers]
include = ["inputs/controllers/*.yaml"]

[[generate]]
target = "descriptors"
output = "outputs/descriptors"

[[generate]]
target = "resolved"
output = "outputs/resolved"

[[generate]]
target = "runtime"
output = "outputs/runtime"

[[generate]]
target = "ardour"
version = "7.3"
address = "S1"
slot = 1
output = "outputs/ardour"
"""


def descriptor(number):
    lines = [
        '{\n  "plugin": {\n    "manufacturer": "Benchmark",\n'
        f'    "name": "Plugin {number}",\n    "version": "1.0",\n    "format": "LV2",\n'
        f'    "uid": "urn:benchmark:{number:05}",\n    "uri": "urn:benchmark:{number:05}",\n'
        '    "category": "Instrument Plugin"\n  },\n  "metadata": {\n    "version": "1.0",\n'
        '    "author": "benchmark",\n    "parameter_count": 24,\n    "index_base": 0\n  },\n'
        '  "parameters": [\n'
    ]
    entries = []
    for index in range(24):
        name = f"{PARAMETERS[index % 8]} {index // 8 + 1}"
        symbol = name.lower().replace(" ", "_")
        entries.append(
            f'    {{ "index": {index}, "symbol": "{symbol}", "name": "{name}", "port": {index}, '
            f'"direction": "input", "type": "continuous", "min": 0, "max": {1 + number % 7}, '
            f'"default": 0.{25 + index}, "unit": "semi", "automatable": true }}'
        )
    return "".join(lines) + ",\n".join(entries) + "\n  ]\n}\n"


def control_map(number, revision=0):
    device, channel = number // MAPS_PER_DEVICE, number % MAPS_PER_DEVICE + 1
    text = (
        f"# Map {number} of the benchmark.\nschema: 2\nname: Map {number}\n"
        f"device: benchmark/device-{device:04}\nchannel: {channel}\n"
        f'plugin: {{ format: lv2, uri: "urn:benchmark:{number:05}" }}\ncontrols:\n'
    )
    for knob in range(CONTROLS):
        name = f"{PARAMETERS[knob % 8]} {knob // 8 + 1}"
        symbol = name.lower().replace(" ", "_")
        extra = f", smoothing: {revision}" if revision and knob == 0 else ""
        text += (
            f"  - {{ id: knob-{knob + 1}, name: {name}, parameter: {{ symbol: {symbol} }}{extra} }}\n"
        )
    return text


def controller(device):
    text = (
        f"profile: 1\nid: benchmark/device-{device:04}\nmanufacturer: Benchmark\n"
        f"model: Device {device:04}\nchannel: 1\nelements:\n"
    )
    for knob in range(CONTROLS):
        text += f"  - {{ id: knob-{knob + 1}, name: Knob {knob + 1}, kind: knob, send: {{ cc: {16 + knob} }} }}\n"
    return text


def map_path(number):
    return f"inputs/maps/{number // 100:03}/map-{number:05}.yaml"


def descriptor_path(number):
    return f"inputs/descriptors/{number // 100:03}/plugin-{number:05}.json"


def write(path, text):
    try:
        file = open(path, "w")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = open(path, "w")
    with file:
        file.write(text)


def make(folder, count, shared=False):
    """Makes a workspace; `shared`: every map extends one template."""
    write(f"{folder}/pipeline.toml", MANIFEST)
    for number in range(count):
        write(f"{folder}/{descriptor_path(number)}", descriptor(number))
        text = control_map(number)
        if shared:
            text = text.replace("schema: 2\n", "schema: 2\nextends: ../../base.yaml\n")
        write(f"{folder}/{map_path(number)}", text)
    if shared:
        edit_shared(folder, 0)
    for device in range(device_count(count)):
        write(f"{folder}/inputs/controllers/device-{device:04}.yaml", controller(device))


def device_count(count):
    return (count + MAPS_PER_DEVICE - 1) // MAPS_PER_DEVICE


def edit(folder, number, revision):
    """Changes what a map means; `comment` below only how it reads."""
    write(f"{folder}/{map_path(number)}", control_map(number, revision))


def comment(folder, number, revision):
    write(f"{folder}/{map_path(number)}", f"# {revision}\n" + control_map(number))


def edit_shared(folder, revision):
    """Changes the template that every map extends, and so every map."""
    write(
        f"{folder}/inputs/base.yaml",
        "schema: 2\nname: Base\ntemplate: true\ncontrols:\n"
        f"  - {{ id: knob-1, smoothing: {1 + revision} }}\n")


def files(folder, part):
    """Paths of all files below a part of a workspace, folder by folder."""
    found = []
    for place, folders, names in os.walk(f"{folder}/{part}"):
        folders.sort()
        found += [f"{place}/{name}" for name in sorted(names)]
    return found


def write_ninja(folder, count, floors, sizes, shared=False):
    """Writes build.ninja for a workspace whose outputs have the given sizes."""
    lines = [
        "rule node",
        f"  command = {floors} node $out $size $in",
        "  restat = 1",
        "",
    ]
    for output, inputs in commands(count, shared):
        lines.append(f"build {output}: node {' '.join(inputs)}")
        lines.append(f"  size = {sizes[output]}")
    write(f"{folder}/build.ninja", "\n".join(lines) + "\n")


def write_make(folder, count, floors, sizes):
    """Writes the same graph as a Makefile, and makes the folders, which make does not."""
    graph = list(commands(count))
    lines = ["all: " + " ".join(output for output, _ in graph), ".SUFFIXES:", ""]
    for output, inputs in graph:
        lines.append(f"{output}: {' '.join(inputs)}")
        lines.append(f"\t@{floors} node $@ {sizes[output]} $^")
    write(f"{folder}/Makefile", "\n".join(lines) + "\n")


def commands(count, shared=False):
    """The outputs of the graph, each with its inputs."""
    base = ["inputs/base.yaml"] if shared else []
    for number in range(count):
        described = f"outputs/descriptors/lv2-benchmark-{number:05}.json"
        resolved = f"outputs/resolved/{number // 100:03}/map-{number:05}.json"
        device = f"inputs/controllers/device-{number // MAPS_PER_DEVICE:04}.yaml"
        yield described, [descriptor_path(number)]
        yield resolved, [map_path(number), described, device] + base
        yield f"outputs/runtime/{number // 100:03}/map-{number:05}.json", [resolved]
    for device in range(device_count(count)):
        first = device * MAPS_PER_DEVICE
        maps = range(first, min(first + MAPS_PER_DEVICE, count))
        yield (
            f"outputs/ardour/benchmark-device-{device:04}.map",
            [f"outputs/resolved/{number // 100:03}/map-{number:05}.json" for number in maps],
        )
