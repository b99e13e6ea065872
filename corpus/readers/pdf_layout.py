"""Lines of a printed page back into paragraphs, from where the lines stand. Pure arithmetic, in points."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINE_END_HYPHEN = "\ufffe"
_WIDEST_ADVANCE = 3.0
_USUAL_ADVANCE = 1.25
_MARGIN_QUANTILE = 0.75
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*\Z")
_MARKER = re.compile(r"(?:[•◦▪‣·–*-]|\(?(?:\d{1,3}|[a-z])[.)]|\[\d{1,3}\])\s")
_BROKEN_WORD = re.compile(rf"(\w*){LINE_END_HYPHEN}(\w*)")
_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its edges; y grows upwards. `height` is the font's, not the glyphs'.

    Where a word was broken at the line's end, two printed lines come as one: `left` is the first's, `right`
    and `bottom` the last's.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading as running text, and the height of its type."""

    text: str
    height: float


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs of one page. Where it is unclear whether one ends, it goes on."""
    spacing = _spacing(lines)
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not _starts_anew(blocks[-1][-1], line, spacing, _margin(lines, blocks[-1][-1])):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [Block(text=" ".join(line.text for line in block), height=block[0].height) for block in blocks]


def body_height(blocks: Iterable[Block]) -> float:
    """The height that most characters are set in, to half a point; 0 for no blocks."""
    characters: Counter[float] = Counter()
    for block in blocks:
        characters[round(block.height * 2) / 2] += len(block.text)
    return max(characters, key=characters.__getitem__, default=0.0)


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def words_of(texts: Iterable[str]) -> set[str]:
    """All words, hyphenated ones whole, in lower case: what `join_broken_words` decides by."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}


def join_broken_words(text: str, known: set[str]) -> str:
    """Takes the hyphens out that only broke a line, and keeps those that belong to the word.

    A word that stands elsewhere in the document unbroken decides; else a small letter after the hyphen means
    that it only broke the line.
    """

    def joined(broken: re.Match[str]) -> str:
        before, after = broken[1], broken[2]
        if (before + after).lower() in known:
            return before + after
        if f"{before}-{after}".lower() in known or not (before[-1:].isalpha() and after[:1].islower()):
            return f"{before}-{after}"
        return before + after

    return _BROKEN_WORD.sub(joined, text)


def _starts_anew(above: Line, below: Line, spacing: float, margin: float) -> bool:
    size = max(above.height, below.height, 1.0)
    if _differs(above.height, below.height) or _MARKER.match(below.text):
        return True
    flows_on = not ends_sentence(above.text) and below.text[:1].islower()
    advance = above.bottom - below.bottom
    if advance > 1.3 * spacing:
        return not (flows_on and advance < 1.6 * spacing)
    if flows_on:
        return False
    if advance < -size:
        return ends_sentence(above.text)
    indented = 0.8 * size < below.left - above.left < 6 * size and not _MARKER.match(above.text)
    return (indented and ends_sentence(above.text)) or _had_room(above, below, margin)


def _had_room(above: Line, below: Line, margin: float) -> bool:
    """Whether the first word below would have fitted above, so that the line was ended on purpose."""
    first_word = below.text.split(maxsplit=1)[0]
    return margin - above.right > 0.5 * below.height * (len(first_word) + 1)


def _differs(one: float, other: float) -> bool:
    return max(one, other) > 1.12 * min(one, other) + 1


def _spacing(lines: Sequence[Line]) -> float:
    """The usual distance from a line of this page to the next."""
    advances = [
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if 0 < above.bottom - below.bottom < _WIDEST_ADVANCE * max(above.height, 1.0)
    ]
    usual = _USUAL_ADVANCE * median(line.height for line in lines) if lines else 0.0
    return median(advances) if len(advances) > 3 else min(advances, default=usual)


def _margin(lines: Sequence[Line], line: Line) -> float:
    """Where lines of this line's column usually end."""
    column = sorted(other.right for other in lines if abs(other.left - line.left) < 3 * line.height)
    return column[int(_MARGIN_QUANTILE * (len(column) - 1))] if column else line.right
