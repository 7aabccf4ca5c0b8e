"""What the program reads of one module, for referees."""

import glob
import json
import os
import subprocess
import sys
import tempfile


def descriptors(kind, variable, modules):
    """The descriptors of the plugins of these modules, by their ids.

    CLAP's variable adds to the usual folders, so there may be others too.
    """
    with tempfile.TemporaryDirectory() as place:
        os.mkdir(place + "/modules")
        for module in modules:
            os.symlink(module, f"{place}/modules/{os.path.basename(module)}")
        with open(place + "/pipeline.toml", "w") as file:
            file.write(f'schema = 1\n[[plugins]]\nformat = "{kind}"\ninclude = ["*"]\n')
        environment = dict(os.environ, HOME=place)
        environment[variable] = place + "/modules"
        run = subprocess.run(
            [os.environ["PIPELINE"], "plugins", "extract", "--output", "out"],
            cwd=place, env=environment, capture_output=True, text=True)
        found = {}
        for path in glob.glob(f"{place}/out/{kind}-*.json"):
            with open(path) as file:
                descriptor = json.load(file)
            found[descriptor["plugin"]["uid"]] = descriptor
        if run.returncode != 0 and not found:
            sys.exit(f"{modules}: pipeline ended with {run.returncode}: {run.stderr}")
        return found


def modules(folders, ending):
    """The modules below folders, sorted."""
    found = []
    for folder in folders:
        for place, names, files in os.walk(folder):
            found += [f"{place}/{name}" for name in names + files if name.endswith(ending)]
            names[:] = [name for name in names if not name.endswith(ending)]
    return sorted(found)


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
