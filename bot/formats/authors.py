"""Authors as a document names them, taken apart into people where that is sure, for styles that turn names around."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_GIVEN = frozenset(
    name.casefold()
    for name in str(tomllib.loads(Path(__file__).with_name("given_names.toml").read_text("utf-8"))["names"]).split()
)
_BETWEEN = re.compile(r"\s*;\s*|\s+(?:and|&|und|dhe)\s+|,\s+(?:and|und|dhe)\s+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "da", "di", "del", "della", "du", "la", "le", "al", "el", "bin", "ibn"}
)
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Author:
    """An author by `family` and `given` name or, where it may be an office, by `family` alone, as it is written."""

    family: str
    given: str = ""


def authors(written: str) -> list[Author]:
    """Return the authors that a line names, all as people or else the line as it stands.

    A person's given name is a known one, or initials: of "Amnesty International" nothing tells that it is none.

    Example: "Llazar Semini and J. Doe" are (Semini, Llazar) and (Doe, J.).
    """
    if not written:
        return []
    for parts in (_BETWEEN.split(written), re.split(_BETWEEN.pattern + r"|\s*,\s*", written)):
        people = [_person(part) for part in parts]
        if all(people):
            return [person for person in people if person is not None]
    return [Author(written)]


def _person(text: str) -> Author | None:
    family, comma, given = text.partition(", ")
    if comma:
        return Author(family, given) if _is_given(given.split()) and _is_family(family.split()) else None
    words = text.split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return None
    at = next((at for at, word in enumerate(words[1:-1], 1) if word in _PARTICLES), len(words) - 1)
    if not (_is_given(words[:at]) and _is_family(words[at:])):
        return None
    return Author(" ".join(words[at:]), " ".join(words[:at]))


def _is_given(words: list[str]) -> bool:
    """Return True if these are a person's names before the last: the first is known, or initials."""
    known = bool(words) and (bool(_INITIALS.fullmatch(words[0])) or words[0].split("-")[0].casefold() in _GIVEN)
    return known and all(_INITIALS.fullmatch(word) or (_NAME.fullmatch(word) and word[0].isupper()) for word in words)


def _is_family(words: list[str]) -> bool:
    *particles, last = words or [""]
    return bool(_NAME.fullmatch(last)) and last[0].isupper() and all(word in _PARTICLES for word in particles)
