#!/usr/bin/env python3
"""Writes what messages mean in Ardour as a table, for the tests of the runtime.

    /usr/bin/python3 scripts/ardour/messages.py > scripts/ardour/messages.tsv

Each line is a message of a control: the map, the control, the kind of Ardour's event, the symbol of
the parameter, the message in hexadecimal digits, the lowest and the greatest value that the
parameter may have after it, and the value that it is set to before it, or `-`. What stands here is
what scripts/verify-ardour proves of the real Ardour.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from expectations import expectations  # noqa: E402
from lv2 import Bundles  # noqa: E402
from maps import Library  # noqa: E402
from values import slack  # noqa: E402

HEADING = "# map\tcontrol\tkind\tsymbol\tmessage\tlow\thigh\tstart"


TABLE = HERE / "messages.tsv"


def main() -> int:
    """Prints the table of the repository's own maps."""
    text, problems = table()
    for key, problem in problems:
        print(f"messages: {key}: {problem}", file=sys.stderr)
    print(text, end="")
    return 1 if problems else 0


def table() -> tuple[str, list[tuple[str, str]]]:
    """The table as text, and what could not be read."""
    root = HERE.parent.parent
    library = Library(root / "inputs/maps", root / "inputs/controllers", Bundles())
    maps, problems = library.maps()
    rows = ["\t".join(line) for a_map in maps for line in lines(a_map)]
    return "\n".join([HEADING, *rows]) + "\n", problems


def lines(a_map):
    """The messages of a map's controls in turn."""
    for each in expectations(a_map).acting:
        near = slack(each.port)
        for step in each.steps:
            start = "-" if step.start is None else repr(step.start)
            yield (a_map.key, each.control, each.kind, each.port.symbol, step.message.hex(),
                   repr(step.low - near), repr(step.high + near), start)


if __name__ == "__main__":
    sys.exit(main())
