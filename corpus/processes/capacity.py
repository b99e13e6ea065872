"""How much this machine, or the container that this process runs in, can do at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")
_MEMORY_FILES = (_CGROUP / "memory.max", _CGROUP / "memory" / "memory.limit_in_bytes")
_PROCESSOR_FILE = _CGROUP / "cpu.max"


def cores() -> int:
    """Return how many processors this process may use at a time, one at least."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    quota, _, period = _first_line(_PROCESSOR_FILE).partition(" ")
    if quota.isdigit() and period.isdigit() and int(period):
        usable = min(usable, -(-int(quota) // int(period)))
    return max(1, usable)


def memory_bytes() -> int | None:
    """Return the memory there is for all processes together; None where the system does not say."""
    said = [int(line) for line in map(_first_line, _MEMORY_FILES) if line.isdigit()]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        said.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(said, default=None)


def processes_at_once(each_bytes: int) -> int:
    """Return how many processes may work at a time: one a core, and no more than memory has room for at their limit."""
    memory = memory_bytes()
    fitting = cores() if memory is None else memory // max(1, each_bytes)
    return max(1, min(cores(), fitting))


def _first_line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except (OSError, ValueError):
        return ""
