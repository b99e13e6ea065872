"""Watches a program and all that it starts: whom they reach, and which files they make. The system itself is asked.

strace sees every call, native code's too. A network of the program's own, with the loopback and nothing else, keeps
what it sends from leaving, and counts what it tried. Where the system allows neither, Python's audit events are all
that is seen of the network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.strace import read_trace, strace

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE = Path(__file__).resolve().parent
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Seen:
    """Whom a program reached beyond the loopback, what it looked up, and which files it made or wrote to.

    `unrouted` counts what had no way in a network of its own. `blind` says what the system did not let be seen.
    """

    output: str
    reached: frozenset[str]
    wrote: frozenset[Path]
    unrouted: int
    calls: int
    blind: tuple[str, ...]


def bare(folder: Path) -> dict[str, str]:
    """Return the environment of a person whose folders are new and lie in `folder`: `home`, and `tmp` for a while.

    It has no variables of a CI or of these tests: some libraries keep quiet where they see one of those.
    """
    for each in ("home", "tmp"):
        (folder / each).mkdir(parents=True, exist_ok=True)
    own = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "LANG": "C.UTF-8"}
    return {"PATH": os.environ["PATH"], **own}


def watch(command: list[str], environment: Mapping[str, str], notes: Path) -> Seen:
    """Run the command in exactly this environment, in the system's root. `notes` is a folder for the witness alone."""
    notes.mkdir()
    alone, traced = _alone(notes / "unrouted"), strace(notes)
    audit = {"PYTHONPATH": str(_HERE / "audit"), "BESA_AUDIT": str(notes / "audit")}
    done = subprocess.run(
        [*alone, *traced, *command],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(environment) if traced else {**environment, **audit},
        timeout=240,
        check=True,
    )
    trace = read_trace(notes)
    heard = [] if traced else [json.loads(line) for line in (notes / "audit").read_text().splitlines()]
    audited = {Path(what).absolute() for kind, what in heard if kind == "wrote"}
    return Seen(
        done.stdout,
        frozenset(trace.reached | {what for kind, what in heard if kind == "reached"} - _LOOPBACK),
        frozenset(path for path in trace.wrote | audited if not path.is_relative_to(notes)),
        int((notes / "unrouted").read_text()) if alone else 0,
        trace.calls + len(heard),
        _blind(bool(alone), bool(traced)),
    )


def _alone(count: Path) -> list[str]:
    """Return what to put before a command for it to be alone in a network; nothing where that is not allowed."""
    if sys.platform != "linux":
        return []
    command = [sys.executable, str(_HERE / "loopback_only.py"), str(count)]
    for unshare in (["unshare", "--map-root-user", "--net"], ["unshare", "--net"]):
        try:
            subprocess.run([*unshare, *command, "true"], capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return [*unshare, *command]
    return []


def _blind(alone: bool, traced: bool) -> tuple[str, ...]:
    missing = []
    if not traced:
        missing.append("strace may not trace here: of files, only those of Python and what is left in the folders")
    if not traced and not alone:
        missing.append("no network of its own is allowed here: of the network, only what Python reaches")
    return tuple(missing)
