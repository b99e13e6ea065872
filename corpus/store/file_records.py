"""The files of a library: the paths at which each content stands, and whether they have changed since.

A path belongs to a source: a machine, or whatever a person names, such as a disk that several machines mount. Files of
older libraries have none, which is UNCLAIMED: they become those of the source that adds their path next.
"""

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
    from collections.abc import Collection, Iterable

    from corpus.store.database import Store


UNCLAIMED = ""
"""The source of files that were added before paths had one, and where nobody says for which source a library is."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the library: the first of its documents, how many there are, and their passages.

    While `stamp` is that of the file on the disk, and not empty, the file is the same. `encoding` is the one that the
    person said it is in; empty where nobody did. `source` is whose path it is.
    """

    path: str
    stamp: str
    fingerprint: str
    document: str
    documents: int
    passages: int
    encoding: str = ""
    source: str = UNCLAIMED


class FileRecords:
    """The files that one source has put into a library, and those that nobody has claimed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._source = store.source

    def get(self, path: str) -> FileRecord | None:
        """Return what is known of the source's file at a path, or of the unclaimed one; None where none was added."""
        with self._store.reading() as connection:
            row = connection.execute(
                f"{_RECORD} WHERE files.path = ? AND files.source IN (?, '') "
                "GROUP BY files.source, files.path, stamp, fingerprint ORDER BY files.source DESC",
                (path, self._source),
            ).fetchone()
        return FileRecord(*row) if row else None

    def holds(self, path: str) -> bool:
        """Return whether some source has a file at a path."""
        with self._store.reading() as connection:
            return connection.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None

    def claim(self, paths: Iterable[str]) -> None:
        """Let unclaimed files at these paths be the source's, which has files there now."""
        if self._source == UNCLAIMED:
            return
        with self._store.reading() as connection:
            if connection.execute("SELECT 1 FROM files WHERE source = ''").fetchone() is None:
                return
        with self._store.writing() as connection:
            for path in paths:
                claim(connection, self._source, path)

    def __getitem__(self, path: str) -> FileRecord:
        """Return what `get` does. Raises KeyError where no file was added."""
        known = self.get(path)
        if known is None:
            raise KeyError(path)
        return known

    def with_fingerprint(self, fingerprint: str) -> list[FileRecord]:
        """Return the files of all sources whose content has this fingerprint, by path; none until it is whole."""
        with self._store.reading() as connection:
            rows = connection.execute(
                f"{_RECORD} WHERE fingerprint = ? AND whole "
                "GROUP BY files.source, files.path, stamp, fingerprint "
                "ORDER BY files.path, files.source",
                (fingerprint,),
            ).fetchall()
        return [FileRecord(*row) for row in rows]

    def paths(self) -> list[str]:
        """Return all paths of the source, sorted; also those of files that have not been added whole."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT path FROM files WHERE source IN (?1, '') "
                "UNION SELECT path FROM originals WHERE source IN (?1, '') AND NOT whole ORDER BY 1",
                (self._source,),
            )
            return [row[0] for row in rows]

    def outdated(self) -> list[str]:
        """Return where contents were read, whole, that an older version of the readers has read; sorted."""
        with self._store.reading() as connection:
            rows = connection.execute(
                "SELECT path FROM originals WHERE whole AND readers < ? AND source IN (?, '') ORDER BY path",
                (READERS, self._source),
            ).fetchall()
        return [row[0] for row in rows]

    def below(self, path: str) -> list[str]:
        """Return the file at `path`, if it is one, and those in the folder at `path` and its folders; sorted.

        Files that nobody has claimed are among them as long as there is no other source that they may be of.
        """
        return self._below(_FILES_BELOW, path)

    def read_below(self, path: str) -> list[str]:
        """Return where contents were read, whole, at `path` or in the folder there and its folders; sorted."""
        return self._below(
            "SELECT path FROM originals WHERE whole AND source IN (?4, '') "
            "AND (path = ?1 OR (path > ?2 AND path < ?3)) ORDER BY path",
            path,
        )

    def _below(self, query: str, path: str) -> list[str]:
        folder = path.rstrip(os.sep) + os.sep
        after = folder[:-1] + chr(ord(os.sep) + 1)
        with self._store.reading() as connection:
            return [found for (found,) in connection.execute(query, (path, folder, after, self._source))]

    def restamp(self, path: str, stamp: str) -> None:
        """Note that the file at `path` was looked at and is the same."""
        with self._store.writing() as connection:
            claim(connection, self._source, path)
            connection.execute("UPDATE files SET stamp = ? WHERE source = ? AND path = ?", (stamp, self._source, path))
            drop_unfinished(connection, self._source, path)

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
            attach(connection, self._source, path, row[0], stamp)
            refresh_names(connection, row[0])
            bump_generation(connection)

    def move(self, before: str, after: str, stamp: str) -> None:
        """Follow a file to its new path, where nothing of the library was."""
        source = self._source
        with self._store.writing() as connection:
            claim(connection, source, before)
            original = original_at(connection, source, before)
            connection.execute(
                "UPDATE files SET path = ?, stamp = ? WHERE source = ? AND path = ?", (after, stamp, source, before)
            )
            connection.execute(
                "UPDATE originals SET path = ? WHERE id = ? AND source = ? AND path = ?",
                (after, original, source, before),
            )
            drop_unfinished(connection, source, before)
            drop_unfinished(connection, source, after)
            if original is not None:
                seal_original(connection, original)
                refresh_names(connection, original)
            bump_generation(connection)

    def remove(self, paths: Collection[str]) -> None:
        """Take paths off the list; what stands at none any more, of any source, goes with its documents."""
        with self._store.writing() as connection:
            for path in paths:
                claim(connection, self._source, path)
                original = original_at(connection, self._source, path)
                connection.execute("DELETE FROM files WHERE source = ? AND path = ?", (self._source, path))
                drop_unfinished(connection, self._source, path)
                if original is not None:
                    _detach(connection, self._source, path, original)
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


def original_at(connection: sqlite3.Connection, source: str, path: str) -> int | None:
    """Return the number of the content that a path of a source stands for, or the unclaimed path; None for none."""
    row = connection.execute(
        "SELECT original FROM files WHERE path = ? AND source IN (?, '') ORDER BY source DESC", (path, source)
    ).fetchone()
    return row[0] if row else None


def claim(connection: sqlite3.Connection, source: str, path: str) -> None:
    """Let an unclaimed file at `path` be the source's; one that it has there already takes the place of that."""
    unclaimed = connection.execute("SELECT original FROM files WHERE source = '' AND path = ?", (path,)).fetchone()
    if source == UNCLAIMED or unclaimed is None:
        return
    (original,) = unclaimed
    if connection.execute("SELECT 1 FROM files WHERE source = ? AND path = ?", (source, path)).fetchone():
        connection.execute("DELETE FROM files WHERE source = '' AND path = ?", (path,))
        _detach(connection, UNCLAIMED, path, original)
        return
    connection.execute("UPDATE files SET source = ? WHERE source = '' AND path = ?", (source, path))
    connection.execute(
        "UPDATE originals SET source = ? WHERE id = ? AND source = '' AND path = ?", (source, original, path)
    )


