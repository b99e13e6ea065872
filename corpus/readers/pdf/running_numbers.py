"""What the numbers of lines that are otherwise alike say of them, page after page: pages are counted, texts are not."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpus.english.word_lists import word_list
from corpus.readers.pdf.paragraphs import ends_sentence, flows_on, heights_differ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.readers.pdf.lines import Line

NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
"""A number in a running line, in digits or Roman."""
_MIN_SHARE = 0.6
_MIN_RISING_SHARE = 0.8
_MAX_SPACING = 1.3
_MIN_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FINITE_VERBS = frozenset(word_list("verbs.finite"))


class EdgeLine(NamedTuple):
    """A line at the edge of a page, the next one inwards, if any, and the usual distance between lines there."""

    page: int
    line: Line
    inner: Line | None
    spacing: float


def says_more(alike: Sequence[EdgeLine], highest: int = 0) -> bool:
    """Return True if lines that differ only by their numbers are each a part of the text, and no running line.

    So are the sentences that pages happen to begin with ("The year was 1805 and"), and what pages made from one
    template say each of its own matter ("Customer 4711"). Chapters and pages rise from page to page, or repeat.

    Args:
        alike: The lines, in the order of their pages.
        highest: Numbers up to this one are a page's, whatever order they come in.
    """
    numbers = [[_value(found) for found in NUMBER.findall(each.line.text)] for each in alike]
    varying = [list(values) for values in zip(*numbers, strict=True) if len(set(values)) > 1]
    if not any(min(values) > highest for values in varying):
        return False
    pages = [each.page for each in alike]
    counts = any(_counts(values, pages) for values in varying)
    prose = sum(_is_prose(each, is_sure=not counts) for each in alike)
    return prose >= _MIN_SHARE * len(alike) or not (counts or any(map(_rises, varying)))


def _value(number: str) -> int:
    """Return the value of a number, in digits or Roman."""
    if number[0].isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number.lower()]
    return sum(-one if one < after else one for one, after in pairwise([*values, 0]))


def _counts(values: Sequence[int], pages: Sequence[int]) -> bool:
    """Return True if values grow as pages do; they may begin anew, as in each chapter."""
    steps = [
        after - one == there - here
        for (one, after), (here, there) in zip(pairwise(values), pairwise(pages), strict=True)
    ]
    return sum(steps) >= _MIN_SHARE * len(steps)


def _rises(values: Sequence[int]) -> bool:
    """Return True if values hardly ever fall from one page to the next."""
    return sum(one <= after for one, after in pairwise(values)) >= _MIN_RISING_SHARE * (len(values) - 1)


def _is_prose(edge: EdgeLine, *, is_sure: bool) -> bool:
    """Return True if a line reads as a part of the text that it stands at the edge of.

    One that `is_sure` to have no page's number needs no verb where it goes on in the next line.
    """
    line, inner, text = edge.line, edge.inner, edge.line.text
    if inner is None or heights_differ(line.height, inner.height):
        return False
    if abs(line.centre - inner.centre) > _MAX_SPACING * edge.spacing:
        return False
    words = _WORD.findall(text)
    if len(words) < _MIN_WORDS or 2 * sum(word[0].islower() for word in words) < len(words):
        return False
    upper, lower = (text, inner.text) if line.centre > inner.centre else (inner.text, text)
    goes_on = flows_on(upper, lower)
    return (goes_on and is_sure) or ((goes_on or ends_sentence(text)) and not _FINITE_VERBS.isdisjoint(words))
