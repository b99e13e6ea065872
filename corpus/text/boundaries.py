"""Find where sentences end: ICU's boundaries, those that it does not see, and rules for what both get wrong.

ICU knows no abbreviations, ends no sentence before a dash nor before most numbers, and takes an opening bracket of
Chinese or Japanese for a closing one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.english.word_lists import alternatives
from corpus.text.abbreviations import speech
from corpus.text.full_stops import stop_is_inside
from corpus.text.segments import sentence_ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.text.abbreviations import Abbreviations

_CLOSERS = "\"'”’»›)\\]}"
_CLOSING = tuple("\"'”’»)“«")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"

_GLUED = re.compile(rf"[.!?][{_CLOSERS}]{{0,4}}(?=[\"“‘(]?([^\W\d_a-z])[\w’'-]{{0,48}}[,;:]?\s)")
_BEFORE_GLUED = re.compile(r"(?:^|[\s(\[\"“‘'])[\w’'-]{0,48}(?:[^\W\dA-Z_]{2}|\d{2}|[)%])\Z")
_AFTER_ELLIPSIS = re.compile(rf"…[{_CLOSERS}]{{0,4}}\s+(?=[\"“‘(]?([^\W\d_a-z]))")
_BEFORE_DASH = re.compile(rf"[.!?…][{_CLOSERS}]{{0,4}}\s+(?=(?:[—–]|--?)\s?[\"“«¿¡(]?([^\W\d_a-z]))")
_SPACED_CLOSER = re.compile(r"[.!?…]\s»\s+()")
_GREEK_QUESTION = re.compile('[\u0370-\u03ff\u1f00-\u1fff];\\s+(?=["“«]?([\u0386-\u03ff\u1f00-\u1fff]))')
_SEEN_BY_A_CHARACTER = {"…": _AFTER_ELLIPSIS, "»": _SPACED_CLOSER, ";": _GREEK_QUESTION}
_BEFORE_NUMBER = re.compile(rf"\.[{_CLOSERS}]{{0,4}}\s+(?=[\"“«(]?\d)")
_NO_ABBREVIATION = re.compile(r"(?:(?<![\w.])[^\W\d_]{5,}|(?<![\d.,])\d{4}|[)%»”\"])\Z")
"""What stands before a full stop that ends a sentence also where a number follows."""

_OPENING_AFTER_STOP = re.compile(rf"([。！？」』”）])(?:[「『（《〈【〔](?=.)|[“‘](?=[\u3040-\u30ff{_HAN}]))")
_AS_A_LETTER = r"\1一"
_QUOTED = re.compile(r"[。！？…][」』”’]\Z")
_SPEECH = re.compile(
    rf"(?:{alternatives(speech('ja'))}|と[{_HAN}])"
    rf"|[^\s，。！？：；、“”「」『』]{{0,10}}?(?:{alternatives(speech('zh'))})[道着著]?[，。：！]"
)

_ENDS_IN_ASCII = re.compile(r"[.!?][\"'”’)]*\Z")
_SPACED_CLOSER_FOLLOWS = re.compile(r"\s?»(?!\w)")
_FIRST_WORD = re.compile(r"[\s\"“‘'«(\[]*([\w’'-]*)")
_BARE_NUMBER = re.compile(r"\s*\(?\d{1,4}[.)]\s*\Z")
_LONGEST_WORD = 48
_BEGINNING = 200
"""Characters of a sentence that tell whether it has only just begun; all of a long one would take too long."""


def boundaries(flat: str, known: Abbreviations) -> Iterator[int]:
    """Yield where the sentences of a flattened text end, each with the white space after it, up to the text's end."""
    shown = flat if flat.isascii() else _OPENING_AFTER_STOP.sub(_AS_A_LETTER, flat)
    glued = set(_glued(flat))
    start, asked = 0, False
    for end in sorted({*sentence_ends(shown), *_unseen(flat), *glued}):
        if end < len(flat) and end not in glued:
            if _goes_on(flat, start, end, known):
                continue
            if not asked and _BARE_NUMBER.match(flat, start, end) and "\n" not in flat[start:end]:
                continue
        yield end
        start, asked = end, flat[start:end].rstrip().endswith("?")


def _glued(flat: str) -> Iterator[int]:
    """Yield where the space after a full stop is missing."""
    for match in _GLUED.finditer(flat):
        at = match.start()
        if not match[1].islower() and _BEFORE_GLUED.search(flat, max(0, at - _LONGEST_WORD - 3), at):
            yield match.end()


def _unseen(flat: str) -> Iterator[int]:
    """Yield where a sentence may end without that ICU sees it."""
    patterns = [_BEFORE_DASH, *(pattern for mark, pattern in _SEEN_BY_A_CHARACTER.items() if mark in flat)]
    for pattern in patterns:
        yield from (match.end() for match in pattern.finditer(flat) if not match[1].islower())
    for match in _BEFORE_NUMBER.finditer(flat):
        if _NO_ABBREVIATION.search(flat, max(0, match.start() - _LONGEST_WORD), match.start()):
            yield match.end()


def _goes_on(flat: str, start: int, end: int, known: Abbreviations) -> bool:
    """Return whether the sentence from `start` runs on over a boundary that may be one."""
    before = flat[max(start, end - _LONGEST_WORD) : end]
    after = flat[end : end + _LONGEST_WORD]
    said = before.rstrip()
    if "\n" in before[len(said) :]:
        return False
    first = _FIRST_WORD.match(after)
    word = first[1] if first else ""
    if said == before and _ENDS_IN_ASCII.search(said):
        return bool(word)
    if _SPACED_CLOSER_FOLLOWS.match(after) or (_QUOTED.search(said) and _SPEECH.match(after)):
        return True
    begun = flat[start : min(end, start + _BEGINNING)]
    if word[:1].islower() and (said.endswith(_CLOSING) or _exclaims(said, begun)):
        return True
    return stop_is_inside(said, begun, word, after.lstrip(), known)


def _exclaims(said: str, begun: str) -> bool:
    """Return whether a mark may stand inside of a sentence, of one who writes capitals: "Stop! he cried."."""
    first = next(filter(str.isalpha, begun), "")
    return said.endswith(("!", "?")) and first.isupper()
