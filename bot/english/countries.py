"""Tell which names are countries: what happened in Albania may have happened in Tirana."""

from __future__ import annotations

from bot.english.lexicon import bot_lines
from corpus.text.terms import normalise

_COUNTRIES = frozenset(map(normalise, bot_lines("countries.names")))


def is_country(name: str) -> bool:
    """Return whether `name` is that of a country, or of a region of several, in English."""
    return normalise(name) in _COUNTRIES
