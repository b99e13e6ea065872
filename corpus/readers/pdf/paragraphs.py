"""The lines of a printed page grouped into paragraphs by where they stand. Pure arithmetic, in points."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from corpus.readers.pdf.characters import line_has_leaders
from corpus.readers.pdf.hyphens import ends_in_broken_word
from corpus.readers.pdf.lines import ContentsEntry
from corpus.readers.pdf.scripts import between_words, is_right_to_left, is_unspaced
from corpus.readers.pdf.tables.lines import TableRow
from corpus.text.line_structure import is_labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus.readers.pdf.lines import Line

_MAX_ADVANCE = 3.0
_USUAL_ADVANCE = 1.25
_MARGIN_QUANTILE = 0.75
_SENTENCE_END = re.compile(
    r"(?:[.!?…:。！？：؟۔।][\"'”’»)\]」』）]*|[^\W\d][.!?][\"'”’»)\]]*\d{1,3}|[.!?][\"'”’»)\]]*(?:[*†‡]+|\^\d{1,3}(?:[,–-]\d{1,3})*))\Z"
)
_MARKER = re.compile(r"(?:[•◦▪‣·–*☐☑☒✓-]|\(?(?:\d{1,3}|[a-z])[.)]|\[\d{1,3}\])\s")
_LONGEST_END = 12
_NOTE_MARK = re.compile(r"\d{1,3}|[*†‡§¶]{1,3}|[a-z]")
_NOTE_MARK_RATIO = 0.85
_COLUMN_STEP = 36.0
_ALIGNMENT_SLACK = 0.6
_MAX_CELLS = 50
_MAX_HEADING_LINES = 3
_NUMBERING = re.compile(r"\A\s*(?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])[.)]?\s+")


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
        return (
            "".join(f"{line.text}{between_words(line.text, below.text)}" for line, below in pairwise(self.lines))
            + self.lines[-1].text
        )


def paragraphs_of(lines: Sequence[Line], levels: Mapping[int, int] | None = None) -> list[PdfParagraph]:
    """Return the paragraphs of one page. Where it is unclear whether one ends, it goes on.

    `levels` are of the lines that are known to be headings, by their position.
    """
    levels = levels or {}
    spacing, margins = usual_spacing(lines), _right_margins(lines)
    tables = _table_rows(lines)
    groups: list[list[int]] = []
    for at, line in enumerate(lines):
        before = at - 1
        kind = levels.get(at, 0), tables.get(at)
        alike = groups and kind == (levels.get(before, 0), tables.get(before))
        if alike and (
            kind != (0, None)
            or not (
                _starts_paragraph(lines[before], line, spacing, margins)
                or _is_next_label(lines[groups[-1][0]], lines[before], line)
            )
        ):
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
            places.setdefault(comparable_title(said), []).append(range(at, at + count))
    levels: dict[int, int] = {}
    for words, level, height in titles:
        free = [place for place in places.get(comparable_title(words), ()) if not any(at in levels for at in place)]
        if free and comparable_title(words):
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
    """Return True if a text ends with a sentence's mark, which the number of a note may follow.

    Example:
        >>> ends_sentence('"They dance."'), ends_sentence("They dance and")
        (True, False)
    """
    return bool(_SENTENCE_END.search(text[-_LONGEST_END:]))


def _starts_paragraph(above: Line, below: Line, spacing: float, margins: Mapping[int, float]) -> bool:
    size = max(above.height, below.height, 1.0)
    if (
        above.is_vertical != below.is_vertical
        or heights_differ(above.height, below.height)
        or isinstance(above, ContentsEntry)
        or isinstance(below, ContentsEntry)
        or starts_item(below)
        or _ends_field(above, below)
        or line_has_leaders(above.text)
        or line_has_leaders(below.text)
        or (advance := above.depth - below.depth) < -size
    ):
        return True
    if advance > 1.3 * spacing:
        return not (flows_on(above.text, below.text) and advance < 1.6 * spacing)
    if flows_on(above.text, below.text):
        return False
    indented = 0.8 * size < below.start - above.start < 6 * size and not _MARKER.match(above.text)
    return (indented and ends_sentence(above.text)) or had_room(above, below, margins[_column_index(above)])


def _is_next_label(first: Line, above: Line, below: Line) -> bool:
    """Return True if a line says what it is ("Date: 4 May"), and so does the first of the lines up to the one above."""
    return is_labelled(below.text) and is_labelled(first.text) and not flows_on(above.text, below.text)


def _ends_field(above: Line, below: Line) -> bool:
    """Return True if a line has a form's value after its label and the next is no further line of that value."""
    if below.value_left is not None:
        return True
    return above.value_left is not None and below.left < above.value_left - below.height


