"""Tables of contents, and lines whose two ends leaders join: "Soup ........ 4.50"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.readers.pdf.lines import ContentsEntry, Line
from corpus.readers.pdf.paragraphs import comparable_title
from corpus.readers.pdf.printed_words import WordColumns
from corpus.text.contents_lists import is_contents, is_contents_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.readers.pdf.printed_words import PdfWord

_LEADERS = re.compile(r"(?:[.·…‥]\s?){4,}|…{2,}")
_ALL_LEADERS = re.compile(r"[.·…‥]+")
_INNER_LEADERS = re.compile(r"(?P<label>.*?[^.·…‥])?(?P<leaders>[.·…‥]{3,}|…+)(?P<value>[^.·…‥].*)?")
_PAGE_NUMBER = re.compile(r"[\s.·…‥](?<!\d\.)(?P<page>\d{1,4}|[ivxlc]{1,7})\Z")
_MAX_ENTRY = 300
"""Characters of an entry of contents."""
_MIN_ENTRIES = 4
_MIN_WITH_LEADERS = 2
_MIN_IN_ORDER = 0.8
_MIN_AGAIN = 0.6


def without_contents(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of the pages without the entries of a table of contents whose words stand again elsewhere.

    Entries that do not stand again keep their leaders, by which they are known, or are a `ContentsEntry` each. In a
    list that is none of contents what leaders join becomes two cells of a row.
    """
    runs = [list(_runs(lines)) for lines in pages]
    titles = _titles_outside(pages, runs) if any(runs) else frozenset()
    found = []
    for lines, here in zip(pages, runs, strict=True):
        kept = dict(enumerate(lines))
        for run in here:
            again = [at for at in run if comparable_title(_words_of(lines[at])) in titles]
            if len(again) >= _MIN_AGAIN * len(run):
                for at in again:
                    del kept[at]
            entries = _entries(lines, run, titled=is_contents_title(lines[max(0, run[0] - 1)].text))
            kept |= {at: entry for at, entry in entries.items() if at in kept}
        listed = {at for run in here for at in run}
        found.append([line if at in listed else _without_leaders(line) for at, line in kept.items()])
    return found


def _entries(lines: Sequence[Line], run: Sequence[int], *, titled: bool) -> dict[int, Line]:
    """Return the entries without leaders of a table of contents, each by its position; none of any other list."""
    listed = [at for at in run if not _has_leaders(lines[at].text)]
    if not is_contents([lines[at].text for at in listed], titled=titled):
        return {}
    return {at: ContentsEntry(lines[at].columns, lines[at].page) for at in listed}


def _runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Yield the positions of lines that look like entries of contents: one after the other, pages in rising order.

    A line between two of them is the first of an entry of two lines.
    """
    run: list[int] = []
    for at, line in enumerate(lines):
        if _is_entry(line):
            if run and at - run[-1] > 2:
                yield from _checked(lines, run)
                run = []
            run.append(at)
    yield from _checked(lines, run)


def _checked(lines: Sequence[Line], run: list[int]) -> Iterator[list[int]]:
    leaders = sum(_has_leaders(lines[at].text) for at in run)
    if leaders < _MIN_WITH_LEADERS and len(run) < _MIN_ENTRIES:
        return
    said = (_PAGE_NUMBER.search(lines[at].text) for at in run)
    numbers = [int(match["page"]) for match in said if match and match["page"].isdecimal()]
    rising = sum(before <= after for before, after in pairwise(numbers))
    if rising >= _MIN_IN_ORDER * (len(numbers) - 1):
        yield run


def _titles_outside(pages: Sequence[Sequence[Line]], runs: Sequence[Sequence[list[int]]]) -> frozenset[str]:
    """Return what lines, alone or with the next, say in the rest of the document, as `comparable_title` has it."""
    titles: set[str] = set()
    for lines, here in zip(pages, runs, strict=True):
        listed = {at for run in here for at in run}
        said = [comparable_title(line.text) for at, line in enumerate(lines) if at not in listed]
        titles.update(said)
        titles.update(above + below for above, below in pairwise(said))
    return frozenset(titles - {""})


def _is_entry(line: Line) -> bool:
    """Return True if a line is words with the number of a page behind them."""
    text = line.text
    return (
        text[-1] in "0123456789ivxlc"
        and len(text) <= _MAX_ENTRY
        and _PAGE_NUMBER.search(text) is not None
        and text[0] not in "|("
        and any(map(str.isalpha, text[:-1]))
    )


def _has_leaders(text: str) -> bool:
    """Return True if dots join the two ends of a line; most lines are told from these in less time than it takes."""
    return (".." in text or ". ." in text or "…" in text or "·" in text) and _LEADERS.search(text) is not None


def _words_of(line: Line) -> str:
    return _LEADERS.sub(" ", _PAGE_NUMBER.sub("", line.text))


def _without_leaders(line: Line) -> Line:
    """Return a line with what leaders join as two cells; one that they only end, as in a form, as it is."""
    if not _has_leaders(line.text):
        return line
    cells: list[list[PdfWord]] = [[]]
    for word in line.columns.words():
        for piece in _parts(word):
            if piece is not None:
                cells[-1].append(piece)
            elif cells[-1]:
                cells.append([])
    if len(cells) < 2 or not all(cells):
        return line
    return Line.of_cells([WordColumns.of(cell) for cell in cells], line.page)


def _parts(word: PdfWord) -> Iterator[PdfWord | None]:
    """Yield the parts of a word around leaders, None for the leaders: "Soup.....4.50" is one word on paper."""
    match = _INNER_LEADERS.fullmatch(word.text)
    if _ALL_LEADERS.fullmatch(word.text):
        yield None
    elif match is None:
        yield word
    else:
        wide = (word.right - word.left) / len(word.text)
        for name in ("label", "leaders", "value"):
            if said := match[name]:
                start, end = match.span(name)
                part = word._replace(text=said, left=word.left + start * wide, right=word.left + end * wide)
                yield None if name == "leaders" else part
