"""Names in English text: runs of capitalised words, and which of them exclude each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from corpus.text.terms import is_stop_word, normalise

_ALIKE = 0.75
"""Spellings of one name ("Khameni" and "Khamenei") share at least this much (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class Name:
    """`text[start:end]`, without titles; `words` are normalised and without particles."""

    start: int
    end: int
    words: tuple[str, ...]

    def excludes(self, other: Name) -> bool:
        """Whether these name two things; not if one is a part, an initialism or another spelling of the other."""
        short, long = sorted((self.words, other.words), key=len)
        if all(any(alike(word, each) for each in long) for word in short):
            return False
        return not _is_initialism("".join(short), long)


_CAPITALISED = r"(?:(?:[A-Z]\.)+|[^\W\d_a-z][\w’'‑-]*)"
_PARTICLE = r"(?:de|del|della|der|den|van|von|bin|ibn|al|el|la|le|da|di|dos|du|of|e|y)"
_RUN = re.compile(rf"(?<![\w.]){_CAPITALISED}(?:\s(?:{_PARTICLE}\s(?:the\s)?)?{_CAPITALISED})*")
_WORD = re.compile(r"[^\W\d_][\w‑-]*")
_POSSESSIVE = re.compile(r"[’']s?\Z")
_TITLES = frozenset(
    re.findall(
        r"\w+",
        """president vice prime minister interior foreign general colonel major captain lieutenant sergeant mr mrs ms
    miss dr doctor professor prof sir dame lord lady king queen prince princess pope bishop archbishop ayatollah
    chancellor senator governor mayor judge secretary chief officer director ambassador speaker""",
    )
)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday""",
    )
)
_CONNECTIVES = frozenset(
    re.findall(
        r"\w+", "according although though while whereas however yet still both later earlier today one two three"
    )
)


def names(text: str) -> list[Name]:
    """The names in `text`, in order. What is capitalised because a sentence begins with it may be among them."""
    found = []
    for run in _RUN.finditer(text):
        words = list(_WORD.finditer(run[0]))
        while words and _adds_nothing(words[0][0]):
            words.pop(0)
        kept = [normalise(w[0]) for w in words if w[0][:1].isupper()]
        if kept and not _NO_NAMES.issuperset(kept):
            written = _POSSESSIVE.sub("", run[0][words[0].start() :])
            start = run.start() + words[0].start()
            found.append(Name(start, start + len(written), tuple(_POSSESSIVE.sub("", word) for word in kept)))
    return found


@lru_cache(maxsize=16_384)
def alike(word: str, other: str) -> bool:
    """Whether two normalised words may be one name: the same, nearly the same, or an initial of the other."""
    if min(len(word), len(other)) == 1:
        return word[0] == other[0]
    return word == other or SequenceMatcher(None, word, other, autojunk=False).ratio() >= _ALIKE


def _adds_nothing(word: str) -> bool:
    plain = normalise(word)
    return plain in _TITLES or plain in _CONNECTIVES or (not word.isupper() and is_stop_word(plain))


def _is_initialism(short: str, words: tuple[str, ...]) -> bool:
    return len(words) > 1 and short.replace(".", "") == "".join(word[0] for word in words)
