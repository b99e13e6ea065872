"""ZIP archives: each document in one is a document of its own, by the name that it has there."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, EmptyFile, PictureWithoutText, ReadError, TooLarge, UnsupportedFile
from corpus.messages import Message, MessageParts
from corpus.readers.common.file_names import is_program_text, is_temporary
from corpus.readers.common.metadata import one_line
from corpus.readers.common.unique_names import UniqueNames
from corpus.readers.common.zip_package import DAMAGED, check_package
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.sidecars import SUFFIX as SIDE_CAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Part

_MAX_DEPTH = 2
"""How deep an archive may stand in other files: one in an archive, or attached to a message."""
_MAX_NAME = 300
_UTF8_NAME = 0x800
_OF_A_MAC = "__MACOSX"
_SEPARATORS = re.compile(r"[/\\]+")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
_NO_DOCUMENT = Message("this ZIP archive holds no document that Besa can read; check that it is the one you meant")


def read_zip(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read the documents of an archive, sorted by name; that of each begins with its path in the archive.

    What is hidden, a program's own, program text or no document is left out, and so is what cannot be read; of that the
    last document tells in a warning.

    Raises:
        EncryptedFile: It needs a password.
        TooLarge: It would unpack to too much, or stands too deep in other files.
        ReadError: There is no document in it, or none can be read.
    """
    if options.depth > _MAX_DEPTH:
        raise TooLarge(Message("it is an archive inside too many other files; unpack it and add what is in it"))
    check_package(data)
    archive = _Archive(data, options)
    last: Part | None = None
    for part in archive.parts():
        if last is not None:
            yield last
        last = part
    if last is None:
        raise archive.refusal()
    yield archive.with_warning(last)


class _Archive:
    """An archive while it is read: its files by name, and those that cannot be read."""

    def __init__(self, data: bytes, options: ReadOptions) -> None:
        self._zip = zipfile.ZipFile(BytesIO(data))
        self._options = replace(options, depth=options.depth + 1)
        self._refused: dict[str, ReadError] = {}

    def parts(self) -> Iterator[Part]:
        """Yield the documents, each by a name that no other one has."""
        names = UniqueNames()
        files = ((_shown_name(each), each) for each in self._zip.infolist() if not each.is_dir())
        for name, file in sorted((each for each in files if _may_be_document(each[0])), key=lambda each: each[0]):
            for part in self._documents(name, file):
                inside = f"{name}/{part.name}" if part.name else name
                yield replace(part, name=names.unique(inside[-_MAX_NAME:]), printed=())

    def refusal(self) -> ReadError:
        """Return why no document could be read."""
        return next(iter(self._refused.values()), EmptyFile(_NO_DOCUMENT))

    def with_warning(self, part: Part) -> Part:
        """Return a part with a warning that tells which files could not be read, if there are any."""
        if not self._refused:
            return part
        name, error = next(iter(self._refused.items()))
        warning = Message(
            "files in it that were not read: {count:,}, the first of them {name} ({reason})",
            count=len(self._refused),
            name=name,
            reason=error.message,
        )
        warnings = (*part.content.warnings, MessageParts.of(warning))
        return replace(part, content=replace(part.content, warnings=warnings))

    def _documents(self, name: str, file: zipfile.ZipInfo) -> Iterator[Part]:
        """Yield the documents of one file; none of one that is no document, or cannot be read."""
        try:
            yield from self._options.read(self._bytes(file), name, self._options)
        except (UnsupportedFile, PictureWithoutText):
            return
        except ReadError as error:
            self._refused[name] = error

    def _bytes(self, file: zipfile.ZipInfo) -> bytes:
        try:
            return self._zip.read(file)
        except _BROKEN as error:
            raise DamagedFile(DAMAGED) from error


def _shown_name(file: zipfile.ZipInfo) -> str:
    """Return the path of a file in its archive, on one line, with nothing that leads out of it.

    Names that are not marked as UTF-8 often are it all the same.
    """
    name = file.filename
    if not file.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = file.filename
    steps = (one_line(step) or "" for step in _SEPARATORS.split(name))
    return "/".join(step for step in steps if step not in ("", ".", ".."))


def _may_be_document(name: str) -> bool:
    steps = name.split("/")
    if not name or any(step.startswith(".") or step == _OF_A_MAC for step in steps):
        return False
    last = steps[-1]
    return not (is_temporary(last) or is_program_text(last) or last.endswith(SIDE_CAR))
