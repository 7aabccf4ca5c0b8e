"""Figures of the scheduler alone."""

import json

from machine import PROGRAM, output, say


def measure(*arguments):
    return json.loads(output(PROGRAM, "measure", *arguments))


say({
    "schedule": measure("schedule", "--rate", "200", "--seconds", "30", "--waiting", "1000"),
    "clock": measure("clock", "--seconds", "3600"),
    "idle": measure("idle", "--seconds", "10", "--waiting", "1000"),
})
