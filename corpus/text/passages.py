"""Split a document's text into passages: whole sentences, about 600 characters, within one section.

The best division of a section is the one of least cost, as Knuth and Plass break a paragraph into lines
(Software: Practice and Experience 11, 1981): a passage costs the square of its distance from the target
length, a boundary costs what it tears apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.documents import Passage, PlaceKind, Span
from corpus.text.paragraphs import blocks, guessed_headings, lines_are_paragraphs
from corpus.text.sentence_forms import is_statement
from corpus.text.sentences import cut, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.documents import Content, Heading

_MOST_MARKUP = 100
"""Characters of markup that stand beside sentences; longer markup is text of its own."""
_UNMARKED = frozenset({"text/plain", "application/pdf"})
_QUESTION_MARKS = frozenset("?？؟")
_APART = frozenset({PlaceKind.ROW, PlaceKind.SLIDE})
"""No passage stands in two of these."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """Lengths in characters; costs in units of what an empty passage, or one of twice the target, costs.

    `longest` limits sentences and the passages made of them, without the few characters of markup (list
    markers, rules) that may come before. Sentences shorter than `shortest` keep to the next.
    `torn` is the cost of a boundary inside a paragraph that could stay whole, `divided` that of one inside a
    paragraph that is too long for it, `turned` that of a passage on two pages.
    """

    target: int = 600
    longest: int = 1000
    shortest: int = 24
    torn: float = 1.0
    divided: float = 0.15
    turned: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.shortest <= self.target <= self.longest:
            raise ValueError(f"not 0 < shortest <= target <= longest: {self}")


@dataclass(frozen=True, slots=True)
class _Form:
    """How a text is to be read: whether each line is a paragraph, ``` begins code, and the language's code."""

    by_line: bool
    fences: bool
    language: str | None


@dataclass(frozen=True, slots=True)
class _Unit:
    """Sentences that stay together, and the cost of a boundary after them: 0 where a paragraph ends."""

    sentences: tuple[Span, ...]
    boundary: float

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or a part of one, and the cost of a boundary after it.

    `ends`: it is the last of a paragraph, which is long enough to stand alone.
    """

    span: Span
    boundary: float
    ends: bool


def split(content: Content, splitting: Splitting | None = None) -> tuple[Passage, ...]:
    """Return the passages of `content.body`, in order and without overlap.

    Every character that is not white space, and is not part of a heading, lies in exactly one passage. A text
    that is nothing but headings gives them as its passages. No passage stands in two rows or on two slides.
    """
    splitting = splitting or Splitting()
    text, body = content.text, content.body
    rows = frozenset(row.start for row in content.rows)
    by_line = lines_are_paragraphs(text, body)
    headings = content.headings
    walls = _walls(content)
    if not headings and content.media_type in _UNMARKED and not walls:
        headings = guessed_headings(text, body, by_line)
    pages = [place.span.start for place in content.places if place.kind is PlaceKind.PAGE]
    fences, language = content.media_type == "text/markdown", content.metadata.language
    found = []
    sections = list(_sections(text, body, headings)) if _has_text(text, body, headings) else []
    for section, heading in _between(walls, text, sections):
        if section.start == section.end:
            continue
        if section.start in rows or _kind_at(content, section.start) is PlaceKind.ROW:
            units = _units_of_row(text, section, language, splitting)
        else:
            units = _units(text, section, _Form(by_line, fences, language), splitting)
        above = heading.text if heading and not _on_another_slide(content, heading, section) else None
        for span, held in _divided(text, section, units, pages, splitting):
            found.append(Passage(span, held, above))
    return tuple(found) or tuple(
        Passage(heading.span, (heading.span,), heading.text) for heading in headings if heading.span.of(text).strip()
    )


def _has_text(text: str, body: Span, headings: Sequence[Heading]) -> bool:
    """Return whether a document is more than headings."""
    starts = [*(each.span.start for each in headings), body.end]
    ends = [body.start, *(each.span.end for each in headings)]
    return any(text[end:start].strip() for end, start in zip(ends, starts, strict=True))


def _walls(content: Content) -> list[int]:
    """Return the offsets that no passage crosses."""
    starts = (place.span.start for place in content.places if place.kind in _APART)
    edges = (edge for row in content.rows for edge in (row.start, row.end))
    return sorted({*starts, *edges})


def _sections(text: str, body: Span, headings: Sequence[Heading]) -> Iterator[tuple[Span, Heading | None]]:
    """Yield the stretches between headings that hold text, each with the heading above.

    A heading that makes a statement belongs to the text below it; one with nothing under it is a stretch of its own.
    """
    start, above = body.start, None
    parents: list[Heading] = []
    for number, heading in enumerate(headings):
        while parents and parents[-1].level >= heading.level:
            parents.pop()
        if start <= heading.span.start and heading.span.end <= body.end:
            yield _without_white_space(text, start, heading.span.start), above
            stands_alone = _stands_alone(text, body, headings, number)
            if stands_alone:
                yield _words_of(text, heading), parents[-1] if parents else None
            says_more = is_statement(heading.text) and not stands_alone
            start, above = _words_of(text, heading).start if says_more else heading.span.end, heading
        parents.append(heading)
    yield _without_white_space(text, start, body.end), above


def _stands_alone(text: str, body: Span, headings: Sequence[Heading], number: int) -> bool:
    """Return whether a heading has neither text nor lower headings under it, in a document that has text elsewhere."""
    here, later = headings[number], headings[number + 1 : number + 2]
    end = later[0].span.start if later else body.end
    below = any(each.level > here.level for each in later)
    return not below and not text[here.span.end : end].strip() and any(map(str.isalnum, here.text))


def _words_of(text: str, heading: Heading) -> Span:
    """Return where the words of a heading stand, without the markup around them."""
    start = text.find(heading.text, heading.span.start, heading.span.end)
    return Span(start, start + len(heading.text)) if start >= 0 else heading.span


def _between(
    walls: Sequence[int], text: str, sections: Iterable[tuple[Span, Heading | None]]
) -> Iterator[tuple[Span, Heading | None]]:
    """Divide sections where a row or slide begins."""
    for section, heading in sections:
        inside = walls[bisect_right(walls, section.start) : bisect_left(walls, section.end)]
        for start, end in pairwise([section.start, *inside, section.end]):
            yield _without_white_space(text, start, end), heading


def _kind_at(content: Content, offset: int) -> PlaceKind | None:
    place = content.place_at(offset)
    return place.kind if place else None


def _on_another_slide(content: Content, heading: Heading, section: Span) -> bool:
    """Return whether the heading is the title of an earlier slide, and so says nothing of this section."""
    there, here = content.place_at(heading.span.start), content.place_at(section.start)
    return here is not None and here.kind is PlaceKind.SLIDE and (there is None or there.number != here.number)


def _without_white_space(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    trimmed = piece.lstrip()
    first = end - len(trimmed)
    return Span(first, first + len(trimmed.rstrip()))


def _units_of_row(text: str, row: Span, language: str | None, splitting: Splitting) -> list[_Unit]:
    """Return the units of a row of a table, where a cell means little without the one that names the row.

    So its cells are one sentence, whatever ends in them; only within a cell a sentence ends, unless it is a question,
    which is one with what comes after it. What is longer is divided between its lines, which are its cells.
    """
    said: list[Span] = []
    for sentence in sentences(text, row, language):
        goes_on = said and (text[said[-1].end - 1] in _QUESTION_MARKS or "\n" in text[said[-1].end : sentence.start])
        said.append(Span(said.pop().start if goes_on else sentence.start, sentence.end))
    lines = (line for sentence in said for line in _lines_together(text, sentence, splitting.target))
    return [_Unit((piece,), 0.0) for line in lines for piece in cut(text, line, splitting.longest)]


def _lines_together(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Yield the lines of `span`, as many in each piece as have room in it."""
    start, end = span.start, span.start
    for line in span.of(text).splitlines(keepends=True):
        if end > start and end + len(line.rstrip()) - start > longest:
            yield _without_white_space(text, start, end)
            start = end
        end += len(line)
    yield _without_white_space(text, start, end)


def _units(text: str, section: Span, form: _Form, splitting: Splitting) -> list[_Unit]:
    units = list(_joined(_pieces(text, section, form, splitting), splitting))
    rest = _without_white_space(text, units[-1].end if units else section.start, section.end)
    if rest.end - rest.start > _MOST_MARKUP or not units:
        units.extend(_Unit((piece,), 0.0) for piece in cut(text, rest, splitting.longest))
    return units


def _pieces(text: str, section: Span, form: _Form, splitting: Splitting) -> Iterator[_Piece]:
    """Yield the sentences of a section, long ones in pieces, and long markup as if it were some."""
    before = section.start
    for block in blocks(text, section, line_is_paragraph=form.by_line, fences=form.fences):
        whole = block.rows or sentences(text, block.span, form.language)
        spans = [piece for sentence in whole for piece in cut(text, sentence, splitting.longest)]
        markup = _without_white_space(text, before, spans[0].start if spans else before)
        if markup.end - markup.start > _MOST_MARKUP:
            spans = [*cut(text, markup, splitting.longest), *spans]
        before = spans[-1].end if spans else before
        length = block.span.end - block.span.start
        inside = splitting.torn if length <= splitting.longest else splitting.divided
        for span in spans:
            last = span is spans[-1]
            yield _Piece(span, 0.0 if last else inside, last and length >= splitting.shortest)


def _joined(pieces: Iterable[_Piece], splitting: Splitting) -> Iterator[_Unit]:
    """Join pieces that are too short to stand alone to the next ones."""
    held: list[Span] = []
    for piece in pieces:
        if held and piece.span.end - held[0].start > splitting.longest:
            yield _Unit(tuple(held), 0.0)
            held = []
        held.append(piece.span)
        if piece.ends or held[-1].end - held[0].start >= splitting.shortest:
            yield _Unit(tuple(held), piece.boundary)
            held = []
    if held:
        yield _Unit(tuple(held), 0.0)


def _divided(
    text: str, section: Span, units: Sequence[_Unit], pages: Sequence[int], splitting: Splitting
) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Yield the passages of one section: the span of each, with the markup between them, and its sentences."""
    starts = _cheapest(units, pages, splitting)
    start = section.start
    for first, after in pairwise([*starts, len(units)]):
        end = section.end if after == len(units) else units[after - 1].end
        held = tuple(sentence for unit in units[first:after] for sentence in unit.sentences)
        yield _without_white_space(text, start, end), held
        start = end


def _cheapest(units: Sequence[_Unit], pages: Sequence[int], splitting: Splitting) -> list[int]:
    """Return where passages start, as positions in `units`, so that their costs add up to the least."""
    unit_starts = [unit.start for unit in units]
    on_page = [bisect_right(pages, start) for start in unit_starts]
    cost = [0.0]
    begins = [0]
    for after in range(1, len(units) + 1):
        end = units[after - 1].end
        boundary = 0.0 if after == len(units) else units[after - 1].boundary
        best, best_first = float("inf"), after - 1
        for first in range(after - 1, -1, -1):
            length = end - unit_starts[first]
            if length > splitting.longest and first < after - 1:
                break
            turned = splitting.turned if on_page[first] != on_page[after - 1] else 0.0
            here = cost[first] + (length / splitting.target - 1) ** 2 + boundary + turned
            if here < best:
                best, best_first = here, first
        cost.append(best)
        begins.append(best_first)
    found = []
    at = len(units)
    while at > 0:
        at = begins[at]
        found.append(at)
    return found[::-1]
