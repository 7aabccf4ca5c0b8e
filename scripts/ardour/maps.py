"""Maps and controller profiles, read as docs/map-format.md describes them.

Independent of the Swift code on purpose: both dialects, `extends`, profiles and the channel
registry are read here a second time, so that a misreading there shows as a deviation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lv2 import Bundles, Plugin, Port

MESSAGE_KEYS = (
    "cc", "note", "nrpn", "rpn", "bend", "pressure", "poly-pressure", "program", "sysex")
BUTTON_KINDS = ("button", "pad")


class MapError(Exception):
    """A map says something that cannot be looked up."""


class PlainLoader(yaml.SafeLoader):
    """YAML where dates stay text and only true and false are truth values."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


@dataclass
class Send:
    """What an element sends: message, number, channel if stated, and how values are meant."""

    message: str
    number: int = 0
    channel: int | None = None
    bits: int = 7
    encoder: str | None = None
    button: str | None = None
    on: int = 127
    off: int = 0


@dataclass
class Control:
    """A control of a map with its message, channel and parameter looked up."""

    id: str
    name: str
    channel: int
    send: Send
    port: Port | None
    mode: str
    shaping: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


@dataclass
class Map:
    """A map that something is to be generated from."""

    path: Path
    key: str
    name: str
    manufacturer: str
    model: str
    plugin: Plugin | None
    uri: str
    plugin_name: str
    channel: int | None
    controls: list[Control]


