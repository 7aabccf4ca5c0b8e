"""Parameters of LADSPA, VST2 and VST3 plugins, asked of the libraries themselves.

Each library is opened by a process of its own, through the tables that the standards lay down, without
any code of this project: what is expected of Ardour must not come from a descriptor.

    /usr/bin/python3 formats.py FORMAT LIBRARY
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import subprocess
import sys
from ctypes import (
    CFUNCTYPE, POINTER, Structure, byref, c_char, c_char_p, c_double, c_float, c_int, c_int32,
    c_ssize_t, c_uint8, c_uint16, c_uint32, c_ulong, c_void_p)
from dataclasses import dataclass
from pathlib import Path

from lv2 import Plugin, Port

UNCOUNTED = -1
"""The number of a parameter that Ardour 7.3 leaves out."""


@dataclass
class ForeignPlugin(Plugin):
    """A plugin that is no LV2 plugin."""

    format: str = ""
    host_id: str = ""
    """What Ardour knows it by."""
    tells: bool = False


def read_library(kind: str, library: Path, tells: bool = False) -> list[ForeignPlugin]:
    """The plugins of a library, in its order; a library that fails is an error."""
    run = subprocess.run(
        [sys.executable, __file__, kind, str(library)], capture_output=True, timeout=60, check=True)
    plugins = json.loads(run.stdout.decode().splitlines()[-1])
    return [ForeignPlugin(
        p["id"], p["name"], True, [Port(**port) for port in p["ports"]], kind, p["host_id"],
        tells) for p in plugins]


# LADSPA


class LADSPARange(Structure):
    _fields_ = [("hints", c_int), ("lower", c_float), ("upper", c_float)]


class LADSPADescriptor(Structure):
    _fields_ = [
        ("id", c_ulong), ("label", c_char_p), ("properties", c_int), ("name", c_char_p),
        ("maker", c_char_p), ("copyright", c_char_p), ("count", c_ulong), ("ports", POINTER(c_int)),
        ("names", POINTER(c_char_p)), ("ranges", POINTER(LADSPARange))]


def ladspa(library: Path) -> list[dict]:
    """A number counts control ports, inputs and outputs; the symbol is the port's own number."""
    entry = ctypes.CDLL(str(library)).ladspa_descriptor
    entry.restype, entry.argtypes = POINTER(LADSPADescriptor), [c_ulong]
    plugins, index = [], 0
    while found := entry(index):
        about, ports = found.contents, []
        for place in range(about.count):
            if about.ports[place] & 4:
                ports.append(ladspa_port(about, place, len(ports)))
        label = about.label.decode()
        plugins.append({
            "id": f"{library.name}#{label}", "host_id": str(about.id), "name": about.name.decode(),
            "ports": ports})
        index += 1
    return plugins


def ladspa_port(about: LADSPADescriptor, place: int, number: int) -> dict:
    """One control port with its bounds as Ardour takes them; what has none goes from 0 to 0."""
    hint = about.ranges[place]
    bounded = hint.hints & 3 == 3
    toggled = bool(hint.hints & 4)
    return {
        "number": number, "symbol": str(place), "name": about.names[place].decode(),
        "is_input": bool(about.ports[place] & 1),
        "minimum": hint.lower if bounded else 0.0,
        "maximum": hint.upper if bounded else 1.0 if toggled else 0.0, "default": 0.0,
        "toggled": toggled, "sample_rate": bool(hint.hints & 8), "logarithmic": bool(hint.hints & 16),
        "integer": bool(hint.hints & 32)}


# VST2


class Effect(Structure):
    _fields_ = [
        ("magic", c_int32), ("dispatcher", c_void_p), ("process", c_void_p), ("set", c_void_p),
        ("get", c_void_p), ("programs", c_int32), ("parameters", c_int32), ("inputs", c_int32),
        ("outputs", c_int32), ("flags", c_int32), ("reserved", c_ssize_t * 2), ("delays", c_int32 * 3),
        ("ratio", c_float), ("own", c_void_p * 2), ("id", c_int32), ("version", c_int32)]


