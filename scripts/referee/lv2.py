"""Holds LV2 descriptors against two readers of others; run by scripts/referee/run.

lv2info prints what lilv says of each plugin's ports. rdflib, which shares nothing with lilv, reads the
bundle's Turtle files, and is asked for all that a descriptor keeps, properties of messages included;
symbols of units and labels of classes come from the specification's own files.

Tolerated, because the tools cannot say more: lv2info prints numbers with six decimals. Where a file
states something twice, as one point of gxtuner's list has two labels, either is right.
"""

import glob
import os
import re
import subprocess
import sys
from multiprocessing import Pool

import rdflib
from rdflib.namespace import RDF, RDFS

from descriptors import descriptors, report

LV2 = rdflib.Namespace("http://lv2plug.in/ns/lv2core#")
UNITS = rdflib.Namespace("http://lv2plug.in/ns/extensions/units#")
GROUPS = rdflib.Namespace("http://lv2plug.in/ns/ext/port-groups#")
PATCH = rdflib.Namespace("http://lv2plug.in/ns/ext/patch#")
PROPS = "http://lv2plug.in/ns/ext/port-props#"
KX = "http://kxstudio.sf.net/ns/lv2ext/props#"
NOT_AUTOMATABLE = {PROPS + "expensive", PROPS + "notAutomatic", KX + "NonAutomable", KX + "NonAutomatable"}
NUMBERS = {
    "Float": "continuous", "Double": "continuous", "float": "continuous", "double": "continuous",
    "decimal": "continuous", "Int": "discrete", "Long": "discrete", "int": "discrete", "long": "discrete",
    "integer": "discrete", "nonNegativeInteger": "discrete", "Bool": "boolean", "boolean": "boolean"}


def local(uri):
    return re.split("[#/:]", str(uri))[-1]


# ---- lv2info

def by_lv2info(uri, environment):
    """Of each control port, what lv2info prints: fields by their names."""
    text = subprocess.run(
        ["lv2info", uri], env=environment, capture_output=True).stdout.decode(errors="replace")
    ports, field = [], None
    head = {}
    for line in text.split("\n"):
        body = line.strip()
        if re.match(r"\tPort \d+:$", line):
            ports.append({"number": int(body[5:-1]), "points": []})
        elif not ports:
            found = re.match(r"\t(Name|Author|Class): +(.*)", line)
            if found:
                head[found[1]] = found[2]
        elif line.startswith("\t\t\t"):
            value, _, label = body.partition(" = ")
            ports[-1]["points"].append((value, label[1:-1]))
        elif line.startswith("\t\t "):
            ports[-1][field].append(body)
        elif ":" in body:
            field, _, value = body.partition(":")
            ports[-1].setdefault(field, []).append(value.strip())
    return head, [port for port in ports if str(LV2.ControlPort) in port["Type"]]


def compare_with_lv2info(ours, head, ports):
    yield from differing("name", ours["plugin"]["name"], head.get("Name", ""))
    yield from differing("maker", ours["plugin"]["manufacturer"], head.get("Author", ""))
    mine = [one for one in ours["parameters"] if "property" not in one]
    if len(mine) != len(ports):
        yield "ports", len(mine), len(ports)
        return
    for one, port in zip(mine, ports):
        place = one["symbol"] + " "
        properties = port.get("Properties", [])
        told = {
            "symbol": (one["symbol"].partition("#")[0], port["Symbol"][0]),
            "name": (one["name"], port["Name"][0]),
            "port": (one["port"], port["number"]),
            "direction": (one["direction"] == "input", str(LV2.InputPort) in port["Type"]),
            "designation": (one.get("designation", ""), local(port.get("Designation", [""])[0])),
            "group": ("group" in one, "Group" in port),
            "logarithmic": (one.get("logarithmic", False), PROPS + "logarithmic" in properties),
            "sample rate": (one.get("sample_rate", False), str(LV2.sampleRate) in properties),
            "hidden": (one.get("hidden", False), PROPS + "notOnGUI" in properties),
            "optional": (one.get("optional", False), str(LV2.connectionOptional) in properties),
        }
        for what, (left, right) in told.items():
            yield from differing(place + what, left, right)
        for what, key in (("Minimum", "min"), ("Maximum", "max"), ("Default", "default")):
            text = port.get(what, [""])[0]
            if not is_close(one.get(key), as_number(text)):
                yield place + key, one.get(key), text
        mine_points = [(choice["value"], choice["label"]) for choice in one.get("choices", [])]
        theirs = [(as_number(value), label) for value, label in port["points"]]
        if len(mine_points) != len(theirs) or any(
                left[1] != right[1] or not is_close(left[0], right[0])
                for left, right in zip(sorted(mine_points), sorted(theirs))):
            yield place + "scale points", mine_points, theirs


