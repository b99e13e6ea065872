"""Passages of a document that an older version has divided otherwise, or whose words it has taken otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.store.database import bump_generation
from corpus.store.file_names import file_name_terms
from corpus.store.rows import PassageRow, insert_passages, insert_short_forms

if TYPE_CHECKING:
    import sqlite3

    from corpus.documents import Metadata
    from corpus.store.preparation import Prepared

_PASSAGES = (
    'SELECT start, "end", heading, sentences, terms, context, kinds FROM passages WHERE document = ? ORDER BY start, id'
)


def redivide(connection: sqlite3.Connection, document: str, prepared: Prepared, about: Metadata) -> bool:
    """Give a document the passages and short forms of `prepared`, and return True, unless it has them already."""
    passages = [PassageRow(*row) for row in connection.execute(_PASSAGES, (document,))]
    short_forms = connection.execute("SELECT asked, counts FROM short_forms WHERE document = ?", (document,))
    if passages == prepared.passages and set(short_forms) == set(prepared.short_forms):
        return False
    paths = connection.execute(
        "SELECT DISTINCT path FROM files JOIN documents ON documents.original = files.original WHERE documents.id = ?",
        (document,),
    )
    names = file_name_terms(connection, [path for (path,) in paths], about)
    connection.execute("DELETE FROM passages WHERE document = ?", (document,))
    connection.execute("DELETE FROM short_forms WHERE document = ?", (document,))
    insert_passages(connection, document, prepared.passages, names)
    insert_short_forms(connection, document, prepared.short_forms)
    bump_generation(connection)
    return True
