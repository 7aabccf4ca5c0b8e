"""Runs Ardour without a window, its OSC surface on, and prints the gain of its first strip as it changes."""

import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "ardour"))

from workshop import SESSION, START_SECONDS, Process, Takeover, Workshop  # noqa: E402

with Workshop() as workshop:
    workshop.leave_on_signals()
    folder = workshop.run_folder()
    (folder / "config").mkdir()
    session = workshop.session(folder, "none", Takeover())
    document = session / f"{SESSION}.ardour"
    text = re.sub(
        r"<ControlProtocols>.*</ControlProtocols>",
        '<ControlProtocols><Protocol name="Open Sound Control (OSC)" active="1"/></ControlProtocols>',
        document.read_text(encoding="utf-8"), flags=re.S)
    document.write_text(text, encoding="utf-8")
    with Process(
            "../osc-peers/ardour.lua", [str(session), SESSION],
            workshop.environment(folder / "config")) as process:
        process.answer(START_SECONDS)
        print("ready", process.noise(), flush=True)
        last = None
        while True:
            process.say("gain")
            gain = process.answer(10)
            if gain != last:
                print("gain", *gain, flush=True)
            last = gain
            time.sleep(0.05)
