"""Read a question about the documents of a library themselves: who wrote one, when, how many there are, which.

A question is read only if all of its words are accounted for: "How many documents are there?" is one, "How many
documents were found in the raid?" is not. What may as well be about something in the documents, since their titles and
authors alone make it one about them, is marked as uncertain. Why so, with figures: docs/decisions/0034.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.english.lexicon import bot_table, bot_words
from bot.english.named_work import NamedWork, readings_of_work
from bot.english.period import PERIOD, Period, read_period
from corpus.english.word_lists import alternatives
from corpus.text.terms import is_stop_word

if TYPE_CHECKING:
    from bot.facts import Asked

LONGEST_QUESTION = 300
"""Characters of a question that is read."""


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """A question about documents: about the one that it names, or about all that fit.

    `works` are the ways to understand which one is named, the likeliest first. `by` is the author or publisher of those
    that fit, `media_types` are of their files. `is_certain`: its words alone say that it is about this library; of any
    other, a text in the library may tell as well.
    """

    asks: Asked
    is_certain: bool
    works: tuple[NamedWork, ...] = ()
    by: str | None = None
    period: Period | None = None
    media_types: frozenset[str] = frozenset()

    @property
    def asks_for_dates(self) -> bool:
        """Return whether a document without a date is left out for want of it."""
        return self.period is not None or self.asks in _ORDERS


def _any(name: str) -> str:
    return rf"(?:{alternatives(bot_words(f'documents.{name}'))})"


def _frame(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FORMATS = {name.replace("_", " "): kind for kind, names in bot_table("documents.formats").items() for name in names}
_ORDERS: dict[Asked, tuple[str, ...]] = {
    "newest": bot_words("documents.orders.newest"),
    "oldest": bot_words("documents.orders.oldest"),
}
_NOUN = (
    rf"(?P<noun>(?:(?:{alternatives(name.replace(' ', '_') for name in _FORMATS)})\s)?"
    rf"(?:{_any('holdings')}|{_any('works')}))"
)
_NOUN_OR_ANY = rf"(?:{_NOUN}|{_any('whatever')})"
_REST = r"(?P<rest>(?:\s.+)?)"
_NAME = r"(?P<by>[^\s?!:;\"“”]+(?:\s[^\s?!:;\"“”]+){0,5}?)"
_MADE = rf"(?:{_any('written')}|{_any('published')})"
_OWN = rf"(?:{_any('have')}|(?:are\s|is\s)?in\s{_any('own')}\s{_any('collections')})"
_AROUND = rf"(?:{_any('around')}|in\sthe\s{_any('collections')})"
_BE = r"(?:is|are|was|were)"

_PARTS: dict[str, re.Pattern[str]] = {
    "own": _frame(rf"\s{_OWN}(?!\S)"),
    "around": _frame(rf"\s{_AROUND}(?!\S)"),
    "be": _frame(rf"\s{_BE}(?!\S)"),
    "period": _frame(rf"\s(?P<period>{PERIOD})(?!\S)"),
    "made": _frame(rf"\s{_MADE}(?!\S)"),
    "by": _frame(rf"\sby\s{_NAME}(?=\Z|\s(?:{_OWN}|{_AROUND}|{_BE}|{_MADE}|{PERIOD})(?!\S))"),
    "did": _frame(rf"\s(?:did|has|have|does)\s{_NAME}\s(?:{_any('write')}|{_any('publish')})(?!\S)"),
}
"""What may follow the noun, in any order; each begins with the space before it."""

_LISTS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("number", _frame(rf"{_any('count')}\s{_NOUN}{_REST}")),
    ("documents", _frame(rf"{_any('which')}\s{_NOUN}{_REST}")),
    ("documents", _frame(rf"(?P<show>{_any('show')})\s(?:{_any('of_all')}\s)*{_NOUN_OR_ANY}{_REST}")),
    ("documents", _frame(rf"what\sare\s(?:{_any('of_all')}\s)*{_NOUN}{_REST}")),
    (
        "documents",
        _frame(rf"(?:(?P<own>{_any('have')})|{_any('are_there')})\s(?:{_any('some')}\s)?{_NOUN_OR_ANY}{_REST}"),
    ),
    ("documents", _frame(rf"what(?:\selse)?{_REST}")),
    ("documents", _frame(rf"(?:{_any('some')}\s|all\s)?{_NOUN_OR_ANY}{_REST}")),
)
_ORDER = rf"(?:(?P<newest>{alternatives(_ORDERS['newest'])})|(?P<oldest>{alternatives(_ORDERS['oldest'])}))"
_SUPERLATIVES = (
    _frame(
        rf"(?:{_any('which')}\s{_BE}|{_any('show')}|when\s{_BE}|what\sis\sthe\sdate\sof|who\s{_any('wrote')}"
        rf"|who\sis\sthe\s{_any('author')}\sof)\s(?:the|(?P<own>{_any('own')}))\s{_ORDER}\s{_NOUN}{_REST}"
    ),
    _frame(rf"{_any('which')}\s{_NOUN}\s{_BE}\s(?:the\s)?{_ORDER}{_REST}"),
)
_COLLECTION = rf"{_any('own')}\s(?:{_any('collections')}|documents|files|sources|texts)"
_SUBJECTS = (
    _frame(rf"what\s{_BE}\s{_COLLECTION}(?:\sabout)?"),
    _frame(rf"what\s{_BE}\sin\s{_COLLECTION}"),
    _frame(rf"what\s(?:does|do)\s{_COLLECTION}\s(?:contain|cover|hold|have|include)"),
    _frame(r"what\s(?:do\syou|have\syou)\s(?:have|got|know|cover|contain)(?:\shere|\sin\stotal|\sabout)?"),
    _frame(r"what\scan\s(?:i\sask|you\sanswer)(?:\syou)?(?:\sabout)?"),
)

_WORK = r"(?P<work>.+?)"
_FIRST = r"(?:(?:first|originally)\s)?"
_DAY = r"(?:what|which)\s(?:year|day|date|month)"
_OF_WORKS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("author", _frame(rf"who\s{_any('wrote')}\s{_WORK}")),
    ("author", _frame(rf"(?:who|what)\s{_BE}\s(?:(?:named|given|listed)\sas\s)?the\s{_any('author')}\sof\s{_WORK}")),
    ("author", _frame(rf"by\swhom\s{_BE}\s{_WORK}\s{_any('written')}")),
    ("author", _frame(rf"{_WORK}\s{_BE}\s{_any('written')}\sby\swhom?")),
    ("author", _frame(rf"who\s{_BE}\s{_WORK}\s(?:{_any('written')}\s)?by")),
    ("publisher", _frame(rf"who\s{_any('did_publish')}\s{_WORK}")),
    ("publisher", _frame(rf"(?:who|what)\s{_BE}\sthe\s{_any('publisher')}\sof\s{_WORK}")),
    ("publisher", _frame(rf"by\swhom\s{_BE}\s{_WORK}\s{_any('published')}")),
    ("date", _frame(rf"when\s{_BE}\s{_WORK}\s{_FIRST}(?:{_MADE}|{_any('dated')})")),
    ("date", _frame(rf"when\s{_WORK}\s{_BE}\s{_FIRST}{_MADE}")),
    ("date", _frame(rf"when\sdid\s{_WORK}\s{_any('appear')}")),
    ("date", _frame(rf"(?:in\s|on\s)?{_DAY}\s{_BE}\s{_WORK}\s(?:{_FIRST}{_MADE}|from)")),
    ("date", _frame(rf"from\s(?:when|{_DAY})\s{_BE}\s{_WORK}")),
    ("date", _frame(rf"what\sis\sthe\s(?:(?:publication|issue|release)\s)?date\sof\s{_WORK}")),
)

_POLITE_BEFORE = _frame(rf"\A(?:{_any('polite_before')}[\s,]+)+(?=\S)")
_POLITE_AFTER = _frame(rf"(?:[\s,]+{_any('polite_after')})+\Z")
_SHORT_FORM = _frame(r"\b(what|who|when)'s\s")


def read_document_question(text: str) -> DocumentQuestion | None:
    """Return what a question asks about documents; None for any other question.

    Example: "Which documents are from 2020?" asks for documents of a time, "Who wrote the report on the bees?" for the
    author of a work.
    """
    if len(text) > LONGEST_QUESTION:
        return None
    asked = _plain(text)
    if any(subject.fullmatch(asked) for subject in _SUBJECTS):
        return DocumentQuestion("documents", is_certain=True)
    return _superlative(asked) or _list(asked) or _of_works(asked)


def _plain(text: str) -> str:
    """Return a question on one line, without what is only polite, and without its end."""
    plain = " ".join(text.replace("’", "'").split()).strip(" ?!.…")
    plain = _POLITE_AFTER.sub("", _POLITE_BEFORE.sub("", plain, count=1))
    return _SHORT_FORM.sub(r"\1 is ", plain).strip(" ?!.…,")


def _superlative(asked: str) -> DocumentQuestion | None:
    for frame in _SUPERLATIVES:
        found = frame.fullmatch(asked)
        parts = _parts(found["rest"]) if found else None
        if found and parts is not None:
            asks: Asked = "newest" if found["newest"] else "oldest"
            question = _question(asks, found, parts)
            return question if question.is_certain or question.by or _is_holding(found["noun"]) else None
    return None


def _list(asked: str) -> DocumentQuestion | None:
    for asks, frame in _LISTS:
        found = frame.fullmatch(asked)
        parts = _parts(found["rest"]) if found else None
        if found and parts is not None and _says_enough(asks, found, parts):
            return _question(asks, found, parts)
    return None


def _parts(rest: str) -> dict[str, str] | None:
    """Return what is said after the noun, by the kinds of _PARTS; None if some of it is not understood."""
    said: dict[str, str] = {}
    while rest:
        found = next(((kind, match) for kind, part in _PARTS.items() if (match := part.match(rest))), None)
        if found is None:
            return None
        kind, match = found
        if (kind == "period" and read_period(match["period"]) is None) or _is_no_name(match.groupdict().get("by")):
            return None
        said |= {kind: match[0].strip()} | {name: value for name, value in match.groupdict().items() if value}
        rest = rest[match.end() :]
    return said


def _is_no_name(words: str | None) -> bool:
    """Return whether what stands where a name should is a pronoun, or goes on: "he", "Ana Leka about"."""
    return words is not None and is_stop_word(words.split()[-1])


def _says_enough(asks: Asked, found: re.Match[str], said: dict[str, str]) -> bool:
    """Return whether only documents can be meant: they are called so, or counted, or are somebody's, or ours."""
    groups = found.groupdict()
    own, shown, noun = bool(groups.get("own")) or "own" in said, bool(groups.get("show")), groups.get("noun")
    if noun is None:  # "what", "anything"
        return "by" in said or own or (shown and "period" in said)
    listed = (asks == "number" and said) or shown or "around" in said
    return "by" in said or "period" in said or own or (_is_holding(noun) and bool(listed))


def _question(asks: Asked, found: re.Match[str], said: dict[str, str]) -> DocumentQuestion:
    groups = found.groupdict()
    noun = groups.get("noun") or ""
    own = bool(groups.get("own")) or "own" in said
    plain = _is_holding(noun) and asks not in _ORDERS and not {"made", "by", "did"} & said.keys()
    by = re.sub(r"\A(?:the|an?)\s", "", said["by"], flags=re.IGNORECASE) if "by" in said else None
    return DocumentQuestion(
        asks,
        is_certain=own or plain,
        by=by,
        period=read_period(said["period"]) if "period" in said else None,
        media_types=frozenset(kind for name, kind in _FORMATS.items() if f" {name} " in f" {noun.casefold()} "),
    )


def _of_works(asked: str) -> DocumentQuestion | None:
    for asks, frame in _OF_WORKS:
        if found := frame.fullmatch(asked):
            works = tuple(readings_of_work(found["work"]))
            return DocumentQuestion(asks, is_certain=False, works=works)
    return None


def _is_holding(noun: str) -> bool:
    return not _HOLDINGS.isdisjoint(noun.casefold().split()[-1:])


_HOLDINGS = frozenset(bot_words("documents.holdings"))