def as_number(text):
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) != float("inf") and value == value else None


def is_close(one, other):
    if one is None or other is None:
        return one is None and other is None
    return abs(one - other) <= 6e-7 + 2e-7 * abs(one)


# ---- rdflib

def specification(folder="/usr/lib/lv2"):
    """Symbols of units and labels of classes by their URIs; all that is said of common parameters."""
    graph = rdflib.Graph()
    for name in ("units.lv2/units.ttl", "core.lv2/lv2core.ttl"):
        graph.parse(f"{folder}/{name}", format="turtle")
    symbols = {str(unit): str(text) for unit, text in graph.subject_objects(UNITS.symbol)}
    labels = {str(one): str(text) for one, text in graph.subject_objects(RDFS.label)}
    parents = {}
    for one, parent in graph.subject_objects(RDFS.subClassOf):
        parents.setdefault(str(one), set()).add(str(parent))
    common = rdflib.Graph()
    common.parse(folder + "/parameters.lv2/parameters.ttl", format="turtle")
    return symbols, labels, parents, list(common)


class Bundle:
    """A bundle's own statements, by the words of a descriptor."""

    def __init__(self, folder, spec):
        self.symbols, self.labels, self.parents, common = spec
        self.graph = rdflib.Graph()
        for statement in common:
            self.graph.add(statement)
        self.folder = folder
        self.files = set()
        self.load(folder + "/manifest.ttl")

    def load(self, path):
        if path not in self.files:
            self.files.add(path)
            self.graph.parse(path, format="turtle", publicID="file://" + path)

    def plugins(self):
        plugins = sorted(
            one for one in self.graph.subjects(RDF.type, LV2.Plugin) if isinstance(one, rdflib.URIRef))
        for plugin in plugins:
            for data in list(self.graph.objects(plugin, RDFS.seeAlso)):
                path = str(data).removeprefix("file://")
                if path.endswith(".ttl"):
                    self.load(path)
        return plugins

    def values(self, subject, predicate):
        return list(self.graph.objects(subject, predicate))

    def texts(self, subject, *predicates):
        """Those without a language first in line, of the first property that has any."""
        for predicate in predicates:
            values = [one for one in self.values(subject, predicate)]
            plain = [str(one) for one in values if not getattr(one, "language", None)]
            if values:
                return plain or [str(one) for one in values]
        return [""]

    def numbers(self, subject, predicate):
        """Every number that is stated; `None` for what is none."""
        found = []
        for value in self.values(subject, predicate):
            number = value.toPython() if isinstance(value, rdflib.Literal) else None
            if isinstance(number, bool):
                number = int(number)
            if isinstance(number, (str, rdflib.Literal)) or number is None:
                found.append(None)
            else:
                number = float(number)
                found.append(number if abs(number) < float("inf") else None)
        return found or [None]

    def units(self, subject):
        found = set()
        for unit in self.values(subject, UNITS.unit):
            if str(unit) in self.symbols:
                found.add(self.symbols[str(unit)].strip())
                continue
            own = [str(text).strip() for text in self.values(unit, UNITS.symbol)]
            for text in self.values(unit, UNITS.render):
                if not own:
                    found.add(re.sub("%[^a-zA-Z%]*[a-zA-Z]", "", str(text)).replace("%%", "%").strip())
            found.update(own)
            if not found:
                found.add(local(unit) if isinstance(unit, rdflib.URIRef) else "")
        return found or {""}

    def category(self, plugin):
        """Labels of the classes that have no other of its classes below them."""
        classes = {str(one) for one in self.values(plugin, RDF.type) if str(one) in self.parents}
        classes.discard(str(LV2.Plugin))

        def above(one):
            parents = self.parents.get(one, set())
            return parents.union(*(above(parent) for parent in parents))
        hidden = set().union(*(above(one) for one in classes))
        return {self.labels[one] for one in classes - hidden} or {""}


