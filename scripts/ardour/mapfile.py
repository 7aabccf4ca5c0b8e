"""What a `.map` file says of itself: name, takeover, and its bindings."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from maps import Map
from workshop import Takeover

EVENTS = ("ctl", "ctl-toggle", "ctl-dial", "note", "pgm", "pb", "enc-l", "enc-r", "enc-2", "enc-b",
          "rpn", "nrpn", "rpn-delta", "nrpn-delta", "sysex", "msg")


@dataclass
class MapFile:
    """A generated file."""

    path: Path
    text: bytes
    name: str
    takeover: Takeover
    kinds: list[str]
    """The event of each binding; `note momentary` for notes that are released."""

    @property
    def bindings(self) -> int:
        """How many bindings are written."""
        return len(self.kinds)


def read_map_file(path: Path, text: bytes | None = None) -> MapFile:
    """Reads a file, or another text in its place."""
    text = path.read_bytes() if text is None else text
    root = ElementTree.fromstring(text)
    info = root.find("DeviceInfo")
    about = info.attrib if info is not None else {}
    takeover = Takeover(
        motorized=about.get("motorized", "no").lower() in ("yes", "y", "1", "true"),
        threshold=int(about.get("threshold", 10)))
    kinds = [kind_of(element) for element in root.iter("Binding")]
    return MapFile(path, text, root.get("name", ""), takeover, kinds)


def kind_of(binding: ElementTree.Element) -> str:
    """The event that a binding listens to."""
    event = next((event for event in EVENTS if event in binding.attrib), "none")
    return "note momentary" if event == "note" and binding.get("momentary") == "yes" else event


def maps_in(file: MapFile, maps: list[Map]) -> list[Map]:
    """The maps that a file was made from.

    A file is named after one map (its name, its path, or device and plugin), or after a device,
    and then holds all of its maps.
    """
    labels = {slug(file.name), slug(file.path.name.removesuffix(".map"))}
    single = [a_map for a_map in maps if labels & names_of(a_map)]
    if single:
        return single
    return [a_map for a_map in maps if device_slug(a_map) in labels]


def names_of(a_map: Map) -> set[str]:
    """What a file that holds one map alone may be called."""
    device, stem = device_slug(a_map), a_map.path.stem
    return {slug(text) for text in (
        a_map.name, a_map.key, stem, f"{device}-{stem}", f"{device}-{a_map.key}",
        f"{device}-{a_map.name}",
        f"{device}-{a_map.plugin_name}", f"{a_map.model}-{a_map.plugin_name}",
        f"{a_map.plugin_name}-{device}")}


def device_slug(a_map: Map) -> str:
    """The device of a map, as files are called."""
    return slug(f"{a_map.manufacturer} {a_map.model}")


def slug(text: str) -> str:
    """Lower-case letters and digits, all else one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
