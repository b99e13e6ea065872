"""Documents and passages as rows of the library's file, and back."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from corpus.documents import Content, Heading, Metadata, Passage, Place, PlaceKind, Span
from corpus.english.answer_types import answer_types_in
from corpus.errors import LibraryDamaged
from corpus.messages import Message, MessageParts
from corpus.store.seals import PASSAGE_COLUMNS, passage_seal, printed_page_seal, seal_document, seal_original
from corpus.text.markup.reading_form import reading_form
from corpus.text.outline import Outline
from corpus.text.terms import terms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.documents import Part
    from corpus.store.seals import SealedDocument

_METADATA = msgspec.json.Decoder(Metadata)
_HEADINGS = msgspec.json.Decoder(list[tuple[int, int, int, str]])
_OFFSETS = msgspec.json.Decoder(list[int])
_WARNINGS = msgspec.json.Decoder(list[MessageParts])
NEXT_PASSAGES = "SELECT coalesce(max(seq), 0) + min(1, ?) FROM sqlite_sequence WHERE name = 'passages'"
"""Asks for the first of so many numbers that no passage ever had, and that follow each other."""


@dataclass(frozen=True, slots=True)
class PassageRow:
    """The columns of a passage that is not stored yet: `sentences` are offsets as JSON, the others as in schema.sql."""

    start: int
    end: int
    heading: str | None
    sentences: str
    terms: str
    context: str
    kinds: str


def digest(part: Part) -> str:
    """Return the SHA-256 of all that is stored of a part; a change of it would store every known part anew."""
    content = msgspec.to_builtins(part.content)
    for name in ("rows", "warnings"):  # which were no fields when the parts of older libraries were hashed
        _drop_empty(content, name)
    for name in ("accessed", "publication", "doi", "encoding"):
        _drop_empty(content["metadata"], name)
    described = json.dumps(content, sort_keys=True).encode()
    printed = b"".join(page.words for page in part.printed)
    return hashlib.sha256(b"%d\n%b%b" % (len(described), described, printed)).hexdigest()


def _drop_empty(fields: dict[str, Any], name: str) -> None:
    """Leave out a field without a value, which was none when the parts of older libraries were hashed."""
    if not fields[name]:
        del fields[name]


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def insert_original(
    connection: sqlite3.Connection, fingerprint: str, sha256: str, path: str, *, source: str = "", whole: bool = False
) -> int:
    """Insert a content unless it is there, and return its number; until it is `whole`, documents may be missing."""
    inserted = connection.execute(
        "INSERT INTO originals (fingerprint, sha256, path, source, whole) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (fingerprint, sha256, path, source, whole),
    )
    (original,) = connection.execute("SELECT id FROM originals WHERE fingerprint = ?", (fingerprint,)).fetchone()
    if inserted.rowcount:
        seal_original(connection, original)
    return int(original)


def insert_document(connection: sqlite3.Connection, id: str, original: int, part: Part, described: str) -> None:
    """Insert a document with its places and printed pages; `described` is the `digest` of the part."""
    content = part.content
    headings = [(each.span.start, each.span.end, each.level, each.text) for each in content.headings]
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id,
            original,
            part.name,
            described,
            datetime.now(UTC).isoformat(),
            content.media_type,
            msgspec.json.encode(content.metadata).decode(),
            content.body.start,
            content.body.end,
            msgspec.json.encode(headings).decode(),
            content.text,
            text_digest(content.text),
            msgspec.json.encode(content.warnings).decode(),
        ),
    )
    connection.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)",
        [(id, each.span.start, each.span.end, each.kind, each.number, each.label) for each in content.places],
    )
    connection.executemany(
        "INSERT INTO printed_pages VALUES (?, ?, ?)", [(id, page.number, page.words) for page in part.printed]
    )
    connection.executemany(
        "INSERT INTO printed_page_seals VALUES (?, ?, ?)",
        [(id, page.number, printed_page_seal(page.number, page.words)) for page in part.printed],
    )
    seal_document(connection, id)


def insert_passages(
    connection: sqlite3.Connection, document: str, rows: Sequence[PassageRow], names: str = ""
) -> list[int]:
    """Insert the passages of a document, in order, and return their numbers, which follow each other.

    `names` are terms of its files' names.
    """
    (first,) = connection.execute(NEXT_PASSAGES, (len(rows),)).fetchone()
    ids = range(first, first + len(rows))
    sealed = [
        (document, row.start, row.end, row.heading, row.sentences, row.terms, row.context, row.kinds) for row in rows
    ]
    connection.executemany(
        f"INSERT INTO passages (id, {PASSAGE_COLUMNS}, names) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(id, *columns, names) for id, columns in zip(ids, sealed, strict=True)],
    )
    connection.executemany(
        "INSERT INTO passage_seals VALUES (?, ?)",
        [(id, passage_seal(*columns)) for id, columns in zip(ids, sealed, strict=True)],
    )
    seal_document(connection, document)  # which counts them
    return list(ids)


def insert_short_forms(connection: sqlite3.Connection, document: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Insert what a document says is short for what: `equivalent_terms` of its text."""
    connection.executemany("INSERT INTO short_forms VALUES (?, ?, ?)", [(document, *pair) for pair in pairs])


