"""Verbs that questions are made with, in all their forms: "opens" and "opened" are "open"."""

from __future__ import annotations

import re

from bot.english.lexicon import bot_table, bot_words
from corpus.english.word_lists import word_table


def _words(name: str) -> frozenset[str]:
    return frozenset(bot_words(name))


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if re.search(r"[^aeiou]y\Z", base):
        return f"{base[:-1]}ied"
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnpt]", base) or base in ("expel", "travel", "cancel", "transfer")
    return f"{base}{base[-1]}ed" if short and base not in ("vet", "mend") else f"{base}ed"


def _third(base: str) -> str:
    if base == "have":
        return "has"
    if re.search(r"(?:[sxz]|[cs]h|o)\Z", base):
        return f"{base}es"
    return f"{base[:-1]}ies" if re.search(r"[^aeiou]y\Z", base) else f"{base}s"


_REGULAR = _words("question_clauses.verbs.regular") | _words("question_generation.verbs.regular")
FORMS = {
    base: (found[0], found[1])
    for table in (word_table("verbs.irregular"), bot_table("question_clauses.forms"))
    for base, found in table.items()
    if base in _words("question_clauses.verbs.irregular") | _words("question_generation.verbs.irregular")
    and len(found) == 2
}
"""Past and participle of each irregular verb."""
BASE_OF_THIRD = {_third(base): base for base in _REGULAR | FORMS.keys()}
BASE_OF_PAST = {_past(base): base for base in _REGULAR} | {
    past: base for base, (past, _) in FORMS.items() if past != base
}
PARTICIPLE = "|".join(sorted({part for _, part in FORMS.values()})) + r"|[a-z]{3,}(?<!e)ed"
PAST_OF_PARTICIPLE = {part: past for past, part in FORMS.values()}
ALL_FORMS = frozenset((*BASE_OF_THIRD, *BASE_OF_PAST, *_REGULAR, *FORMS))


def base_of(form: str) -> str:
    """Return the base of a form that is known; any other word as it is."""
    return BASE_OF_THIRD.get(form) or BASE_OF_PAST.get(form) or form
