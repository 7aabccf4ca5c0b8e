"""The row of a clean build of user commands, beside ninja and make."""

import os
import shutil

import workspace
from measure import Failure, Program, run_in_turns
from table import Row


def write(folder, count):
    """The same `count` copies of small files for all three; no output depends on another."""
    tasks = ["schema = 1\n"]
    ninja = ["rule copy\n  command = cp $in $out\n"]
    make = ["all:" + "".join(f" out/{n}.txt" for n in range(count)) + "\n"]
    for n in range(count):
        workspace.write(f"{folder}/in/{n}.txt", f"content of {n}\n")
        tasks.append(
            f'[[task]]\nname = "t{n}"\ncommand = ["cp", "{{in}}", "{{out}}"]\n'
            f'inputs = ["in/{n}.txt"]\noutputs = ["out/{n}.txt"]\n')
        ninja.append(f"build out/{n}.txt: copy in/{n}.txt\n")
        make.append(f"out/{n}.txt: in/{n}.txt\n\t@cp in/{n}.txt out/{n}.txt\n")
    workspace.write(f"{folder}/pipeline.toml", "".join(tasks))
    workspace.write(f"{folder}/build.ninja", "".join(ninja))
    workspace.write(f"{folder}/Makefile", "".join(make))


def commands(bench, count=1000):
    bench.note(f"{count:,} commands")
    folder = f"{bench.folder}/commands"
    write(folder, count)

    def forget(round):
        for part in ["out", ".cache"]:
            shutil.rmtree(f"{folder}/{part}", ignore_errors=True)
        for name in [".ninja_log", ".ninja_deps"]:
            if os.path.exists(f"{folder}/{name}"):
                os.remove(f"{folder}/{name}")
        os.mkdir(f"{folder}/out")

    found = run_in_turns(bench.floors, 3, {
        "ninja": Program(["ninja", "-C", folder, "-j", f"{bench.cores}"], prepare=forget),
        "make": Program(["make", "-s", "-C", folder, "-j", f"{bench.cores}"], prepare=forget),
        "ours": Program(bench.build(folder), prepare=forget),
    })
    if len(workspace.files(folder, "out")) != count:
        raise Failure("not all outputs of commands were made")
    ours, ninja, make = found["ours"], found["ninja"], found["make"]
    shutil.rmtree(folder)
    what = f"clean build of {count:,} user commands (`cp`), CPU"
    return [
        Row(what, "≤ 0.55 × ninja", f"{ours.cpu:,.0f} ms", f"ninja {ninja.cpu:,.0f} ms",
            f"{ours.cpu / ninja.cpu:.2f}", ours.cpu <= 0.55 * ninja.cpu, ours.peak),
        Row(what, "≤ 1.1 × make", f"{ours.cpu:,.0f} ms", f"make {make.cpu:,.0f} ms",
            f"{ours.cpu / make.cpu:.2f}", ours.cpu <= 1.1 * make.cpu, ours.peak),
    ]
