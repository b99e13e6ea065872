"""Documents and passages as rows of the library's file, and back."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from corpus.documents import Content, Heading, Metadata, Passage, Place, PlaceKind, Source, Span
from corpus.english.answer_types import AnswerType, answer_types_in
from corpus.errors import LibraryDamaged
from corpus.text.terms import terms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.documents import Part

PASSAGE_COLUMNS = (
    'id, document, start, "end", heading, sentences, terms, kinds, '
    f"EXISTS (SELECT 1 FROM places WHERE places.document = passages.document AND places.start = passages.start "
    f"AND places.kind IN ('{PlaceKind.ROW}', '{PlaceKind.SLIDE}'))"
)
CONTENT_COLUMNS = "media_type, metadata, body_start, body_end, headings, text"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its number in the library, its document, and of each sentence the terms and kinds of answers.

    `terms` has a line for each sentence, its terms with a space between them. A passage without sentences has one
    entry all the same, that of nothing. `begins_place`: a row of a table or the words of a slide start with it, so it
    does not go on from the passage before.
    """

    id: int
    document: str
    passage: Passage
    terms: str
    sentence_kinds: tuple[AnswerType, ...]
    begins_place: bool = False

    @property
    def sentence_terms(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(line.split()) for line in self.terms.split("\n"))


def digest(part: Part) -> str:
    """SHA-256 of all that is stored of a part."""
    described = json.dumps(asdict(part.content), sort_keys=True).encode()
    printed = b"".join(page.words for page in part.printed)
    return hashlib.sha256(b"%d\n%b%b" % (len(described), described, printed)).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def insert_document(connection: sqlite3.Connection, id: str, original: int, part: Part) -> None:
    content = part.content
    headings = [[h.span.start, h.span.end, h.level, h.text] for h in content.headings]
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id,
            original,
            part.name,
            digest(part),
            datetime.now(UTC).isoformat(),
            content.media_type,
            json.dumps(asdict(content.metadata)),
            content.body.start,
            content.body.end,
            json.dumps(headings),
            content.text,
            text_digest(content.text),
        ),
    )
    connection.executemany(
        "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)",
        [(id, p.span.start, p.span.end, p.kind, p.number, p.label) for p in content.places],
    )
    connection.executemany(
        "INSERT INTO printed_pages VALUES (?, ?, ?)", [(id, page.number, page.words) for page in part.printed]
    )


def insert_passages(connection: sqlite3.Connection, id: str, content: Content, passages: Sequence[Passage]) -> None:
    text, language = content.text, content.metadata.language or "en"
    title = terms(content.metadata.title, language)
    connection.executemany(
        'INSERT INTO passages (document, start, "end", heading, sentences, terms, context, kinds) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                id,
                passage.span.start,
                passage.span.end,
                passage.heading,
                json.dumps([offset for s in passage.sentences for offset in (s.start, s.end)]),
                "\n".join(" ".join(terms(s.of(text), language)) for s in passage.sentences),
                " ".join([*title, *terms(passage.heading or "", language)]),
                "".join(f"{answer_types_in(sentence.of(text)):x}" for sentence in passage.sentences),
            )
            for passage in passages
        ],
    )


@contextmanager
def _as_stored() -> Iterator[None]:
    """Raises LibraryDamaged for a row that no version of Besa has written like that."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LibraryDamaged(
            f"What the library holds of a document is damaged ({type(error).__name__}: {error}). Move the library's "
            "folder aside and add your documents again; the files themselves are untouched."
        ) from error


@_as_stored()
def content_from(row: Sequence[Any], places: Iterable[Sequence[Any]]) -> Content:
    """From CONTENT_COLUMNS and rows of (kind, number, start, end, label)."""
    media_type, metadata, body_start, body_end, headings, text = row
    return Content(
        text=text,
        metadata=metadata_from(metadata),
        media_type=media_type,
        body=Span(body_start, body_end),
        headings=tuple(Heading(Span(s, e), level, words) for s, e, level, words in json.loads(headings)),
        places=tuple(place_from(each) for each in places),
    )


@_as_stored()
def place_from(row: Sequence[Any]) -> Place:
    kind, number, start, end, label = row
    return Place(PlaceKind(kind), number, Span(start, end), label)


@_as_stored()
def metadata_from(stored: str) -> Metadata:
    values = json.loads(stored)
    return Metadata(**{**values, "sources": tuple(Source(**source) for source in values["sources"])})


@_as_stored()
def sentences_from(column: str) -> tuple[Span, ...]:
    """The spans of passages.sentences."""
    return _spans(column)


def _spans(column: str) -> tuple[Span, ...]:
    offsets = iter(json.loads(column))
    return tuple([Span(first, last) for first, last in zip(offsets, offsets, strict=True)])


@_as_stored()
def passages_from(rows: Iterable[Sequence[Any]]) -> list[StoredPassage]:
    """From rows of PASSAGE_COLUMNS, in the same order."""
    return [
        StoredPassage(
            id=id,
            document=document,
            passage=Passage(Span(start, end), _spans(sentences), heading),
            terms=terms,
            sentence_kinds=tuple(map(_KINDS.__getitem__, kinds or "0")),
            begins_place=bool(begins_place),
        )
        for id, document, start, end, heading, sentences, terms, kinds, begins_place in rows
    ]


_KINDS = {f"{kind:x}": AnswerType(kind) for kind in range(16)}