MASTER = CFUNCTYPE(c_ssize_t, c_void_p, c_int32, c_int32, c_ssize_t, c_void_p, c_float)


def vst2(library: Path) -> list[dict]:
    """The number and the symbol are the plugin's own index; values go from 0 to 1.

    Names are those that the plugin tells with a parameter's properties, as Ardour prefers.
    """
    master = MASTER(lambda effect, what, place, value, data, number: 2400 if what == 1 else 0)
    opened = ctypes.CDLL(str(library))
    entry = opened.VSTPluginMain if hasattr(opened, "VSTPluginMain") else opened.main
    entry.restype, entry.argtypes = POINTER(Effect), [MASTER]
    effect = entry(master)
    dispatch = MASTER(effect.contents.dispatcher)

    def text(what: int, place: int = 0) -> str:
        space = ctypes.create_string_buffer(4096)
        dispatch(effect, what, place, 0, ctypes.cast(space, c_void_p), 0)
        return space.value.decode(errors="replace")

    def port(place: int) -> dict:
        record = (c_uint8 * 4096)()
        known = dispatch(effect, 56, place, 0, ctypes.cast(record, c_void_p), 0)
        label, flags = struct.unpack_from("12x64si", record) if known else (b"", 0)
        name = label.split(b"\0")[0].decode(errors="replace") or text(8, place)
        return {"number": place, "symbol": str(place), "name": name, "is_input": True, "minimum": 0.0,
                "maximum": 1.0, "default": 0.0, "toggled": bool(flags & 1)}

    dispatch(effect, 0, 0, 0, None, 0)
    ports = [port(place) for place in range(effect.contents.parameters)]
    number = effect.contents.id
    return [{"id": f"{number & 0xFFFFFFFF:08X}", "host_id": str(number), "name": text(45),
             "ports": ports}]


# VST3

UNKNOWN = "00000000 00000000 C0000000 00000046"
COMPONENT = "E831FF31 F2D54301 928EBBEE 25697802"
CONTROLLER = "DCD7BBE3 7742448D A874AACC 979C759E"
HOST_EDITING = "C1271208 70594098 B9DD34B3 6BB0195E"
APPLICATION = "58E595CC DB2D4969 8B6AAF8C 36A664E5"
AUTOMATABLE, READ_ONLY, LIST, HIDDEN, PROGRAM = 1, 2, 8, 16, 1 << 15


class ClassInfo(Structure):
    _fields_ = [("id", c_uint8 * 16), ("cardinality", c_int32), ("category", c_char * 32),
                ("name", c_char * 64)]


class ParamInfo(Structure):
    _fields_ = [("id", c_uint32), ("title", c_uint16 * 128), ("short", c_uint16 * 128),
                ("units", c_uint16 * 128), ("steps", c_int32), ("initial", c_double),
                ("unit", c_int32), ("flags", c_int32)]


def identity(text: str) -> bytes:
    """An interface's id as its sixteen bytes."""
    return struct.pack(">4I", *(int(word, 16) for word in text.split()))


def called(pointer: c_void_p, place: int, result: object, *arguments: object) -> object:
    """Calls the function at a place of an object's table; arguments carry their types."""
    table = ctypes.cast(pointer, POINTER(POINTER(c_void_p))).contents
    kinds = [type(argument) for argument in arguments]
    return CFUNCTYPE(result, c_void_p, *kinds)(table[place])(pointer, *arguments)


def face(pointer: c_void_p, wanted: str) -> c_void_p | None:
    """Another interface of an object."""
    found = c_void_p()
    status = called(pointer, 0, c_int32, c_char_p(identity(wanted)),
                    ctypes.cast(byref(found), c_void_p))
    return found if status == 0 and found else None


