"""Files that come through the page: the rules for them, and the folder in which they are kept."""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot.errors import UploadRefused
from corpus.messages import Message
from corpus.readers import BY_SUFFIX, SUPPORTED
from corpus.readers.sidecars import SUFFIX as SIDE_CAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MIB = 2**20
_LONGEST_NAME = 120
_LONGEST_FOLDER = 1_000
_DEEPEST = 8
"""Folders in each other that are kept of where a file lay; one that lay deeper is kept in the eighth."""
_HOUR = 3_600.0
_UNSAFE = re.compile(r'[<>:"|?*%]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
_PARTIAL = ".part-"
_STORED = PurePosixPath("/besa-uploads")
"""Below this, files that a server keeps have their paths, which no disk has: the same whichever machine took them."""


class KnownName(StrEnum):
    """What is done with a file where another one of its name came before: refuse it, replace that one, or keep both."""

    ASK = "ask"
    REPLACE = "replace"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class UploadQuery:
    """How a file comes: its name, the folders that it lay in where a folder was chosen, and what if it is known."""

    name: str = ""
    folder: str = ""
    known: KnownName = KnownName.BOTH


@dataclass(frozen=True, slots=True)
class UploadRules:
    """What may come: so many bytes a file, so many files at once, so many bytes in all."""

    file_bytes: int = 50 * _MIB
    at_once: int = 20
    total_bytes: int = 5_120 * _MIB
    suffixes: tuple[str, ...] = tuple(BY_SUFFIX)

    def place_of(self, file: UploadQuery) -> PurePosixPath:
        """Return where a file is kept below the uploads. Raises UploadRefused for one that cannot be a document."""
        return safe_place(file.folder, self.check_name(file.name))

    def check_name(self, name: str) -> str:
        """Return the name under which a file is kept. Raises UploadRefused for one that cannot be a document's."""
        kept = safe_name(name)
        if kept.lower().endswith(SIDE_CAR):
            raise UploadRefused(Message("this describes another file; only documents can be added here"))
        if PurePosixPath(kept).suffix.lower() not in self.suffixes:
            raise UploadRefused(self.wrong_kind)
        return kept

    def check_size(self, size: int) -> None:
        """Raise UploadRefused for a file that is too large."""
        if size > self.file_bytes:
            raise UploadRefused(self.too_large, status=413)

    @property
    def megabytes(self) -> int:
        """Largest size of a file, in MiB."""
        return self.file_bytes // _MIB

    @property
    def formats(self) -> Message:
        """Formats that can be added, in words."""
        return SUPPORTED

    @property
    def wrong_kind(self) -> Message:
        """Reason against a file of another format."""
        return Message("this kind of file cannot be added; these can: {formats}", formats=self.formats)

    @property
    def too_large(self) -> Message:
        """Reason against a file that is too large."""
        return Message("it is larger than {megabytes:,} MB; add it with: besa add FILE", megabytes=self.megabytes)


def safe_place(folder: str, name: str) -> PurePosixPath:
    """Return where a file of a safe `name` is kept below the uploads: in folders whose names are as safe.

    Example:
        >>> str(safe_place("../Trips/2019", "minutes.md"))
        'Trips/2019/minutes.md'
    """
    parts = [each for each in re.split(r"[/\\]", folder[:_LONGEST_FOLDER]) if each.strip(". ")]
    return PurePosixPath(*map(safe_name, parts[:_DEEPEST]), name)


def stored_path(place: PurePosixPath) -> str:
    """Return the path in the library of a file that came through the page and is kept on a server."""
    return str(_STORED / place)


def is_stored(path: str) -> bool:
    """Return whether a path is one of `stored_path`."""
    return _STORED in PurePosixPath(path).parents


def free_path(place: PurePosixPath, is_taken: Callable[[str], bool]) -> str:
    """Return the path of `stored_path` with "(2)" or a higher number in its name, the first that is not taken."""
    paths = (stored_path(place.with_name(f"{place.stem} ({number}){place.suffix}")) for number in count(2))
    return next(path for path in paths if not is_taken(path))


OFF = Message(
    "You can read here, not add or remove. To do so, open the link with the token that “besa serve” has printed, or "
    "sign in as a user who may."
)


def safe_name(name: str) -> str:
    """Return the last part of `name`, as a name that every system can have and that means nothing else to any.

    Whatever is invisible, or would hide or steer something, becomes `_`; the suffix stays.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join("_" if unicodedata.category(each)[0] == "C" else each for each in last)
    plain = " ".join(_UNSAFE.sub("_", shown).split()).strip(". ")
    suffix = PurePosixPath(plain).suffix
    suffix = suffix if len(suffix) <= 10 else ""
    stem = plain.removesuffix(suffix).strip(". ") or "document"
    while len((stem + suffix).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    stem = stem.rstrip(". ")
    return f"_{stem}{suffix}" if _RESERVED.match(stem) or stem.startswith("~$") else stem + suffix


class UploadFolder:
    """The folder of the files that came through the page. No other file is ever touched."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))

    def partial(self) -> Path:
        """Return a path for what is on its way; delete what was left on the way an hour ago."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{_PARTIAL}*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _HOUR:
                    left.unlink()
        return self.folder / f"{_PARTIAL}{secrets.token_hex(16)}"

    def path_of(self, place: PurePosixPath) -> Path:
        """Return the path of a file that is kept at `place`."""
        return self.folder / place

    def keep(self, partial: Path, place: PurePosixPath) -> Path:
        """Give what has come its name, or "name (2)" where there is another file of that name in its folder."""
        wanted = self.path_of(place)
        wanted.parent.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            path = wanted if number == 1 else wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            partial.replace(path)
            return path
        raise AssertionError("the numbers do not end")

    def replace(self, partial: Path, path: Path) -> None:
        """Put what has come in the place of the file at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(path)

    def holds(self, path: str) -> bool:
        """Return True if a file of this folder is at the path: no link, and none of a folder that is a link."""
        found = Path(path)
        try:
            is_below = self.folder in found.parents and os.path.realpath(found) == str(found)
            return is_below and stat.S_ISREG(found.lstat().st_mode)
        except OSError:
            return False

    def drop(self, path: str) -> bool:
        """Delete a file of this folder, and folders in it that are empty then; return True if there was one."""
        if not self.holds(path):
            return False
        Path(path).unlink(missing_ok=True)
        for above in Path(path).parents:
            if above == self.folder:
                break
            with suppress(OSError):
                above.rmdir()
        return True

    def collect(self, is_wanted: Callable[[str], bool]) -> int:
        """Delete files of this folder that are an hour old and that nobody wants; return how many there were."""
        until = time.time() - _HOUR
        old = [path for path, status in self._files() if status.st_mtime < until]
        return sum(self.drop(path) for path in old if not Path(path).name.startswith(_PARTIAL) and not is_wanted(path))

    def size(self) -> int:
        """Return the bytes of all files in it."""
        return sum(status.st_size for _, status in self._files())

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        """Yield its files, and those of the folders in it, as they are; links are not followed."""
        for above, _, names in os.walk(self.folder):
            for name in names:
                path = f"{above}{os.sep}{name}"
                with suppress(OSError):
                    yield path, os.lstat(path)