def compare_with_rdf(ours, bundle, plugin):
    def differing_from(what, mine, allowed):
        if mine not in allowed:
            yield what, mine, sorted(map(str, allowed))

    yield from differing_from("name", ours["plugin"]["name"], bundle.texts(
        plugin, rdflib.URIRef("http://usefulinc.com/ns/doap#name")))
    yield from differing_from("category", ours["plugin"]["category"], bundle.category(plugin))
    versions = {
        f"{minor}.{micro}" for minor in bundle.values(plugin, LV2.minorVersion)
        for micro in bundle.values(plugin, LV2.microVersion)} or {""}
    yield from differing_from("version", ours["plugin"]["version"], versions)
    ports = {}
    for port in bundle.values(plugin, LV2.port):
        if LV2.ControlPort in bundle.values(port, RDF.type):
            ports[int(bundle.values(port, LV2["index"])[0])] = port
    properties = {str(one): "output" for one in bundle.values(plugin, PATCH.readable)}
    properties.update({str(one): "input" for one in bundle.values(plugin, PATCH.writable)})
    properties = {
        uri: direction for uri, direction in properties.items()
        if any(local(one) in NUMBERS for one in bundle.values(rdflib.URIRef(uri), RDFS.range))}
    mine = ours["parameters"]
    stated = [one.get("property") or one["port"] for one in mine]
    expected = sorted(ports) + sorted(properties)
    if stated != expected:
        yield "parameters", stated, expected
        return
    for one in mine:
        node = rdflib.URIRef(one["property"]) if "property" in one else ports[one["port"]]
        for what, left, right in compare_parameter(one, bundle, node, properties):
            yield f"{one['symbol']} {what}", left, right
    yield from compare_groups(ours, bundle, ports)


def compare_parameter(one, bundle, node, properties):
    is_port = "property" not in one
    flags = {str(flag) for flag in bundle.values(node, LV2.portProperty)}
    points = []
    for point in bundle.values(node, LV2.scalePoint):
        value = bundle.numbers(point, RDF.value)[0]
        if value is not None:
            points.append((value, bundle.texts(point, RDFS.label)))
    if is_port:
        direction = "input" if LV2.InputPort in bundle.values(node, RDF.type) else "output"
        names, symbols, kind = bundle.texts(node, LV2.name), bundle.texts(node, LV2.symbol), "continuous"
    else:
        direction = properties[one["property"]]
        kind = NUMBERS[local(bundle.values(node, RDFS.range)[0])]
        symbols = bundle.texts(node, LV2.symbol)
        if symbols == [""]:
            symbols = [local(node)]
        names = bundle.texts(node, RDFS.label, LV2.name)
    if names == [""]:
        names = symbols
    if str(LV2.toggled) in flags:
        kind = "boolean"
    elif str(LV2.enumeration) in flags and points:
        kind = "choice"
    elif str(LV2.integer) in flags:
        kind = "discrete"
    designations = [local(role) for role in bundle.values(node, LV2.designation)] if is_port else []
    told = {
        "name": (one["name"], names),
        # Those that are repeated have been set apart.
        "symbol": (one["symbol"].partition("#")[0] if is_port else one["symbol"].rstrip("_"), symbols),
        "direction": (one["direction"], [direction]),
        "kind": (one["type"], [kind]),
        "unit": (one.get("unit", ""), bundle.units(node)),
        "designation": (one.get("designation", ""), designations or [""]),
        "logarithmic": (one.get("logarithmic", False), [PROPS + "logarithmic" in flags]),
        "sample rate": (one.get("sample_rate", False), [str(LV2.sampleRate) in flags]),
        "hidden": (one.get("hidden", False), [PROPS + "notOnGUI" in flags]),
        "optional": (one.get("optional", False), [is_port and str(LV2.connectionOptional) in flags]),
        "automatable": (one["automatable"], [direction == "input" and not flags & NOT_AUTOMATABLE]),
    }
    for key, word in (("min", LV2.minimum), ("max", LV2.maximum), ("default", LV2.default)):
        numbers = bundle.numbers(node, word)
        if kind == "boolean" and not is_port and numbers == [None]:
            numbers = {"min": [0], "max": [1], "default": [None]}[key]
        told[key] = (one.get(key), numbers)
    for what, (left, right) in told.items():
        if left not in right:
            yield what, left, list(right)
    choices = sorted((choice["value"], choice["label"]) for choice in one.get("choices", []))
    points.sort()
    if len(choices) != len(points) or any(
            value != point[0] or label not in point[1] for (value, label), point in zip(choices, points)):
        yield "choices", choices, points


