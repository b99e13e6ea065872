"""Room on the disk that is kept for removing: without any, a full disk lets nobody open a library, nor shrink it.

SQLite writes what a removal changes to a log before it changes the file, and maps some memory through a file.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

RESERVE = ".reserve"
"""File of a library's folder that does nothing but take room."""
_LEAST, _MOST = 2**20, 2**26
"""Bytes of it: a log takes about as much as what is removed takes in the file."""
_PART_OF_FILE = 4
_PART_OF_FREE = 4
"""Such a part of the library's file is kept, and no more than such a part of what is free."""
_ZEROS = bytes(2**16)


def keep_reserve(folder: Path, database: Path) -> None:
    """Keep room for removing in a library's folder, as far as the disk has some to spare."""
    with suppress(OSError):
        wanted = min(max(database.stat().st_size // _PART_OF_FILE, _LEAST), _MOST)
        reserve = folder / RESERVE
        held = reserve.stat().st_size if reserve.exists() else 0
        if 2 * held < wanted < shutil.disk_usage(folder).free // _PART_OF_FREE:
            _fill(reserve, wanted)


def release_reserve(folder: Path) -> bool:
    """Give the room that is kept back to the disk; return whether there was any."""
    try:
        (folder / RESERVE).unlink()
    except OSError:
        return False
    return True


def _fill(reserve: Path, size: int) -> None:
    """Write the file so that the disk has given the room. Raises OSError."""
    try:
        with reserve.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                for _ in range(0, size, len(_ZEROS)):
                    file.write(_ZEROS)
    except OSError:
        reserve.unlink(missing_ok=True)
        raise
