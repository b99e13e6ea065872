"""Words that say nothing of what a text is about: articles, pronouns, prepositions, conjunctions, auxiliaries."""

from __future__ import annotations

from pathlib import Path

from corpus.english.word_lists import word_table

STOP_WORDS = {
    code: frozenset(words) for code, words in word_table("stop_words", Path(__file__).with_name("words")).items()
}
"""By ISO 639-1 code, English first. Other languages have no list: there, how rare a word is has to tell."""
