"""The rows of the table, in groups; each function measures one group."""

import os
import shutil

import watching
import workspace
from measure import Failure, Program, output_of, run_in_turns
from table import Row

# What each command is asked when nothing is to be done, and the exit codes that are in order there.
# A command that only shows its help is not there yet, and left out.
QUESTIONS = [
    ["--help"],
    ["build"],
    ["build", "--dry-run"],
    ["status"],
    ["explain", "manifest"],
    ["graph"],
    ["query", "deps(manifest)"],
    ["plugins", "list"],
    ["plugins", "health"],
    ["maps", "list"],
    ["maps", "validate"],
    ["maps", "check"],
    ["daw", "list"],
    ["daw", "status"],
    ["cache", "stats"],
    ["workflow", "complete"],
    ["workflow", "health"],
    ["schema", "map"],
    ["completions", "bash"],
    ["health"],
]


def milliseconds(value):
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"


def both(sample):
    """Wall time, and the processor time that load on the machine does not change."""
    return f"{milliseconds(sample.wall)} (CPU {sample.cpu:.1f})"


def studio_copy(bench, name):
    folder = f"{bench.folder}/{name}"
    os.makedirs(folder)
    shutil.copy(f"{bench.repository}/pipeline.toml", folder)
    for part in ["inputs", "outputs"]:
        shutil.copytree(f"{bench.repository}/{part}", f"{folder}/{part}")
    return folder


def start_up(bench):
    """`--version` beside ninja's, and every command on the repository's workspace."""
    bench.note("start-up")
    folder = studio_copy(bench, "start")
    bench.settle(folder)
    rounds = bench.rounds * 2
    found = run_in_turns(bench.floors, rounds, {
        "pipeline": Program([bench.pipeline, "--version"]),
        "ninja": Program(["ninja", "--version"]),
        "launcher": Program([f"{bench.repository}/pipeline", "--version"]),
    })
    ours, ninja, launcher = found["pipeline"], found["ninja"], found["launcher"]
    ratio = ours.wall / ninja.wall
    rows = [
        Row("`pipeline --version`, wall", "≤ 2.5 × ninja, < 10 ms, < 15 MB",
            both(ours), f"ninja {both(ninja)}", f"{ratio:.2f}",
            ratio <= 2.5 and ours.wall < 10 and ours.peak < 15, ours.peak),
        Row("what the launcher `./pipeline` adds, wall", "< 5 ms",
            milliseconds(launcher.wall - ours.wall), met=launcher.wall - ours.wall < 5),
    ]
    programs = {}
    for words in QUESTIONS:
        # Global options follow the command.
        place = [] if words[0] in ("--help", "schema", "completions") else ["-C", folder]
        command = [bench.pipeline, *words, *place]
        output = output_of(command, folder, codes=None)
        if words != ["--help"] and ("USAGE:" in output or "Usage:" in output):
            continue
        # Health and checks may end with what they found.
        programs[" ".join(words)] = Program(command, folder, codes=(0, 1, 3, 4))
    for name, sample in run_in_turns(bench.floors, rounds, programs).items():
        limit = 20 if "health" in name else 10
        rows.append(
            Row(f"`pipeline {name}`, nothing to do, wall", f"< {limit} ms, < 15 MB",
                both(sample), f"ninja --version {milliseconds(ninja.wall)}",
                f"{sample.wall / ninja.wall:.2f}", sample.wall < limit and sample.peak < 15,
                sample.peak))
    return rows