def flows_on(above: str, below: str) -> bool:
    """Return True if the words themselves say that a line goes on in the next."""
    if ends_in_broken_word(above):
        return below[:1].isalpha()
    return below[:1].islower() and not ends_sentence(above)


def starts_item(line: Line) -> bool:
    """Return True if a line begins with the mark of a list or with the small raised one of a footnote."""
    if _MARKER.match(line.text):
        return True
    if line.is_even:
        return False
    first, *more = line.cells[0].heights[:2]
    raised = bool(more) and first < _NOTE_MARK_RATIO * more[0]
    return raised and bool(_NOTE_MARK.fullmatch(line.columns.texts[0]))


def had_room(above: Line, below: Line, margin: float) -> bool:
    """Return True if the first word below would have fitted above, so that the line was ended on purpose.

    `margin` is where lines end there.
    """
    letters = 1 if is_unspaced(below.text) else len(below.text.split(maxsplit=1)[0]) + 1
    return margin - above.end > (1.0 if letters == 1 else 0.5) * below.height * letters


def heights_differ(one: float, other: float) -> bool:
    """Return True if two heights are those of clearly different type."""
    return max(one, other) > 1.12 * min(one, other) + 1


def usual_spacing(lines: Sequence[Line]) -> float:
    """Return the usual distance from a line of this page to the next."""
    advances = [
        above.depth - below.depth
        for above, below in pairwise(lines)
        if 0 < above.depth - below.depth < _MAX_ADVANCE * max(above.height, 1.0)
    ]
    usual = _USUAL_ADVANCE * median(line.height for line in lines) if lines else 0.0
    return median(advances) if len(advances) > 3 else min(advances, default=usual)


def _column_index(line: Line) -> int:
    return int(line.start // _COLUMN_STEP)


def _right_margins(lines: Sequence[Line]) -> dict[int, float]:
    """Return where lines that begin in a column usually end, by `_column_index`."""
    ends: dict[int, list[float]] = {}
    for line in lines:
        ends.setdefault(_column_index(line), []).append(line.end)
    near = {at: sorted(end for step in (at - 1, at, at + 1) for end in ends.get(step, ())) for at in ends}
    return {at: column[int(_MARGIN_QUANTILE * (len(column) - 1))] for at, column in near.items()}


def _table_rows(lines: Sequence[Line]) -> dict[int, int]:
    """Return the lines that are rows of a table, by position, with the position of the table's first row."""
    found: dict[int, int] = {}
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else None
        if isinstance(line, TableRow):
            goes_on = isinstance(above, TableRow) and above.shape == line.shape
            found[at] = found[at - 1] if goes_on else at
        elif above is not None and _is_entry(line) and _cells_align(above, line):
            found[at] = found.setdefault(at - 1, at - 1)
    return found


def _is_entry(line: Line) -> bool:
    """Return True for what `with_tables` leaves alone: rows from right to left, and prices at the end of leaders."""
    last = line.cells[-1]
    return is_right_to_left(line.text) or (len(last.texts) == 1 and any(map(str.isdigit, last.texts[0])))


def _cells_align(above: Line, below: Line) -> bool:
    """Return True if two cells at least begin, end or have their middles under one another."""
    if len(above.cells) < 2 or len(below.cells) < 2 or above.bottom <= below.bottom:
        return False
    slack = _ALIGNMENT_SLACK * max(above.height, below.height)
    over, under = ([(cell.lefts[0], cell.rights[-1]) for cell in line.cells[:_MAX_CELLS]] for line in (above, below))
    together = sum(
        any(
            abs(left - start) < slack or abs(right - end) < slack or abs(left + right - start - end) < 2 * slack
            for start, end in over
        )
        for left, right in under
    )
    return together >= 2


def comparable_title(title: str) -> str:
    """Return the letters and digits of a title in one case, without a number before them."""
    return "".join(filter(str.isalnum, _NUMBERING.sub("", title))).casefold()
