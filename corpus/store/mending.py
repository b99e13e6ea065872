"""Having damaged contents read again from their files, in place of what the library holds of them."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.store.database import bump_generation
from corpus.store.failures import DatabaseError
from corpus.store.file_records import attach
from corpus.store.seals import found_seal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from corpus.store.database import Store
    from corpus.store.health import DamagedOriginal


def forget_content(store: Store, damaged: DamagedOriginal, path: str) -> str:
    """Let the content stand at `path` alone, as what has changed since, and return the fingerprint that it had.

    When the file there is added again, its documents take the place of the damaged ones, whose ids they keep; until
    then the library holds what it held. Files of the same content are attached again when they are added.
    """
    with store.writing() as connection:
        (known,) = connection.execute("SELECT fingerprint FROM originals WHERE id = ?", (damaged.number,)).fetchone()
        files = [(store.source, path)]
        _place(connection, damaged.number, f"damaged {secrets.token_hex(16)}", path, files)
        connection.execute(
            "UPDATE documents SET digest = '', metadata = iif(json_valid(metadata), metadata, '{}') "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(damaged.documents),),
        )
    return str(known)


def remember_content(store: Store, damaged: DamagedOriginal, fingerprint: str) -> None:
    """Take `forget_content` back where no file of the content could be read; what is damaged stays so."""
    with store.writing() as connection:
        files = [*((store.source, path) for path in damaged.files), *damaged.elsewhere]
        _place(connection, damaged.number, fingerprint, damaged.path, files)


def stand_elsewhere(store: Store, damaged: DamagedOriginal, fingerprint: str) -> None:
    """Let the files of other sources stand for the content again, if just that was read again here."""
    with store.writing() as connection:
        row = connection.execute("SELECT id FROM originals WHERE fingerprint = ? AND whole", (fingerprint,)).fetchone()
        for source, path in damaged.elsewhere if row else ():
            attach(connection, source, path, row[0], "")


def drop_content(store: Store, damaged: DamagedOriginal) -> None:
    """Drop what is left of a damaged content whose file was added again."""
    with store.writing() as connection:
        connection.execute("DELETE FROM originals WHERE id = ?", (damaged.number,))
        bump_generation(connection)


def _place(
    connection: sqlite3.Connection, original: int, fingerprint: str, path: str, files: Collection[tuple[str, str]]
) -> None:
    connection.execute("DELETE FROM files WHERE original = ?", (original,))
    connection.executemany(
        "INSERT OR REPLACE INTO files (source, path, original, stamp) VALUES (?, ?, ?, '')",
        [(source, each, original) for source, each in files],
    )
    connection.execute("UPDATE originals SET fingerprint = ?, path = ? WHERE id = ?", (fingerprint, path, original))


def is_held(store: Store, number: int) -> bool:
    """Return whether the library still has a content of this number."""
    with store.reading() as connection:
        return connection.execute("SELECT 1 FROM originals WHERE id = ?", (number,)).fetchone() is not None


def restore_ids(store: Store) -> list[str]:
    """Give documents whose id is damaged the one back that they had, and return these ids.

    A seal has the id that its document was stored under; a document without a seal has just that one if it fits the
    seal under it.
    """
    restored: list[str] = []
    with store.writing() as connection:
        seals = [(str(id, "utf-8", "replace"), seal) for id, seal in connection.execute(_SEALS_OF_NONE)]
        for (number,) in connection.execute(_DOCUMENTS_WITHOUT).fetchall() if seals else ():
            restored += [id for id, seal in seals if _is_document(connection, number, id, seal)]
    return restored


def _is_document(connection: sqlite3.Connection, number: int, id: str, seal: bytes) -> bool:
    """Return whether a document is the one of this id and seal; if so, it has that id from now on."""
    connection.execute("SAVEPOINT identity")
    with suppress(DatabaseError):
        connection.execute("UPDATE documents SET id = ? WHERE rowid = ?", (id, number))
        if found_seal(connection, id) == seal:
            connection.execute("RELEASE identity")
            return True
    connection.execute("ROLLBACK TO identity")
    connection.execute("RELEASE identity")
    return False


def contents_to_compare(store: Store) -> list[tuple[str, str]]:
    """Return the path and the SHA-256 of every file that the library has of its source, or of nobody yet."""
    with store.reading() as connection:
        return connection.execute(
            "SELECT files.path, sha256 FROM files JOIN originals ON originals.id = original "
            "WHERE files.source IN (?, '') ORDER BY files.path",
            (store.source,),
        ).fetchall()


def contents_in_doubt(store: Store) -> list[int]:
    """Return the numbers of contents of which documents may have been lost without a trace: those of many, and of none.

    That is so only in a file that had to be made again.
    """
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT id FROM originals WHERE (SELECT count(*) FROM documents WHERE original = originals.id) != 1"
        )
        return [row[0] for row in rows]


_SEALS_OF_NONE = """
    SELECT CAST(document AS BLOB), sha256 FROM document_seals WHERE document NOT IN (SELECT id FROM documents)
"""
_DOCUMENTS_WITHOUT = "SELECT rowid FROM documents WHERE id NOT IN (SELECT document FROM document_seals)"
