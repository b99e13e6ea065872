"""The files of a library: the paths at which each content stands, and whether they have changed since."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.messages import Message
from corpus.store.database import bump_generation
from corpus.store.file_names import drop_empty_folders, is_inside_added, note_folder, refresh_names
from corpus.store.seals import seal_original
from corpus.text.reading_version import READERS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from corpus.store.database import Store


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the library: the first of its documents, how many there are, and their passages.

    While `stamp` is that of the file on the disk, and not empty, the file is the same. `encoding` is the one that the
    person said it is in; empty where nobody did.
    """

    path: str
    stamp: str
    fingerprint: str
    document: str
    documents: int
    passages: int
    encoding: str = ""


class FileRecords:
    """The files of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, path: str) -> FileRecord | None:
        """Return what is known of the file at a path; None where none was added."""
        with self._store.reading() as connection:
            row = connection.execute(
                "SELECT files.path, stamp, fingerprint, coalesce(min(documents.id), ''), count(documents.id), "
                "coalesce(sum((SELECT count(*) FROM passages WHERE document = documents.id)), 0), "
                "coalesce(max(CASE metadata -> 'encoding' ->> 'basis' WHEN 'given' "
                "THEN metadata -> 'encoding' ->> 'name' END), '') "
                "FROM files JOIN originals ON originals.id = files.original "
                "LEFT JOIN documents ON documents.original = files.original WHERE files.path = ? GROUP BY files.path, stamp, fingerprint",
                (path,),
            ).fetchone()
        return FileRecord(*row) if row else None

    def __getitem__(self, path: str) -> FileRecord:
        """Return what `get` does. Raises KeyError where no file was added."""
        known = self.get(path)
        if known is None:
            raise KeyError(path)
        return known

    def with_fingerprint(self, fingerprint: str) -> list[FileRecord]:
        """Return the files whose content has this fingerprint, by path; none while it has not been added whole."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT files.path FROM files JOIN originals ON originals.id = original "
                "WHERE fingerprint = ? AND whole ORDER BY files.path",
                (fingerprint,),
            ).fetchall()
        return [self[row[0]] for row in rows]

    def paths(self) -> list[str]:
        """Return all paths, sorted; also those of files that have not been added whole."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT path FROM files UNION SELECT path FROM originals WHERE NOT whole ORDER BY 1"
            )
            return [row[0] for row in rows]

    def outdated(self) -> list[str]:
        """Return where contents were read, whole, that an older version of the readers has read; sorted."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT path FROM originals WHERE whole AND readers < ? ORDER BY path", (READERS,)
            ).fetchall()
        return [row[0] for row in rows]

    def below(self, path: str) -> list[str]:
        """Return the file at `path`, if it is one, and those in the folder at `path` and its folders; sorted."""
        return self._below("SELECT path FROM files WHERE (path = ?1 OR (path > ?2 AND path < ?3)) ORDER BY path", path)

    def read_below(self, path: str) -> list[str]:
        """Return where contents were read, whole, at `path` or in the folder there and its folders; sorted."""
        return self._below(
            "SELECT path FROM originals WHERE whole AND (path = ?1 OR (path > ?2 AND path < ?3)) ORDER BY path", path
        )

    def _below(self, query: str, path: str) -> list[str]:
        folder = path.rstrip(os.sep) + os.sep
        after = folder[:-1] + chr(ord(os.sep) + 1)
        with self._store.reading() as connection:
            return [found for (found,) in connection.execute(query, (path, folder, after))]

    def restamp(self, path: str, stamp: str) -> None:
        """Note that the file at `path` was looked at and is the same."""
        with self._store.writing() as connection:
            connection.execute("UPDATE files SET stamp = ? WHERE path = ?", (stamp, path))
            drop_unfinished(connection, path)

    def attach(self, path: str, fingerprint: str, stamp: str) -> None:
        """Let `path` stand for a content that the library holds, in place of what it stood for.

        Raises ReadError where the library does not hold it any more.
        """
        with self._store.writing() as connection:
            row = connection.execute(
                "SELECT id FROM originals WHERE fingerprint = ? AND whole", (fingerprint,)
            ).fetchone()
            if row is None:
                raise ReadError(
                    Message("another process has just removed the file that this is a copy of; add it again")
                )
            attach(connection, path, row[0], stamp)
            refresh_names(connection, row[0])
            bump_generation(connection)

    def move(self, before: str, after: str, stamp: str) -> None:
        """Follow a file to its new path, where nothing of the library was."""
        with self._store.writing() as connection:
            original = original_at(connection, before)
            connection.execute("UPDATE files SET path = ?, stamp = ? WHERE path = ?", (after, stamp, before))
            connection.execute("UPDATE originals SET path = ? WHERE id = ? AND path = ?", (after, original, before))
            drop_unfinished(connection, before)
            drop_unfinished(connection, after)
            if original is not None:
                seal_original(connection, original)
                refresh_names(connection, original)
            bump_generation(connection)

    def remove(self, paths: Collection[str]) -> None:
        """Take paths off the list; what stands at none any more goes with its documents, from every index."""
        with self._store.writing() as connection:
            for path in paths:
                original = original_at(connection, path)
                connection.execute("DELETE FROM files WHERE path = ?", (path,))
                drop_unfinished(connection, path)
                if original is not None:
                    _detach(connection, path, original)
            drop_empty_folders(connection)
            bump_generation(connection)

    def note_folder(self, folder: str) -> None:
        """Note a folder that is added as a whole: the names of what is in it count as words from there on."""
        with self._store.reading() as connection:
            known = is_inside_added(connection, folder)
        if not known:
            with self._store.writing() as connection:
                note_folder(connection, folder)
                bump_generation(connection)


def original_at(connection: sqlite3.Connection, path: str) -> int | None:
    """Return the number of the content that a path stands for; None where it stands for none."""
    row = connection.execute("SELECT original FROM files WHERE path = ?", (path,)).fetchone()
    return row[0] if row else None


def is_shared(connection: sqlite3.Connection, original: int, path: str) -> bool:
    """Return whether a content stands at another path too."""
    found = connection.execute("SELECT 1 FROM files WHERE original = ? AND path != ?", (original, path)).fetchone()
    return found is not None


def attach(connection: sqlite3.Connection, path: str, original: int, stamp: str) -> None:
    """Let `path` stand for the content `original`, and delete what it stood for if that stands nowhere else."""
    before = original_at(connection, path)
    connection.execute(
        "INSERT INTO files VALUES (?1, ?2, ?3) ON CONFLICT (path) DO UPDATE SET original = ?2, stamp = ?3",
        (path, original, stamp),
    )
    seal_original(connection, original)
    if before is not None and before != original:
        _detach(connection, path, before)
    drop_unfinished(connection, path)


def drop_unfinished(connection: sqlite3.Connection, path: str) -> None:
    """Delete what attempts to add a file left that was at `path` and is not any more."""
    connection.execute("DELETE FROM originals WHERE path = ? AND NOT whole", (path,))


def _detach(connection: sqlite3.Connection, path: str, original: int) -> None:
    """Detach `path` from its content: promote another path of it, or delete the content if there is none."""
    other = connection.execute("SELECT min(path) FROM files WHERE original = ?", (original,)).fetchone()[0]
    if other is None:
        connection.execute("DELETE FROM originals WHERE id = ?", (original,))
    else:
        connection.execute("UPDATE originals SET path = ? WHERE id = ? AND path = ?", (other, original, path))
        seal_original(connection, original)
        refresh_names(connection, original)
