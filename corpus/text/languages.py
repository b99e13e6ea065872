"""Detect the language of a text: letter profiles propose, the languages' stop words decide."""

from __future__ import annotations

import re
import unicodedata
from typing import cast

from resiliparse.parse.lang import detect_fast

from corpus.text.stop_words import STOP_WORDS
from corpus.text.surrogates import replace_surrogates
from corpus.text.terms import language_code

READ = 10_000
"""Characters that are looked at."""
PROPOSED = 3
"""Languages with the nearest letter profiles, of which the stop words choose."""
STOP_WORD_SHARE = 0.12
"""Share of a language's stop words among the words that makes it sure, with ..."""
STOP_WORDS_SEEN = 3
"""... at least this number of them: prose has two or three times the share, a list of names next to nothing."""
ENOUGH_FOR_PROFILES = 500
"""Characters from which on letter profiles alone are believed, for languages without stop words, ..."""
NEAR = 600
"""... up to this distance: that of prose is 250 to 570, that of a list of names above 1,000."""

_WORD = re.compile(r"[^\W\d_]+")
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})


def declared(tag: str | None) -> str | None:
    """Return `tag` as it is if it names one language as a code, else None.

    Example: "de", "en-GB" and "ger" do; "German", "und" and "" do not.
    """
    code = language_code(tag or "")
    return tag if re.fullmatch("[a-z]{2,3}", code) and code not in _NO_LANGUAGE else None


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that `text` begins in; None where that cannot be told for sure.

    Example: "The keeper of the bridge was paid by the town." is "en".
    """
    text = unicodedata.normalize("NFC", replace_surrogates(text[:READ], " "))
    nearest = dict(cast("list[tuple[str, int]]", detect_fast(text, n_results=PROPOSED)))
    words = _WORD.findall(text.casefold())
    seen = {code: sum(map(STOP_WORDS[code].__contains__, words)) for code in nearest if code in STOP_WORDS}
    likeliest = max(seen, key=seen.__getitem__, default="")
    if seen.get(likeliest, 0) >= max(STOP_WORDS_SEEN, STOP_WORD_SHARE * len(words)):
        return likeliest
    first = next(iter(nearest), "")
    by_profile = words and first not in seen and len(text) >= ENOUGH_FOR_PROFILES and nearest.get(first, NEAR) < NEAR
    return first if by_profile else None
