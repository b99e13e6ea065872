"""What tells one file on the disk from another, and an unchanged file from a changed one, without reading it."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from corpus.errors import ReadError
from corpus.messages import Message

_FRESH_NS = 2_000_000_000
"""Nanoseconds in which a file may change again without its times showing it."""


def true_path(path: Path) -> str:
    """Return the absolute path without links, as the library stores it.

    Raises:
        ReadError: The path is not valid Unicode.
    """
    found = os.path.realpath(path)  # Path.resolve raises for links in a circle
    try:
        found.encode()
    except UnicodeEncodeError as error:
        raise ReadError(Message("its name is not valid UTF-8; rename it and add it again")) from error
    return found


def stamp_of(path: Path, companion: Path) -> str:
    """Return a string that changes whenever the file or its companion does: sizes, times and places on the disk.

    Empty if there is no such file, or if one of the two changed less than two seconds ago and may change again
    unnoticed. The companion, a side-car, need not be there.
    """
    own, beside = _stamp(path), _stamp(companion)
    return "" if own in ("", None) or beside == "" else f"{own} {beside}" if beside else f"{own}"


def is_gone(path: str) -> bool:
    """Return True if there is no such file any more; False for one that cannot be looked at just now."""
    try:
        return not stat.S_ISREG(Path(path).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def _stamp(path: Path) -> str | None:
    """Return the stamp of one file: empty while it is too fresh, None if there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _FRESH_NS:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_dev} {status.st_ino}"
