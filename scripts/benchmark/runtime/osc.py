"""OSC beside a bare send in C, liblo and python-osc: processor time of the sender for a message.

Programs run in turns, the best of five rounds counts; the receiver is the same for all. Called by
scripts/bench-runtime, or by itself: osc.py REPOSITORY FOLDER
"""

import glob
import os
import subprocess
import sys

MESSAGES = {"ours": 200_000, "ours-bundle": 2_000_000, "raw": 200_000, "liblo": 200_000,
            "liblo-bundle": 1_000_000, "python-osc": 30_000}
#: What scripts/setup's require_packages must have brought.
PACKAGES = ["liblo-dev", "gcc", "python3", "python3-pip"]


def has_source(repository, module, path):
    """A release folder keeps the objects of sources that were removed."""
    name = os.path.basename(path)[: -len(".o")]
    return bool(glob.glob(f"{repository}/Sources/{module}/**/{name}", recursive=True))


def build(repository, folder):
    """Builds our sender from the release build's modules, and the peers."""
    here = f"{repository}/scripts/benchmark/runtime"
    release = f"{repository}/.build/release"
    modules = ["ContentDigest", "RuntimeMap", "ControlRuntime", "OSCTransport"]
    objects = [path for module in modules + ["CSystem"]
               for path in sorted(glob.glob(f"{release}/{module}.build/*.o"))
               if has_source(repository, module, path)]
    subprocess.run(
        ["swiftc", "-O", "-static-stdlib", "-parse-as-library", "-I", f"{release}/Modules",
         "-I", f"{repository}/Sources/CXXHash", f"-Xcc", f"-I{repository}/Sources/CSystem/include",
         "-Xcc", f"-fmodule-map-file={release}/CSystem.build/module.modulemap",
         f"{here}/osc.swift", *objects, "-o", f"{folder}/osc"], check=True)
    subprocess.run(
        ["gcc", "-O2", "-o", f"{folder}/osc_peers", f"{here}/osc_peers.c", "-llo"], check=True)
    modules = f"{repository}/.build/osc-peers"
    if not os.path.isdir(f"{modules}/pythonosc"):
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check",
             "--root-user-action", "ignore", "--target", modules, "python-osc==1.10.2"], check=True)
    os.environ["PYTHONPATH"] = modules


def commands(repository, folder, port):
    here = f"{repository}/scripts/benchmark/runtime"
    count = {name: str(number) for name, number in MESSAGES.items()}
    return {
        "ours": [f"{folder}/osc", "single", count["ours"], port],
        "raw": [f"{folder}/osc_peers", "raw", count["raw"], port],
        "liblo": [f"{folder}/osc_peers", "liblo", count["liblo"], port],
        "python-osc": [sys.executable, f"{here}/osc_python.py", count["python-osc"], port],
        "ours-bundle": [f"{folder}/osc", "bundle", count["ours-bundle"], port],
        "liblo-bundle": [f"{folder}/osc_peers", "liblo-bundle", count["liblo-bundle"], port],
    }


def measure(repository, folder, rounds=5):
    """Microseconds of processor time a message, the best round of each sender."""
    sink = subprocess.Popen([f"{folder}/osc_peers", "sink"], stdout=subprocess.PIPE, text=True)
    best = {}
    try:
        port = sink.stdout.readline().strip()
        for _ in range(rounds):
            for name, command in commands(repository, folder, port).items():
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                best[name] = min(best.get(name, 1e9), float(done.stdout))
    finally:
        sink.kill()
        sink.wait()
    return best


def allocations(repository, folder):
    """How often 100,000 more messages ask for memory, one by one and in bundles."""
    counter = f"{folder}/allocations.so"
    subprocess.run(
        ["gcc", "-O2", "-shared", "-fPIC", "-o", counter,
         f"{repository}/scripts/benchmark/runtime/allocations.c"], check=True)
    return sum(
        int(subprocess.run(
            [f"{folder}/osc", mode, "100000", "9"], check=True, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "LD_PRELOAD": counter}).stdout)
        for mode in ["single", "bundle"])


def rows(repository, folder, rounds=5):
    """Rows of a table: what, its target, ours, the peer's, their ratio, whether the target is met; and
    what part of python-osc's time a bare send takes."""
    build(repository, folder)
    found = measure(repository, folder, rounds)
    single, bundle = found["ours"], found["ours-bundle"]
    asked = allocations(repository, folder)

    def row(what, ours, peer, limit):
        ratio = ours / found[peer]
        return (what, f"≤ {limit:.2f} × {peer}", f"{ours:.3f} µs", f"{found[peer]:.3f} µs",
                f"{ratio:.3f}", ratio <= limit)

    return [
        row("OSC, one message a datagram, CPU", single, "raw", 1.10),
        row("the same beside liblo", single, "liblo", 0.90),
        row("the same beside python-osc", single, "python-osc", 1 / 3),
        row("OSC, 32 messages due together, CPU a message", bundle, "raw", 0.05),
        row("the same beside liblo's bundle", bundle, "liblo-bundle", 0.50),
        ("requests for memory by 200,000 OSC messages", "0", f"{asked}", "", "", asked == 0),
    ], found["raw"] / found["python-osc"]


if __name__ == "__main__":
    failed = False
    for what, target, ours, peer, ratio, met in rows(sys.argv[1], sys.argv[2])[0]:
        print(f"{'ok  ' if met else 'MISS'} {what}: {ours}, peer {peer}, {ratio} ({target})")
        failed |= not met
    sys.exit(failed)
