"""A row of a printed table as text, and where its words stand: each line of each cell is marked by itself."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.hyphens import LINE_END_HYPHEN, ends_in_broken_word, mend_word
from corpus.readers.pdf.lines import space_between
from corpus.readers.pdf.printed_words import WordColumns
from corpus.readers.pdf.scripts import has_ideographs

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from corpus.readers.pdf.printed_words import PdfWord
    from corpus.readers.pdf.tables.names import NamedCell


_HYPHENS = re.compile(f"[-\u00ad\u2010{LINE_END_HYPHEN}]")


class CellLine(NamedTuple):
    """A printed line of a cell.

    Attributes:
        before: What stands before it in the text of its row.
        text: Its words and what stands between them.
        words: The words on paper.
        lengths: The characters of each word in the text.
        gaps: The characters between each and the next.
    """

    before: str
    text: str
    words: WordColumns
    lengths: Sequence[int]
    gaps: Sequence[int]


class _RowWord(NamedTuple):
    """A word of a cell, and what stands before it in the text."""

    before: str
    text: str
    word: PdfWord


def cell_lines(cell: NamedCell, known: Container[str]) -> Iterator[CellLine]:
    """Yield the printed lines of a cell; a word that its margin broke is whole but for its places."""
    if _may_be_mended(" ".join(cell.words.texts)):
        for _, line in groupby(_row_words(cell, known), key=lambda each: each.word.base):
            yield _cell_line(list(line))
        return
    bases = cell.words.bases
    turns = [at for at in range(1, len(bases)) if bases[at] != bases[at - 1]]
    for start, end in pairwise([0, *turns, len(bases)]):
        words = cell.words.part(start, end) if turns else cell.words
        lengths, gaps = list(map(len, words.texts)), [1] * (end - start - 1) + [0]
        yield CellLine(" " if start else cell.opening, " ".join(words.texts), words, lengths, gaps)


def _may_be_mended(text: str) -> bool:
    """Return True if a cell may have a word that its margin broke, or words without a space between them."""
    return _HYPHENS.search(text) is not None or has_ideographs(text)


def _cell_line(line: Sequence[_RowWord]) -> CellLine:
    text = line[0].text + "".join(each.before + each.text for each in line[1:])
    lengths, gaps = [len(each.text) for each in line], [len(each.before) for each in line[1:]]
    return CellLine(line[0].before, text, WordColumns.of(each.word for each in line), lengths, [*gaps, 0])


def _row_words(cell: NamedCell, known: Container[str]) -> Iterator[_RowWord]:
    before, words = cell.opening, cell.words.words()
    for at, word in enumerate(words):
        text, after = word.text.replace(LINE_END_HYPHEN, "-"), ""
        if at + 1 < len(words):
            text, after = _mended(word, words[at + 1], known)
        yield _RowWord(before, text, word)
        before = after


def _mended(word: PdfWord, after: PdfWord, known: Container[str]) -> tuple[str, str]:
    """Return a word and what stands between it and the next."""
    if after.base < word.base - word.height / 2 and ends_in_broken_word(word.text) and after.text[0].isalnum():
        mended = mend_word(word.text, after.text, known)
        return mended.rstrip(), mended[len(mended.rstrip()) :]
    return word.text.replace(LINE_END_HYPHEN, "-"), space_between(word, after)
