"""What is wrong with a library's file, told apart by what can mend it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.documents import document_id
from corpus.errors import LibraryDamaged, UnknownDocument
from corpus.store.connections import snapshot
from corpus.store.failures import DatabaseError, disk_trouble
from corpus.store.seals import require_originals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.store.database import Store
    from corpus.store.library import Library

_TOLD = 20
"""Problems that SQLite tells of a file at most."""
_WORD_INDEXES = ("word_index", "catalogue_words")


@dataclass(frozen=True, slots=True)
class DamagedOriginal:
    """A content of which something that is stored is not what was: the documents of it that are damaged, by id.

    It was read at `path`, and stands at the paths `files` of the source that the library is opened for, and at those of
    others `elsewhere`, each with its source; all these may be damaged, too. `origins` are those paths of here that its
    documents have their ids from.
    """

    number: int
    documents: tuple[str, ...]
    path: str
    files: tuple[str, ...]
    origins: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    is_from_here: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """Return every path of here at which its file may be, the likeliest first."""
        return tuple(dict.fromkeys((*self.origins, *([self.path] if self.is_from_here else []), *self.files)))


def structural_problems(database: Path) -> list[str]:
    """Return what SQLite finds wrong with a file as a whole, in its words; nothing where it is sound.

    Raises DiskFull where it cannot look, which is no damage.
    """
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_TOLD})")]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if (trouble := disk_trouble(database.parent, error)) is not None:
            raise trouble from error
        return [str(error)]
    return [] if found == ["ok"] else found


def require_readable(store: Store) -> None:
    """Raise LibraryDamaged where a table is not one that SQLite can look into, as its definition is damaged."""
    with store.reading() as connection:
        for (name,) in connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'").fetchall():
            quoted = name.replace('"', '""')
            connection.execute(f'SELECT 1 FROM "{quoted}" LIMIT 1').fetchone()


def rows_astray(store: Store) -> dict[str, int]:
    """Count the rows that belong to a row that is not there, by table."""
    found: dict[str, int] = {}
    with store.reading() as connection:
        for table, *_ in connection.execute("PRAGMA foreign_key_check"):
            found[table] = found.get(table, 0) + 1
    return found


def drop_rows_astray(store: Store) -> None:
    """Delete the rows that belong to a row that is not there, and then those that belonged to these."""
    while rows_astray(store):
        with store.writing() as connection:
            for table, rowid, *_ in connection.execute("PRAGMA foreign_key_check").fetchall():
                if rowid is not None:
                    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
                else:
                    _drop_without_owner(connection, table)


def stale_indexes(store: Store) -> list[str]:
    """Return what is made of the documents and passages, and is not as it would be made now."""
    found = [name for name in _WORD_INDEXES if not _agrees(store, name)]
    with store.reading() as connection:
        kept = connection.execute("SELECT passages, terms FROM totals").fetchall()
        counted = connection.execute("SELECT count(*), coalesce(sum(terms), 0) FROM passage_lengths").fetchall()
        strays = connection.execute(_STRAY_ENTRIES).fetchone()[0]
    return [*found, *(["totals"] if kept != counted else []), *(["catalogue"] if strays else [])]


def rebuild_indexes(store: Store) -> None:
    """Make the word indexes, the catalogue and the counts anew from documents and passages."""
    with store.writing() as connection:
        connection.execute("DELETE FROM totals")
        connection.execute("INSERT INTO totals SELECT count(*), coalesce(sum(terms), 0) FROM passage_lengths")
        (trigger,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'catalogue_entry_removed'"
        ).fetchone()
        connection.execute("DROP TRIGGER catalogue_entry_removed")  # a damaged index cannot have words taken out
        connection.execute("DELETE FROM catalogue")
        connection.execute("INSERT INTO catalogue_words (catalogue_words) VALUES ('delete-all')")
        connection.execute(_CATALOGUE)
        connection.execute(trigger)
        for name in _WORD_INDEXES:
            connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def damaged_originals(library: Library, advance: Callable[[int, int], None]) -> list[DamagedOriginal]:
    """Return the contents of which something is damaged or missing; `advance` hears how many documents were read."""
    with library.store.reading() as connection:
        documents = connection.execute("SELECT id, original FROM documents").fetchall()
        originals = connection.execute("SELECT id, path FROM originals WHERE whole").fetchall()
    damaged: dict[int, list[str]] = {}
    held = {original for _, original in documents}
    for done, (id, original) in enumerate(documents, 1):
        if not _is_whole(library, id):
            damaged.setdefault(original, []).append(id)
        advance(done, len(documents))
    for number, _ in originals:
        if number not in held or not _is_sealed(library, number):
            damaged.setdefault(number, [])
    return [described(library, number, ids) for number, ids in damaged.items()]


def _is_whole(library: Library, id: str) -> bool:
    """Return whether all that is shown of a document is as it was stored."""
    try:
        document = library.document(id)
        for stored in library.passages.of(id):
            stored.passage.span.of(document.text)
        library.printed_pages(id, {place.number for place in document.content.places})
        with library.store.reading() as connection:
            (unsealed,) = connection.execute(_UNSEALED, (id,)).fetchone()
    except (LibraryDamaged, UnknownDocument):
        return False
    return not unsealed


def _is_sealed(library: Library, original: int) -> bool:
    try:
        with library.store.reading() as connection:
            require_originals(connection, [original])
    except LibraryDamaged:
        return False
    return True


def described(library: Library, number: int, documents: list[str]) -> DamagedOriginal:
    """Return what the library has of a content, of which these documents are damaged."""
    with library.store.reading() as connection, snapshot(connection):
        row = connection.execute("SELECT path, source FROM originals WHERE id = ?", (number,)).fetchone()
        files = connection.execute(
            "SELECT source, path FROM files WHERE original = ? ORDER BY path", (number,)
        ).fetchall()
        held = connection.execute("SELECT id, part FROM documents WHERE original = ?", (number,)).fetchall()
    here = ("", library.source)
    paths = tuple(path for source, path in files if source in here)
    elsewhere = tuple((source, path) for source, path in files if source not in here)
    path, source = row or (paths[0] if paths else "", "")
    own = (path, *paths) if source in here else paths
    origins = tuple(each for each in own if any(document_id(each, part) == id for id, part in held))
    return DamagedOriginal(number, tuple(documents), path, paths, origins, elsewhere, source in here)


def _agrees(store: Store, index: str) -> bool:
    """Return whether a word index is sound and has just the words of its table."""
    try:
        with store.writing() as connection:
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    except LibraryDamaged:
        return False
    return True


def _drop_without_owner(connection: sqlite3.Connection, table: str) -> None:
    """Delete rows of a table without row numbers whose document or file is gone."""
    for _, _, owner, column, *_ in _owners(connection, table):
        if (key := _KEYS.get(owner)) is None:
            raise DatabaseError(f"{table} refers to {owner!r}")  # the noted schema is damaged
        connection.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {key} FROM {owner})")


def _owners(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, int, str, str]]:
    yield from connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()


_KEYS = {"documents": "id", "originals": "id", "passages": "id", "encoders": "id", "printed_pages": "document"}
_UNSEALED = """
    SELECT count(*) FROM printed_pages LEFT JOIN printed_page_seals USING (document, number)
    WHERE document = ? AND sha256 IS NULL
"""
_STRAY_ENTRIES = """
    SELECT EXISTS (
        SELECT 1 FROM documents LEFT JOIN catalogue ON document = documents.id
        WHERE json_valid(metadata) AND (title IS NOT metadata ->> 'title' OR author IS NOT metadata ->> 'author'
            OR publisher IS NOT metadata ->> 'publisher' OR date IS NOT metadata ->> 'date'
            OR catalogue.media_type IS NOT documents.media_type))
"""
_CATALOGUE = """
    INSERT INTO catalogue (document, media_type, title, author, publisher, date)
    SELECT id, media_type, metadata ->> 'title', metadata ->> 'author', metadata ->> 'publisher', metadata ->> 'date'
    FROM documents WHERE json_valid(metadata) AND metadata ->> 'title' IS NOT NULL
"""
