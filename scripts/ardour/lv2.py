"""Control ports of LV2 plugins, read from the Turtle of the installed bundles.

Reads the plugins' own data with rdflib: neither Ardour, nor lilv, nor any descriptor of this
project has a say in what is expected.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlparse

import rdflib
from rdflib import RDF, RDFS, Namespace, URIRef

LV2 = Namespace("http://lv2plug.in/ns/lv2core#")
PROPS = Namespace("http://lv2plug.in/ns/ext/port-props#")
CACHE_FORMAT = 1


@dataclass(frozen=True)
class Port:
    """A parameter; `number` is Ardour's, from 0: it counts all control ports, inputs and outputs, of LV2."""

    number: int
    symbol: str
    name: str
    is_input: bool
    minimum: float
    maximum: float
    default: float
    toggled: bool = False
    integer: bool = False
    enumeration: bool = False
    logarithmic: bool = False
    sample_rate: bool = False
    steps: int = 0
    points: tuple[float, ...] = ()


@dataclass
class Plugin:
    """A plugin and its control ports in order."""

    uri: str
    name: str
    is_installed: bool
    ports: list[Port] = field(default_factory=list)
    format = "lv2"
    tells = False
    """Whether it writes down which of its parameters was set, as the made-up ones do."""

    @property
    def host_id(self) -> str:
        """What Ardour knows it by."""
        return self.uri

    @property
    def counted(self) -> list[Port]:
        """What Ardour numbers, in order."""
        return [port for port in self.ports if port.number >= 0]


class Bundles:
    """The installed LV2 bundles, looked up by plugin URI; what was parsed once is kept on disk."""

    def __init__(self, extra: list[Path] | None = None, others: list[Plugin] | None = None) -> None:
        self._others = {(plugin.format, plugin.uri): plugin for plugin in others or []}
        self._folders = [*(extra or []), *lv2_folders()]
        self._cache_file = cache_file()
        self._cache: dict[str, object] = load_cache(self._cache_file)
        self._where: dict[str, tuple[Path, list[Path]]] | None = None
        self._plugins: dict[str, Plugin | None] = {}

    def plugin(self, uri: str) -> Plugin | None:
        """The plugin with this URI, or `None` when no bundle has it."""
        if uri not in self._plugins:
            found = self._index().get(uri)
            self._plugins[uri] = self._read(uri, *found) if found else None
        return self._plugins[uri]

    def other(self, kind: str, plugin_id: str) -> Plugin | None:
        """A plugin of another format, if it is one of those given."""
        return self._others.get((kind, plugin_id))

    def named(self, name: str) -> list[str]:
        """URIs of installed plugins with this name, whatever its case."""
        wanted = name.casefold()
        return sorted(
            uri for uri in self._index()
            if (plugin := self.plugin(uri)) and plugin.name.casefold() == wanted)

    def _index(self) -> dict[str, tuple[Path, list[Path]]]:
        if self._where is None:
            self._where = {}
            for manifest in manifests(self._folders):
                for uri, files in self._kept(manifest, manifest_entries).items():
                    self._where.setdefault(uri, (manifest, files))
            save_cache(self._cache_file, self._cache)
        return self._where

    def _read(self, uri: str, manifest: Path, files: list[Path]) -> Plugin:
        paths = [path for path in [manifest, *files] if path.suffix == ".ttl" and path.is_file()]
        key = stamp(uri, paths)
        if key not in self._cache:
            graph = rdflib.Graph()
            for path in paths:
                parse(graph, path)
            self._cache[key] = plugin_of(graph, uri)
            save_cache(self._cache_file, self._cache)
        return self._cache[key]

    def _kept(self, path: Path, make):
        key = stamp(make.__name__, [path])
        if key not in self._cache:
            self._cache[key] = make(path)
        return self._cache[key]


def lv2_folders() -> list[Path]:
    """Where LV2 bundles are looked for."""
    stated = os.environ.get("LV2_PATH", "")
    usual = ["/usr/local/lib/lv2", "/usr/lib/lv2", "/usr/lib/x86_64-linux-gnu/lv2",
             "/usr/lib/aarch64-linux-gnu/lv2"]
    return [Path(p) for p in (stated.split(":") if stated else usual) if p]