def studio(bench):
    """The repository's own plugins and maps, cold and warm."""
    bench.note("the repository's workspace")
    folder = studio_copy(bench, "studio")

    def forget(round):
        for part in [".cache", "outputs"]:
            shutil.rmtree(f"{folder}/{part}", ignore_errors=True)

    cold = run_in_turns(
        bench.floors, max(3, bench.rounds // 3), {"cold": Program(bench.build(folder), prepare=forget)}
    )["cold"]
    bench.settle(folder)
    warm = run_in_turns(
        bench.floors, bench.rounds, {"warm": Program(bench.build(folder))})["warm"]
    maps = len(workspace.files(folder, "outputs/resolved"))
    plugins = len(workspace.files(folder, "outputs/descriptors"))
    what = f"the repository's workspace ({maps} maps of {plugins} plugins, others extracted)"
    return [
        Row(f"{what}, cold, wall", "< 500 ms", milliseconds(cold.wall),
            f"CPU {milliseconds(cold.cpu)}", met=cold.wall < 500, peak=cold.peak),
        Row(f"{what}, warm, wall", "< 15 ms", milliseconds(warm.wall),
            f"CPU {milliseconds(warm.cpu)}", met=warm.wall < 15, peak=warm.peak),
    ]


class Graph:
    """A workspace of N maps, its copy for ninja, and the lists for the floors."""

    def __init__(self, bench, count, with_peers=True):
        self.count = count
        self.made = f"{bench.folder}/make-{count}"
        self.ours, self.ninja = f"{bench.folder}/ours-{count}", f"{bench.folder}/ninja-{count}"
        self.written = f"{bench.folder}/written-{count}"
        self.stat_list, self.clean_list = (
            f"{bench.folder}/{kind}-{count}" for kind in ["stat", "clean"])
        workspace.make(self.ours, count)
        if with_peers:
            workspace.make(self.ninja, count)
        report = bench.report(self.ours)
        self.nodes = report["counts"]["nodes"]
        bench.settle(self.ours)
        inputs = [f"{self.ours}/pipeline.toml"] + workspace.files(self.ours, "inputs")
        outputs = workspace.files(self.ours, "outputs")
        self.file_count, self.output_count = len(inputs) + len(outputs), len(outputs)
        sizes = {path[len(self.ours) + 1:]: os.path.getsize(path) for path in outputs}
        if with_peers:
            workspace.write_ninja(self.ninja, count, bench.floors, sizes)
            workspace.make(self.made, count)
            for path in sizes:
                os.makedirs(os.path.dirname(f"{self.made}/{path}"), exist_ok=True)
            workspace.write_make(self.made, count, bench.floors, sizes)
        workspace.write(self.stat_list, "".join(f"{path}\n" for path in inputs + outputs))
        lines = [f"i {path}\n" for path in inputs]
        lines += [
            f"o {os.path.getsize(path)} {number:06}\n" for number, path in enumerate(outputs)]
        workspace.write(self.clean_list, "".join(lines))

    def forget_ours(self, round):
        for part in [".cache", "outputs"]:
            shutil.rmtree(f"{self.ours}/{part}", ignore_errors=True)

    def forget_ninja(self, round):
        shutil.rmtree(f"{self.ninja}/outputs", ignore_errors=True)
        for name in [".ninja_log", ".ninja_deps"]:
            if os.path.exists(f"{self.ninja}/{name}"):
                os.remove(f"{self.ninja}/{name}")

    def forget_made(self, round):
        """Empties the outputs of make, which needs their folders."""
        for path in workspace.files(self.made, "outputs"):
            os.remove(path)

    def forget_written(self, round):
        shutil.rmtree(self.written, ignore_errors=True)
        os.mkdir(self.written)

    def new_stamps(self, round):
        for part in ["inputs", "outputs"]:
            for path in workspace.files(self.ours, part):
                os.utime(path)
        os.utime(f"{self.ours}/pipeline.toml")

    def forget_outputs(self, round):
        shutil.rmtree(f"{self.ours}/outputs")


def maps(bench, count):
    bench.note(f"{count:,} maps")
    graph = Graph(bench, count)
    rows = clean(bench, graph)
    rows += idle(bench, graph)
    rows += watching.rows(bench, graph)
    for folder in [graph.ours, graph.ninja, graph.made, graph.written]:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def shared(bench, count):
    """One edit of what every map extends."""
    bench.note(f"{count:,} maps of one template")
    ours, ninja = f"{bench.folder}/shared", f"{bench.folder}/shared-ninja"
    for folder in [ours, ninja]:
        workspace.make(folder, count, shared=True)
    bench.settle(ours)
    sizes = {
        path[len(ours) + 1:]: os.path.getsize(path) for path in workspace.files(ours, "outputs")}
    workspace.write_ninja(ninja, count, bench.floors, sizes, shared=True)
    output_of(["ninja", "-C", ninja, "--quiet"])
    revision = [0]

    def edited(folder):
        def prepare(round):
            revision[0] += 1
            workspace.edit_shared(folder, revision[0])
        return prepare

    found = run_in_turns(bench.floors, 3, {
        "ours": Program(bench.build(ours), prepare=edited(ours)),
        "ninja": Program(["ninja", "-C", ninja], prepare=edited(ninja)),
    })
    edited(ours)(0)
    executed = bench.report(ours)["counts"]["executed"]
    if executed < 3 * count:
        raise Failure(f"an edit of the template made only {executed} nodes run")
    for folder in [ours, ninja]:
        shutil.rmtree(folder, ignore_errors=True)
    a, b = found["ours"], found["ninja"]
    return [
        Row(f"one template edited that {count:,} maps extend ({executed:,} nodes run), wall",
            "", milliseconds(a.wall), f"ninja {milliseconds(b.wall)}",
            f"{b.wall / a.wall:.1f} × faster", peak=a.peak)
    ]


def large(bench, count):
    """A graph of many nodes, without peers: memory, nothing to do, questions."""
    bench.note(f"{count:,} maps, without peers")
    graph = Graph(bench, count, with_peers=False)
    size = f"{count:,} maps ({graph.nodes:,} nodes, {graph.file_count:,} files)"
    clean = run_in_turns(
        bench.floors, 1,
        {"clean": Program(bench.build(graph.ours), prepare=graph.forget_ours)}, warm_up=False)["clean"]
    bench.settle(graph.ours)
    found = run_in_turns(bench.floors, max(5, bench.rounds // 3), {
        "ours": Program(bench.build(graph.ours)),
        "stat": Program([bench.floors, "stat", graph.stat_list]),
        "status": Program([bench.pipeline, "status", "-C", graph.ours]),
        "explain": Program([bench.pipeline, "explain", "manifest", "-C", graph.ours]),
    })
    shutil.rmtree(graph.ours, ignore_errors=True)
    ours, stat = found["ours"], found["stat"]
    ratio = ours.cpu / stat.cpu
    rows = [
        Row(f"clean build, {size}, wall", "", milliseconds(clean.wall),
            f"CPU {milliseconds(clean.cpu)}", peak=clean.peak),
        Row(f"no-op, {size}, CPU", "≤ 1.25 × one statx a file, < 50 MB", milliseconds(ours.cpu),
            f"statx {milliseconds(stat.cpu)}", f"{ratio:.2f}",
            ratio <= 1.25 and ours.peak < 50, ours.peak),
    ]
    for name in ["status", "explain"]:
        more = found[name].cpu - ours.cpu
        rows.append(
            Row(f"`pipeline {name}`, {count:,} maps, CPU", "≤ no-op + 2 ms",
                milliseconds(found[name].cpu), f"no-op {milliseconds(ours.cpu)}",
                f"+{more:.1f} ms", more <= 2, found[name].peak))
    return rows


def clean(bench, graph):
    """A clean build, beside ninja's and beside the floor."""
    size, large = f"{graph.count:,} maps", graph.count > 1000
    rounds = 1 if large else 3
    programs = {
        "ours": Program(bench.build(graph.ours), prepare=graph.forget_ours),
        "floor": Program(
            [bench.floors, "clean", graph.clean_list, graph.written, "1"],
            prepare=graph.forget_written),
        "threads": Program(
            [bench.floors, "clean", graph.clean_list, graph.written, f"{bench.cores}"],
            prepare=graph.forget_written),
    }
    with_ninja = not large or bench.options.full
    if with_ninja:
        programs["ninja"] = Program(
            ["ninja", "-C", graph.ninja], prepare=graph.forget_ninja)
        programs["make"] = Program(
            ["make", "-s", "-C", graph.made, f"-j{bench.cores}"], prepare=graph.forget_made)
    found = run_in_turns(bench.floors, rounds, programs, warm_up=not large)
    ours, floor, threads = found["ours"], found["floor"], found["threads"]
    rows = []
    if with_ninja:
        ninja = found["ninja"]
        ratio = ninja.wall / ours.wall
        rows.append(
            Row(f"clean build, {size} ({graph.nodes:,} nodes, {graph.file_count:,} files), wall",
                "ninja takes ≥ 15 ×", milliseconds(ours.wall),
                f"ninja {milliseconds(ninja.wall)}; make {milliseconds(found['make'].wall)}",
                f"{ratio:.1f} × faster", ratio >= 15, ours.peak))
    ratio = ours.cpu / floor.cpu
    rows.append(
        Row(f"clean build, {size}, CPU", "≤ 2.5 × read + hash + write", milliseconds(ours.cpu),
            f"floor {milliseconds(floor.cpu)}", f"{ratio:.2f}", ratio <= 2.5, ours.peak))
    ratio = ours.wall / threads.wall
    rows.append(
        Row(f"clean build, {size}, wall", "≤ 1.5 × read + hash + write",
            milliseconds(ours.wall), f"floor, {bench.cores} threads, {milliseconds(threads.wall)}",
            f"{ratio:.2f}", ratio <= 1.5, ours.peak))
    bench.settle(graph.ours)
    restore = run_in_turns(
        bench.floors, rounds, {"r": Program(bench.build(graph.ours), prepare=graph.forget_outputs)},
        warm_up=not large)["r"]
    if len(workspace.files(graph.ours, "outputs")) != graph.output_count:
        raise Failure("not all outputs were restored")
    each = restore.wall * 1000 / graph.output_count
    rows.append(
        Row(f"all outputs restored from the store, {size}, wall", "≤ 45 µs an output",
            f"{each:.0f} µs an output", f"in all {milliseconds(restore.wall)}",
            f"{each / 45:.2f}", each <= 45, restore.peak))
    return rows


def idle(bench, graph):
    """Nothing to do, one edit, all stamps new; beside ninja with nothing to do and one edit."""
    size, large = f"{graph.count:,} maps", graph.count > 1000
    bench.settle(graph.ours)
    # Already there after a clean build.
    output_of(["ninja", "-C", graph.ninja, "--quiet"])
    if "no work to do" not in output_of(["ninja", "-C", graph.ninja]):
        raise Failure("ninja does not come to rest")
    revision = [0]
    middle = graph.count // 3

    def edited(folder, change):
        def prepare(round):
            revision[0] += 1
            change(folder, middle, revision[0])
        return prepare

    def settled(round):
        # What the edit before left young is read once more.
        for _ in range(2):
            output_of(bench.build(graph.ours))

    ninja = ["ninja", "-C", graph.ninja]
    found = run_in_turns(bench.floors, bench.rounds, {
        "ours": Program(bench.build(graph.ours), prepare=settled),
        "ninja": Program(ninja),
        "stat": Program([bench.floors, "stat", graph.stat_list]),
        "one": Program(bench.build(graph.ours), prepare=edited(graph.ours, workspace.edit)),
        "ninja one": Program(ninja, prepare=edited(graph.ninja, workspace.edit)),
        "comment": Program(bench.build(graph.ours), prepare=edited(graph.ours, workspace.comment)),
    })
    workspace.edit(graph.ours, middle, revision[0] + 1)
    executed = bench.report(graph.ours)["counts"]["executed"]
    ours, peer, stat = found["ours"], found["ninja"], found["stat"]
    limit = 0.45 if large else 0.65
    ratio = ours.cpu / peer.cpu
    rows = [
        Row(f"no-op, {size} ({graph.nodes:,} nodes, {graph.file_count:,} files), CPU",
            f"≤ {limit} × ninja, < 24 MB", milliseconds(ours.cpu),
            f"ninja {milliseconds(peer.cpu)} ({peer.peak:.0f} MB)", f"{ratio:.2f}",
            ratio <= limit and ours.peak < 24, ours.peak)
    ]
    if large:
        ratio = ours.wall / peer.wall
        rows.append(
            Row(f"no-op, {size}, wall", "≤ 0.3 × ninja", milliseconds(ours.wall),
                f"ninja {milliseconds(peer.wall)}", f"{ratio:.2f}", ratio <= 0.3, ours.peak))
    ratio = ours.cpu / stat.cpu
    rows.append(
        Row(f"no-op, {size}, CPU", "≤ 1.25 × one statx a file", milliseconds(ours.cpu),
            f"statx {milliseconds(stat.cpu)}", f"{ratio:.2f}", ratio <= 1.25, ours.peak))
    one, base = found["one"], ours
    rows.append(
        Row(f"one edit, {size} ({executed} nodes run), wall", "≤ no-op + 3 ms",
            milliseconds(one.wall),
            f"no-op {milliseconds(base.wall)}; ninja {milliseconds(found['ninja one'].wall)}",
            f"+{one.wall - base.wall:.1f} ms", one.wall <= base.wall + 3, one.peak))
    comment = found["comment"]
    rows.append(
        Row(f"one comment edited, {size}, wall", "≤ no-op + 3 ms", milliseconds(comment.wall),
            f"no-op {milliseconds(base.wall)}", f"+{comment.wall - base.wall:.1f} ms",
            comment.wall <= base.wall + 3, comment.peak))
    again = run_in_turns(bench.floors, max(3, bench.rounds // 3), {
        "ours": Program(bench.build(graph.ours), prepare=graph.new_stamps),
        "ninja": Program(ninja),
    })
    graph.new_stamps(0)
    if bench.report(graph.ours)["counts"]["executed"] != 0:
        raise Failure("new stamps made nodes run")
    ratio = again["ours"].cpu / again["ninja"].cpu
    rows.append(
        Row(f"all time stamps new, {size}, CPU (nothing run)", "≤ 1.0 × ninja's no-op",
            milliseconds(again["ours"].cpu), f"ninja {milliseconds(again['ninja'].cpu)}",
            f"{ratio:.2f}", ratio <= 1, again["ours"].peak))
    return rows
