"""Guess the encoding of a text: the one in which the languages that are written in it are least surprised.

Each language says how likely each of its letters is (`alphabets.toml`). A reading of the bytes is as good as the
likeliest language finds its characters beyond ASCII, and its common words. Letters that take turns in case, or a
symbol between two letters, tell a wrong reading where the letters alone do not.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.readers.encodings.alphabets import Alphabet, alphabets
from corpus.readers.encodings.names import decode_as

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAMPLE_BYTES, _AROUND_BYTES = 16_384, 4_096
"""Bytes of the lines that are looked at, and of the text around them."""
_WORD_GAIN = 2.5
"""Nats that a common word of the language is worth."""
_RANK_COST = 0.4
"""Nats that each step down in a language's list of encodings costs: enough to choose among equals."""
_UNUSUAL_COST = 2.5
"""Nats for encodings of DOS and of old Macintoshes, which few texts are in by now."""
_UNUSUAL = re.compile(r"cp(?:[78]\d\d|437|1125)|mac-.*|johab")
_SURE_MARGIN = 4.0
"""Nats between the best reading and the next that reads otherwise, from which on it is sure: odds of 50 to 1."""
_EXPLAINED = {False: 0.6, True: 0.25}
"""Share of the characters beyond ASCII that have to be letters of the language; True: of one with thousands."""
_MOST_LOST = 0.02
"""Share of the characters beyond ASCII that may be no characters of the encoding."""

_WORD = re.compile(r"[^\W\d_]+")
_CASE_CLASH = re.compile(r"(?<=[a-zß-öø-ÿа-яѐ-џά-ώ])[À-ÖØ-ÞА-ЯЀ-ЏΆ-Ϋ]|(?<=[ß-öø-ÿ])[A-Z]")
_INSIDE = re.compile(r"(?<=[^\W\d_])[^\w\s’‘'·\u00ad\u0300-\u036f\u0e00-\u0eff\u200c\u200d\x00-\x7f](?=[^\W\d_])")
_STRAY_MARK = re.compile(r"(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|(?<=[\u0e01-\u0e4e])[\u2010-\uffff]")
_WRONG_EDGE = re.compile(r"(?<=[^\W\d_])[„“«‹‚‘¿¡](?=\s)|(?<=\s)[”»›](?=[^\W\d_])")
_FAULTS = ((_CASE_CLASH, 4.0), (_INSIDE, 6.0), (_STRAY_MARK, 4.0), (_WRONG_EDGE, 2.0))
"""What letters do in no language, and nats for it: change case in a word, stand around a symbol, carry no mark."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding as far as the letters tell it.

    Attributes:
        encoding: Its name.
        language: The language in which it makes most sense.
        margin: Nats by which it is better than the next reading that gives other characters.
        explains: True if enough of the characters beyond ASCII are this language's letters, or punctuation.
    """

    encoding: str
    language: str
    margin: float
    explains: bool

    @property
    def is_sure(self) -> bool:
        """Return False where another reading is nearly as good, or the letters fit no language."""
        return self.margin >= _SURE_MARGIN and self.explains


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    alphabet: Alphabet
    surprise: float


def guess_encoding(data: bytes, around: bytes = b"") -> Guess | None:
    """Return the likeliest encoding of bytes that are neither ASCII nor UTF-8; None if they are text in none.

    What is UTF-8 of the text `around` them tells their language, too.

    Example:
        >>> guess_encoding("Një vajzë është në shtëpi.".encode("cp1250")).encoding
        'windows-1252'
    """
    sample = _telling_lines(data)
    readings = sorted(_readings(sample, _words_around(around)), key=lambda each: each.surprise)
    if not readings:
        return None
    best = readings[0]
    others = (each.surprise for each in readings if each.text != best.text)
    margin = next(others, float("inf")) - best.surprise
    return Guess(best.encoding, best.alphabet.language, margin, _is_explained(best.text, best.alphabet))


def _is_explained(text: str, alphabet: Alphabet) -> bool:
    beyond = [character for character in text if character > "\x7f"]
    return sum(map(alphabet.explains, beyond)) >= _EXPLAINED[bool(alphabet.rest)] * len(beyond)


def _telling_lines(data: bytes) -> bytes:
    """Return the first lines with bytes beyond ASCII, or the beginning of a text without lines."""
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line[: _SAMPLE_BYTES - size])
            size += len(lines[-1])
        if size >= _SAMPLE_BYTES:
            break
    return b"".join(lines)


def _words_around(around: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in around[:_AROUND_BYTES].splitlines():
        with suppress(UnicodeDecodeError):
            found.update(_WORD.findall(line.decode().casefold()))
    return found


def _readings(sample: bytes, around: Counter[str]) -> Iterator[_Reading]:
    for encoding, languages in _languages_by_encoding().items():
        text, lost = decode_as(sample, encoding)
        counts = Counter(character for character in text if character > "\x7f" or character < " ")
        if lost > 1 + _MOST_LOST * counts.total():
            continue
        faults = _faults(text)
        words = around + Counter(_WORD.findall(text.casefold()))
        usual = _UNUSUAL_COST if _UNUSUAL.fullmatch(encoding) else 0.0
        for alphabet, rank in languages:
            known = sum(words[word] for word in words.keys() & alphabet.words)
            surprise = alphabet.cost_of(counts) + faults + usual + rank * _RANK_COST - known * _WORD_GAIN
            yield _Reading(encoding, text, alphabet, surprise)


def _faults(text: str) -> float:
    """Return nats for what letters do in no language."""
    return sum(cost * sum(1 for _ in pattern.finditer(text)) for pattern, cost in _FAULTS)


@cache
def _languages_by_encoding() -> dict[str, list[tuple[Alphabet, int]]]:
    found: dict[str, list[tuple[Alphabet, int]]] = {}
    for alphabet in alphabets():
        for rank, encoding in enumerate(alphabet.encodings):
            found.setdefault(encoding, []).append((alphabet, rank))
    return found
