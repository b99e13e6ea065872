"""Divide text into sentences, in every script: ICU's boundaries, and rules for what they get wrong.

ICU knows no abbreviations, ends a sentence at every line break, and counts UTF-16 units. So it is shown a
*flat* text: as long as the true one, character for character, with the line breaks inside a paragraph and the
list markers blanked out. The boundaries that it finds there are then confirmed one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from icu4py.breakers import CharacterBreaker, SentenceBreaker

from corpus.documents import Span
from corpus.text import abbreviations as short
from corpus.text.surrogates import replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LINE_ENDS = str.maketrans("\r\x85\u2028", "\n\n\n")

_MARKER = re.compile(r"[ \t>]*(?:(?P<bullet>[-*+•‣◦▪●·–—])|\(?(?P<number>\d{1,3}|[a-z](?=\)))[.)])[ \t]+(?=\S)")
_SURE_BULLETS = frozenset("-*+•‣◦▪●")
_LINE_OF_ITS_OWN = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\|)")
_RULE = re.compile(r"[ \t]*(?:[-*_=~][ \t]*){3,}\Z")
_PAUSE = re.compile(r"[:;!?：；！？。][\"'”’»)\]]*\Z")

_CLOSERS = "\"'”’»›)\\]}"
_CLOSING = tuple("\"'”’»)")
_ENDS_IN_ASCII = re.compile(r"[.!?][\"'”’)]*\Z")
_HANGING = re.compile(r"(?<=[.!?…])(?:[*_]{1,3}|\[[^\]\s]{1,12}\])+(?=[\s\"'”’»)]|\Z)")
_UNSPACED = re.compile(
    r"(?:^|[\s(\[\"“‘'])[\w’'-]{0,48}(?:[^\W\dA-Z_]{2}|\d{2}|[)%])[.!?][" + _CLOSERS + r"]{0,4}"
    r"(?=[\"“‘(]?[^\W\d_a-z][\w’'-]{0,48}[,;:]?\s)"
)
_ELLIPSIS = re.compile(r"…[" + _CLOSERS + r"]{0,4}\s+(?=[\"“‘(]?[^\W\d_a-z])")
_LAST_WORD = re.compile(r"([\w.’'-]*)\.[" + _CLOSERS + r"\s]*\Z")
_FIRST_WORD = re.compile(r"[\s\"“‘'«(\[]*([\w’'-]*)")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)*[^\W\d_]\Z")
_LABEL = re.compile(r"[A-Z]{0,4}\d|[B-HJ-Z]\b|[IVXLC]{2,}\b|[AI]\b(?=[.,;)])")
_NAMED_BY_A_LETTER = re.compile(rf"\b(?:{'|'.join(sorted(short.LETTERED))})\s+\w\.\W*\Z")
_LONGEST_WORD = 48

_CLAUSE_END = re.compile(r"[;:,)\]”»—]\s|[、；，：。！？؛،]")
_LONGEST_GRAPHEME = 64


def sentences(text: str, within: Span) -> list[Span]:
    """Return the sentences of `within`, in order, without the white space and list markers around them.

    A blank line, a list item, a Markdown heading and a table row end a sentence; a line break alone does not.
    Every other character that is not white space lies in exactly one of the spans.

    Example: "Dr. Leka came. He left." has the sentences "Dr. Leka came." and "He left."
    """
    flat = _flattened(within.of(text))
    found = []
    start = 0
    for end in _boundaries(flat):
        piece = flat[start:end]
        words = piece.strip()
        if words:
            first = within.start + start + piece.index(words[0])
            found.append(Span(first, first + len(words)))
        start = end
    return found


def cut(text: str, span: Span, limit: int) -> list[Span]:
    """Cut `span` into pieces of at most `limit` characters: at clause marks, else at white space, else anywhere.

    "Anywhere" is between two grapheme clusters, unless one cluster alone is longer than the limit.
    """
    pieces = []
    start, end = span.start, span.end
    while end - start > limit:
        window = text[start : start + limit]
        size = _cut_in(window, text[start : start + limit + _LONGEST_GRAPHEME])
        pieces.append(Span(start, start + len(window[:size].rstrip())))
        start += size
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        pieces.append(Span(start, end))
    return pieces


def _cut_in(window: str, ahead: str) -> int:
    half = len(window) // 2
    clauses = [mark.end() for mark in _CLAUSE_END.finditer(window, half)]
    if clauses:
        return clauses[-1]
    spaces = [at for at in range(half, len(window)) if window[at].isspace()]
    if spaces:
        return spaces[-1] + 1
    graphemes = [end for end in _units_to_characters(CharacterBreaker, ahead) if end <= len(window)]
    return graphemes[-1] if graphemes else len(window)


def _flattened(text: str) -> str:
    """Blank out of `text` its list markers, and its line breaks but for those where a sentence must end."""
    lines = replace_surrogates(text).replace("\r\n", " \n").translate(_LINE_ENDS).split("\n")
    parts: list[str] = []
    before = ""
    seen: set[str] = set()
    for line in lines:
        marker = _accepted_marker(line, before, seen)
        alone = marker or _stands_alone(line) or _stands_alone(before)
        parts.append("\n" if alone else " ")
        parts.append(_without_markup(line, marker))
        before = line
    return _HANGING.sub(lambda hanging: ")" * len(hanging[0]), "".join(parts)[1:])


def _accepted_marker(line: str, before: str, seen: set[str]) -> re.Match[str] | None:
    """Return the list marker of a line. Numbers and dashes, which prose may hold, need a list or a pause before.

    `seen` holds the kinds of markers of the list so far; a blank line ends the list.
    """
    if not before or before.isspace():
        seen.clear()
    marker = _MARKER.match(line)
    if marker is None:
        return None
    kind = marker["bullet"] or "number"
    pause = not before.strip() or _PAUSE.search(before.rstrip()[-8:])
    if kind in _SURE_BULLETS or kind in seen or marker["number"] == "1" or pause:
        seen.add(kind)
        return marker
    return None


def _stands_alone(line: str) -> bool:
    return not line or line.isspace() or bool(_LINE_OF_ITS_OWN.match(line) or _RULE.match(line))


def _without_markup(line: str, marker: re.Match[str] | None) -> str:
    if marker:
        return " " * marker.end() + line[marker.end() :]
    return " " * len(line) if _RULE.match(line) else line


def _boundaries(flat: str) -> Iterator[int]:
    candidates = set(_units_to_characters(SentenceBreaker, flat))
    glued = {match.end() for match in _UNSPACED.finditer(flat)}
    candidates |= glued | {match.end() for match in _ELLIPSIS.finditer(flat)}
    for end in sorted(candidates):
        if end == len(flat) or end in glued or not _goes_on(flat, end):
            yield end


def _goes_on(flat: str, end: int) -> bool:
    """Return whether the sentence runs on over a boundary that ICU, or an ellipsis, suggests."""
    before = flat[max(0, end - _LONGEST_WORD) : end]
    after = flat[end : end + _LONGEST_WORD]
    said = before.rstrip()
    if "\n" in before[len(said) :]:
        return False
    first = _FIRST_WORD.match(after)
    word = first[1] if first else ""
    if said == before and _ENDS_IN_ASCII.search(said):
        return bool(word)
    if word[:1].islower() and said.endswith(_CLOSING):
        return True
    if _NAMED_BY_A_LETTER.search(said):
        return False
    last = _LAST_WORD.search(said)
    return last is not None and _abbreviates(last[1], word, after.lstrip())


def _abbreviates(word: str, following: str, after: str) -> bool:
    """Return whether `word`, which a full stop follows, is short for something that does not end the sentence."""
    known = word.casefold().lstrip("'’-.")
    if known in short.TITLES:
        return True
    if known in short.BEFORE_NUMBERS and _LABEL.match(after):
        return True
    if known.isdecimal() and len(known) <= 2:
        return following.casefold() in short.MONTHS_AFTER_ORDINALS
    if known in short.BEFORE_NAMES or _ACRONYM.match(word):
        return following.casefold() not in short.OPENERS
    return False


def _units_to_characters(breaker: type[CharacterBreaker | SentenceBreaker], text: str) -> Iterator[int]:
    """Yield the ends of ICU's segments, which it counts in UTF-16 units, as characters of `text`."""
    clean = replace_surrogates(text)
    ends = (end for _, end in breaker(clean, "en_US").segments())
    if clean.isascii():
        return ends
    astral = [match.start() + nth for nth, match in enumerate(_ASTRAL.finditer(clean))]
    return (end - bisect_left(astral, end) for end in ends) if astral else ends
