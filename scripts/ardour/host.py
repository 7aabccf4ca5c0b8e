"""A running Ardour with one map bound: its plugin in slot 1, messages to it, its parameters."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from workshop import SESSION, START_SECONDS, HostError, Process, Takeover, Workshop

BUFFER = 64
"""Samples a cycle: small, so that messages arrive within 2 to 3 ms."""
ANSWER_SECONDS = 20.0


@dataclass(frozen=True)
class HostParameter:
    """A parameter as Ardour itself describes it."""

    number: int
    is_input: bool
    lower: float
    upper: float
    normal: float
    toggled: bool
    logarithmic: bool
    integer: bool
    label: str


class Host:
    """A running Ardour whose Generic MIDI surface has one map bound."""

    def __init__(self, workshop: Workshop, map_text: bytes, map_name: str, takeover: Takeover):
        self._folder = workshop.run_folder()
        self.parameters: list[HostParameter] = []
        maps = self._folder / "config" / "ardour7" / "midi_maps"
        maps.mkdir(parents=True)
        (maps / "verified.map").write_bytes(map_text)
        self._session = workshop.session(self._folder, map_name, takeover)
        self._witness, self._taken = self._folder / "witness", 0
        self._process = Process(
            "server.lua", [str(self._session), SESSION, str(BUFFER)],
            workshop.environment(self._folder / "config") | {"WITNESS": str(self._witness)})

    def __enter__(self) -> Host:
        try:
            self._process.answer(START_SECONDS)
        except HostError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.__exit__()
        shutil.rmtree(self._folder, ignore_errors=True)

    def ask(self, command: str) -> list[str]:
        """Sends a command and waits for its answer."""
        self._process.say(command)
        return self._process.answer(ANSWER_SECONDS)

    def load(self, kind: str, host_id: str) -> list[HostParameter]:
        """Puts a plugin into slot 1 of the selected track, instead of the one there."""
        self.parameters = [parameter_of(line) for line in self.ask(f"plugin {kind} {host_id}")]
        return self.parameters

    def set(self, values: dict[int, float]) -> None:
        """Sets parameters, by number from 0."""
        if values:
            self.ask("set " + " ".join(f"{i} {v!r}" for i, v in values.items()))

    def read(self) -> list[float]:
        """The values of all parameters."""
        return numbers(self.ask("read")[0])

    def act(self, message: bytes, index: int, low: float, high: float,
            timeout: float, quiet: float, settle: float) -> tuple[list[float], float]:
        """Sends a message and waits until the parameter is in the window; times in ms.

        Returns all values after it, and how long the parameter took (0: it was there before).
        """
        words = [timeout, quiet, settle, index, repr(low), repr(high), *message]
        values, took = self.ask("act " + " ".join(map(str, words)))
        return numbers(values), float(took)

    def told(self) -> list[tuple[str, float]]:
        """What made-up plugins say was set since this was asked last, by symbol."""
        if not self._witness.exists():
            return []
        with self._witness.open(encoding="ascii") as file:
            file.seek(self._taken)
            text = file.read()
        whole = text[:text.rfind("\n") + 1]
        self._taken += len(whole)
        return [(key, float(value)) for key, value in map(str.split, whole.splitlines())]

    def accepted(self, map_name: str) -> bool:
        """Whether Ardour took the map: a session saved now names it."""
        self.ask("saved")
        text = (self._session / f"{SESSION}.ardour").read_text(encoding="utf-8")
        return f"binding={quoteattr(map_name)}" in text


def numbers(text: str) -> list[float]:
    """Reads a line of numbers."""
    return [float(word) for word in text.split()]


def parameter_of(line: str) -> HostParameter:
    """Reads one line of the answer to `plugin`."""
    number, is_input, lower, upper, normal, toggled, log, integer, label = line.split("\t")
    return HostParameter(
        int(number), is_input == "1", float(lower), float(upper), float(normal),
        toggled == "1", log == "1", integer == "1", label)
