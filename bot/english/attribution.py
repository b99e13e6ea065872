"""Tell who says it: the source that a sentence names for each of its values ("Reuters writes …, the police say …")."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.english.lexicon import bot_words
from bot.english.names import find_names
from corpus.english.word_lists import alternatives, word_list
from corpus.text.terms import is_stop_word, normalise, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

Speaker = frozenset[str]
"""The normalised words by which a source is called; empty where none is named."""

_SAYS = re.compile(
    rf"\b(?:(?:{alternatives(bot_words('speech.says'))})(?!\sup\b)|"
    rf"(?:{alternatives(bot_words('speech.says_or_noun'))})(?=[.”\"\s]*\Z|\s(?:that|the|its?|"
    r"their|them|this|these|an?|to|some|about|over|more|only|\d)\b|\s\d))\b"
)
_LAST_WORD = re.compile(r"(\w+)\W*(?:about|over|some|around|only|more than)?\W*\Z")
_REACH = 90
"""Characters before a verb of saying in which its subject is looked for."""


def find_speakers(sentence: str, values: Sequence[tuple[int, int]]) -> list[Speaker]:
    """Return the speaker of each value of `sentence`; `values` are their places (start, end), in order.

    Example: of "Reuters dates it to 2013 and the police to 2014." they are {reuters} and {police}.
    """
    found: list[Speaker] = []
    previous = 0
    for number, (start, end) in enumerate(values):
        following = values[number + 1][0] if number + 1 < len(values) else len(sentence)
        speaker = _before(sentence[previous:start]) or _after(sentence[end:following], number + 1 == len(values))
        if not speaker and found and found[-1]:
            speaker = _elliptic(sentence[: values[number - 1][0]], sentence[previous:start])
        found.append(speaker)
        previous = end
    return found


def are_different(one: Speaker, other: Speaker) -> bool:
    """Return whether two sources are named, and not by words of which one is the other's part."""
    return bool(one and other) and not (one <= other or other <= one)


def is_a_source(name: str, text: str) -> bool:
    """Return whether `text` names it only for having reported what it tells: "Deutsche Welle reports"."""
    name = re.escape(name)
    verbs = alternatives(bot_words("speech.reports"))
    return re.search(rf"\b(?i:according\s+to)\s+{name}\b|\b{name}\s+(?:{verbs})\b", text) is not None


def _before(text: str) -> Speaker:
    """Return the subject of the last verb of saying in `text`: "The ministry said that"."""
    verbs = list(_SAYS.finditer(text))
    if not verbs:
        return frozenset()
    verb = verbs[0] if len(verbs) == 1 or verbs[0][0] != "according to" else verbs[-1]
    if verb[0] == "according to":
        return _called(re.split(r"[,;]", text[verb.end() :])[0])
    return _called(re.split(r";|\bwhile\b|\bwhereas\b|\bbut\b", text[: verb.start()])[-1][-_REACH:])


def _after(text: str, is_last: bool) -> Speaker:
    """Return the source that follows a value: ", according to the police", ", Reuters reports."."""
    if accord := re.search(r"\baccording to\s+([^,;.]+)", text):
        return _called(accord[1])
    tail = re.search(rf",\s([^,;]+?)\s(?:{_SAYS.pattern})[.”\"]*\Z", text) if is_last else None
    return _called(tail[1]) if tail else frozenset()


def _elliptic(first: str, text: str) -> Speaker:
    """Return the subject of a verb left out: "dates it to 2013 and Reuters to 2014"."""
    ends, repeats = _LAST_WORD.search(first), _LAST_WORD.search(text)
    if not (ends and repeats and ends[1] == repeats[1]):
        return frozenset()
    return _called(text)


@lru_cache
def _speaking_nouns() -> frozenset[str]:
    """Return the terms of nouns for what may say something: people, bodies, publications."""
    nouns = (*bot_words("speech.publications"), *word_list("nouns.person"), *word_list("nouns.group"))
    return frozenset(terms(" ".join(nouns)))


def _called(text: str) -> Speaker:
    """Return the words by which `text` calls a source; none if it speaks of nobody who could say something."""
    if not (find_names(text) or not _speaking_nouns().isdisjoint(terms(text))):
        return frozenset()
    words = {normalise(word) for word in re.findall(r"[^\W_]+", text)}
    return frozenset(word for word in words if len(word) > 1 and not is_stop_word(word))
