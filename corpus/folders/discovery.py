"""Find the files that paths stand for, and what is passed over, with the reason."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import NoDocuments, PathNotFound, ReadError
from corpus.messages import Message
from corpus.readers import BY_SUFFIX, SUPPORTED, detect_format
from corpus.readers.common.file_names import is_program_text, is_temporary
from corpus.readers.detection import SNIFFED_BYTES
from corpus.readers.ocr import recognition
from corpus.readers.packages import ZIP_PART, may_be_package
from corpus.readers.sidecars import described_path
from corpus.references.lists import describes_files, may_be_list, read_list
from corpus.store.database import DATABASE
from corpus.store.zotero import ZOTERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINK_TO_FOLDER = Message("it is a link to a folder; name it to add what is in it")
_OUTSIDE = Message(
    "a list of references names it, but it lies outside of the list's folder; name it, or its folder, too, to add it"
)
_OTHER_ADDRESS = re.compile(r"(?!https?:)[a-z][a-z\d+.-]{1,20}:/", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"www\.[^\s/]+\.[a-z]{2,}(?:/|\Z)", re.IGNORECASE)
_NOT_THERE = Message("a list of references names it, but it is not there")


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A name in a folder that is taken for no document, and why."""

    path: Path
    reason: Message


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Absolute paths, each file once: a file as it was named, a folder's documents in sorted order."""

    files: list[Path] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that `look_through` finds, one at least. Raises PathNotFound and NoDocuments."""
    files = look_through(paths).files
    if not files:
        raise NoDocuments(
            Message(
                "there is no document in {folders}; Besa reads {formats}",
                folders=", ".join(map(str, paths)),
                formats=SUPPORTED,
            )
        )
    return files


def look_through(paths: Sequence[Path]) -> FoundFiles:
    """Find what these files and folders hold, with everything below them.

    In folders, hidden names are left out, and what is no document is passed over; a file that is named itself is
    always tried. Links to files are followed, links to folders are not: no way leads in a circle. A side-car stands
    for the file that it describes. Raises PathNotFound.
    """
    found: dict[str, Path] = {}
    passed_over: dict[Path, PassedOver] = {}
    real_path = lru_cache(maxsize=1000)(os.path.realpath)
    for path in paths:
        for each in _expanded(path):
            if isinstance(each, PassedOver):
                passed_over.setdefault(each.path, each)
            else:
                real = real_path(each) if each.is_symlink() else f"{real_path(each.parent)}/{each.name}"
                found.setdefault(os.path.normpath(real), each)
    return FoundFiles(list(found.values()), list(passed_over.values()))


def consider(path: Path) -> Path | PassedOver | None:
    """Return a name in a folder as a file to add, as one to pass over, or as None if it is hidden."""
    if path.name.startswith("."):
        return None
    if described := described_path(path):
        missing = Message("it describes {file}, which is not there", file=described.name)
        return None if described.exists() else PassedOver(path, missing)
    if describes_files(path):
        return PassedOver(path, Message("it is a list of references; what it says goes with the files that it names"))
    if is_temporary(path.name):
        return PassedOver(path, Message("it is a program's temporary or backup file"))
    if path.suffix.lower() in BY_SUFFIX:
        return PassedOver(path, recognition.NEEDS_OCR) if _cannot_be_read(path.suffix.lower()) else path
    if is_program_text(path.name):
        return PassedOver(path, Message("it is program text or data; name the file itself to add it all the same"))
    reason = _reason_against(path)
    return PassedOver(path, reason) if reason else path


def _cannot_be_read(suffix: str) -> bool:
    return BY_SUFFIX[suffix].is_image and not recognition.is_installed()


def _nothing_there(path: Path) -> Message:
    """Return what to say of a path that is none; it may be meant as an address of the web."""
    if _OTHER_ADDRESS.match(str(path)):
        return Message(
            "{path} is no address that Besa fetches: only http and https; save the file and add it", path=path
        )
    if _WITHOUT_SCHEME.match(str(path)):
        return Message("there is nothing at {path}; a page of the web is added as https://{path}", path=path)
    return Message("there is nothing at {path}; check the spelling", path=path)


def _expanded(path: Path) -> Iterator[Path | PassedOver]:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - `..` has to go, links have to stay
    if not os.path.lexists(absolute):
        raise PathNotFound(_nothing_there(path))
    if absolute.is_dir():
        yield from _below(absolute)
        return
    if may_be_list(absolute) and (attached := list(_attached(absolute, links=True))):
        yield from attached
        return
    described = described_path(absolute)
    yield described if described is not None and described.exists() else absolute


def _attached(path: Path, *, links: bool) -> Iterator[Path | PassedOver]:
    """Yield the files that a list of references names, if they lie below its folder; with `links`, Zotero's anywhere.

    What others write into such a list must not bring any file of the disk into the library.
    """
    try:
        references = read_list(path)
    except ReadError as error:
        yield PassedOver(path, error.message)
        return
    is_zotero = path.name == ZOTERO
    for file in dict.fromkeys(Path(os.path.abspath(file)) for each in references for file in each.files):  # noqa: PTH100
        if not file.is_relative_to(path.parent) and not (links and is_zotero):
            yield PassedOver(file, _OUTSIDE)
        elif not file.is_file():
            yield PassedOver(file, _NOT_THERE)
        elif (considered := consider(file)) is not None:
            yield considered


def _below(folder: Path) -> Iterator[Path | PassedOver]:
    """Yield what lies below a folder, depth first, sorted by name."""
    closed: list[OSError] = []
    for parent, folders, names in _walk(folder, closed.append):
        if DATABASE in names:
            folders[:] = []
            yield PassedOver(Path(parent), Message("it is a library of Besa"))
            continue
        if ZOTERO in names:
            folders[:] = []
            yield from _attached(Path(parent, ZOTERO), links=Path(parent) == folder)
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if Path(parent, name).is_symlink():
                yield PassedOver(Path(parent, name), _LINK_TO_FOLDER)
        for name in sorted(names):
            if (each := consider(Path(parent, name))) is not None:
                yield each
    for error in closed:
        yield PassedOver(
            Path(error.filename),
            Message("the folder cannot be looked into ({error})", error=error.strerror or str(error)),
        )


def _reason_against(path: Path) -> Message | None:
    """Say why a file whose name tells nothing is no document, by its first bytes; None if it may be one."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Message("it is a pipe, socket or device")
        with path.open("rb") as file:
            start = file.read(SNIFFED_BYTES)
    except OSError as error:
        return Message("it cannot be read ({error})", error=error.strerror or str(error))
    if start.startswith(ZIP_PART):
        return None if may_be_package(start) else Message("this is a ZIP archive; name it to add what is in it")
    try:
        detect_format(start, path.name)
    except ReadError as error:
        return error.message
    return None


def _walk(folder: Path, refused: Callable[[OSError], object]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk as `os.walk` does, to any depth: before Python 3.12 that fails on folders nested a thousand deep."""
    waiting = [str(folder)]
    while waiting:
        parent = waiting.pop()
        folders: list[str] = []
        names: list[str] = []
        try:
            with os.scandir(parent) as entries:
                for entry in entries:
                    (folders if _is_folder(entry) else names).append(entry.name)
        except OSError as error:
            refused(error)
            continue
        yield parent, folders, names
        below = [os.path.join(parent, name) for name in reversed(folders)]  # noqa: PTH118 - one path a folder
        waiting.extend(path for path in below if not os.path.islink(path))  # noqa: PTH114


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False
