"""A note, outside the cache, of each model that this person's Besa has prepared itself.

A cache may be shared, mounted or copied, and a manifest in it can be written by whoever can change the files beside it.
So a prepared model is taken from there only if the code knows its hash, or if its manifest is noted here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from platformdirs import user_config_path

from embeddings.index.atomic_write import write_whole

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PreparedRecord:
    """Notes in a folder, one a model: the SHA-256 of the manifest that was written with it."""

    folder: Path

    def note(self, name: str, manifest: bytes) -> None:
        """Note that the model in the cache's folder `name` was prepared here, with this manifest. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._file(name), hashlib.sha256(manifest).hexdigest().encode())

    def knows(self, name: str, manifest: bytes) -> bool:
        """Return whether the model in the cache's folder `name` was prepared here with this very manifest."""
        try:
            return self._file(name).read_bytes() == hashlib.sha256(manifest).hexdigest().encode()
        except OSError:
            return False

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sha256"


def user_record() -> PreparedRecord:
    """Return the record of whoever runs this process."""
    return PreparedRecord(user_config_path("besa") / "prepared")
