"""What a process and those that it has started take of this machine. Linux tells; elsewhere, nothing is known."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_DEEPEST = 5


def children(process: int, depth: int = _DEEPEST) -> list[int]:
    """Return the ids of the processes that it has started, and of theirs."""
    found: list[int] = []
    with suppress(OSError):
        for thread in (_PROC / str(process) / "task").iterdir():
            with suppress(OSError, ValueError):
                found += map(int, (thread / "children").read_text("ascii").split())
    return found + [each for child in found if depth for each in children(child, depth - 1)]


def resident_bytes(process: int) -> int | None:
    """Return how much of a process is in memory; None if that is not known."""
    with suppress(OSError, ValueError, StopIteration):
        lines = (_PROC / str(process) / "status").read_text("ascii", "replace").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:"))) * 1024
    return None
