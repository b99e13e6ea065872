"""Words whose full stop does not end a sentence, and the words that show that one has begun.

English, with what German, French, Italian, Spanish and Albanian writing uses most. The lists are files in
`data/abbreviations/`, all in lower case and without the last full stop.
"""

from __future__ import annotations

from corpus.text.word_lists import read_words

TITLES = read_words("abbreviations/titles")
"""Always followed by more of the sentence."""
BEFORE_NUMBERS = read_words("abbreviations/before_numbers")
"""Short for something when a number or a letter follows; "no." may also be a word."""
BEFORE_NAMES = read_words("abbreviations/before_names")
"""May end a sentence: they do where a word of `OPENERS` follows."""
MONTHS_AFTER_ORDINALS = read_words("abbreviations/months_after_ordinals")
"""German nouns after an ordinal: in "3. Oktober" the stop ends no sentence."""
LETTERED = read_words("abbreviations/lettered")
"""What is named by one letter ("vitamin C."): there the letter is no initial."""
OPENERS = read_words("abbreviations/openers")
"""Words that, with a capital, begin a sentence more often than they go on with a name."""
