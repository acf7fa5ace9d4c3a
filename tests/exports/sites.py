"""What the tests of exports share: the portal of this repository and a small site, each built once."""

import atexit
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = REPOSITORY / "tests/exports/schemas"
PROGRAM = os.environ.get("PLENARY", str(REPOSITORY / "target/debug/plenary"))
# Both sites are built for one day, so that what is upcoming stays so.
AS_OF = "2026-01-01"
SITES = {"portal": REPOSITORY, "small": REPOSITORY / "tests/exports/site"}


@functools.cache
def built(name):
    """The folder with the output of a site; it vanishes when the tests end."""
    out = pathlib.Path(tempfile.mkdtemp(prefix="plenary-exports-"))
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    command = [PROGRAM, "build", "--site", SITES[name], "--as-of", AS_OF, "--out", out, "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the site {name} cannot be built\n{done.stdout}{done.stderr}")
    return out


def files(pattern):
    """Every output file of both sites whose path matches, such as `**/atom.xml`; never none."""
    found = [path for name in SITES for path in sorted(built(name).glob(pattern))]
    if not found:
        raise AssertionError(f"no site has a file {pattern}")
    return found


def read_json(path):
    """The JSON in a file."""
    return json.loads(path.read_text(encoding="utf-8"))


def records(name, kind):
    """The records of a kind as `/data/KIND.json` has them, one for each language."""
    path = built(name) / "data" / f"{kind}.json"
    return read_json(path) if path.exists() else []
