"""The way to JACK: its dummy server and its own reader, where the program itself runs."""

import json
import os
import shutil
import subprocess

from table import Row

MANIFEST = """schema = 1
[maps]
include = ["*.yaml"]
[[output]]
name = "wire"
port = "jack:midi-monitor:input"
[[generate]]
target = "runtime"
output = "out"
"""

MAP = """schema: 2
name: {name}
device: {{ manufacturer: Test, model: Keys, port: "{port}" }}
channel: 1
controls:
  - {{ id: key, send: {{ cc: 1 }}, targets: [{{ midi: {{ output: wire, cc: 1 }} }}] }}
"""


def rows(bench):
    folder = f"{bench.folder}/jack"
    os.makedirs(folder)
    with open(f"{folder}/pipeline.toml", "w") as manifest:
        manifest.write(MANIFEST)
    for name, port in [("dump", ""), ("through", "jack:keys:out")]:
        with open(f"{folder}/{name}.yaml", "w") as text:
            text.write(MAP.format(name=name, port=port))
    programs = f"{bench.repository}/.build/bin"
    subprocess.run([f"{programs}/pipeline", "-C", folder, "build", "-q"], check=True)
    for name in ["dump", "through"]:
        shutil.copy2(f"{folder}/out/{name}.runtimemap", f"{folder}/{name}.map")
    scenarios = f"{bench.repository}/Tests/RuntimeProgramTests/Scenarios"
    for file in ["machine.py", "jack.py"]:
        shutil.copy2(f"{scenarios}/{file}", folder)
    run = subprocess.run(
        ["python3", "-B", "jack.py"], cwd=folder, check=True, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PIPELINE_RUNTIME": f"{programs}/pipeline-runtime"})
    seen = json.loads(run.stdout.splitlines()[-1])
    gaps = seen["notes"] - 1
    return [Row(
        "JACK, aimed two periods ahead, 400 notes 10 ms apart: beside their frame", "0 at p99",
        f"{gaps - seen['exact_gaps']} of {gaps} gaps", "", "",
        gaps == 399 and (gaps - seen["exact_gaps"]) * 100 <= gaps and seen["in_order"])]