class Host:
    """What plugins are given as their host: it has a name and nothing else."""

    def __init__(self) -> None:
        application, unknown = identity(APPLICATION), identity(UNKNOWN)

        def query(_, wanted, result):
            own = ctypes.string_at(wanted, 16) in (application, unknown)
            ctypes.cast(result, POINTER(c_void_p))[0] = self.pointer.value if own else None
            return 0 if own else -1

        def name(_, text):
            ctypes.memmove(text, "verify\0".encode("utf-16-le"), 14)
            return 0

        def create(_, __, ___, result):
            ctypes.cast(result, POINTER(c_void_p))[0] = None
            return -1

        self._functions = [
            CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)(query),
            CFUNCTYPE(c_uint32, c_void_p)(lambda _: 1), CFUNCTYPE(c_uint32, c_void_p)(lambda _: 1),
            CFUNCTYPE(c_int32, c_void_p, c_void_p)(name),
            CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p, c_void_p)(create)]
        self._table = (c_void_p * 5)(*(ctypes.cast(f, c_void_p) for f in self._functions))
        self._object = c_void_p(ctypes.addressof(self._table))
        self.pointer = c_void_p(ctypes.addressof(self._object))


def vst3(library: Path) -> list[dict]:
    """A number counts what Ardour 7.3 keeps of the controller's list; the symbol is the id."""
    opened = ctypes.CDLL(str(library))
    opened.ModuleEntry(c_void_p(opened._handle))
    opened.GetPluginFactory.restype = c_void_p
    factory, host, plugins = c_void_p(opened.GetPluginFactory()), Host(), []
    for place in range(called(factory, 4, c_int32)):
        about = ClassInfo()
        called(factory, 5, c_int32, c_int32(place), ctypes.cast(byref(about), c_void_p))
        if about.category == b"Audio Module Class":
            class_id = bytes(about.id)
            plugins.append({
                "id": class_id.hex().upper(), "host_id": class_id.hex().upper(),
                "name": about.name.decode(), "ports": vst3_ports(factory, host, class_id)})
    return plugins


def made(factory: c_void_p, host: Host, class_id: bytes, wanted: str) -> c_void_p:
    """A started object of a class."""
    found = c_void_p()
    called(factory, 6, c_int32, c_char_p(class_id), c_char_p(identity(wanted)),
           ctypes.cast(byref(found), c_void_p))
    called(found, 3, c_int32, host.pointer)
    return found


def vst3_ports(factory: c_void_p, host: Host, class_id: bytes) -> list[dict]:
    """The controller's parameters, those that Ardour leaves out without a number."""
    component = made(factory, host, class_id, COMPONENT)
    controller = face(component, CONTROLLER)
    if controller is None:
        other = (c_uint8 * 16)()
        called(component, 5, c_int32, ctypes.cast(other, c_void_p))
        controller = made(factory, host, bytes(other), CONTROLLER)
    takes_edits = face(controller, HOST_EDITING) is not None
    ports, number = [], 0
    for place in range(called(controller, 8, c_int32)):
        about = ParamInfo()
        called(controller, 9, c_int32, c_int32(place), ctypes.cast(byref(about), c_void_p))
        port = vst3_port(controller, about)
        title, flags = port["name"], about.flags
        can_be_moved = flags & (AUTOMATABLE | READ_ONLY) or takes_edits
        if flags & PROGRAM or not can_be_moved or "MIDI CC " in title:
            port["number"] = UNCOUNTED
        else:
            port["number"], number = number, number + 1
        if flags & HIDDEN:
            port["name"] = "hidden"
        ports.append(port)
    return ports


def vst3_port(controller: c_void_p, about: ParamInfo) -> dict:
    """One parameter in its own unit."""
    low, high = (called(controller, 12, c_double, c_uint32(about.id), c_double(end))
                 for end in (0, 1))
    title = bytes(about.title).decode("utf-16-le").split("\0")[0]
    return {
        "symbol": str(about.id), "name": title, "is_input": not about.flags & READ_ONLY,
        "minimum": low, "maximum": high, "default": low, "toggled": about.steps == 1,
        "integer": about.steps > 1 and high - low == about.steps,
        "enumeration": bool(about.flags & LIST),
        "steps": about.steps + 1 if about.steps > 1 else 0}


if __name__ == "__main__":
    read = {"ladspa": ladspa, "vst2": vst2, "vst3": vst3}[sys.argv[1]]
    print(json.dumps(read(Path(sys.argv[2]))))
    sys.stdout.flush()
    os._exit(0)
