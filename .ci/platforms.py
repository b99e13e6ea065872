"""Find each pin of constraints.txt as a wheel, for every system and Python that Besa promises to run on.

    python .ci/platforms.py [FOLDER]

FOLDER, the current one by default, holds pyproject.toml and constraints.txt. Nothing is installed. Exits 1 with the
system, the Python and the package where a version has no wheel, where a package is not pinned, and where the index
gives no answer.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from uv import find_uv_bin

SYSTEMS = {
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux ARM": "aarch64-manylinux_2_28",
    "macOS on Apple silicon": "aarch64-apple-darwin",
    "Windows x64": "x86_64-pc-windows-msvc",
}
"""What uv calls each system."""
OLDEST_MACOS = "14.0"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_PINNED_NAME = re.compile(r"^[\w.-]+(?===)", re.MULTILINE)


class Unresolved(Exception):
    """What uv says about pins that cannot be had."""


def resolve(project: Path, system: str, python: str, cache: str) -> set[str]:
    """Return the names of all packages that an install of Besa and its development group would bring.

    Raises Unresolved where one of them has no wheel for `system` and `python`, or could not be looked up.
    """
    command = [find_uv_bin(), "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:"]
    command += ["--constraint", "constraints.txt", "pyproject.toml", "--group", "dev", "--cache-dir", cache]
    # With --python, uv does not start every interpreter of this machine in search of the one that is asked for.
    command += ["--python-platform", system, "--python-version", python, "--python", sys.executable]
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": OLDEST_MACOS}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unresolved(done.stderr.strip() or f"uv ended with status {done.returncode}")
    return set(_PINNED_NAME.findall(done.stdout))


def report(project: Path, system: str, python: str, cache: str) -> bool:
    """Print what was found for one system and Python; return whether it is all there and pinned."""
    pinned = set(_PINNED_NAME.findall((project / "constraints.txt").read_text("utf-8")))
    try:
        packages = resolve(project, SYSTEMS[system], python, cache)
    except Unresolved as problem:
        print(f"{system}, Python {python}: {problem}", flush=True)
        return False
    loose = ", ".join(sorted(packages - pinned))
    print(f"{system}, Python {python}: {f'not pinned: {loose}' if loose else f'{len(packages)} wheels'}", flush=True)
    return not loose


def main(project: Path) -> int:
    """Report on each system and Python, and return the exit status."""
    with tempfile.TemporaryDirectory() as cache:  # a new one, so that the index is asked and not what was kept of it
        found = [report(project, *each, cache) for each in product(SYSTEMS, PYTHONS)]
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
