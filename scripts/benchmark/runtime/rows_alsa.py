"""The way to ALSA's sequencer, inside the machine of scripts/alsa-vm: beside C on its library, and RtMidi."""

import json
import os
import shutil

from main import best
from table import Row

HERE = os.path.dirname(os.path.abspath(__file__))


def rows(bench):
    bench.compile("alsa_peers.c", "alsa_peers", "-lasound")
    bench.compile("rtmidi_peer.cpp", "rtmidi_peer", "-lrtmidi")
    shutil.copy2(f"{HERE}/in_machine.py", bench.folder)
    count = "20000" if bench.quick else "100000"
    found = bench.in_machine(["python3", "-B", "in_machine.py", str(bench.rounds), count])
    return (
        batches(found) + single(found) + flood(bench, found) + replug(bench)
        + lookup(found) + ending(bench)
    )


def rate(nanoseconds):
    return f"{1e6 / nanoseconds:,.0f} k/s"


def batches(found):
    ours, plain, peer = (best(found[name], "ns_a_message") for name in ["batch ours", "batch C", "RtMidi"])
    # All was sent, by one system call for 32.
    whole = all(one["sent"] == one["messages"] <= 32 * one["writes"] for one in found["batch ours"])
    return [
        Row("ALSA, 32 notes due together, ring to sequencer", "≥ 0.9 of C on the library", rate(ours),
            f"C {rate(plain)}", f"{plain / ours:.2f}", plain / ours >= 0.9 and whole),
        Row("the same beside RtMidi", "≥ 5 ×", rate(ours), f"RtMidi {rate(peer)}", f"{peer / ours:.1f}",
            peer / ours >= 5),
    ]


def single(found):
    ours, plain = best(found["single ours"], "ns_a_message"), best(found["single C"], "ns_a_message")
    whole = all(one["sent"] == one["messages"] == one["writes"] for one in found["single ours"])
    return [Row(
        "ALSA, one note at a time", "≥ 0.9 of C's direct send", rate(ours), f"C {rate(plain)}",
        f"{plain / ours:.2f}", plain / ours >= 0.9 and whole)]


def scenario(bench, name, *options):
    """One of the tests' scenarios, with the release program."""
    folder = f"{bench.repository}/Tests/RuntimeProgramTests/Scenarios"
    for file in ["machine.py", name]:
        shutil.copy2(f"{folder}/{file}", bench.folder)
    return bench.in_machine(
        ["python3", "-B", name], "--env", "PIPELINE_RUNTIME=/mnt/w/pipeline-runtime", *options)


def flood(bench, found):
    seen = scenario(bench, "flood.py")
    report = seen["report"]
    lost_notes = 128 - seen["notes_on"] - seen["notes_off"]
    missing = report["sequencer_sent"] - seen["received"]
    least = min(one["received"] for one in found["flood C"])
    most = max(one["received"] for one in found["flood C"])
    met = missing == 0 and lost_notes == 0 and seen["last_values_right"] and report["sequencer_lost"] == 0
    return [Row(
        "flood of 10,000 controllers and 64 notes at a default reader: events not read, notes lost", "0, 0",
        f"{missing}, {lost_notes}; {report['replaced']:,} values gave way to newer ones",
        f"C without a limit: {least:,} to {most:,} of 10,000 arrive", "", met)]


def replug(bench):
    seen = scenario(bench, "replug.py", "--virtual-time")
    times, report = seen["milliseconds"], seen["report"]
    met = (len(times) == 3 and all(0 <= one <= 300 for one in times) and seen["sounding"] == 0
           and report["returns"] == 3)
    return [Row(
        "card pulled and put in thrice under load, virtual clock: first event, notes hanging",
        "≤ 300 ms, 0", f"{max(times):.1f} ms, {seen['sounding']}", "no library does all", "", met)]


def lookup(found):
    ours, peer = found["lookup ours"], found["lookup RtMidi"]
    lookups = max(one["lookups"] for one in ours)
    scan = best(peer, "scan_p50_us")
    called = f"RtMidi's scan {scan:,.0f} µs"

    def row(what, key):
        taken = best(ours, key)
        return Row(what, "≤ 1/20 of RtMidi's scan", f"{taken:,.1f} µs", called, f"{taken / scan:.4f}",
                   taken <= scan / 20)

    return [
        Row(f"port lookups for {ours[0]['messages']:,} messages that name a port", "0", str(lookups), "", "",
            lookups == 0),
        row(f"the name looked up again when a port has come, {ours[0]['ports']} ports", "lookup_p50_us"),
        row("the same from the announcement on: what is new is asked of the system", "resolve_p50_us"),
    ]


def ending(bench):
    seen = scenario(bench, "ending.py", "--virtual-time")

    def row(what, target, limit, runs):
        latest = max(run["milliseconds"] for run in runs)
        silent = all(run["notes_off"] == 64 and run["pedals_up"] == 1 for run in runs)
        return Row(what, target, f"{latest:.1f} ms", "", "", 0 <= latest <= limit and silent)

    signals = [seen["terminated"], seen["interrupted"]]
    in_order = all(run["ended_before_port_closed"] for run in signals)
    told = row("64 notes held, INT or TERM, virtual clock: all off" + (
        ", before the port closes" if in_order else ", but after the port closed"), "≤ 50 ms", 50, signals)
    if not in_order:
        told.cells[-1] = "**no**"
    return [told, row("64 notes held, killed hard: all off by the guard", "≤ 200 ms", 200, [seen["killed"]])]
