"""The private place in which Ardour runs here, and the running program.

A `Workshop` is a folder that holds all that Ardour reads and writes. A `Process` is one
`ardour7-lua` with a script of ours, which answers line by line.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lv2 import lv2_folders

HERE = Path(__file__).resolve().parent
PROGRAM = "ardour7-lua"
SESSION = "verify"
FOLDERS = {"lv2": "lv2", "ladspa": "ladspa", "vst2": "lxvst", "vst3": "home/.vst3"}
"""Of plugins by format, in the workshop; Ardour looks for VST3 in HOME."""
START_SECONDS = 60.0


class HostError(Exception):
    """Ardour did not come up, hung, or refused a command."""


@dataclass(frozen=True)
class Takeover:
    """How Generic MIDI treats a value that differs from the parameter's: the session's setting."""

    motorized: bool = False
    threshold: int = 10


class Workshop:
    """A private folder for Ardour's configuration, sessions and plugins; removed on leaving."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="verify-ardour-"))
        for name in ("cache", "no-maps", "runs", *FOLDERS.values()):
            (self.root / name).mkdir(parents=True)
        self._template: Path | None = None
        self._route = ""

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def leave_on_signals(self) -> None:
        """Ends at once when told to, with all runs and without leaving the folder behind."""
        def leave(number: int, _: object) -> None:
            for process in list(Process.living):
                process.end()
            shutil.rmtree(self.root, ignore_errors=True)
            os._exit(128 + number)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, leave)

    def folder(self, kind: str) -> Path:
        """Where plugins of a format are put for the check; other than LV2, Ardour sees no more."""
        return self.root / FOLDERS[kind]

    def environment(self, config: Path) -> dict[str, str]:
        """What a run sees: its own folders, no stock maps, no display, plain messages."""
        keep = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR")}
        return keep | {
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.root / "home"),
            "XDG_CONFIG_HOME": str(config),
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "ARDOUR_MIDIMAPS_PATH": str(self.root / "no-maps"),
            "LV2_PATH": ":".join(map(str, [self.folder("lv2"), *lv2_folders()])),
            "LADSPA_PATH": str(self.folder("ladspa")),
            "LXVST_PATH": str(self.folder("vst2")),
        }

    def run_folder(self) -> Path:
        """A fresh folder for one run."""
        return Path(tempfile.mkdtemp(dir=self.root / "runs"))

    def session(self, folder: Path, map_name: str, takeover: Takeover) -> Path:
        """Copies the session into `folder`, with the map bound and its only track selected."""
        self.prepare()
        target = folder / "session"
        shutil.copytree(self._template, target)
        document = target / f"{SESSION}.ardour"
        text = document.read_text(encoding="utf-8")
        protocol = (
            f'<Protocol name="Generic MIDI" active="1" binding={quoteattr(map_name)}'
            f' motorized="{int(takeover.motorized)}" threshold="{takeover.threshold}"'
            ' feedback="0" feedback-interval="10000"><Input/><Output/><Controls/></Protocol>')
        selection = (
            f'<Selection><StripableAutomationControl stripable="{self._route}"'
            ' control="0" order="0"/></Selection>')
        text, bound = re.subn(
            r"<ControlProtocols>.*</ControlProtocols>",
            lambda _: f"<ControlProtocols>{protocol}</ControlProtocols>", text, flags=re.S)
        text, selected = re.subn(r"<Selection/>", lambda _: selection, text)
        if bound != 1 or selected != 1:
            raise HostError("the session file is not as this script knows it")
        document.write_text(text, encoding="utf-8")
        return target

    def prepare(self) -> None:
        """Makes the session that is copied for every run, once."""
        if self._template is not None:
            return
        folder = self.root / "template"
        config = self.root / "template-config"
        config.mkdir()
        with Process("create.lua", [str(folder), SESSION], self.environment(config)) as process:
            answer = process.answer(START_SECONDS)
        self._route = answer[0]
        self._template = folder


class Process:
    """One `ardour7-lua` in its own process group, ended when left.

    It is killed rather than asked to close: this version may abort while closing a session, and
    by then everything of interest has been said.
    """

    living: set[Process] = set()

    def __init__(self, script: str, arguments: list[str], environment: dict[str, str]) -> None:
        self._noise: list[str] = []
        self._pending = b""
        self._child = subprocess.Popen(
            [PROGRAM, str(HERE / script), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environment, start_new_session=True)
        Process.living.add(self)

    def __enter__(self) -> Process:
        return self

    def end(self) -> None:
        """Ends the program and whatever it started."""
        try:
            os.killpg(self._child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._child.wait()

    def __exit__(self, *_: object) -> None:
        if self not in Process.living:
            return
        self.end()
        Process.living.discard(self)
        for stream in (self._child.stdin, self._child.stdout):
            try:
                stream.close()
            except OSError:
                pass

    def say(self, line: str) -> None:
        """Sends one command."""
        try:
            self._child.stdin.write(line.encode() + b"\n")
            self._child.stdin.flush()
        except OSError as error:
            raise HostError(f"Ardour has gone: {self.noise()}") from error

    def answer(self, seconds: float) -> list[str]:
        """The lines of one answer. Whatever Ardour prints of its own is put aside."""
        lines: list[str] = []
        deadline = time.monotonic() + seconds
        while True:
            line = self._line(deadline)
            if line == ">.":
                return lines
            if line.startswith("> "):
                lines.append(line[2:])
            elif line.startswith("! "):
                raise HostError(line[2:])
            else:
                self._noise.append(line)

    def noise(self) -> str:
        """The last that Ardour printed of its own, for messages."""
        return " / ".join(line for line in self._noise[-4:] if line) or "nothing was printed"

    def _line(self, deadline: float) -> str:
        stream = self._child.stdout.fileno()
        while b"\n" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([stream], [], [], left)[0]:
                raise HostError(f"no answer from Ardour in time: {self.noise()}")
            data = os.read(stream, 65536)
            if not data:
                raise HostError(f"Ardour ended: {self.noise()}")
            self._pending += data
        line, self._pending = self._pending.split(b"\n", 1)
        return line.decode(errors="replace")
