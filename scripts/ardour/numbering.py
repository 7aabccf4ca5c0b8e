"""Maps for plugins of every format that Ardour hosts, to prove that it counts their parameters as we do.

Real plugins come from Debian; the made-up ones of fixtures/plugins have what real ones do not, and say
themselves which of their parameters was set. The maps name parameters by their symbols, and the program
under test makes files for Ardour of them: for the installed version, which must be right, and for later
ones, whose numbers must be found out where they differ.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path

from expectations import MapExpectations
from formats import ForeignPlugin, read_library
from lv2 import Bundles, Plugin, Port
from mutants import Mutant
from workshop import HERE, HostError, Workshop

REAL = {
    "ladspa": ["ZaMaximX2-ladspa.so", "lsp-plugins-ladspa-*.so", "sc4_1882.so", "cmt.so"],
    "vst2": ["ZaMultiCompX2-vst.so", "ZamComp-vst.so"],
    "vst3": ["ZaMultiCompX2.vst3", "ZamComp.vst3"],
}
"""Libraries of the packages that scripts/verify-ardour installs."""
WANTED = {
    "ladspa": ("ZaMaximX2", "surge_filter_mono", "limiter_stereo", "sc4", "track_peak"),
    "lv2": ("urn:zamaudio:ZaMultiCompX2",),
}
"""Which of their plugins, where not all of them are."""
FOLDERS = {"ladspa": "/usr/lib/ladspa", "vst2": "/usr/lib/vst", "vst3": "/usr/lib/vst3"}
SCANNERS = {"vst2": "ardour-vst-scanner", "vst3": "ardour-vst3-scanner"}
PROGRAMS = Path("/usr/lib/ardour7")
LATER = {"7.5": "Numbered VST3", "8.7": "Numbered VST3 with edits"}
"""Versions that number parameters of VST3 plugins otherwise than the one before, and on which of the
made-up plugins that one difference shows."""
REQUIRED = {"lv2": 8, "ladspa": 35, "vst2": 20, "vst3": 40}
"""How many bindings must act in each format."""
MOST = 10
"""Of a real plugin's parameters, so many are bound."""


def numbered_plugins(workshop: Workshop) -> list[Plugin]:
    """Puts the plugins where Ardour and the program look, lets Ardour scan, and reads them."""
    found: list[Plugin] = [
        plugin for uri in WANTED["lv2"] if (plugin := Bundles().plugin(uri)) is not None]
    for kind in REAL:
        own = made_up(workshop, kind)
        for path in [*real_libraries(workshop, kind), own]:
            scan(workshop, kind, path)
            plugins = read_library(kind, module(path), tells=path == own)
            found += [p for p in plugins if p.tells or is_wanted(p)]
    return found


def is_wanted(plugin: ForeignPlugin) -> bool:
    """Whether a plugin of a library with several is one to try."""
    names = WANTED.get(plugin.format)
    return not names or re.split("[#/]", plugin.uri)[-1] in names


def real_libraries(workshop: Workshop, kind: str) -> list[Path]:
    """Debian's libraries, linked to where nothing else is, so that Ardour starts quickly."""
    paths = []
    for pattern in REAL[kind]:
        found = sorted(Path(FOLDERS[kind]).glob(pattern))
        if not found:
            raise HostError(f"{FOLDERS[kind]}/{pattern} is not there")
        link = workshop.folder(kind) / found[-1].name
        link.symlink_to(found[-1])
        paths.append(link)
    return paths


def made_up(workshop: Workshop, kind: str) -> Path:
    """Compiles the made-up plugin of a format."""
    path = library = workshop.folder(kind) / "numbered.so"
    if kind == "vst3":
        path = workshop.folder(kind) / "numbered.vst3"
        library = path / f"Contents/{platform.machine()}-linux/numbered.so"
        library.parent.mkdir(parents=True)
    source = HERE / f"fixtures/plugins/{kind}.c"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", str(library),
         str(source)], check=True)
    # Ardour takes what its scanner wrote only when that is newer than the library, to the second.
    os.utime(library, (0, 0))
    return path


def module(path: Path) -> Path:
    """The library in a VST3 bundle."""
    if path.suffix != ".vst3":
        return path
    return next((path / f"Contents/{platform.machine()}-linux").glob("*.so"))


def scan(workshop: Workshop, kind: str, path: Path) -> None:
    """Lets Ardour's own scanner look at a library, which a session without windows never does."""
    if kind not in SCANNERS:
        return
    environment = workshop.environment(workshop.root / "scan-config")
    environment["LD_LIBRARY_PATH"] = str(PROGRAMS)
    run = subprocess.run(
        [PROGRAMS / SCANNERS[kind], "-f", path], env=environment, capture_output=True, timeout=60)
    if b"Found Plugin" not in run.stdout:
        raise HostError(f"{SCANNERS[kind]} finds no plugin in {path}: {run.stdout.decode()}")


# Maps


