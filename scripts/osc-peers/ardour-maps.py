"""Has pipeline-runtime play the generated runtime maps into a real Ardour, by its OSC surface, and compares
each parameter with what the map means: computed from the map and the plugin's own Turtle, never from a
generated file.

    ardour-maps.py PROGRAM [NAME...]     the pipeline-runtime to try, and maps, such as mda-synths/mda-jx10

Each control is moved by its name, as another program or a controller would move it. Prints a line for each
map, then the sum; ends with 1 when a parameter is not where it ought to be.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "ardour"))

from lv2 import Bundles  # noqa: E402
from maps import Library  # noqa: E402
from values import position_of, scaled, slack, window  # noqa: E402
from workshop import SESSION, START_SECONDS, Process, Takeover, Workshop  # noqa: E402

PROTOCOL = '<Protocol name="Open Sound Control (OSC)" active="1"/>'
SECONDS = 5.0


class Ardour:
    """A running Ardour with its OSC surface, and a plugin at the first place of the first strip."""

    def __init__(self, workshop):
        folder = workshop.run_folder()
        (folder / "config").mkdir()
        session = workshop.session(folder, "none", Takeover())
        document = session / f"{SESSION}.ardour"
        text = document.read_text(encoding="utf-8")
        document.write_text(
            re.sub("</ControlProtocols>", PROTOCOL + "</ControlProtocols>", text), encoding="utf-8")
        self.process = Process(
            "server.lua", [str(session), SESSION, "256"], workshop.environment(folder / "config"))
        self.process.answer(START_SECONDS)

    def ask(self, command):
        self.process.say(command)
        return self.process.answer(20)

    def load(self, uri):
        self.ask(f"plugin lv2 {uri}")

    def values(self):
        return [float(text) for text in self.ask("read")[0].split()]


class Runtime:
    """`pipeline-runtime run` with a map."""

    def __init__(self, program, path):
        self.process = subprocess.Popen(
            [program, "run", str(path), "--stdin", "--report", "--name", "ardour-maps"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if line.rstrip().endswith("ready"):
                break

    def move(self, control, value):
        self.process.stdin.write(json.dumps({"control": control, "value": value}) + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.terminate()
        output, messages = self.process.communicate(timeout=20)
        return json.loads(output or "{}"), messages


def shaped(control, position):
    """Where in the parameter's range a position of the control is meant to be, 0 to 1."""
    shaping = control.shaping
    if shaping.get("invert"):
        position = 1 - position
    lower, upper = shaping.get("range") or (0, 1)
    return lower + (upper - lower) * position


def positions(control):
    """How the control is moved, and where in its range it is meant to be then, 0 to 1."""
    if control.mode == "toggle" and control.send.button != "latching":
        first = 0 if position_of(control.port, control.port.default) >= 0.5 else 1
        return [(1, first), (0, first), (1, 1 - first), (0, 1 - first)]
    if control.send.button:
        return [(1, shaped(control, 1)), (0, shaped(control, 0)), (1, shaped(control, 1))]
    return [(position, shaped(control, position)) for position in (1, 0, 0.3, 0.5, 0.8)]


def outputs(a_map):
    """The outputs of a generated map: one with MIDI ports needs the ALSA sequencer, which may not be here."""
    view = (ROOT / "outputs" / "runtime" / f"{a_map.key}.json").read_text(encoding="utf-8")
    return json.loads(view)["outputs"]


def why_left_out(control):
    """What is proved elsewhere, or cannot be told so."""
    if control.port is None:
        return "no parameter"
    if control.port.sample_rate:
        return "a multiple of the sample rate, which the OSC surface cannot be told"
    for key in ("curve", "steps", "dead-zone", "smoothing"):
        if control.shaping.get(key) not in (None, "linear"):
            return f"{key} of its own"
    if control.mode not in (None, "", "direct", "momentary", "toggle"):
        return f"mode {control.mode}"
    return ""


def try_control(ardour, runtime, control):
    """Moves a control; returns what is wrong, first."""
    port = control.port
    for position, meant in positions(control):
        low, high = window(port, meant, 1e-6)
        if port.points:
            # A choice: the one next to what is meant.
            middle = scaled(port, meant)
            near = min(abs(point - middle) for point in port.points)
            low, high = middle - near, middle + near
        room = slack(port)
        runtime.move(control.id, position)
        end = time.monotonic() + SECONDS
        while True:
            value = ardour.values()[port.number]
            if low - room <= value <= high + room:
                break
            if time.monotonic() > end:
                return f"{control.id} at {position}: {port.name} is {value:g}, {low:g} to {high:g} is meant"
            time.sleep(0.005)
    return None


def main():
    program = sys.argv[1]
    maps, problems = Library(
        ROOT / "inputs" / "maps", ROOT / "inputs" / "controllers", Bundles()).maps()
    maps = [a_map for a_map in maps if a_map.key in sys.argv[2:] or not sys.argv[2:]]
    moved, left_out, wrong = 0, {}, [f"{key}: {what}" for key, what in problems]
    with Workshop() as workshop:
        workshop.leave_on_signals()
        ardour = Ardour(workshop)
        with ardour.process:
            for a_map in maps:
                if any(not o.get("osc") for o in outputs(a_map)):
                    left_out["an output that is no OSC"] = (
                        left_out.get("an output that is no OSC", 0) + len(a_map.controls))
                    continue
                path = ROOT / "outputs" / "runtime" / f"{a_map.key}.runtimemap"
                if not path.is_file():
                    wrong.append(f"{path}: is not there")
                    continue
                ardour.load(a_map.uri)
                runtime = Runtime(program, path)
                before = moved
                for control in a_map.controls:
                    reason = why_left_out(control)
                    if reason:
                        left_out[reason] = left_out.get(reason, 0) + 1
                        continue
                    what = try_control(ardour, runtime, control)
                    if what:
                        wrong.append(f"{a_map.key}: {what}")
                        print("WRONG", wrong[-1], flush=True)
                    moved += 1
                report, messages = runtime.end()
                lost = {k: report.get(k) for k in ("queue_full", "absent", "refused", "too_late")
                        if report.get(k)}
                if lost or not report.get("sent"):
                    wrong.append(f"{a_map.key}: {report} {messages}")
                    print("WRONG", wrong[-1])
                print(f"{a_map.key}: {moved - before} controls, {report.get('sent')} messages", flush=True)
    for reason, count in sorted(left_out.items()):
        print(f"left out: {count} with {reason}")
    print(f"moved {moved} controls of {len(maps)} maps, {len(wrong)} wrong", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
