"""How a person has arranged a library's collections: what they are called, and which files were moved to another one.

A collection is a folder that was added as a whole. Files stay where they lie: what is kept here is only what is said
of them, by path, so that a file keeps its place when its content changes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping  # noqa: TC003  msgspec reads the annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from corpus.errors import LibraryError
from corpus.messages import Message
from corpus.store.database import bump_generation
from corpus.store.file_names import added_folders, collections_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable

    from corpus.store.database import Store

ARRANGEMENT = "SELECT value FROM settings WHERE name = ?"
KEEP_ARRANGEMENT = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
"""Of a folder's library; a server keeps it elsewhere, for its settings are counters."""
_SETTING = "collections"


class ArrangedSince(LibraryError):
    """The change that was to be taken back is not the last one any more."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What collections are `called`, by the names of their folders, and where files are `placed`, by path.

    The name "" is that of what is in no collection.
    """

    called: Mapping[str, str] = field(default_factory=dict)
    placed: Mapping[str, str] = field(default_factory=dict)

    def collections(self, paths: Iterable[str], folders: Collection[str]) -> frozenset[str]:
        """Return the names of the collections that a document at these paths is in."""
        return frozenset(self._collection(path, folders) for path in paths)

    def renamed(self, before: str, after: str, folders: Iterable[str]) -> Arrangement:
        """Return the arrangement with one collection called otherwise, or put into the one of that name."""
        called = {**{each: each for each in folders}, **self.called}
        return Arrangement(
            {each: after if now == before else now for each, now in called.items() if now != each or now == before},
            {path: after if now == before else now for path, now in self.placed.items()},
        )

    def moved(self, paths: Iterable[str], to: str) -> Arrangement:
        """Return the arrangement with files in another collection."""
        return Arrangement(self.called, {**self.placed, **dict.fromkeys(paths, to)})

    def _collection(self, path: str, folders: Collection[str]) -> str:
        if path in self.placed:
            return self.placed[path]
        (folder,) = collections_of([path], folders)
        return self.called.get(folder, folder)


@dataclass(frozen=True, slots=True)
class _Kept:
    now: Arrangement = field(default_factory=Arrangement)
    before: Arrangement = field(default_factory=Arrangement)
    change: str = ""


class Arrangements:
    """The arrangement of one library's collections; the last change can be taken back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rename(self, before: str, after: str) -> str:
        """Call a collection otherwise, and return the id of the change."""
        return self._change(lambda now, folders: now.renamed(before, after, folders))

    def move(self, paths: Iterable[str], to: str) -> str:
        """Put files into a collection, and return the id of the change."""
        return self._change(lambda now, _: now.moved(paths, to))

    def copy_from(self, other: Arrangements) -> None:
        """Arrange the collections as those of another library are."""
        with other._store.reading() as connection:
            kept = _read(connection)
        with self._store.writing() as connection:
            _write(connection, _Kept(kept.now))

    def undo(self, change: str) -> None:
        """Take a change back. Raises ArrangedSince if it is not the last one."""
        with self._store.writing() as connection:
            kept = _read(connection)
            if not change or kept.change != change:
                raise ArrangedSince(Message("Collections have been changed since: this cannot be undone any more."))
            _write(connection, _Kept(kept.before))

    def _change(self, change: Callable[[Arrangement, Collection[str]], Arrangement]) -> str:
        made = secrets.token_hex(8)
        with self._store.writing() as connection:
            kept = _read(connection)
            names = {each for each in collections_of(_paths(connection), added_folders(connection)) if each}
            _write(connection, _Kept(change(kept.now, names), kept.now, made))
        return made


def arrangement_in(connection: sqlite3.Connection) -> Arrangement:
    """Return how the collections are arranged now."""
    return _read(connection).now


def _paths(connection: sqlite3.Connection) -> list[str]:
    return [path for (path,) in connection.execute("SELECT path FROM files")]


def _read(connection: sqlite3.Connection) -> _Kept:
    row = connection.execute(ARRANGEMENT, (_SETTING,)).fetchone()
    try:
        return msgspec.json.decode(row[0], type=_Kept) if row else _Kept()
    except msgspec.MsgspecError:  # of a later version, or damaged: the folders say what there is
        return _Kept()


def _write(connection: sqlite3.Connection, kept: _Kept) -> None:
    value = msgspec.json.encode(kept).decode()
    connection.execute(KEEP_ARRANGEMENT, (_SETTING, value))
    bump_generation(connection)
