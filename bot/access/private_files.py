"""Files that nobody but their owner may read: users, and the key of the cookies."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 600, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink()


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """Small files in a folder of this machine, each of mode 600: `KeptFiles` of a library that lies in a folder."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none. Raises OSError."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file in place of the one of that name. Raises OSError."""
        write_private(self.folder / name, content)

    def delete(self, name: str) -> None:
        """Delete a file, if it is there. Raises OSError."""
        (self.folder / name).unlink(missing_ok=True)

    def ages(self, folder: str) -> dict[str, float]:
        """Return the seconds since each file of a folder was written, by its name in that folder."""
        found = {}
        for path in (self.folder / folder).glob("*"):
            with suppress(OSError):
                found[path.name] = time.time() - path.stat().st_mtime
        return found
