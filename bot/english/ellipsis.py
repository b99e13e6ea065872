"""Fill in what a fragment of a question leaves out: "And in 2022?" asks the question before about another year."""

from __future__ import annotations

import re

from bot.english.anaphora import fragment, points_back
from bot.english.dates import PLAIN_DATE
from bot.english.lexicon import AUXILIARY, PREPOSITION
from bot.english.names import certain_names, find_names
from corpus.english.word_lists import alternatives, word_list, word_table

_GOING_ON = r"\s*(?:(?:and|but|so)\s+)?"
_ASKS_HOW = re.compile(rf"\s*(?:(?:until|since)\s+)?(?:when|where|why|how)(?=\s+{AUXILIARY}\b)", re.IGNORECASE)
_ASKS_WHETHER = re.compile(rf"\s*{AUXILIARY}\b", re.IGNORECASE)
_ONLY_HOW = re.compile(rf"{_GOING_ON}(when|where|why|how)(?:\s+exactly)?[\s?]*\Z", re.IGNORECASE)
_WHAT_ABOUT = re.compile(rf"{_GOING_ON}(?:what|how)\s+about\b", re.IGNORECASE)
_FOR = frozenset(("about", "for", "of", "with"))
"""Prepositions that bring another thing of the same kind; those of place and time add where and when."""
_LED = re.compile(rf"({PREPOSITION})\s+", re.IGNORECASE)
_DATED = re.compile(rf"({PREPOSITION}\s+)?{PLAIN_DATE}", re.IGNORECASE)
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_ONE = re.compile(r"an?\s+", re.IGNORECASE)
_NOUN = rf"(?:\s+(?!(?:{PREPOSITION}|{AUXILIARY})\b)[a-z][\w-]*)+?"
_COSTS = alternatives(word_table("questions.verbs")["measure"])
_LEADS_A_CLAUSE = alternatives(set(word_list("questions.auxiliaries")) - {"has", "have", "had"})
_ONE_NOUN = re.compile(
    rf"\b(?:do|does|did)\s+(?P<priced>an?{_NOUN})(?=(?:\s+{PREPOSITION}\b.*)?\s+(?:{_COSTS})[\s?.!]*\Z)"
    rf"|\b(?!(?:{_LEADS_A_CLAUSE})\b)\w+\s+(?P<noun>an?{_NOUN})(?=\s+{PREPOSITION}\b|[\s?.!]*\Z)"
)
"""A noun with "a": one that is priced ("How much does a tyre change cost?"), or one that is no clause's subject."""
_ENDS_WITH_ONE = re.compile(r"\ban?\s+\Z", re.IGNORECASE)
_ANY_ARTICLE = r"(?:(?:the|an?)\s+)?"
_ENDS_WITH_ARTICLE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)
_ENDS_WITH_AUXILIARY = re.compile(rf"\b{AUXILIARY}\s+\Z", re.IGNORECASE)


def asked_alone(text: str) -> str | None:
    """Return "when", "where", "why" or "how" where a question asks nothing else: "And why?"."""
    adverb = _ONLY_HOW.match(text)
    return adverb[1].casefold() if adverb else None


def fill_in(text: str, earlier: str) -> str | None:
    """Return the `earlier` question with what `text` brings in the place of its like; None where it has no such place.

    Example: "And in 2022?" after "Who led Albania in 2018?" is "Who led Albania in 2022?".
    """
    if adverb := asked_alone(text):
        return _ASKS_HOW.sub(adverb.capitalize(), earlier, count=1) if _ASKS_HOW.match(earlier) else None
    new = fragment(text)
    if new is None or points_back(new):
        return None
    if date := _DATED.fullmatch(new):
        return _with_date(earlier, new, led=bool(date[1]))
    if led := _LED.match(new):
        return _with_place(earlier, new, led[1])
    return _with_one_of_its_kind(earlier, new) or (None if _WHAT_ABOUT.match(text) else _with_name(earlier, new))


def _with_date(earlier: str, new: str, *, led: bool) -> str:
    old = _DATED.search(earlier)
    if old is None:
        return _appended(earlier, new)
    return _put(earlier, old.span(), new if led else f"{old[1] or ''}{new}")


def _with_place(earlier: str, new: str, preposition: str) -> str:
    """Put `new` for the name that the same preposition leads; "for a Volvo" for the only name of its kind."""
    known = certain_names(earlier)
    for name in known:
        lead = re.search(rf"\b{preposition}\s+{_ANY_ARTICLE}\Z", earlier[: name.start], re.IGNORECASE)
        if lead:
            return _put(earlier, (lead.start(), name.end), new)
    if noun := re.search(rf"\b{preposition}\s+(?:an?|the){_NOUN}(?=\s+{PREPOSITION}\b|[\s?.!]*\Z)", earlier):
        return _put(earlier, noun.span(), new)
    brought = certain_names(new)
    if len(known) == len(brought) == 1 and preposition.casefold() in _FOR:
        return _put(earlier, (known[0].start, known[0].end), brought[0].text)
    return _appended(earlier, new)


def _with_one_of_its_kind(earlier: str, new: str) -> str | None:
    """Put "a BMW" for "a Volvo", the only name, and "a service" for the first noun with "a": "a tyre change"."""
    if not _ONE.match(new):
        return None
    known, brought = certain_names(earlier), certain_names(new)
    if len(known) == len(brought) == 1 and (article := _ENDS_WITH_ONE.search(earlier, 0, known[0].start)):
        return _put(earlier, (article.start(), known[0].end), new)
    noun = None if _ASKS_WHETHER.match(earlier) else _ONE_NOUN.search(earlier)
    return None if brought or noun is None else _put(earlier, noun.span(noun.lastgroup or 0), new)


def _with_name(earlier: str, new: str) -> str | None:
    """Put `new` for the first name that has "the" as it does, else for a name that is its question's subject."""
    known = certain_names(earlier)
    if _ARTICLE.match(new) and find_names(new):
        for name in known:
            if article := _ENDS_WITH_ARTICLE.search(earlier, 0, name.start):
                return _put(earlier, (article.start(), name.end), new)
    for name in known[:1]:
        article = _ENDS_WITH_ARTICLE.search(earlier, 0, name.start)
        start = article.start() if article else name.start - len(name.with_title) + len(name.text)
        if _ENDS_WITH_AUXILIARY.search(earlier, 0, start):
            return _put(earlier, (start, name.end), new)
    return None


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _appended(text: str, new: str) -> str:
    return f"{text.rstrip(' ?.!')} {new}?"