class Library:
    """All maps, profiles and registries under two folders."""

    def __init__(self, maps: Path, controllers: Path, bundles: Bundles) -> None:
        self._root = maps
        self._bundles = bundles
        self._texts = {path: load(path) for path in sorted(maps.rglob("*.y*ml"))}
        self._profiles = {
            text["id"]: text for path in sorted(controllers.rglob("*.y*ml"))
            if isinstance(text := load(path), dict) and "profile" in text}
        self._registry = {}
        for path, text in self._texts.items():
            if is_registry(text):
                self._registry.update(registered(path, text))

    def maps(self) -> tuple[list[Map], list[tuple[str, str]]]:
        """Every map that is no template, in the order of the paths; and what could not be read."""
        found, problems = [], []
        for path, text in self._texts.items():
            if not isinstance(text, dict) or "controls" not in text and "extends" not in text:
                continue
            if text.get("template") is True:
                continue
            try:
                found.append(self._map(path, text))
            except MapError as error:
                problems.append((self._key(path), str(error)))
        return found, problems

    def _map(self, path: Path, text: dict[str, Any]) -> Map:
        try:
            if "schema" in text:
                return self._current(path, self._merged(path, text))
            return self._upstream(path, text)
        except (KeyError, TypeError, ValueError) as error:
            raise MapError(f"{path}: {error!r}") from error

    # The current dialect

    def _merged(self, path: Path, text: dict[str, Any], seen: tuple[Path, ...] = ()) -> dict:
        if "extends" not in text:
            return text
        base_path = (path.parent / text["extends"]).resolve()
        if not base_path.is_file():
            base_path = base_path.with_name(base_path.name + ".yaml")
        if base_path in seen:
            raise MapError(f"{path}: extends itself")
        base = self._merged(base_path, load(base_path), (*seen, path.resolve()))
        merged = {k: v for k, v in base.items() if k != "template"} | text
        merged["controls"] = merged_controls(base.get("controls", []), text.get("controls", []))
        return merged

    def _current(self, path: Path, text: dict[str, Any]) -> Map:
        device = text["device"]
        named = device if isinstance(device, str) else device.get("profile")
        profile = self._profiles.get(named) if named else None
        if named and profile is None:
            raise MapError(f"{path}: there is no controller profile {named}")
        about = profile or device
        elements = {e["id"]: e for e in (profile or {}).get("elements", [])}
        plugin, uri, name = self._plugin(path, text["plugin"])
        channel = text.get("channel", self._registry.get(path.resolve()))
        controls = [
            self._control(path, entry, elements.get(entry["id"]), plugin, channel, profile or {})
            for entry in heard_first(text["controls"], text.get("layers"))
            if entry.get("parameter", "none") != "none"]
        return Map(path, self._key(path), text["name"], about["manufacturer"], about["model"],
                   plugin, uri, name, channel, controls)

    def _control(self, path: Path, entry: dict, element: dict | None, plugin: Plugin | None,
                 channel: int | None, profile: dict) -> Control:
        stated = entry.get("send", {})
        kind = (element or {}).get("kind", "")
        send = send_of(stated, (element or {}).get("send", {}), kind)
        port = find_port(plugin, entry["parameter"], f"{path}: {entry['id']}")
        default = "toggle" if send.button and port and port.toggled else "direct"
        shaping = {k: entry[k] for k in (
            "range", "invert", "curve", "pickup", "steps", "dead-zone", "smoothing") if k in entry}
        return Control(
            id=entry["id"],
            name=entry.get("name", (element or {}).get("name", entry["id"])),
            channel=first(stated.get("channel"), channel,
                          ((element or {}).get("send") or {}).get("channel"),
                          profile.get("channel"), 1),
            send=send, port=port, mode=entry.get("mode", default), shaping=shaping)

    def _plugin(self, path: Path, about: dict) -> tuple[Plugin | None, str, str]:
        kind = about.get("format", "lv2")
        if kind != "lv2" and (other := self._bundles.other(kind, about.get("id", ""))):
            return other, other.uri, other.name
        uri = about.get("uri", "")
        plugin = self._bundles.plugin(uri) if uri else None
        if uri and plugin is None:
            raise MapError(f"{path}: no installed bundle has {uri}")
        return plugin, uri, about.get("name") or (plugin.name if plugin else "")

    def _key(self, path: Path) -> str:
        return path.relative_to(self._root).with_suffix("").as_posix()

    # The upstream dialect

    def _upstream(self, path: Path, text: dict[str, Any]) -> Map:
        device, about = text["device"], text.get("plugin") or {}
        plugin, uri, name = self._plugin(path, about)
        channel = first(text.get("midi_channel"), self._registry.get(path.resolve()))
        entries = list(upstream_entries(text["controls"]))
        base = text.get("parameter_base")
        if base is None and plugin:
            base = base_by_names(entries, plugin, path)
        controls = [self._upstream_control(path, entry, plugin, base, channel)
                    for entry in entries if entry.get("plugin_parameter") is not None]
        return Map(path, self._key(path), text["metadata"]["name"], device["manufacturer"],
                   device["model"], plugin, uri, name, channel, controls)

    def _upstream_control(self, path: Path, entry: dict, plugin: Plugin | None, base: int | None,
                          channel: int | None) -> Control:
        own = entry.get("channel")
        own = int(own) if isinstance(own, int) or str(own).isdigit() else None
        is_button = entry["type"] in ("button", "button_group")
        send = Send("cc", entry["cc"], own, button="momentary" if is_button else None)
        wanted = entry["plugin_parameter"]
        if isinstance(wanted, int) or str(wanted).isdigit():
            wanted = {"index": int(wanted), "base": base}
        port = find_port(plugin, wanted, f"{path}: {entry['id']}")
        default = "toggle" if is_button and port and port.toggled else "direct"
        shaping = {}
        if entry.get("range", [0, 127]) != [0, 127]:
            shaping["span"] = entry["range"]
        mode = entry.get("mode", default) if is_button else "direct"
        if not is_button and entry.get("mode") not in (None, "absolute", "direct"):
            raise MapError(f"{path}: {entry['id']}: mode {entry['mode']} is not known here")
        return Control(entry["id"], entry.get("name", entry["id"]), first(own, channel, 1), send,
                       port, mode, shaping)


def names(value: Any) -> list[str]:
    """A list of names, of which one may stand alone."""
    return [value] if isinstance(value, str) else list(value or [])


