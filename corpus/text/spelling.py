"""Guess which word was meant by one that nobody has written: by its letters, and by how frequent the others are.

The distance is the restricted one of Damerau and Levenshtein: letters left out, added, replaced, or two neighbours
swapped.
"""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.english.word_lists import word_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHORTEST_WORD = 4
"""Letters of a word that may be misspelt: a shorter one is one letter away from too many."""
LONG_WORD = 8
"""Letters from which on two of them may be wrong."""
MOST_MEANT = 3
"""Words that one may have been meant for."""
_LIKELIER = {"swapped": 2.0, "doubled": 2.0, "vowel": 1.5, "missing": 1.0, "replaced": 0.0}
"""What speaks for a kind of mistake, beside the logarithm of the number of passages with the word."""
_VOWELS = frozenset("aeiouy")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_QUESTION_WORDS = word_table("spelling", Path(__file__).with_name("words"))


def most_wrong(word: str) -> int:
    """Return how many letters of a word may be wrong."""
    return 0 if len(word) < SHORTEST_WORD else 1 if len(word) < LONG_WORD else 2


def meant(word: str, known: Mapping[str, int]) -> list[str]:
    """Return the words of `known` that are likeliest meant by `word`, likeliest first, MOST_MEANT at most.

    `known` has the number of passages of each. Only the nearest words count; the first letter is taken to be right,
    unless it is swapped with the second.

    Example: "meen" may be mean or men, if these are known.
    """
    near: dict[int, list[tuple[float, str]]] = {}
    for other, passages in known.items():
        apart = distance(word, other, most_wrong(word))
        if apart is not None and apart > 0 and (word[0] == other[0] or word[:2] == other[1::-1]):
            near.setdefault(apart, []).append((-log(passages + 1.0) - _LIKELIER[_mistake(word, other)], other))
    return [other for _, other in sorted(near[min(near)])[:MOST_MEANT]] if near else []


def misspelt_question_word(word: str, language: str) -> str | None:
    """Return the question word that was meant by one with a letter left out or two swapped; None for any other.

    Example: "wat" is what, "hwo" is who; "hat" is a word of its own.
    """
    words = [each for each in _QUESTION_WORDS.get(language, ()) if len(word) > 2]
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    left_out = (each for each in words if each[0] == word[0] and word in set(_shortened(each)))
    return next((each for each in words if each in swapped), next(left_out, None))


def second_letter_variants(word: str) -> set[str]:
    """Return what a word of Latin letters may be if its second letter, or the order of the first two, is wrong."""
    first, second, rest = word[:1], word[1:2], word[2:]
    replaced = {f"{first}{letter}{rest}" for letter in _LATIN}
    added = {f"{first}{letter}{second}{rest}" for letter in _LATIN}
    return {*replaced, *added, first + rest, f"{second}{first}{rest}", first + rest[:1] + second + rest[1:]}


def distance(one: str, other: str, most: int) -> int | None:
    """Return how many letters are wrong between two words; None for more than `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(one) - len(other))
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if min(len(one), len(other)) > 2 and most == 1:
        return None
    apart = _restricted_distance(one, other)
    return apart if apart <= most else None


def _restricted_distance(one: str, other: str) -> int:
    """Return the number of letters left out, added, replaced or swapped, by Wagner and Fischer's table."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]


def _mistake(word: str, other: str) -> str:
    """Return the kind of the first mistake in `word` for `other`."""
    at = next((at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), len(word))
    if word[at : at + 2] == other[at : at + 2][::-1] and len(word[at : at + 2]) > 1:
        return "swapped"
    if len(word) == len(other):
        return "vowel" if {word[at], other[at]} <= _VOWELS else "replaced"
    longer = max(word, other, key=len)
    doubled = longer[at : at + 1] == longer[at - 1 : at] not in _VOWELS
    return "doubled" if doubled else "missing"


def _shortened(word: str) -> Iterator[str]:
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))
