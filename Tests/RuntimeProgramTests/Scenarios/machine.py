"""What the scenarios share: the program under test, and readers that other people wrote.

A scenario runs inside the machine of scripts/alsa-vm and prints one JSON object with what it saw; what
that ought to be is said in the tests.
"""

import json
import os
import signal
import subprocess
import threading
import time

PROGRAM = os.environ["PIPELINE_RUNTIME"]


def wait_until(condition, seconds=10.0):
    """Waits for something to become true, and returns it; the last answer when it does not."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.002)


class Lines:
    """The lines of a stream, each with the moment at which it came."""

    def __init__(self, stream):
        self.stream = stream
        self.lines = []
        #: What takes lines that are too many to be kept.
        self.take = None
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.stream:
            if self.take:
                self.take(line)
            else:
                self.lines.append((time.monotonic(), line.rstrip("\n")))

    def matching(self, text):
        return [line for line in self.lines if text in line[1]]

    def wait_for(self, text, count=1, seconds=10.0):
        return wait_until(lambda: len(self.matching(text)) >= count, seconds)


class Process:
    def __init__(self, *command, stdin=None):
        self.process = subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.out = Lines(self.process.stdout)
        self.err = Lines(self.process.stderr)

    def signal(self, number):
        self.process.send_signal(number)
        return time.monotonic()

    def finish(self, seconds=20):
        self.process.wait(seconds)
        self.out.thread.join(5)
        self.err.thread.join(5)
        return self.process.returncode


class Runtime(Process):
    """`pipeline-runtime run`, fed with lines of JSON."""

    def __init__(self, *arguments):
        super().__init__(PROGRAM, "run", "--stdin", "--report", *arguments, stdin=subprocess.PIPE)
        self.err.wait_for("ready")

    def send(self, *requests):
        self.process.stdin.write("".join(json.dumps(request) + "\n" for request in requests))
        self.process.stdin.flush()

    def midi(self, port, *bytes_, at=None):
        request = {"port": port, "midi": list(bytes_)}
        if at is not None:
            request["at"] = at
        self.send(request)

    def end(self):
        """Lets it end by the end of its input; returns what it counted."""
        self.process.stdin.close()
        self.finish()
        return self.report()

    def report(self):
        return json.loads(self.out.lines[-1][1]) if self.out.lines else {}


class Dump(Process):
    """aseqdump, a reader with the default pool. One that is not told a port waits for messages."""

    def __init__(self, *arguments):
        super().__init__("aseqdump", *arguments)
        self.out.wait_for("Waiting" if not arguments else "Source")

    def stop(self):
        self.signal(signal.SIGTERM)
        self.finish()


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def plug():
    subprocess.run(["modprobe", "-d", os.environ["ALSA_VM_MODULES"], "snd-virmidi"], check=True)


def unplug():
    """Pulls the card out: its driver lets go of it first, as programs that are connected keep it in use."""
    with open("/sys/bus/platform/drivers/snd_virmidi/unbind", "w", encoding="ascii") as file:
        file.write("snd_virmidi.0")
    subprocess.run(["modprobe", "-d", os.environ["ALSA_VM_MODULES"], "-r", "snd-virmidi"], check=True)


def say(facts):
    print(json.dumps(facts))