def passage_rows(content: Content, passages: Sequence[Passage]) -> list[PassageRow]:
    """Return the rows of a document's passages, with their terms in the document's language."""
    outline = Outline(content.headings)
    return [
        _passage_row(passage, [reading_form(content, each).text for each in passage.sentences], content, outline)
        for passage in passages
    ]


def _passage_row(passage: Passage, read: Sequence[str], content: Content, outline: Outline) -> PassageRow:
    about = content.metadata
    return PassageRow(
        passage.span.start,
        passage.span.end,
        passage.heading,
        msgspec.json.encode([offset for each in passage.sentences for offset in (each.start, each.end)]).decode(),
        sentence_terms(read, about.language),
        context_terms(about, outline.above(passage.span.start, passage.heading)),
        "".join(f"{answer_types_in(sentence):x}" for sentence in read),
    )


def sentence_terms(sentences: Iterable[str], language: str | None) -> str:
    """Return what passages.terms holds: a line for each sentence."""
    return "\n".join(" ".join(terms(sentence, language or "en")) for sentence in sentences)


def context_terms(about: Metadata, headings: Iterable[str]) -> str:
    """Return what passages.context holds: a line for the title, and one for the headings that say something else."""
    language = about.language or "en"
    others = " ".join(term for each in headings if each != about.title for term in terms(each, language))
    return f"{' '.join(terms(about.title, language))}\n{others}"


@contextmanager
def as_stored() -> Iterator[None]:
    """Raise LibraryDamaged for a row that no version of Besa has written like that."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, msgspec.MsgspecError) as error:
        raise LibraryDamaged(
            Message(
                "What the library holds of a document is damaged ({error}). Mend it with: besa doctor",
                error=f"{type(error).__name__}: {error}",
            )
        ) from error


@as_stored()
def content_from(row: SealedDocument, text: str, places: Iterable[Sequence[Any]]) -> Content:
    """Return the content of a row, its text, and rows of seals.PLACE_COLUMNS. Raises LibraryDamaged."""
    return Content(
        text=text,
        metadata=_METADATA.decode(row.metadata),
        media_type=row.media_type,
        body=Span(row.body_start, row.body_end),
        headings=headings_from(row.headings),
        places=tuple(place_from(each) for each in places),
    )


@as_stored()
def place_from(row: Sequence[Any]) -> Place:
    """Return the place in PLACE_COLUMNS. Raises LibraryDamaged."""
    kind, number, start, end, label = row
    return Place(PlaceKind(kind), number, Span(start, end), label)


@as_stored()
def metadata_from(column: str) -> Metadata:
    """Return what documents.metadata holds. Raises LibraryDamaged."""
    return _METADATA.decode(column)


@as_stored()
def warnings_from(column: str) -> tuple[Message, ...]:
    """Return what documents.warnings holds. Raises LibraryDamaged."""
    return tuple(each.message() for each in _WARNINGS.decode(column))


@as_stored()
def headings_from(column: str) -> tuple[Heading, ...]:
    """Return the headings that documents.headings holds. Raises LibraryDamaged."""
    return tuple(Heading(Span(start, end), level, words) for start, end, level, words in _HEADINGS.decode(column))


@as_stored()
def sentences_from(column: str) -> tuple[Span, ...]:
    """Return the spans that passages.sentences holds. Raises LibraryDamaged."""
    return spans(column)


def spans(column: str) -> tuple[Span, ...]:
    """Return the spans that passages.sentences holds; raise what is to become LibraryDamaged."""
    offsets = iter(_OFFSETS.decode(column))
    return tuple([Span(first, last) for first, last in zip(offsets, offsets, strict=True)])
