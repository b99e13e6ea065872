"""Questions, and answers made of quoted sentences with their citations. Offsets are in characters of a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from types import MappingProxyType
from typing import Literal

from bot.facts import Facts
from corpus.documents import Span, full_path
from corpus.printed_layout import Rectangle
from corpus.readers.formats import Format
from embeddings.ranking.corrections import Correction
from embeddings.store.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation and the text that answered it, empty if nothing was found."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was typed, with the conversation so far, oldest turn first."""

    text: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """An excerpt, the document it stands in, and where. `excerpt == text[start:end]` of the stored document.

    `highlights` are the words that matched the question, in order, inside `[start, end)`. `score` is what the
    citations are ordered by, higher is better; it compares the citations of one answer only. `page` and `place` are
    those of what is quoted or, in an excerpt that nothing is quoted from, of its best sentence; `place` is how a
    person finds it: "page iv", "slide 3", "Prices, row 12", "0:01:05". `others` are further paths of the same file.
    `rectangles` are where the excerpt is printed, one a line, in points from the bottom left corner of the page as it
    is shown; there are none in what is not printed. `accessed` is when the document was read at its `url`.
    `markup` are the stretches of the excerpt that are no words, as Markdown and reStructuredText are stored as they
    are: who shows an excerpt may leave them out. `part` is the document's name in a file of many: of an archive, a
    mailbox, a list of records.
    """

    number: int
    document: str
    path: str
    sha256: str
    title: str
    author: str | None
    publisher: str | None
    date: str | None
    url: str | None
    page: int | None
    heading: str | None
    start: int
    end: int
    excerpt: str
    highlights: tuple[Span, ...]
    score: float
    place: str | None = None
    others: tuple[str, ...] = ()
    rectangles: tuple[Rectangle, ...] = ()
    accessed: str | None = None
    publication: str | None = None
    doi: str | None = None
    markup: tuple[Span, ...] = ()
    part: str = ""

    def text_of(self, span: Span) -> str:
        """Return the text of a span of the document that lies inside of the excerpt."""
        return self.excerpt[span.start - self.start : span.end - self.start]

    def words_of(self, span: Span) -> str:
        """Return the text of a span of the document that lies inside of the excerpt, without its markup."""
        parts, at = [], span.start
        for each in self.markup:
            if each.start < span.end and each.end > at:
                parts.append(self.text_of(Span(at, max(at, each.start))))
                at = min(each.end, span.end)
        return "".join([*parts, self.text_of(Span(at, span.end))])

    @property
    def full_path(self) -> str:
        """Path of the document, with its name in a file of many."""
        return full_path(self.path, self.part)

    @property
    def in_archive(self) -> str | None:
        """Names of an archive and of the file in it; None for a document that stands in none."""
        name = PurePath(self.path).name
        archived = self.part and PurePath(name).suffix.lower() in Format.ZIP.suffixes
        return full_path(name, self.part) if archived else None

    @property
    def accessed_on(self) -> str | None:
        """Day on which the document was read at its address."""
        return self.accessed[:10] if self.accessed else None

    @property
    def found_at(self) -> str | None:
        """Place or, in an answer saved without one, page."""
        return self.place or (f"page {self.page}" if self.page is not None else None)

    def __post_init__(self) -> None:
        if len(self.excerpt) != self.end - self.start:
            raise ValueError(f"an excerpt of {len(self.excerpt)} characters cannot be [{self.start}, {self.end})")
        for mark in self.highlights:
            if not self.start <= mark.start < mark.end <= self.end:
                raise ValueError(f"the highlight {mark} lies outside of [{self.start}, {self.end})")


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence quoted from the citation with this number; `text == document[start:end]`."""

    text: str
    citation: int
    start: int
    end: int


About = Literal["number", "date", "name"]
"""Kinds of values that sources can disagree on."""


@dataclass(frozen=True, slots=True)
class Side:
    """One source's value, as it is written in the sentence `text`, which is `document[start:end]`."""

    value: str
    text: str
    citation: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.value not in self.text:
            raise ValueError(f"the value {self.value!r} does not stand in the sentence {self.text!r}")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Values for one question that cannot all be true, in the order of their citations; two sides at least."""

    about: About
    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        if len(self.sides) < 2:
            raise ValueError(f"a disagreement has two sides at least, not {len(self.sides)}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question: quoted sentences and the excerpts that they stand in, both best first.

    Without sentences nothing was found, and the citations are the nearest passages, shown as just that. Citations are
    numbered from 1. Each side of the `disagreements` is among the sentences. `coverage` is how much of the library
    could be searched by meaning; None in an answer that was saved without it. `timings_ms` are the parts of
    `elapsed_ms` by step. `perhaps`: nothing was found, but the answer may stand in the passages all the same. `unread`
    says why no re-ranker read the passages, though one should have; "" otherwise. `facts` are there for a question
    about the documents themselves, and are no quotation; the sentences then show where a document says it, or which
    document it is. `corrections` are words that stand in no document, with those that were searched instead.
    """

    question: str
    standalone_question: str
    confidence: float
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    elapsed_ms: float
    disagreements: tuple[Disagreement, ...] = ()
    coverage: Coverage | None = None
    timings_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    perhaps: bool = False
    unread: str = ""
    facts: Facts | None = None
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        if self.perhaps and self.sentences:
            raise ValueError("an answer that was found is not one that may stand in the passages")
        if self.disagreements and not self.sentences:
            raise ValueError("sources that disagree have to be quoted, but the answer has no sentences")

    @property
    def found(self) -> bool:
        """Return True if the documents answer the question."""
        return bool(self.sentences)

    @property
    def turn(self) -> Turn:
        """Return the question and its answer as a turn of the conversation, for the question that comes next."""
        return Turn(self.question, " ".join(sentence.text for sentence in self.sentences))

    def __str__(self) -> str:
        """Return the quotations and their sources; where nothing was found, the sources of the nearest passages."""
        numbers = {sentence.citation for sentence in self.sentences}
        sources = [_source(each) for each in self.citations if each.number in numbers or not self.found]
        if self.facts is not None:
            quoted = [f"“{_one_line(self.words_of(each))}” [{each.citation}]" for each in self.told]
            return "\n".join([*_listed(self.facts), *quoted, "", *sources]).rstrip()
        if not self.found:
            return "\n".join([not_found_line(self), *sources])
        quoted = [f"“{_one_line(self.words_of(each))}” [{each.citation}]" for each in self.sentences]
        return "\n".join([*quoted, "", *sources])

    @property
    def told(self) -> tuple[AnswerSentence, ...]:
        """Return the sentences that say what was asked; beside `facts`, some only show which document is meant."""
        if self.facts is None:
            return self.sentences
        stated = {fact.citation for fact in self.facts.documents if fact.stated}
        return tuple(sentence for sentence in self.sentences if sentence.citation in stated)

    def words_of(self, sentence: AnswerSentence) -> str:
        """Return a sentence as a person reads it: its text without markup."""
        span = Span(sentence.start, sentence.end)
        cited = next((each for each in self.citations if each.number == sentence.citation), None)
        held = cited is not None and cited.markup and Span(cited.start, cited.end).holds(span)
        return cited.words_of(span) if cited is not None and held else sentence.text

    def quoted_from(self, citation: Citation) -> list[Span]:
        """Return the parts of a citation's excerpt that the sentences quote, in the order of the sentences."""
        return [
            Span(max(each.start, citation.start), min(each.end, citation.end))
            for each in self.sentences
            if each.citation == citation.number and each.start < citation.end and each.end > citation.start
        ]


def not_found_line(answer: Answer) -> str:
    """Return the line that introduces the citations of an answer that was not found."""
    if answer.perhaps:
        return "No sentence surely answers this. The answer may stand in the closest passages:"
    return "Not found in these documents." + " The nearest passages:" * bool(answer.citations)


def coverage_note(answer: Answer) -> str | None:
    """Return a note on how much of the library could not be searched by meaning; None if all of it could."""
    coverage = answer.coverage
    return f"{coverage}; ranking by words for the rest" if coverage is not None and coverage.pending else None


def _listed(facts: Facts) -> list[str]:
    lines = [f"From the list of sources ({facts.count} fit):"]
    for fact in facts.documents:
        number = f" [{fact.citation}]" if fact.citation else ""
        lines.append(f"{_one_line(fact.title)}: {_one_line(facts.told_of(fact))}{number}")
    return [*lines, *([f"and {facts.unlisted} more"] if facts.unlisted else [])]


def _source(citation: Citation) -> str:
    about = (citation.title, citation.publisher, citation.date, citation.found_at)
    named = ", ".join(_one_line(each) for each in about if each)
    return (
        f"[{citation.number}] {named}: {_one_line(citation.full_path)}, characters {citation.start} to {citation.end}"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
