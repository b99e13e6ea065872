"""The lines of a printed page grouped into paragraphs by where they stand. Pure arithmetic, in points."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from corpus.readers.pdf.lines import Line

LINE_END_HYPHEN = "\ufffe"
"""What PDFium puts in place of a hyphen at the end of a line."""
_MAX_ADVANCE = 3.0
_USUAL_ADVANCE = 1.25
_MARGIN_QUANTILE = 0.75
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*\Z")
_MARKER = re.compile(r"(?:[•◦▪‣·–*☐☑☒✓-]|\(?(?:\d{1,3}|[a-z])[.)]|\[\d{1,3}\])\s")
_HYPHEN = re.compile(r"[^\W\d_][-\u00ad\u2010]\Z")
_LAST_LETTERS = re.compile(r"\w*\Z")
_FIRST_LETTERS = re.compile(r"\w*")
_COLUMN_STEP = 36.0
_ALIGNMENT_SLACK = 0.6
_MAX_CELLS = 50
_MAX_HEADING_LINES = 3
_NUMBERING = re.compile(r"\A\s*(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])[.)]?\s+")
_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class PdfParagraph:
    """The lines of one paragraph, heading or table, the height of its type, and its level if it is a heading."""

    lines: tuple[Line, ...]
    height: float
    level: int = 0
    is_table: bool = False

    @property
    def text(self) -> str:
        """Return its lines with spaces between them."""
        return " ".join(line.text for line in self.lines)


def paragraphs_of(lines: Sequence[Line], levels: Mapping[int, int] | None = None) -> list[PdfParagraph]:
    """Return the paragraphs of one page. Where it is unclear whether one ends, it goes on.

    `levels` are of the lines that are known to be headings, by their position.
    """
    levels = levels or {}
    spacing, margins = _usual_spacing(lines), _right_margins(lines)
    tables = _table_rows(lines)
    groups: list[list[int]] = []
    for at, line in enumerate(lines):
        before = at - 1
        kind = levels.get(at, 0), tables.get(at)
        alike = groups and kind == (levels.get(before, 0), tables.get(before))
        if alike and (any(kind) or not _starts_paragraph(lines[before], line, spacing, margins)):
            groups[-1].append(at)
        else:
            groups.append([at])
    return [
        PdfParagraph(
            lines=tuple(lines[at] for at in group),
            height=lines[group[0]].height,
            level=levels.get(group[0], 0),
            is_table=group[0] in tables and group[0] not in levels,
        )
        for group in groups
    ]


def match_headings(lines: Sequence[Line], titles: Iterable[tuple[str, int, float | None]]) -> dict[int, int]:
    """Return the levels of the lines that are headings by the document's outline, by the lines' position.

    Each of `titles` is its words, its level and the height on the page that it points to. The words decide, whatever
    their case and numbering; if they stand more than once, the nearest to that height.
    """
    places: dict[str, list[range]] = {}
    for count in range(1, _MAX_HEADING_LINES + 1):
        for at in range(len(lines) - count + 1):
            said = " ".join(line.text for line in lines[at : at + count])
            places.setdefault(_comparable_title(said), []).append(range(at, at + count))
    levels: dict[int, int] = {}
    for words, level, height in titles:
        free = [place for place in places.get(_comparable_title(words), ()) if not any(at in levels for at in place)]
        if free and _comparable_title(words):
            wanted = lines[free[0][0]].bottom if height is None else height
            nearest = min(free, key=lambda place: abs(lines[place[0]].bottom - wanted))
            levels |= dict.fromkeys(nearest, level)
    return levels


def body_height(lines: Iterable[Line]) -> float:
    """Return the height that most characters are set in, to half a point; 0 for no lines."""
    characters: Counter[float] = Counter()
    for line in lines:
        characters[round(line.height * 2) / 2] += len(line.text)
    return max(characters, key=characters.__getitem__, default=0.0)


def ends_sentence(text: str) -> bool:
    """Return True if a text ends with a sentence's mark.

    Example:
        >>> ends_sentence('"They dance."'), ends_sentence("They dance and")
        (True, False)
    """
    return bool(_SENTENCE_END.search(text))


def vocabulary_of(texts: Iterable[str]) -> set[str]:
    """Return all words, hyphenated ones whole, in lower case: `mend_word` looks up in them."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}


def ends_in_broken_word(text: str) -> bool:
    """Return True if the last word of a line may go on in the next."""
    return text.endswith(LINE_END_HYPHEN) or bool(_HYPHEN.search(text))


