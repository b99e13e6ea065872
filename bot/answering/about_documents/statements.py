"""Find where a document itself says who wrote it, or when: in its front matter or in a line at its beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.dates import find_dates
from corpus.documents import Span
from corpus.text.terms import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corpus.documents import Document
    from corpus.store.stored_passages import StoredPassage

_OPENING = 1_500
"""Characters of a text, behind its front matter, in which it says such a thing of itself."""
_LONGEST_LINE = 160
_OTHER_WORDS = 6
"""Most words of a line beside the name or the date: a longer one tells a story."""
_EXCERPT = 400
"""Characters of an excerpt, where the text goes on."""
_ASIDE = 200
"""Characters between a title and its verb, such as other names in brackets."""
_BE = r"(?:is|are|was|were)"
_SEPARATOR = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_WORD = re.compile(r"[^\W_]+")


def names_line(document: Document, names: str) -> Span | None:
    """Return the line that gives somebody's name as the document's metadata does; None where none does.

    Of several names, one will do.
    """
    wanted = [_words(each) for each in (names, *_SEPARATOR.split(names)) if _words(each)]

    def gives(line: str) -> bool:
        words = _words(line)
        return any(len(words) - len(name) <= _OTHER_WORDS and _holds(words, name) for name in wanted)

    return _first_line(document, gives)


def date_line(document: Document, date: str) -> Span | None:
    """Return the line that gives a date as the document's metadata does, 2020, 2020-01 or 2020-01-04."""
    wanted = tuple(int(part) for part in date.split("-"))

    def gives(line: str) -> bool:
        return len(_words(line)) <= _OTHER_WORDS + len(wanted) and any(
            (each.year, each.month, each.day)[: len(wanted)] == wanted for each in find_dates(line)
        )

    return _first_line(document, gives)


def opening_line(document: Document, passages: Sequence[StoredPassage]) -> Span | None:
    """Return the line that is the document's title or, where none is, its first sentence; None if it has no words."""
    title = _words(document.metadata.title)
    if found := _first_line(document, lambda line: _words(line) == title):
        return _without_markup(document.text, found)
    sentence = next((each for passage in passages for each in passage.passage.sentences), None)
    if sentence is not None and sentence.end > sentence.start:
        return Span(sentence.start, min(sentence.end, sentence.start + _EXCERPT))
    line = next(_lines(document.text, Span(0, len(document.text))), None)
    return line and Span(line.start, min(line.end, line.start + _EXCERPT))


def is_about_its_title(document: Document) -> bool:
    """Return whether a document begins by saying what its title is, as an article about a book of that name does.

    Example: "The Art of War is a treatise …" under the title "The Art of War".
    """
    title = r"\W+".join(map(re.escape, _words(document.metadata.title)))
    start = document.content.body.start
    opening = normalise(document.text[start : start + _OPENING])
    return bool(title) and re.search(rf"\b{title}\b[^.\n]{{0,{_ASIDE}}}\b{_BE}\b", opening) is not None


def excerpt_around(document: Document, line: Span, passages: Sequence[StoredPassage]) -> Span:
    """Return a line with the sentences that follow it, as far as an excerpt goes; a line of front matter alone."""
    if line.start < document.content.body.start:
        return line
    sentences = [each for passage in passages for each in passage.passage.sentences]
    following = [each.end for each in sentences if line.end < each.end <= line.start + _EXCERPT]
    return Span(line.start, max([line.end, *following]))


def _first_line(document: Document, gives: Callable[[str], bool]) -> Span | None:
    start = document.content.body.start
    parts = (Span(0, start), Span(start, min(len(document.text), start + _OPENING)))
    lines = (line for part in parts for line in _lines(document.text, part))
    fitting = (line for line in lines if line.end - line.start <= _LONGEST_LINE and gives(line.of(document.text)))
    return next(fitting, None)


def _lines(text: str, within: Span) -> Iterator[Span]:
    """Yield the lines of a part of a text without the white space around them, but for empty ones."""
    for line in re.compile(r"[^\r\n]+").finditer(text, within.start, within.end):
        written = line[0]
        if words := written.strip():
            start = line.start() + written.index(words)
            yield Span(start, start + len(words))


def _without_markup(text: str, line: Span) -> Span:
    """Return a heading without the signs around it: "# Bees (2020) #" is Bees (2020)."""
    written = line.of(text)
    start = line.start + len(written) - len(written.lstrip("#*_= "))
    return Span(start, max(start, line.start + len(written.rstrip("#*_= ")))) if start < line.end else line


def _holds(words: Sequence[str], name: Sequence[str]) -> bool:
    return any(words[at : at + len(name)] == name for at in range(len(words) - len(name) + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text))
