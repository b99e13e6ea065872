"""The bytes of a file as they were at one moment."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ReadError, TooLarge, UnsupportedFile
from corpus.file_identity import stamp_of, true_path
from corpus.messages import Message
from corpus.readers.sidecars import read_side_car, side_car_path

if TYPE_CHECKING:
    from corpus.readers.sidecars import SideCar

_MIB = 2**20
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_READ_ATTEMPTS = 3
"""Attempts to read a file that keeps changing."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's bytes and what identifies them.

    Attributes:
        path: The absolute path without links.
        data: The bytes.
        sha256: Their SHA-256, in hexadecimal.
        stamp: Changes whenever the file or its side-car does; empty if that cannot be relied on.
        side_car: The file's side-car, if it has one.
        encoding: The encoding that the person says it is in; empty where they say nothing.
    """

    path: str
    data: bytes
    sha256: str
    stamp: str
    side_car: SideCar | None = None
    encoding: str = ""

    @property
    def said_encoding(self) -> str:
        """Return the encoding that the person, or else the side-car, says that it is in; empty if neither does."""
        return self.encoding or (self.side_car.encoding if self.side_car is not None else "")

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of all that the documents are made from: the bytes, side-car and encoding if given."""
        made_from = self.sha256
        if self.side_car is not None:
            made_from = hashlib.sha256(made_from.encode() + b" " + self.side_car.data).hexdigest()
        return hashlib.sha256(f"{made_from} {self.encoding}".encode()).hexdigest() if self.encoding else made_from


def load_file(path: Path, max_bytes: int, encoding: str = "") -> LoadedFile:
    """Load a file of at most `max_bytes` bytes with its side-car; `encoding` is what the person says it is in.

    While something is wrong with its side-car it has no stamp, so that it is read, and the problem reported, each time.

    Raises:
        ReadError: The file cannot be read, or changes while it is read.
        TooLarge: It is larger than `max_bytes`.
        UnsupportedFile: It is a folder, pipe or device.
    """
    name = true_path(path)
    stamp = stamp_of(Path(name), side_car_path(Path(name)))
    side_car = read_side_car(Path(name))
    data = _read_bytes(path, max_bytes)
    stamp = "" if side_car is not None and side_car.problem else stamp
    return LoadedFile(name, data, hashlib.sha256(data).hexdigest(), stamp, side_car, encoding)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    """Read a file as it was at one moment: again, a few times, while it is being written to."""
    try:
        for _ in range(_READ_ATTEMPTS):
            before = _check_status(path.stat(), max_bytes)
            with os.fdopen(os.open(path, _OPEN_FLAGS), "rb") as file:
                _check_status(os.fstat(file.fileno()), max_bytes)
                data = file.read(max_bytes + 1)
                after = os.fstat(file.fileno())
            if len(data) > max_bytes:
                raise _too_large(max_bytes)
            if _version(before) == _version(after):
                return data
    except FileNotFoundError as error:
        raise ReadError(Message("the file is gone, or is a link to nothing; check the path")) from error
    except PermissionError as error:
        raise ReadError(Message("you have no permission to read it; change that and add it again")) from error
    except OSError as error:
        raise ReadError(
            Message(
                "the system cannot read it ({error}); check the disk or the path", error=error.strerror or str(error)
            )
        ) from error
    raise ReadError(Message("it changed each time it was read; add it again when nobody is writing to it"))


def _check_status(status: os.stat_result, max_bytes: int) -> os.stat_result:
    """Return the status of a regular file; raise TooLarge, or UnsupportedFile for a pipe, which may never end."""
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedFile(Message("this is a folder, pipe or device, not a file; name the files to add"))
    if status.st_size > max_bytes:
        raise _too_large(max_bytes)
    return status


def _version(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(
        Message("it is larger than {size:,} MiB; split it into smaller files", size=round(max_bytes / _MIB))
    )
