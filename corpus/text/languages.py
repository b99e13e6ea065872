"""Which language a text is in: letter profiles propose, the languages' stop words decide."""

from __future__ import annotations

import re
import unicodedata
from typing import cast

from resiliparse.parse.lang import detect_fast

from corpus.text.stop_words import STOP_WORDS
from corpus.text.terms import language_code

READ = 10_000
"""So many characters are looked at."""
PROPOSED = 3
"""Of so many languages with the nearest letter profiles the stop words choose."""
STOP_WORD_SHARE = 0.12
"""A language is taken for sure when so many of the words are its stop words, and ..."""
STOP_WORDS_SEEN = 3
"""... at least so many: prose has two or three times the share, a list of names next to nothing."""
ENOUGH_FOR_PROFILES = 500
"""Letter profiles alone are believed, for languages without stop words, from so many characters on, ..."""
NEAR = 600
"""... and up to this distance: that of prose is 250 to 570, that of a list of names above 1,000."""

_WORD = re.compile(r"[^\W\d_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})


def declared(tag: str | None) -> str | None:
    """`tag` as it is if it names one language as a code ("de", "en-GB", "ger"), else None."""
    code = language_code(tag or "")
    return tag if re.fullmatch("[a-z]{2,3}", code) and code not in _NO_LANGUAGE else None


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language that `text` begins in; None where that cannot be told for sure."""
    text = unicodedata.normalize("NFC", _SURROGATE.sub(" ", text[:READ]))
    nearest = dict(cast("list[tuple[str, int]]", detect_fast(text, n_results=PROPOSED)))
    words = _WORD.findall(text.casefold())
    seen = {code: sum(map(STOP_WORDS[code].__contains__, words)) for code in nearest if code in STOP_WORDS}
    likeliest = max(seen, key=seen.__getitem__, default="")
    if seen.get(likeliest, 0) >= max(STOP_WORDS_SEEN, STOP_WORD_SHARE * len(words)):
        return likeliest
    first = next(iter(nearest), "")
    by_profile = words and first not in seen and len(text) >= ENOUGH_FOR_PROFILES and nearest.get(first, NEAR) < NEAR
    return first if by_profile else None