def heard_first(controls: list[dict], layers: Any) -> list[dict]:
    """The controls that the first layer hears: Ardour knows no other."""
    if not layers:
        return controls
    start = names(layers)[0]
    anew = {e["id"] for e in controls if start in names(e.get("layers"))}
    return [e for e in controls
            if start in names(e.get("layers")) or "layers" not in e and e["id"] not in anew]


def load(path: Path) -> Any:
    """Reads a YAML file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=PlainLoader)
    except (OSError, yaml.YAMLError) as error:
        raise MapError(f"{path}: {error}") from error


def is_registry(text: Any) -> bool:
    """Whether a file is a channel registry."""
    return isinstance(text, dict) and isinstance(text.get("channels"), dict)


def registered(path: Path, text: dict[str, Any]) -> dict[Path, int]:
    """The channel of each map that a registry names."""
    return {
        (path.parent / f"{entry['path']}.yaml").resolve(): int(channel)
        for channel, entry in text["channels"].items() if "path" in entry}


def merged_controls(base: list[dict], own: list[dict]) -> list[dict]:
    """The base's controls, each with what the map says of it, then the map's further ones."""
    def key(entry: dict) -> tuple[str, ...]:
        return (entry["id"], *sorted(names(entry.get("layers"))))

    said = {key(entry): entry for entry in own}
    merged = [entry | said.pop(key(entry), {}) for entry in base]
    return merged + [entry for entry in own if key(entry) in said]


def send_of(stated: dict, profile: dict, kind: str) -> Send:
    """What is sent: the map's word, and the profile's where the map names no message itself."""
    names_message = any(key in stated for key in MESSAGE_KEYS)
    about = dict(stated) if names_message else profile | stated
    key = next((key for key in MESSAGE_KEYS if key in about), None)
    if key is None:
        raise MapError("it is not said what an element sends")
    button = about.get("button")
    if button is None and kind in BUTTON_KINDS:
        button = "momentary"
    number = about[key] if isinstance(about[key], int) and about[key] is not True else 0
    return Send(key, number, about.get("channel"), about.get("bits", 7), about.get("encoder"),
                button, about.get("on", 127), about.get("off", 0))


def find_port(plugin: Plugin | None, wanted: Any, where: str) -> Port | None:
    """The port a control means; None when the plugin is not one whose ports are known."""
    if plugin is None:
        return None
    if isinstance(wanted, dict) and "index" in wanted:
        number = wanted["index"] - wanted["base"]
        if not 0 <= number < len(plugin.ports):
            raise MapError(f"{where}: there is no parameter {wanted['index']}")
        return plugin.ports[number]
    symbol = wanted.get("symbol") if isinstance(wanted, dict) else wanted
    name = wanted.get("name") if isinstance(wanted, dict) else wanted
    tests = [
        lambda port: symbol is not None and port.symbol == symbol,
        lambda port: name is not None and port.name == name,
        lambda port: name is not None and folded(port.name) == folded(name)]
    for test in tests:
        found = [port for port in plugin.ports if test(port)]
        if found:
            return found[0]
    raise MapError(f"{where}: {plugin.name} has no parameter {wanted}")


def upstream_entries(controls: list[dict]):
    """Controls and the buttons of groups, in order."""
    for entry in controls:
        yield entry
        for button in entry.get("buttons") or []:
            yield {"type": "button", "name": entry.get("name", ""), **button}


def base_by_names(entries: list[dict], plugin: Plugin, path: Path) -> int:
    """From where a map's numbers count: the base under which more names agree."""
    agree = {base: sum(
        1 for entry in entries
        if isinstance(number := entry.get("plugin_parameter"), int)
        and 0 <= number - base < len(plugin.ports)
        and folded(plugin.ports[number - base].name) == folded(entry.get("name", "")))
        for base in (0, 1)}
    if agree[0] == agree[1]:
        raise MapError(f"{path}: names do not decide from where parameters are counted")
    return 0 if agree[0] > agree[1] else 1


def folded(text: str) -> str:
    """A name without case and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())


def first(*values: Any) -> Any:
    """The first that is stated."""
    return next(value for value in values if value is not None)