def manifests(folders: list[Path]) -> list[Path]:
    """All bundles' manifests in a fixed order."""
    return [path for folder in folders for path in sorted(folder.glob("*/manifest.ttl"))]


def manifest_entries(manifest: Path) -> dict[str, list[Path]]:
    """The plugins that a manifest declares, with the files that say more about each."""
    graph = rdflib.Graph()
    parse(graph, manifest)
    return {
        str(subject): sorted({local_path(o) for o in graph.objects(subject, RDFS.seeAlso)})
        for subject in set(graph.subjects(RDF.type, LV2.Plugin))}


def parse(graph: rdflib.Graph, path: Path) -> None:
    """Adds a Turtle file to a graph."""
    graph.parse(path.as_posix(), format="turtle", publicID=path.as_uri())


def local_path(node: object) -> Path:
    """The file behind a file: URI."""
    return Path(unquote(urlparse(str(node)).path))


def plugin_of(graph: rdflib.Graph, uri: str) -> Plugin:
    """Reads a plugin's control ports, in port-index order."""
    subject = URIRef(uri)
    nodes = [n for n in graph.objects(subject, LV2.port)
             if (n, RDF.type, LV2.ControlPort) in graph]
    nodes.sort(key=lambda node: int(graph.value(node, LV2["index"])))
    ports = [port_of(graph, node, number) for number, node in enumerate(nodes)]
    return Plugin(uri, plain_name(graph, subject), True, ports)


def plain_name(graph: rdflib.Graph, subject: URIRef) -> str:
    """The plugin's name: the one without a language if there are several."""
    doap = URIRef("http://usefulinc.com/ns/doap#name")
    names = sorted(graph.objects(subject, doap), key=lambda n: (bool(n.language), str(n)))
    return str(names[0]) if names else ""


def port_of(graph: rdflib.Graph, node: object, number: int) -> Port:
    """Reads one control port; where Turtle is silent, the range is 0 to 1."""
    properties = set(graph.objects(node, LV2.portProperty))
    names = sorted(graph.objects(node, LV2.name), key=lambda n: (bool(n.language), str(n)))
    minimum = number_of(graph, node, LV2.minimum, 0.0)
    steps = graph.value(node, PROPS.rangeSteps)
    points = [graph.value(p, RDF.value) for p in graph.objects(node, LV2.scalePoint)]
    return Port(
        number=number,
        symbol=str(graph.value(node, LV2.symbol)),
        name=str(names[0]) if names else "",
        is_input=(node, RDF.type, LV2.InputPort) in graph,
        minimum=minimum,
        maximum=number_of(graph, node, LV2.maximum, 1.0),
        default=number_of(graph, node, LV2.default, minimum),
        toggled=LV2.toggled in properties,
        integer=LV2.integer in properties,
        enumeration=LV2.enumeration in properties,
        logarithmic=PROPS.logarithmic in properties,
        sample_rate=LV2.sampleRate in properties,
        steps=int(float(steps)) if steps is not None else 0,
        points=tuple(sorted(float(p) for p in points if p is not None)))


def number_of(graph: rdflib.Graph, node: object, key: URIRef, otherwise: float) -> float:
    """A number, or what is taken when there is none."""
    found = graph.value(node, key)
    try:
        return float(found) if found is not None else otherwise
    except ValueError:
        return otherwise


def stamp(what: str, paths: list[Path]) -> str:
    """A key that changes when one of the files does."""
    parts = [what]
    for path in paths:
        about = path.stat()
        parts.append(f"{path}:{about.st_size}:{about.st_mtime_ns}")
    return "|".join(parts)


def cache_file() -> Path:
    """Where parsed Turtle is kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "verify-ardour" / f"turtle-{CACHE_FORMAT}.pickle"


def load_cache(path: Path) -> dict[str, object]:
    """Reads what was kept; a damaged file counts as an empty one."""
    try:
        return pickle.loads(path.read_bytes())
    except Exception:  # noqa: BLE001 - any damage at all means parsing again
        return {}


def save_cache(path: Path, cache: dict[str, object]) -> None:
    """Keeps what was parsed; that it cannot be kept is no reason to stop."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            pickle.dump(cache, file)
        os.replace(temporary, path)
    except OSError:
        pass
