"""Processes of their own for what is measured, so that neither memory nor imports of one count for another."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.errors import MeasurementFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
_QUIET = {
    "OPENBLAS_NUM_THREADS": "1",  # as besa does
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "DO_NOT_TRACK": "1",
    "TQDM_DISABLE": "1",
    "PYTHONWARNINGS": "ignore::DeprecationWarning",
}
_PROC = Path("/proc")


def besa(*arguments: str) -> list[str]:
    """What the console script runs, of this checkout."""
    return [sys.executable, "-c", "from app import main; main()", *arguments]


def environment() -> Mapping[str, str]:
    """This process's, with the checkout's own packages first; nobody looks anything up or tells anybody anything."""
    return {**os.environ, **_QUIET, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def ask_process(module: str, request: Mapping[str, Any], python: str = sys.executable) -> Any:
    """What `python -m module` answers, JSON for JSON; its messages pass through. Raises MeasurementFailed."""
    done = subprocess.run(
        [python, "-m", module],
        input=json.dumps(request),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(),
    )
    if done.returncode:
        raise MeasurementFailed(f"{module} ended with {done.returncode}; what it said stands above.")
    return json.loads(done.stdout.splitlines()[-1])


def request() -> Any:
    """In such a process: what it was asked."""
    return json.load(sys.stdin)


def reply(answer: Any) -> None:
    """In such a process: its answer, on a line of its own, after anything that a library may have printed."""
    sys.stdout.write(f"\n{json.dumps(answer)}\n")


def peak_memory() -> float:
    """The most MB that this process had in memory at any moment.

    Linux says it of the program alone; elsewhere what started it may count too.
    """
    try:
        return _status(os.getpid(), "VmHWM")
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def resident_memory(process: int) -> float:
    """MB of a process and of its children in memory now. Linux only: raises MeasurementFailed elsewhere."""
    return _memory_of_all(process, "VmRSS")


def resident_memory_at_most(process: int) -> float:
    """As `resident_memory`, of each of them at the moment when it had most, which need not have been the same one."""
    return _memory_of_all(process, "VmHWM")


def _memory_of_all(process: int, kind: str) -> float:
    if not _PROC.is_dir():
        raise MeasurementFailed("The memory of another process is only measured on Linux: leave this part out.")
    try:
        children = [child for each in _threads(process) for child in (each / "children").read_text("ascii").split()]
        return _status(process, kind) + sum(_memory_of_all(int(child), kind) for child in children)
    except (FileNotFoundError, ProcessLookupError, StopIteration):  # it, or one of its threads, has just ended
        return 0.0


def _threads(process: int) -> list[Path]:
    return list((_PROC / str(process) / "task").iterdir())


def _status(process: int, name: str) -> float:
    lines = (_PROC / str(process) / "status").read_text("ascii", "replace").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return int(kilobytes) * 1024 / 1e6
