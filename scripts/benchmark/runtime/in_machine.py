"""Runs inside the machine of scripts/alsa-vm: ours and the peers at the sequencer, in turns.

    in_machine.py ROUNDS COUNT    so many notes in batches, a fifth of them one by one

Prints one JSON object: for each program the objects of all its rounds.
"""

import json
import re
import subprocess
import sys
import time

PORT = "Midi Through"


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(*words):
    return ["./pipeline-runtime", "measure", *words]


def commands(count):
    few = str(int(count) // 5)
    return {
        "batch ours": measure("sequencer", "--count", count, "--batch", "32"),
        "batch C": ["./alsa_peers", "batch", count, PORT, "32"],
        "RtMidi": ["./rtmidi_peer", "send", few, PORT],
        "single ours": measure("sequencer", "--count", few, "--batch", "1"),
        "single C": ["./alsa_peers", "direct", few, PORT],
        # The last of the ports, for both.
        "lookup ours": measure("lookup", "--port", "VirMIDI 0-3"),
        "lookup RtMidi": ["./rtmidi_peer", "scan", "30", "VirMIDI 0-3"],
    }


def flood(count):
    """How many controllers a default reader gets of a C program that sends them one after another."""
    dump = subprocess.Popen(["aseqdump"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    client = None
    while client is None:
        listed = subprocess.run(["aconnect", "-l"], capture_output=True, text=True, check=True).stdout
        client = re.search(r"client (\d+): 'aseqdump'", listed)
        time.sleep(0.02)
    sent = run("./alsa_peers", "flood", count, client.group(1) + ":0")
    # It has a second for what lies in its pool.
    time.sleep(1)
    dump.terminate()
    received = sum("Control change" in line for line in dump.communicate()[0].splitlines())
    return {**sent, "received": received}


rounds, count = int(sys.argv[1]), sys.argv[2]
found = {name: [] for name in commands(count)}
found["flood C"] = []
for _ in range(rounds):
    for name, command in commands(count).items():
        found[name].append(run(*command))
    found["flood C"].append(flood("10000"))
print(json.dumps(found))
