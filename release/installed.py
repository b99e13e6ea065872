"""The wheel as a new user has it: installed in an environment of its own, started far from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

QUESTION = "What does besa mean?"
ANSWER = "keep the promise"
SCRIPT = f"""
import besa
answer = besa.open().ask({QUESTION!r})
print(answer)
assert answer.found and {ANSWER!r} in answer.sentences[0].text
"""


def installed_version(wheel: Path, constraints: Path) -> str:
    """Install the wheel in a new environment, ask it a question there, and return what `besa --version` says.

    The question is asked by the command and from Python. Raises CalledProcessError where something fails, ValueError
    where the answer is not the known one.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "environment", with_pip=True)
        programs = folder / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
        pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", constraints.resolve())
        _run(folder, programs / "python", *pip, wheel.resolve())
        said = _run(folder, programs / "besa", "ask", QUESTION)
        if ANSWER not in said:
            raise ValueError(f"{wheel.name} answers {QUESTION!r} with: {said}")
        _run(folder, programs / "python", "-c", SCRIPT)
        return _run(folder, programs / "besa", "--version").strip()


def _run(folder: Path, *command: str | Path) -> str:
    """Run a command in `folder`, which is its home, too; what it says on standard error is shown."""
    home = {name: str(folder) for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BESA_", "PYTHON", "PIP_"))}
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env={**kept, **home}, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