def mend_word(before: str, after: str, known: Collection[str]) -> str:
    """Return the first part of a word that a line's end broke, without the hyphen if it only broke the line.

    A word that stands elsewhere in the document unbroken (`known`) decides; else a small letter after the hyphen means
    that it only broke the line.

    Example:
        >>> mend_word("refu-", "gees", {"refugees"}), mend_word("Ashraf-", "3", ())
        ('refu', 'Ashraf-')
    """
    first = before[:-1]
    start, end = _LAST_LETTERS.search(first), _FIRST_LETTERS.match(after)
    one, other = start[0] if start else "", end[0] if end else ""
    if (one + other).lower() in known:
        return first
    if f"{one}-{other}".lower() in known or not (one[-1:].isalpha() and other[:1].islower()):
        return f"{first}-"
    return first


def _starts_paragraph(above: Line, below: Line, spacing: float, margins: Mapping[int, float]) -> bool:
    size = max(above.height, below.height, 1.0)
    if (
        above.is_vertical != below.is_vertical
        or _heights_differ(above.height, below.height)
        or _MARKER.match(below.text)
        or _ends_field(above, below)
    ):
        return True
    flows_on = ends_in_broken_word(above.text) or (not ends_sentence(above.text) and below.text[:1].islower())
    advance = above.bottom - below.bottom
    if advance > 1.3 * spacing:
        return not (flows_on and advance < 1.6 * spacing)
    if flows_on:
        return False
    if advance < -size:
        return ends_sentence(above.text)
    indented = 0.8 * size < below.left - above.left < 6 * size and not _MARKER.match(above.text)
    return (indented and ends_sentence(above.text)) or _had_room(above, below, margins[_column_index(above)])


def _ends_field(above: Line, below: Line) -> bool:
    """Return True if a line has a form's value after its label and the next is no further line of that value."""
    if any(word.follows for word in below.words):
        return True
    value = next((word for word in above.words if word.follows), None)
    return value is not None and below.left < value.left - below.height


def _had_room(above: Line, below: Line, margin: float) -> bool:
    """Return True if the first word below would have fitted above, so that the line was ended on purpose."""
    first_word = below.text.split(maxsplit=1)[0]
    return margin - above.right > 0.5 * below.height * (len(first_word) + 1)


def _heights_differ(one: float, other: float) -> bool:
    return max(one, other) > 1.12 * min(one, other) + 1


def _usual_spacing(lines: Sequence[Line]) -> float:
    """Return the usual distance from a line of this page to the next."""
    advances = [
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if 0 < above.bottom - below.bottom < _MAX_ADVANCE * max(above.height, 1.0)
    ]
    usual = _USUAL_ADVANCE * median(line.height for line in lines) if lines else 0.0
    return median(advances) if len(advances) > 3 else min(advances, default=usual)


def _column_index(line: Line) -> int:
    return int(line.left // _COLUMN_STEP)


def _right_margins(lines: Sequence[Line]) -> dict[int, float]:
    """Return where lines that begin in a column usually end, by `_column_index`."""
    ends: dict[int, list[float]] = {}
    for line in lines:
        ends.setdefault(_column_index(line), []).append(line.right)
    near = {at: sorted(end for step in (at - 1, at, at + 1) for end in ends.get(step, ())) for at in ends}
    return {at: column[int(_MARGIN_QUANTILE * (len(column) - 1))] for at, column in near.items()}


def _table_rows(lines: Sequence[Line]) -> dict[int, int]:
    """Return the lines that are rows of a table, by position, with the position of the table's first row."""
    found: dict[int, int] = {}
    for at in range(1, len(lines)):
        if _cells_align(lines[at - 1], lines[at]):
            found[at] = found.setdefault(at - 1, at - 1)
    return found


def _cells_align(above: Line, below: Line) -> bool:
    """Return True if two cells at least begin, end or have their middles under one another."""
    if len(above.cells) < 2 or len(below.cells) < 2 or above.bottom <= below.bottom:
        return False
    slack = _ALIGNMENT_SLACK * max(above.height, below.height)
    over, under = ([(cell[0].left, cell[-1].right) for cell in line.cells[:_MAX_CELLS]] for line in (above, below))
    together = sum(
        any(
            abs(left - start) < slack or abs(right - end) < slack or abs(left + right - start - end) < 2 * slack
            for start, end in over
        )
        for left, right in under
    )
    return together >= 2


def _comparable_title(title: str) -> str:
    """Return the letters and digits of a title in one case, without a number before them."""
    return "".join(filter(str.isalnum, _NUMBERING.sub("", title))).casefold()
