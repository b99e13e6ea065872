"""Seals: hashes of all that is shown of a document. Damage of a row is noticed by its seal before the row is shown.

A seal tells damage from what was stored; it is no proof against somebody who writes to the file, for it has no key.
Seals stand in tables of their own. What is read is checked here, whoever reads it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from corpus.errors import LibraryDamaged
from corpus.messages import Message

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

DOCUMENT_COLUMNS = """
    documents.id, fingerprint, part, digest, added, media_type, metadata, body_start, body_end, headings, text_sha256,
    warnings, (SELECT count(*) FROM passages WHERE document = documents.id),
    (SELECT count(DISTINCT CASE kind WHEN 'page' THEN number ELSE start END) FROM places WHERE document = documents.id),
    (SELECT kind FROM places WHERE document = documents.id ORDER BY start, number LIMIT 1)
"""
"""The columns of SealedDocument, in a query of documents JOIN originals."""
PLACE_COLUMNS = 'kind, number, start, "end", label'
"""What the seal of a document's places is of, by start and number."""
PASSAGE_COLUMNS = 'document, start, "end", heading, sentences, terms, context, kinds'
"""What the seal of a passage is of."""


class SealedDocument(NamedTuple):
    """What the seal of a document is of, as it is stored; the last three count and name what stands in other tables."""

    id: str
    fingerprint: str
    part: str
    digest: str
    added: str
    media_type: str
    metadata: str
    body_start: int
    body_end: int
    headings: str
    text_sha256: str
    warnings: str
    passages: int
    places: int
    place_kind: str | None


def document_seal(document: SealedDocument) -> bytes:
    """Return the seal of a document."""
    return _sealed("document", document)


def places_seal(places: Sequence[Sequence[Any]]) -> bytes:
    """Return the seal of all places of a document: rows of PLACE_COLUMNS."""
    return _sealed("places", [list(place) for place in places])


def original_seal(fingerprint: str, sha256: str, path: str, paths: Sequence[str]) -> bytes:
    """Return the seal of a content, with all the `paths` at which it stands, in any order."""
    return _sealed("original", (fingerprint, sha256, path, sorted(paths)))


def passage_seal(
    document: str, start: int, end: int, heading: str | None, sentences: str, terms: str, context: str, kinds: str
) -> bytes:
    """Return the seal of a row of PASSAGE_COLUMNS."""
    return _sealed("passage", (document, start, end, heading, sentences, terms, context, kinds))


def printed_page_seal(number: int, words: bytes) -> bytes:
    """Return the seal of a printed page."""
    return _sealed("printed page", (number, words))


def seal_document(connection: sqlite3.Connection, id: str) -> None:
    """Seal a document and its places as they stand now in the transaction of `connection`."""
    places = connection.execute(_PLACES, (id,)).fetchall()
    seals = (id, found_seal(connection, id), places_seal(places))
    connection.execute(
        "INSERT INTO document_seals VALUES (?, ?, ?) "
        "ON CONFLICT (document) DO UPDATE SET sha256 = excluded.sha256, places = excluded.places",
        seals,
    )


def found_seal(connection: sqlite3.Connection, id: str) -> bytes:
    """Return the seal that a document would get as it stands now."""
    return document_seal(SealedDocument(*connection.execute(_DOCUMENT, (id,)).fetchone()))


def seal_passages(connection: sqlite3.Connection, document: str) -> None:
    """Seal the passages of a document as they stand now."""
    rows = connection.execute(f"SELECT id, {PASSAGE_COLUMNS} FROM passages WHERE document = ?", (document,)).fetchall()
    connection.executemany(
        "INSERT INTO passage_seals VALUES (?, ?) ON CONFLICT (passage) DO UPDATE SET sha256 = excluded.sha256",
        [(id, passage_seal(*columns)) for id, *columns in rows],
    )


def seal_original(connection: sqlite3.Connection, original: int) -> None:
    """Seal a content with the paths at which it stands now; nothing where it is gone."""
    row = connection.execute("SELECT fingerprint, sha256, path FROM originals WHERE id = ?", (original,)).fetchone()
    if row is not None:
        fingerprint, sha256, where = row
        paths = [path for (path,) in connection.execute("SELECT path FROM files WHERE original = ?", (original,))]
        seal = original_seal(fingerprint, sha256, where, paths)
        connection.execute(
            "INSERT INTO original_seals VALUES (?, ?) ON CONFLICT (original) DO UPDATE SET sha256 = excluded.sha256",
            (original, seal),
        )


def require_seal(seal: bytes | None, found: bytes, name: str) -> None:
    """Raise LibraryDamaged unless what was read has the seal that was stored; `name` is what a person knows it by."""
    if seal != found:
        raise damaged_document(name)


def require_originals(connection: sqlite3.Connection, originals: Collection[int]) -> None:
    """Raise LibraryDamaged unless these contents, and the paths at which they stand, are as they were stored."""
    rows = connection.execute(_ORIGINALS, (json.dumps(sorted(originals)),)).fetchall()
    for seal, fingerprint, sha256, path, paths in rows:
        require_seal(seal, original_seal(fingerprint, sha256, path, json.loads(paths)), path)


def damaged_document(name: str) -> LibraryDamaged:
    """Return the error for what the library holds of a document and is not what was stored."""
    return LibraryDamaged(
        Message(
            "What the library holds of {document} is not what was stored: its file is damaged. Mend it with: besa "
            "doctor",
            document=name,
        )
    )


def _sealed(kind: str, values: Any) -> bytes:
    return hashlib.sha256(msgspec.json.encode([kind, values])).digest()


_DOCUMENT = f"SELECT {DOCUMENT_COLUMNS} FROM documents JOIN originals ON originals.id = original WHERE documents.id = ?"
_PLACES = f"SELECT {PLACE_COLUMNS} FROM places WHERE document = ? ORDER BY start, number"
_ORIGINALS = """
    SELECT original_seals.sha256, fingerprint, originals.sha256, originals.path,
        (SELECT json_group_array(path) FROM files WHERE files.original = originals.id)
    FROM originals LEFT JOIN original_seals ON original_seals.original = originals.id
    WHERE originals.id IN (SELECT value FROM json_each(?))
"""
