"""Tell a full stop inside a sentence from one that ends it: abbreviations, initials, ordinals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.text.abbreviations import Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.text.abbreviations import Abbreviations

_MAY_FOLLOW_A_STOP = "\"'”’»›)]}“« \t\xa0\u3000"
_LAST_WORD = re.compile(r"[\w.’'-]*\Z")
_SHORT_WORD = re.compile(r"\w{1,4}\.-?\Z")
_WORD_BEFORE = re.compile(r"(\w+)[ \xa0\u202f\n]+[\w.]+\W*\Z")
_INITIAL = re.compile(r"[^\W\d_]\.")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.-?)*[^\W\d_]\Z")
_ELISION = re.compile(r"\A[^\W\d_]{1,5}['’](?=\w{2})")
_YEAR_BEFORE = re.compile(r"\d{3,4}\s+\w+\.\s*\Z")
_LABEL = re.compile(r"\(\d{1,4}[a-z]?\)|[^\W\d_]{0,4}\d|[B-HJ-Z]\b(?!['’])|[IVXLC]{2,}\b|[AI]\b(?=[.,;)])")
_DEGREES = re.compile(r"°\s?[CFK]\.\Z")
_JUST_BEGUN = 4
"""Words of a sentence of which only the time has been said: "В мае 1905 г."."""
_LAST_OF_MONTHS_AND_CENTURIES, _HIGHEST_ORDINAL = 31, 999


def stop_is_inside(said: str, begun: str, following: str, after: str, known: Abbreviations) -> bool:
    """Return whether the full stop at the end of `said` does not end the sentence that it stands in.

    `said` is the sentence so far or its last characters, `begun` its first ones, `after` what comes next and
    `following` the word in it.

    Example: that of "He met Dr." does not, before "Leka."
    """
    before = said.rstrip(_MAY_FOLLOW_A_STOP)
    if not before.endswith("."):
        return False
    *others, last = before[:-1].casefold().split() or [""]
    word = _last_word(last)
    if word.isdecimal():
        return _is_ordinal(int(word), said, following, known)
    if _is_lettered(said, word, known):
        return False
    use = known.use_of(_chained(others, word))
    if use is not None and word in known.capitalised and before[-len(word) - 1 : -1].islower():
        use &= ~Use.BEFORE_NAME
    if use is not None and word in known.small and before[-len(word) - 1].isupper():
        use = None
    decided = None if use is None else _decide(use, said, begun, following, after, known)
    if decided is not None:
        return decided
    if known.endings and word.endswith(known.endings) and after[:1].isdigit():
        return True
    if _INITIALS.match(word) is None or _DEGREES.search(before):
        return False
    return _is_named(others, following, after, known) or not _opens(following, after, known)


def _is_named(others: Sequence[str], following: str, after: str, known: Abbreviations) -> bool:
    """Return whether a name goes on after several initials: "W. E. B. Du Bois"."""
    if following.casefold() not in known.particles or not (others and _INITIAL.fullmatch(others[-1])):
        return False
    return after[len(following) + 1 :][:1].isupper()


def _opens(following: str, after: str, known: Abbreviations) -> bool:
    """Return whether a word is one that begins a sentence; an initial ("A. Leka") is none."""
    return following.casefold() in known.openers and not _INITIAL.match(after)


def _last_word(token: str) -> str:
    """Return the word at the end of what stands between spaces: "avv" of "(l'avv"."""
    if token.isalpha():
        return token
    found = _LAST_WORD.search(token)
    return _ELISION.sub("", found[0] if found else "").lstrip("'’-.")


def _chained(others: Sequence[str], word: str) -> str:
    """Return `word` with the short words with full stops that come before it, without spaces: "z.b"."""
    for other in reversed(others):
        if not other.endswith((".", "-")) or not _SHORT_WORD.match(other):
            break
        word = other + word
    return word


def _decide(use: Use, said: str, begun: str, following: str, after: str, known: Abbreviations) -> bool | None:
    """Return whether the stop of an abbreviation of this use is inside; None where the use does not tell."""
    opens = _opens(following, after, known)
    if Use.BEFORE_DAY in use:
        return following.casefold() in known.days
    if Use.AFTER_YEAR in use and _YEAR_BEFORE.search(said):
        return len(begun.split()) <= _JUST_BEGUN and not opens
    if Use.TITLE in use:
        return True
    if Use.BEFORE_NUMBER in use and _LABEL.match(after):
        return True
    if Use.END in use:
        return False
    if Use.BEFORE_NAME in use:
        return not opens
    return None


def _is_ordinal(number: int, said: str, following: str, known: Abbreviations) -> bool:
    """Return whether a number with a full stop is one in an order: "am 3. März", "im 6. Stock"."""
    if following.casefold() in known.ordinals_before:
        return number <= _LAST_OF_MONTHS_AND_CENTURIES
    if number > _HIGHEST_ORDINAL or not following[:1].isupper() or following.casefold() in known.openers:
        return False
    before = _WORD_BEFORE.search(said)
    return before is not None and before[1].casefold() in known.ordinals_after


def _is_lettered(said: str, word: str, known: Abbreviations) -> bool:
    """Return whether a letter names something ("vitamin C."), so that it is no initial."""
    before = _WORD_BEFORE.search(said) if len(word) == 1 else None
    return before is not None and before[1].casefold() in known.lettered
