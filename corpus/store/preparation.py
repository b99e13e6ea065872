"""What the store needs of a document beside its text: made where reading is limited, and checked when it comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message
from corpus.store.rows import PassageRow, passage_rows, spans
from corpus.text.languages import READ, declared, detect
from corpus.text.passages import split
from corpus.text.short_forms import equivalent_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corpus.documents import Content, Part, Passage

DENSE_PASSAGES = 10_000
"""Passages that a file may have however short they are."""
DENSE_CHARACTERS = 20
"""Characters for each passage beyond those; of prose it is about 600."""
_KINDS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows of a document's passages, and what it says is short for what."""

    passages: list[PassageRow]
    short_forms: list[tuple[str, str]]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Prepared)


def with_language(content: Content) -> Content:
    """Return `content` in the language that it names or, where it names none, that its body is found to be in."""
    start, end = content.body.start, content.body.end
    language = declared(content.metadata.language) or detect(content.text[start : min(end, start + READ)])
    return replace(content, metadata=replace(content.metadata, language=language))


def prepare(content: Content, divide: Callable[[Content], Sequence[Passage]] = split) -> Prepared:
    """Divide a document into passages and look for its terms, in the language that it is said to be in."""
    rows = passage_rows(content, divide(content))
    return Prepared(rows, equivalent_terms(content.text, content.metadata.language or "en"))


def prepared_parts(parts: Iterable[Part], most: int) -> Iterator[Part]:
    """Yield the documents of one file in their languages, with what the store needs of them.

    Raises TooLarge for a file of more than `most` passages, or of so many that hardly any has text.
    """
    passages = characters = 0
    for part in parts:
        content = with_language(part.content)
        prepared = prepare(content)
        passages += len(prepared.passages)
        characters += len(content.text)
        allowed = min(most, DENSE_PASSAGES + characters // DENSE_CHARACTERS)
        if passages > allowed:
            raise TooLarge(
                Message(
                    "it would become {passages:,} passages, and a file of its length may become {most:,}; split it "
                    "into smaller files, or leave out what has no sentences",
                    passages=passages,
                    most=allowed,
                )
            )
        yield replace(part, content=content, prepared=_encoder.encode(prepared))


def unpack(part: Part) -> Prepared | None:
    """Return what was prepared of a part, None where nothing was. Raises DamagedFile unless it fits the text.

    It comes from a process that a file may have taken over.
    """
    if not part.prepared:
        return None
    try:
        prepared = _decoder.decode(part.prepared)
        before = 0
        for row in prepared.passages:
            _check(row, before, len(part.content.text))
            before = row.end
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            Message("what the reader made of it does not fit together; open it in its program and save it again")
        ) from error
    return prepared


def _check(row: PassageRow, before: int, length: int) -> None:
    """Raise ValueError for a row that lies before the last one, or outside the text, or does not fit together."""
    sentences = spans(row.sentences)
    bounds = [row.start, *(offset for each in sentences for offset in (each.start, each.end)), row.end]
    entries = max(1, len(sentences))
    if not before <= row.start <= row.end <= length or bounds != sorted(bounds):
        raise ValueError("a passage lies where it cannot")
    if row.terms.count("\n") + 1 != entries or len(row.kinds or "0") != entries or not _KINDS.issuperset(row.kinds):
        raise ValueError("terms and kinds are not those of the sentences")
    if row.context.count("\n") != 1:
        raise ValueError("what a passage stands under are two lines")