def is_shared(connection: sqlite3.Connection, original: int, source: str, path: str) -> bool:
    """Return whether a content stands at another path too, or at the same one of another source."""
    found = connection.execute(
        "SELECT 1 FROM files WHERE original = ? AND (path != ? OR source NOT IN (?, ''))", (original, path, source)
    ).fetchone()
    return found is not None


def attach(connection: sqlite3.Connection, source: str, path: str, original: int, stamp: str) -> None:
    """Let `path` stand for the content `original`, and delete what it stood for if that stands nowhere else."""
    claim(connection, source, path)
    before = original_at(connection, source, path)
    connection.execute(
        "INSERT INTO files (source, path, original, stamp) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (source, path) DO UPDATE SET original = ?3, stamp = ?4",
        (source, path, original, stamp),
    )
    seal_original(connection, original)
    if before is not None and before != original:
        _detach(connection, source, path, before)
    drop_unfinished(connection, source, path)


def drop_unfinished(connection: sqlite3.Connection, source: str, path: str) -> None:
    """Delete what attempts to add a file left that was at `path` and is not any more."""
    connection.execute("DELETE FROM originals WHERE source IN (?, '') AND path = ? AND NOT whole", (source, path))


def _detach(connection: sqlite3.Connection, source: str, path: str, original: int) -> None:
    """Detach `path` from its content: promote another path of it, or delete the content if there is none."""
    other = connection.execute(
        "SELECT path, source FROM files WHERE original = ? ORDER BY path, source", (original,)
    ).fetchone()
    if other is None:
        connection.execute("DELETE FROM originals WHERE id = ?", (original,))
    else:
        connection.execute(
            "UPDATE originals SET path = ?, source = ? WHERE id = ? AND path = ? AND source IN (?, '')",
            (*other, original, path, source),
        )
        seal_original(connection, original)
        refresh_names(connection, original)


_RECORD = """
    SELECT files.path, stamp, fingerprint, coalesce(min(documents.id), ''), count(documents.id),
        coalesce(sum((SELECT count(*) FROM passages WHERE document = documents.id)), 0),
        coalesce(max(CASE metadata -> 'encoding' ->> 'basis'
            WHEN 'given' THEN metadata -> 'encoding' ->> 'name' END), ''),
        files.source
    FROM files JOIN originals ON originals.id = files.original
        LEFT JOIN documents ON documents.original = files.original
"""
_FILES_BELOW = """
    SELECT path FROM files WHERE (path = ?1 OR (path > ?2 AND path < ?3)) AND (
        source = ?4 OR (source = '' AND NOT EXISTS (
            SELECT 1 FROM files WHERE (source > '' AND source < ?4) OR source > ?4))
    ) ORDER BY path
"""
