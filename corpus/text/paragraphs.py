"""Divide text into what sentences do not cross: paragraphs, code and tables; and guess headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING

from corpus.documents import Heading, Span
from corpus.text.line_structure import is_labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_LINE_BREAK = re.compile(r"[\r\n\u2028\u2029\x85]")
_LINE = re.compile(r"[^\r\n\u2028\u2029\x85]*(?:\r\n|[\r\n\u2028\u2029\x85]|\Z)")
_RULE_OF_A_TABLE = re.compile(r"[\s|:+=-]*\Z")
_LONGEST_WRAPPED_LINE = 120
_LONGEST_HEADING = 80
_MOST_WORDS_OF_A_HEADING = 12
_NOT_A_HEADING = re.compile(
    r"[.:;,!?…。！？؟।\"'”’»)]\Z|^[^\w\"“‘«(¿¡]|://|@|\t|\||\b(?:of|the|and|in|to|for|an?|or|by|with|from|as)\Z"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraph; or a table, whose lines are its `rows`: each of them stands for a sentence; or code."""

    span: Span
    rows: tuple[Span, ...] = ()
    is_code: bool = False


class _Kind(Enum):
    PROSE = auto()
    CODE = auto()
    TABLE = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str

    @property
    def blank(self) -> bool:
        """Return whether nothing but white space stands in the line."""
        return not self.text


def blocks(
    text: str, within: Span, *, line_is_paragraph: bool, is_code: Callable[[int], bool] = lambda at: False
) -> Iterator[Block]:
    """Yield the blocks of `within`, in order. Blank lines and the rules of tables lie in none.

    `line_is_paragraph`: every line break ends a paragraph, not only a blank line.
    `is_code` says of a line by where it begins whether it is code.
    """
    held: list[Span] = []
    held_kind = _Kind.BLANK
    for line, kind in _kinds(_lines(text, within), is_code):
        goes_on = kind is held_kind and not (kind is _Kind.PROSE and line_is_paragraph)
        if held and not goes_on and not (kind is _Kind.BLANK and held_kind is _Kind.CODE):
            yield _block(held, held_kind)
            held = []
        if kind is not _Kind.BLANK:
            held.append(line.span)
            held_kind = kind
    if held:
        yield _block(held, held_kind)


def _block(lines: list[Span], kind: _Kind) -> Block:
    rows = tuple(lines) if kind is _Kind.TABLE else ()
    return Block(Span(lines[0].start, lines[-1].end), rows, kind is _Kind.CODE)


def _kinds(lines: Iterable[_Line], is_code: Callable[[int], bool]) -> Iterator[tuple[_Line, _Kind]]:
    for line in lines:
        if line.blank:
            yield line, _Kind.BLANK
        elif is_code(line.span.start):
            yield line, _Kind.CODE
        elif line.text.startswith("|"):
            yield line, _Kind.BLANK if _RULE_OF_A_TABLE.match(line.text) else _Kind.TABLE
        else:
            yield line, _Kind.PROSE


def lines_are_paragraphs(text: str, within: Span) -> bool:
    """Return whether most of the text stands in lines too long to have been wrapped."""
    lengths = sorted(map(len, _LINE_BREAK.split(within.of(text))))
    below, half = 0, sum(lengths) / 2
    for length in lengths:
        below += length
        if below >= half:
            return length > _LONGEST_WRAPPED_LINE
    return False


def guessed_headings(text: str, within: Span, line_is_paragraph: bool) -> tuple[Heading, ...]:
    """Guess the headings of a text that marks none: short lines without a stop above prose, or lines in capitals."""
    lines = list(_lines(text, within))
    found: list[Heading] = []
    for at, line in enumerate(lines):
        above = lines[at - 1].text if at else ""
        apart = not above or (line_is_paragraph and len(above) > _LONGEST_HEADING)  # else a line of a list of facts
        if not (apart and _looks_like_a_heading(line.text)) or _is_one_of_labels(lines, at):
            continue
        if _stands_above(lines, at, line_is_paragraph):
            found.append(Heading(line.span, level=2 if found else 1, text=line.text))
    return tuple(found)


def _looks_like_a_heading(line: str) -> bool:
    if not 2 <= len(line) <= _LONGEST_HEADING or len(line.split()) > _MOST_WORDS_OF_A_HEADING:
        return False
    return not _NOT_A_HEADING.search(line) and not line[0].islower() and any(map(str.isalpha, line))


def _is_one_of_labels(lines: Sequence[_Line], at: int) -> bool:
    """Return whether a line says what it is, and the one before or after it does, as in a form: "Name: Arta Leka"."""
    if not is_labelled(lines[at].text):
        return False
    before = next((lines[number].text for number in range(at - 1, -1, -1) if not lines[number].blank), "")
    below = next((line.text for line in islice(lines, at + 1, None) if not line.blank), "")
    return is_labelled(before) or is_labelled(below)


def _stands_above(lines: Sequence[_Line], at: int, line_is_paragraph: bool) -> bool:
    return _is_set_in_capitals(lines, at) or _prose_follows(lines, at, line_is_paragraph)


def _is_set_in_capitals(lines: Sequence[_Line], at: int) -> bool:
    """Return whether a line is, and the next one that is not blank is not: "CARE" above "Wash it at 30 degrees"."""
    if not lines[at].text.isupper():
        return False
    below = next((lines[number].text for number in range(at + 1, len(lines)) if not lines[number].blank), "")
    return any(map(str.islower, below))


def _prose_follows(lines: Sequence[_Line], at: int, line_is_paragraph: bool) -> bool:
    """Return whether a paragraph comes next: after a blank line or, where each line is one, on the next line."""
    below = at + 1
    while below < len(lines) and lines[below].blank:
        below += 1
    if below == len(lines) or (below == at + 1 and not line_is_paragraph):
        return False
    paragraph = ""
    for line in lines[below : below + 3]:
        if line.blank:
            break
        paragraph += line.text + " "
    return len(paragraph) > _LONGEST_HEADING and len(paragraph.split()) > _MOST_WORDS_OF_A_HEADING


def _lines(text: str, within: Span) -> Iterator[_Line]:
    """Yield the lines of `within`, trimmed; a blank one is an empty span."""
    at = within.start
    while at < within.end:
        match = _LINE.match(text, at, within.end)
        line = match[0] if match else text[at]
        trimmed = line.strip()
        start = at + len(line) - len(line.lstrip()) if trimmed else at
        yield _Line(Span(start, start + len(trimmed)), trimmed)
        at += len(line)
