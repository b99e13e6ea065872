"""Words whose full stop does not end a sentence, and the words that show that one has begun.

English, with what German, French, Italian, Spanish and Albanian writing uses most, all in lower case and without the
last full stop.
"""

from __future__ import annotations

from pathlib import Path

from corpus.english.word_lists import word_table

_LISTS = {
    key: frozenset(words) for key, words in word_table("abbreviations", Path(__file__).with_name("words")).items()
}

TITLES = _LISTS["titles"]
"""Always followed by more of the sentence."""
BEFORE_NUMBERS = _LISTS["before_numbers"]
"""Short for something when a number or a letter follows; "no." may also be a word."""
BEFORE_NAMES = _LISTS["before_names"]
"""May end a sentence: they do where a word of `OPENERS` follows."""
MONTHS_AFTER_ORDINALS = _LISTS["months_after_ordinals"]
"""German nouns after an ordinal: in "3. Oktober" the stop ends no sentence."""
LETTERED = _LISTS["lettered"]
"""What is named by one letter ("vitamin C."): there the letter is no initial."""
OPENERS = _LISTS["openers"]
"""Words that, with a capital, begin a sentence more often than they go on with a name."""
