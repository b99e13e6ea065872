"""A folder beside a file for what becomes that file, which a process that is killed cannot leave there for good."""

from __future__ import annotations

import glob
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = "under-way"
"""File in such a folder, locked by the process that works there; the system unlocks it however that ends."""


@contextmanager
def folder_beside(file: Path) -> Iterator[Path]:
    """Lend an empty folder beside a file, and delete those that killed processes have left for it. Raises OSError."""
    parent, prefix = file.absolute().parent, f".{file.name}-"
    for left in parent.glob(f"{glob.escape(prefix)}*/{_LOCK}"):
        if _is_left(left):
            shutil.rmtree(left.parent, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as folder, (Path(folder) / _LOCK).open("wb") as held:
        with suppress(OSError):  # there are disks of a network without locks; what is left there stays
            _lock(held)
        yield Path(folder)
        held.close()  # Windows deletes no file that is open


def _is_left(lock: Path) -> bool:
    try:
        with lock.open("ab") as held:
            _lock(held)
        if sys.platform == "win32":
            lock.unlink()  # refused while another process has it open
    except OSError:
        return False
    return True


def _lock(held: IO[bytes]) -> None:
    """Lock a file, where the system has such locks. Raises OSError where another process has."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
