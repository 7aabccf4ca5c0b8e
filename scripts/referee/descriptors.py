"""What the program reads, and what all referees share."""

import contextlib
import glob
import json
import os
import subprocess
import sys
import tempfile

VARIABLES = {
    "lv2": "LV2_PATH", "ladspa": "LADSPA_PATH", "dssi": "DSSI_PATH", "clap": "CLAP_PATH",
    "vst3": "VST3_PATH", "vst2": "VST_PATH"}


def descriptors(kind, folders):
    """The descriptors of the plugins in these folders, by their ids.

    CLAP's variable adds to the usual folders, so there may be others too.
    """
    with tempfile.TemporaryDirectory() as place:
        with open(place + "/pipeline.toml", "w") as file:
            file.write(f'schema = 1\n[[plugins]]\nformat = "{kind}"\ninclude = ["*"]\n')
        environment = dict(os.environ, HOME=place)
        environment[VARIABLES[kind]] = ":".join(folders)
        run = subprocess.run(
            [os.environ["PIPELINE"], "plugins", "extract", "--output", "out"],
            cwd=place, env=environment, capture_output=True, text=True)
        found = {}
        for path in glob.glob(f"{place}/out/{kind}-*.json"):
            with open(path) as file:
                descriptor = json.load(file)
            found[descriptor["plugin"]["uid"]] = descriptor
        if run.returncode != 0 and not found:
            sys.exit(f"{folders}: pipeline ended with {run.returncode}: {run.stderr}")
        return found


@contextlib.contextmanager
def alone(module):
    """A folder with one module in it."""
    with tempfile.TemporaryDirectory() as place:
        os.symlink(module, f"{place}/{os.path.basename(module)}")
        yield place


def modules(folders, ending):
    """The modules below folders, sorted; of those that two ways lead to, the first."""
    found = {}
    for folder in folders:
        for place, names, files in os.walk(folder, followlinks=True):
            for name in sorted(names + files):
                if name.endswith(ending):
                    found.setdefault(os.path.realpath(f"{place}/{name}"), f"{place}/{name}")
            names[:] = [name for name in names if not name.endswith(ending)]
    return sorted(found.values())


def in_child(listing, path):
    """What `listing` finds in a library, asked in a process that may crash; `None` if it does."""
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        # Plugins talk.
        silence = os.open("/dev/null", os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            with os.fdopen(start, "w") as stream:
                stream.write(json.dumps(listing(path)))
        finally:
            os._exit(0)
    os.close(start)
    with os.fdopen(end) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def is_close(one, other, span):
    """Whether two numbers are the same but for what single precision and six digits lose."""
    return abs(one - other) <= max(1e-6 * abs(span), 1e-6 * abs(one), 6e-7)


def report(kind, modules, parameters, differences, skipped):
    for line in skipped:
        print("not compared: " + line)
    for line in differences:
        print("differs: " + line)
    print(f"{kind}: {modules} plugins, {parameters} parameters, {len(differences)} differences")
    sys.stdout.flush()
    # Plugins talk, and may crash, when they are taken down.
    os._exit(1 if differences or parameters == 0 else 0)