def compare_groups(ours, bundle, ports):
    """Each parameter's group by the names it has; members, by what parameters say."""
    members = {}
    for one in ours["parameters"]:
        node = rdflib.URIRef(one["property"]) if "property" in one else ports[one["port"]]
        groups = bundle.values(node, GROUPS.group)
        if bool(groups) != ("group" in one):
            yield f"{one['symbol']} group", one.get("group"), groups
        if "group" not in one:
            continue
        members.setdefault(one["group"], []).append(one["index"])
        names = {name for group in groups for name in bundle.texts(group, LV2.name, RDFS.label)}
        symbols = {name for group in groups for name in bundle.texts(group, LV2.symbol)}
        named = ours["groups"][one["group"]]["name"]
        if names != {""} and named not in names:
            yield f"{one['symbol']} group's name", named, names
        if symbols != {""} and one["group"].rstrip("_") not in symbols:
            yield f"{one['symbol']} group's symbol", one["group"], symbols
    stated = {symbol: group["parameters"] for symbol, group in ours["groups"].items()}
    if stated != members:
        yield "members of groups", stated, members


def differing(what, mine, theirs):
    if mine != theirs:
        yield what, mine, theirs


# ---- both

# What the processes share that judge bundles: descriptors, the specification's words, and where
# lv2info looks.
shared = {}


def judge(folder):
    """The differences of a bundle's plugins, and what was compared."""
    read, spec, environment = (shared[key] for key in ("read", "spec", "environment"))
    lines, plugins, parameters = [], 0, 0
    bundle = Bundle(folder, spec)
    for plugin in bundle.plugins():
        uri = str(plugin)
        if uri not in read:
            lines.append(f"{folder}: <{uri}> is not read")
            continue
        plugins, parameters = plugins + 1, parameters + len(read[uri]["parameters"])
        found = [("lv2info", *one) for one in compare_with_lv2info(read[uri], *by_lv2info(uri, environment))]
        found += [("rdflib", *one) for one in compare_with_rdf(read[uri], bundle, plugin)]
        lines += [f"<{uri}> {what}: {left!r}, not {right!r} ({who})" for who, what, left, right in found]
    return lines, plugins, parameters


def main():
    folders = sys.argv[1:]
    read = descriptors("lv2", folders)
    shared.update(read=read, spec=specification(), environment={
        "PATH": "/usr/bin:/bin", "LV2_PATH": ":".join(folders)})
    bundles = sorted(
        os.path.dirname(path) for folder in folders for path in glob.glob(folder + "/*/manifest.ttl"))
    plugins = parameters = 0
    differences = []
    with Pool(os.cpu_count()) as pool:
        for lines, some, more in pool.imap(judge, bundles):
            differences += lines
            plugins, parameters = plugins + some, parameters + more
    if plugins != len(read):
        differences.append(f"{plugins} plugins in these folders, but {len(read)} are read")
    report("LV2 against lv2info and rdflib", plugins, parameters, differences, [])


if __name__ == "__main__":
    main()
