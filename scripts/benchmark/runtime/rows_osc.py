"""OSC beside a bare send in C, liblo and python-osc, as osc.py measures it."""

import osc
from table import Row


def rows(bench):
    return [
        Row(what, target, ours, peer, ratio, met)
        for what, target, ours, peer, ratio, met in osc.rows(
            bench.repository, bench.folder, bench.rounds)
    ]
