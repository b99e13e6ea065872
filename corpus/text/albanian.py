"""A light stemmer for Albanian, which Snowball does not have: cases, articles and plurals of nouns and adjectives.

It works on plain letters (ë and ç are e and c), as terms are. Light stemmers take off inflection only (Savoy, Light
Stemming Approaches for the French, Portuguese, German and Hungarian Languages, 2006): what derives one word from
another stays.
"""

from __future__ import annotations

import re

_ENDING = re.compile(
    r"(?P<stem>.{3,}?)"
    r"(?:j?(?:eve|ave|et|at|en|es|e|a)"  # lidhjeve, librave; lidhjet, librat; lidhjen, vajzës; lidhje, vajza
    r"|i(?:ve|se|ne|te|a|t|n)?"  # shtëpive, shtëpisë, shtëpinë, shtëpitë, shtëpia; malit, malin, mali
    r"|u(?:ve|t|n)?|(?<=[^aeiouy])ve)"  # shokut, shokun, shoku; mësuesve
)
_LOST_VOWEL = re.compile(r"(?<=[^aeiouy])e(?=[rl]\Z)")  # libër, libri; ministër, ministri; vogël, vogla


def stem(word: str) -> str:
    """Return the stem of a word in small plain letters.

    Example: "libër", "libri", "librit", "librat" and "librave", written plainly, all have libr.
    """
    while ending := _ENDING.fullmatch(word):  # "qytetit" without -it is "qytet", which is written like a plural in -et
        word = ending["stem"]
    if len(word) > 3:
        word = _LOST_VOWEL.sub("", word.removesuffix("j"))  # ligj, ligje
    return word
