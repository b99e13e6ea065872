"""Who says it: the source that a sentence names for each of its values ("Reuters writes …, the police say …")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.names import names
from corpus.text.terms import is_stop_word, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

Speaker = frozenset[str]
"""The normalised words by which a source is called; empty where none is named."""

_SAYS = re.compile(
    r"\b(?:says?|said|writes?|wrote|reported|reporting|dated|named|gives?(?!\sup)|gave(?!\sup)|puts?|speaks?|spoke|"
    r"stated|claimed|cites?|cited|estimated|counted|announces?|announced|tells?|told|mentions?|mentioned|noted|adds?|"
    r"recorded|finds?|found|believes?|according to|"
    r"(?:reports?|dates?|names?|states?|claims?|estimates?|counts?|notes?|records?)(?=[.”\"\s]*\Z|\s(?:that|the|its?|"
    r"their|them|this|these|an?|to|some|about|over|more|only|\d)\b|\s\d))\b"
)
_SPEAKS = re.compile(
    r"\b(?:report|commentary|article|account|source|sources|paper|newspaper|police|ministry|government|study|survey|"
    r"agency|officials?|statement|passage|announcement|authors?|historians?|witness(?:es)?|organisers|organizers|"
    r"company|critics|experts?|opposition|union|researchers?)\b"
)
_LAST_WORD = re.compile(r"(\w+)\W*(?:about|over|some|around|only|more than)?\W*\Z")
_REACH = 90
"""A speaker stands within this many characters of its value."""


def speakers(sentence: str, values: Sequence[tuple[int, int]]) -> list[Speaker]:
    """The speaker of each value of `sentence`, which are given by their places, in order."""
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


def differ(one: Speaker, other: Speaker) -> bool:
    """Whether two sources are named, and not by words of which one is the other's part."""
    return bool(one and other) and not (one <= other or other <= one)


def _before(text: str) -> Speaker:
    """The subject of the last verb of saying in `text`: "The ministry said that"."""
    verbs = list(_SAYS.finditer(text))
    if not verbs:
        return frozenset()
    verb = verbs[0] if len(verbs) == 1 or verbs[0][0] != "according to" else verbs[-1]
    if verb[0] == "according to":
        return _called(re.split(r"[,;]", text[verb.end() :])[0])
    return _called(re.split(r";|\bwhile\b|\bwhereas\b|\bbut\b", text[: verb.start()])[-1][-_REACH:])


def _after(text: str, is_last: bool) -> Speaker:
    """The source that follows a value: ", according to the police", ", Reuters reports."."""
    if accord := re.search(r"\baccording to\s+([^,;.]+)", text):
        return _called(accord[1])
    tail = re.search(rf",\s([^,;]+?)\s(?:{_SAYS.pattern})[.”\"]*\Z", text) if is_last else None
    return _called(tail[1]) if tail else frozenset()


def _elliptic(first: str, text: str) -> Speaker:
    """The subject of a verb left out: "dates it to 2013 and Reuters to 2014"."""
    ends, repeats = _LAST_WORD.search(first), _LAST_WORD.search(text)
    if not (ends and repeats and ends[1] == repeats[1]):
        return frozenset()
    return _called(text) if names(text) or _SPEAKS.search(text) else frozenset()


def _called(text: str) -> Speaker:
    words = {normalise(word) for word in re.findall(r"[^\W_]+", text)}
    if not (names(text) or _SPEAKS.search(text)):
        return frozenset()
    return frozenset(word for word in words if len(word) > 1 and not is_stop_word(word))
