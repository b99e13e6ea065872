"""Words that say nothing of what a text is about: articles, pronouns, prepositions, conjunctions, auxiliaries.

A list is a file in `data/stop_words/`, called by its language. It holds closed classes only, so that "Uhr", "homme" and
"dag" stay words. English is in the form that `corpus.text.terms` gives its words before stemming, so without
apostrophes; the others are as they are written, and normalised there.
"""

from __future__ import annotations

from corpus.text.word_lists import list_names, read_words

STOP_WORDS = {
    code: read_words(f"stop_words/{code}") for code in sorted(list_names("stop_words"), key=lambda code: code != "en")
}
"""By ISO 639-1 code, English first. Other languages have no list: there, how rare a word is has to tell."""
