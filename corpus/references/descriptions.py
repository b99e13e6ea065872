"""Which files of a folder libraries of references describe: what they say goes before the file's own metadata.

A side-car of the file goes before both. A list of references only ever describes: which files are added is for the
person to say, but for attachments that lie below the list's own folder, or that Zotero links to.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import msgspec

from corpus.documents import Metadata
from corpus.errors import ReadError
from corpus.readers.sidecars import SideCar
from corpus.references.lists import lists_in, read_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from corpus.readers.loaded_file import LoadedFile
    from corpus.references.reference import Reference

_LEVELS = 5
"""Folders above a file in which a list of references is looked for."""
_DIGEST = 16


class Descriptions:
    """What is said of files, by their true paths."""

    def __init__(self, described: Mapping[str, Metadata] | None = None) -> None:
        self._described = described or {}

    @classmethod
    def near(cls, files: Iterable[Path], lists: Iterable[Path] = ()) -> Descriptions:
        """Return what `lists`, and the lists in the folders above these files, say. One that is broken says nothing."""
        above = dict.fromkeys(each for folder in {file.parent for file in files} for each in _above(folder))
        found = dict.fromkeys([*lists, *(each for folder in above for each in _lists_in(folder))])
        described: dict[str, Metadata] = {}
        for path in found:
            for each in _read(path):
                for file in each.files if each.metadata != Metadata("") else ():
                    described.setdefault(os.path.realpath(file), each.metadata)
        return cls(described)

    def stamp(self, path: str, stamp: str) -> str:
        """Return a file's stamp so that it changes, too, when what is said of the file does."""
        about = self._described.get(path)
        return f"{stamp} {hashlib.sha256(_encoded(about)).hexdigest()[:_DIGEST]}" if about and stamp else stamp

    def describe(self, file: LoadedFile) -> LoadedFile:
        """Return a file with what is said of it, as if that stood in its side-car."""
        about = self._described.get(file.path)
        if about is None:
            return file
        own = file.side_car or SideCar(b"", Metadata(""))
        said: dict[str, Any] = {each.name: getattr(own.metadata, each.name) for each in fields(Metadata)}
        merged = replace(about, **{name: value for name, value in said.items() if value})
        side_car = SideCar(own.data + b"\n" + _encoded(about), merged, own.problem, own.encoding)
        return replace(file, side_car=side_car, stamp=self.stamp(file.path, file.stamp))


def _read(path: Path) -> list[Reference]:
    try:
        return read_list(path)
    except ReadError:  # where it is named, or found, that is said
        return []


def _encoded(about: Metadata) -> bytes:
    return msgspec.json.encode(about)


def _above(folder: Path) -> list[Path]:
    return [folder, *folder.parents][:_LEVELS]


def _lists_in(folder: Path) -> list[Path]:
    try:
        return lists_in(folder, os.listdir(folder))  # noqa: PTH208 - names only
    except OSError:
        return []
