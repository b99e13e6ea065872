"""The folder of fetched copies beside a library: the originals of its web pages, each with a side-car that says whence.

A copy is the bytes as they came, unpacked. Its side-car has the address and the moment of fetching, which go into the
citation, and under "fetched" what the server said, by which a newer version is told. No other file is ever touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import FetchError
from corpus.file_identity import true_path
from corpus.readers.sidecars import side_car_path
from corpus.web.fetched_page import Versions
from corpus.web.media_types import suffix_of
from corpus.web.page_url import PageUrl

if TYPE_CHECKING:
    from datetime import datetime

    from corpus.web.fetched_page import FetchedPage

_PARTIAL = ".part-"
_HOUR = 3_600.0
_LONGEST_WORDS = 80
"""Characters of the address in a copy's name."""
_DIGEST = 16
"""Hexadecimal digits of the address's SHA-256 in a copy's name, which tell it from every other."""


@dataclass(frozen=True, slots=True)
class CopyFolder:
    """The copies of one library's pages."""

    folder: Path

    @classmethod
    def of_library(cls, library: Path) -> CopyFolder:
        """Return the folder beside the library in the folder `library`, whether it is there or not."""
        whole = Path(true_path(library))
        return cls(whole.with_name(f"{whole.name}-web"))

    def path_of(self, url: PageUrl, fetched: FetchedPage) -> Path:
        """Return the path of an address's copy. Raises FetchError for what no reader takes.

        Example: https://example.org/bees/queen?p=1 is kept as example.org-bees-queen-p-1-….html.
        """
        words = re.sub(r"[^a-z0-9.]+", "-", f"{url.host}{url.target}".lower())[:_LONGEST_WORDS].strip("-.")
        return self.folder / f"{words}-{_digest(url)}{suffix_of(fetched.media_type, fetched.url)}"

    def holds(self, path: str) -> bool:
        """Return whether a path is one of a copy."""
        return Path(path).parent == self.folder

    def is_of(self, path: str, address: str) -> bool:
        """Return whether a path is the one of an address's copy."""
        try:
            digest = _digest(PageUrl.parse(address))
        except FetchError:
            return False
        return self.holds(path) and Path(path).stem.endswith(f"-{digest}")

    def write(self, url: PageUrl, fetched: FetchedPage, now: datetime) -> Path:
        """Write a page and its side-car beside the copies, safely on the disk, and return where. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._drop_leftovers(now.timestamp())
        partial = self.folder / f"{_PARTIAL}{secrets.token_hex(16)}"
        _write(partial, fetched.data)
        described = _described(url, fetched, now)
        _write(side_car_path(partial), json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n")
        return partial

    def _drop_leftovers(self, now: float) -> None:
        """Delete what a run that was killed left on its way here, an hour ago or longer."""
        for left in self.folder.glob(f"{_PARTIAL}*"):
            with suppress(OSError):
                if now - left.stat().st_mtime > _HOUR:
                    left.unlink()

    def install(self, partial: Path, path: Path) -> None:
        """Put what was written in the place of the copy at `path`. Raises OSError."""
        side_car_path(partial).replace(side_car_path(path))
        partial.replace(path)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def drop(self, path: str | Path) -> bool:
        """Delete a copy and its side-car; return whether there was one."""
        if not self.holds(str(path)):
            return False
        there = Path(path).is_file()
        for each in (Path(path), side_car_path(Path(path))):
            with suppress(OSError):
                each.unlink(missing_ok=True)
        return there


def known_versions(path: Path) -> Versions:
    """Return what the side-car of a copy says of its version; nothing where it says nothing."""
    try:
        said = json.loads(side_car_path(path).read_bytes())["fetched"]
        return Versions(*(_line(said.get(name)) for name in ("etag", "last_modified")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Versions()


def _described(url: PageUrl, fetched: FetchedPage, now: datetime) -> dict[str, Any]:
    """Return what a side-car says: of the page for its citation, and of how it came."""
    came = {
        "from": fetched.url if fetched.url != str(url) else None,
        "media_type": fetched.media_type or None,
        "etag": fetched.versions.etag,
        "last_modified": fetched.versions.last_modified,
        "sha256": hashlib.sha256(fetched.data).hexdigest(),
    }
    about = {"url": str(url), "accessed": f"{now:%Y-%m-%dT%H:%M:%SZ}", "encoding": fetched.charset}
    known = {name: value for name, value in about.items() if value}
    return {**known, "fetched": {name: value for name, value in came.items() if value}}


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb"
    ) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _line(value: object) -> str | None:
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else None


def _digest(url: PageUrl) -> str:
    return hashlib.sha256(str(url).encode()).hexdigest()[:_DIGEST]