def write_studio(folder: Path, plugins: list[Plugin]) -> None:
    """Writes a workspace with a map for each plugin."""
    (folder / "maps").mkdir(parents=True)
    chapters = ['schema = 1\n[maps]\ninclude = ["maps/*.yaml"]\n']
    for plugin in plugins:
        chapters.append(f'[[plugins]]\nformat = "{plugin.format}"\ninclude = ["{plugin.uri}"]\n')
    for version in ("7.3", *LATER):
        name = "ardour-" + version.replace(".", "-")
        chapters.append(f'[[generate]]\ntarget = "ardour"\nname = "{name}"\n'
                        f'version = "{version}"\noutput = "{version}"\n')
    (folder / "pipeline.toml").write_text("\n".join(chapters), encoding="utf-8")
    for place, plugin in enumerate(plugins):
        text = map_text(plugin, place)
        (folder / f"maps/{place:02}.yaml").write_text(text, encoding="utf-8")


def map_text(plugin: Plugin, place: int) -> str:
    """A map that binds a plugin's inputs by their symbols."""
    key = "uri" if plugin.format == "lv2" else "id"
    lines = ["schema: 2", f'name: "{plugin.format} {plugin.name}"',
             f"device: {{ manufacturer: Acme, model: Bench {place // 16 + 1} }}",
             f"channel: {place % 16 + 1}",
             f'plugin: {{ format: {plugin.format}, {key}: "{plugin.uri}" }}', "controls:"]
    for number, port in enumerate(chosen(plugin)):
        button = ", button: latching" if port.toggled else ""
        lines.append(f"  - {{ id: knob-{number}, send: {{ cc: {number}{button} }}, "
                     f'parameter: {{ symbol: "{port.symbol}" }} }}')
    return "\n".join(lines) + "\n"


def chosen(plugin: Plugin) -> list[Port]:
    """All inputs of a made-up plugin, and some from all over a real one's list."""
    ports = [port for port in plugin.ports if port.is_input and port.minimum < port.maximum]
    if plugin.tells or len(ports) <= MOST:
        return ports
    return [ports[k * (len(ports) - 1) // (MOST - 1)] for k in range(MOST)]


def build(workshop: Workshop, program: Path, folder: Path) -> None:
    """Lets the program under test make the files."""
    environment = os.environ | {
        "LADSPA_PATH": str(workshop.folder("ladspa")), "VST_PATH": str(workshop.folder("vst2")),
        "VST3_PATH": str(workshop.folder("vst3"))}
    environment.pop("LV2_PATH", None)
    run = subprocess.run(
        [program, "build"], cwd=folder, env=environment, capture_output=True, text=True)
    if run.returncode != 0:
        raise HostError(f"{program} build ends with {run.returncode}:\n{run.stderr}")


# Mutants


def numbering_mutants(folder: Path, maps: list[MapExpectations]) -> list[Mutant]:
    """Numbers of later versions, and numbers that count something else."""
    found = [later_numbers(folder, version) for version in LATER]
    for name, kind, place in (
            ("only inputs counted", "ladspa", lambda p, port: [q for q in p.counted if q.is_input]),
            ("audio ports counted", "ladspa", None),
            ("every parameter counted", "vst3", lambda p, port: p.ports),
            ("only inputs counted", "vst3", lambda p, port: [q for q in p.counted if q.is_input]),
            ("fixed parameters left out", "vst2",
             lambda p, port: [q for q in p.ports if q.name != "Fixed"])):
        found.append(recounted(f"{kind}: {name}", kind, place, maps))
    return found


def later_numbers(folder: Path, version: str) -> Mutant:
    """The file that is meant for a later version, on a plugin where they differ."""
    others = {path.read_bytes(): (folder / version / path.name).read_bytes()
              for path in sorted((folder / "7.3").glob("*.map"))}
    return Mutant(f"numbers of Ardour {version}", lambda text: others.get(text, text),
                  lambda plugin: plugin.name == LATER[version])


def recounted(name: str, kind: str, order, maps: list[MapExpectations]) -> Mutant:
    """Numbers of one format counted over another list of ports."""
    plugins = {m.map.channel: m.map.plugin for m in maps if m.map.plugin.format == kind}

    def changed(binding: re.Match[bytes]) -> bytes:
        plugin, number = plugins.get(int(binding[2])), int(binding[4]) - 1
        if plugin is None:
            return binding[0]
        port = next(port for port in plugin.ports if port.number == number)
        if order is None:
            other = int(port.symbol)
        else:
            listed = order(plugin, port)
            other = listed.index(port) if port in listed else number
        return binding[1] + binding[2] + binding[3] + str(other + 1).encode() + b'"'

    pattern = re.compile(
        rb'(<Binding channel=")(\d+)(" [^>]*?uri="/route/plugin/parameter \S+ \d+ )(\d+)"')
    return Mutant(name, lambda text: pattern.sub(changed, text),
                  lambda plugin: plugin.format == kind)
