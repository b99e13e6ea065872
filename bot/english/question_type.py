"""What kind of value a question asks for, and of what: "How many people live in Tirana?" asks for a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.english.dates import dates
from bot.english.names import names
from bot.english.quantities import numbers
from corpus.text.terms import is_stop_word, normalise, terms

if TYPE_CHECKING:
    from bot.answers import About
    from bot.english.dates import Date
    from bot.english.names import Name


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """A question for one value.

    `nouns` are the terms of what is counted ("people", "metres"; empty where the question leaves it open),
    `actions` those of what happened or is true of it, `subjects` the names in the question, `when` its dates,
    `words` all of its words, normalised.
    A name is wanted of a `place` or of somebody; a number in the unit `measure`, or `measured` in any unit.
    """

    about: About
    nouns: frozenset[str]
    actions: frozenset[str]
    subjects: tuple[Name, ...]
    when: tuple[Date, ...]
    words: frozenset[str]
    place: bool = False
    measured: bool = False
    measure: str = ""

    @property
    def is_specific(self) -> bool:
        """Whether it says enough to tell its subject from others: a name, or two words."""
        return bool(self.subjects) or len(self.actions) > 1


_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|must|should|be|been|being)"
_NUMBER = re.compile(
    r"\bhow\s+(?:many|much|old|tall|high|long|far|big|large|deep|wide|heavy|fast)\b"
    r"|\b(?:what|which)\s+(?:is\s+|was\s+|were\s+)?(?:the\s+)?(?:exact\s+|total\s+|estimated\s+)?"
    r"(?:number|percentage|share|proportion|population|price|cost|height|length|size|amount|sum|area|distance|"
    r"death toll|toll)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\bwhen\b|\b(?:what|which)\s+(?:is\s+|was\s+)?(?:the\s+)?(?:exact\s+)?(?:year|date|day|month)\b|"
    r"\bsince\s+what\b|\bhow\s+long\s+ago\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:who|whom|where)\b|\b(?:what|which)\s+(?:city|town|village|country|port|place)\b", re.IGNORECASE
)
_PLACE = re.compile(r"\bwhere\b|\b(?:city|town|village|country|port|place)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\bhow\s+(?:old|tall|high|long|far|deep|wide|heavy|fast)\b|\bhow\s+much\b|\b(?:price|cost|height|length|area|distance)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\b(?:percentage|per\s?cent|share|proportion)\b", re.IGNORECASE)
_NOUNS = re.compile(
    rf"\b(?:how\s+(?:many|much)|(?:number|percentage|share|proportion|amount|sum)\s+of)\s+(?P<nouns>(?:(?!{_AUXILIARY}\b)"
    r"[\w’'-]+\s*){1,4})",
    re.IGNORECASE,
)
_ASKING = frozenset(
    re.findall(
        r"\w+",
        """how many much old tall high long far big large what which who whom whose where when year date day month
    number percentage share proportion amount sum exact total estimated city town village country port place
    different""",
    )
)
_LIGHT = frozenset(
    re.findall(
        r"\w+",
        """make made take taken took get got give given gave do done happen happened occur occurred come came go went
    gone begin began say said tell told name called call according there""",
    )
)


_INDEFINITE = re.compile(r"\b(?:a|an|any)\s(?!(?:total|whole|year|day|month|week)\b)", re.IGNORECASE)


def read_question(question: str) -> ExpectedAnswer | None:
    """The value that `question` asks for in English; None where it asks for something else.

    "When did a plot fail?" has as many answers as there were plots, so it asks for no one value.
    """
    about = _about(question)
    if about is None or (about != "number" and _INDEFINITE.search(question)):
        return None
    subjects = tuple(name for name in names(question) if not _ASKING.issuperset(name.words))
    of_subjects = {term for name in subjects for term in terms(question[name.start : name.end])}
    when = tuple(dates(question))
    spoken = question
    for start, end in [(each.start, each.end) for found in (when, numbers(question)) for each in found]:
        spoken = spoken[:start] + " " * (end - start) + spoken[end:]
    nouns = _nouns(spoken) if about == "number" else frozenset()
    asked = _content(spoken) - of_subjects - nouns
    actions = asked - _terms(_LIGHT) or asked or (nouns if len(nouns) > 1 else asked)
    return ExpectedAnswer(
        about,
        nouns,
        actions,
        subjects,
        when,
        frozenset(normalise(word) for word in re.findall(r"[^\W_]+", question)),
        place=about == "name" and _PLACE.search(question) is not None,
        measured=about == "number" and _MEASURED.search(question) is not None,
        measure="%" if _SHARE.search(question) else "",
    )


def _about(question: str) -> About | None:
    kinds: tuple[tuple[About, re.Pattern[str]], ...] = (("date", _DATE), ("number", _NUMBER), ("name", _NAME))
    found = [(match.start(), about) for about, pattern in kinds if (match := pattern.search(question))]
    return min(found)[1] if found else None


def _nouns(question: str) -> frozenset[str]:
    match = _NOUNS.search(question)
    if match is None:
        return frozenset()
    kept: list[str] = []
    for word in match["nouns"].split():
        if kept and is_stop_word(normalise(word)):
            break
        kept.append(word)
    return frozenset(terms(" ".join(kept)))


def _content(question: str) -> frozenset[str]:
    words = [
        w for w in re.findall(r"[\w’'-]+", question) if normalise(w) not in _ASKING and not is_stop_word(normalise(w))
    ]
    return frozenset(term for word in words for term in terms(word))


def _terms(words: frozenset[str]) -> frozenset[str]:
    return frozenset(terms(" ".join(words)))
