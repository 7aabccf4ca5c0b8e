"""Holds CLAP descriptors against a reader of its own in ctypes; run by scripts/referee/run.

Each module is read in a child process, which ends without taking anything down.
"""

import sys
from ctypes import (
    CDLL, CFUNCTYPE, POINTER, Structure, byref, c_bool, c_char, c_char_p, c_double, c_uint32, c_void_p,
    cast, create_string_buffer)

from descriptors import descriptors, in_child, is_close, modules, report


class Param(Structure):
    _fields_ = [
        ("id", c_uint32), ("flags", c_uint32), ("cookie", c_void_p), ("name", c_char * 256),
        ("module", c_char * 1024), ("min", c_double), ("max", c_double), ("default", c_double)]


def slot(table, place, result, *arguments):
    """A function by its place in a table of pointers."""
    address = cast(table, POINTER(c_void_p))[place]
    return CFUNCTYPE(result, *arguments)(address)


kept = []


def host():
    """Version, data, four texts, four functions."""
    find = CFUNCTYPE(c_void_p, c_void_p, c_char_p)(lambda host, name: None)
    ignore = CFUNCTYPE(None, c_void_p)(lambda host: None)
    texts = [create_string_buffer(text) for text in (b"referee", b"", b"", b"1")]
    kept.extend([find, ignore, *texts])
    words = [1 | 2 << 32, 0, 0, *(cast(text, c_void_p).value for text in texts)]
    words += [cast(find, c_void_p).value] + [cast(ignore, c_void_p).value] * 3
    table = (c_void_p * len(words))(*words)
    kept.append(table)
    return cast(table, c_void_p)


def listing(path):
    """Parameters by plugin ids."""
    entry = c_void_p.in_dll(CDLL(path), "clap_entry")
    # Three numbers of a version come first, which fill two words.
    entry = cast(byref(entry), c_void_p).value + 16
    assert slot(entry, 0, c_bool, c_char_p)(path.encode())
    factory = slot(entry, 2, c_void_p, c_char_p)(b"clap.plugin-factory")
    found = {}
    for place in range(slot(factory, 0, c_uint32, c_void_p)(factory)):
        about = slot(factory, 1, c_void_p, c_void_p, c_uint32)(factory, place)
        name = cast(about + 16, POINTER(c_char_p))[0]
        plugin = slot(factory, 2, c_void_p, c_void_p, c_void_p, c_char_p)(factory, host(), name)
        assert slot(plugin, 2, c_bool, c_void_p)(plugin)
        params = slot(plugin, 10, c_void_p, c_void_p, c_char_p)(plugin, b"clap.params")
        found[name.decode()] = list(parameters(plugin, params)) if params else []
    return found


def parameters(plugin, params):
    describe = slot(params, 1, c_bool, c_void_p, c_uint32, POINTER(Param))
    show = slot(params, 3, c_bool, c_void_p, c_uint32, c_double, c_char_p, c_uint32)
    for place in range(slot(params, 0, c_uint32, c_void_p)(plugin)):
        param = Param()
        assert describe(plugin, place, byref(param))
        texts = []
        for value in (param.min, param.max):
            text = create_string_buffer(256)
            texts.append(text.value.decode() if show(plugin, param.id, value, text, 256) else "")
        yield {
            "symbol": str(param.id), "name": param.name.decode(), "flags": param.flags,
            "min": param.min, "max": param.max, "default": param.default,
            "min_text": texts[0], "max_text": texts[1]}


def compare(ours, theirs):
    """Yields what differs between the two readings of a parameter."""
    for key in ("symbol", "name", "min_text", "max_text"):
        if ours.get(key, "") != theirs[key]:
            yield key, ours.get(key, ""), theirs[key]
    for key in ("min", "max", "default"):
        if key not in ours or not is_close(ours[key], theirs[key], theirs["max"] - theirs["min"]):
            yield key, ours.get(key), theirs[key]
    flags = theirs["flags"]
    steps = round(theirs["max"] - theirs["min"]) if flags & 1 else 0
    told = {
        "steps": (ours.get("steps", 0), steps),
        "periodic": (ours.get("periodic", False), bool(flags & 2)),
        "hidden": (ours.get("hidden", False), bool(flags & 4)),
        "direction": (ours["direction"], "output" if flags & 8 else "input"),
        "designation": (ours.get("designation", ""), "bypass" if flags & 16 else ""),
        "automatable": (ours["automatable"], bool(flags & 32)),
    }
    for key, (mine, yours) in told.items():
        if mine != yours:
            yield key, mine, yours


def main():
    differences, skipped = [], []
    plugins = count = 0
    found = modules(sys.argv[1:], ".clap")
    read = descriptors("clap", sys.argv[1:])
    for module in found:
        listed = in_child(listing, module)
        if listed is None:
            skipped.append(f"{module}: the second reader cannot open it")
            continue
        for name in sorted(listed):
            if name not in read:
                differences.append(f"{module}: '{name}' is not read")
                continue
            ours, theirs = read[name]["parameters"], listed[name]
            plugins, count = plugins + 1, count + len(ours)
            if len(ours) != len(theirs):
                differences.append(f"{name}: {len(ours)} parameters, not {len(theirs)}")
            for one, other in zip(ours, theirs):
                for what, mine, yours in compare(one, other):
                    differences.append(f"{name} '{one['name']}' {what}: {mine!r}, not {yours!r}")
    report("CLAP against a second reader", plugins, count, differences, skipped)


main()
