"""A row of a printed table as text, and where its words stand: each line of each cell is marked by itself."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.hyphens import LINE_END_HYPHEN, ends_in_broken_word, mend_word
from corpus.readers.pdf.lines import space_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from corpus.readers.pdf.lines import PdfWord
    from corpus.readers.pdf.tables.names import NamedCell


class RowWord(NamedTuple):
    """A word of a row, what stands before it in the text, and the line of a cell in which it is printed."""

    before: str
    text: str
    word: PdfWord
    line: tuple[int, float]


def row_words(cells: Iterable[NamedCell], known: Collection[str]) -> Iterator[RowWord]:
    """Yield the words of a row in order; a word that a cell's margin broke is whole but for its places."""
    for number, cell in enumerate(cells):
        before = cell.opening
        for at, word in enumerate(cell.words):
            text, after = word.text.replace(LINE_END_HYPHEN, "-"), ""
            if at + 1 < len(cell.words):
                text, after = _mended(word, cell.words[at + 1], known)
            yield RowWord(before, text, word, (number, word.base))
            before = after


def printed_lines(words: Sequence[RowWord]) -> Iterator[list[RowWord]]:
    """Yield the words that are printed side by side in one cell."""
    for _, line in groupby(words, key=lambda each: each.line):
        yield list(line)


def places_of(
    line: Sequence[RowWord], start: int
) -> tuple[list[int], list[int], list[tuple[float, float, float, float]]]:
    """Return where the words of a printed line start and end in the text, from `start` on, and their boxes."""
    starts, ends = [], []
    for each in line:
        starts.append(start + len(each.before))
        start = starts[-1] + len(each.text)
        ends.append(start)
    low, high = min(each.word.bottom for each in line), max(each.word.top for each in line)
    return starts, ends, [(each.word.left, low, each.word.right, high) for each in line]


def _mended(word: PdfWord, after: PdfWord, known: Collection[str]) -> tuple[str, str]:
    """Return a word and what stands between it and the next."""
    if after.base < word.base - word.height / 2 and ends_in_broken_word(word.text) and after.text[0].isalnum():
        mended = mend_word(word.text, after.text, known)
        return mended.rstrip(), mended[len(mended.rstrip()) :]
    return word.text.replace(LINE_END_HYPHEN, "-"), space_between(word, after)
