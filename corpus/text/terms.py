"""Turn words into the terms that are matched: those of the word index, and those of questions.

A term consists of letters and digits only, whatever the script, so that terms can be joined with spaces.
"""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from corpus.text import albanian
from corpus.text.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KNOWN_TO_SNOWBALL = """
    ar:arabic hy:armenian eu:basque ca:catalan cs:czech da:danish nl:dutch en:english eo:esperanto et:estonian
    fi:finnish fr:french de:german el:greek hi:hindi hu:hungarian id:indonesian ga:irish it:italian
    lt:lithuanian ne:nepali no:norwegian fa:persian pl:polish pt:portuguese
    ro:romanian ru:russian sr:serbian es:spanish sv:swedish ta:tamil tr:turkish yi:yiddish
"""
_STEMMERS = dict(pair.split(":") for pair in _KNOWN_TO_SNOWBALL.split())
_OTHER_CODES = """
    ara:ar hye:hy arm:hy eus:eu baq:eu cat:ca ces:cs cze:cs dan:da deu:de ger:de ell:el gre:el eng:en epo:eo est:et
    fas:fa per:fa fin:fi fra:fr fre:fr gle:ga hin:hi hun:hu ind:id ita:it lit:lt nep:ne nld:nl dut:nl nor:no nob:no
    nno:no nb:no nn:no pol:pl por:pt ron:ro rum:ro rus:ru spa:es sqi:sq alb:sq srp:sr swe:sv tam:ta tur:tr yid:yi
"""
_SHORTER = dict(pair.split(":") for pair in _OTHER_CODES.split())
_ELIDING = frozenset({"fr", "it", "ca"})
_STEMMED_PLAIN = frozenset({"en", "sq"})

_ACCENT = re.compile(r"(?<![\u0400-\u052f])[\u0300-\u036f]|[\u0591-\u05c7\u064b-\u065f\u0670]")
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe",
     "ё": "е", "ـ": "", "’": "'", "ʼ": "'"}
)  # fmt: skip

_TYPED = str.maketrans({"’": "'", "ʼ": "'", "\xad": ""})

_SCRIPTS_WITH_MARKS = (*range(0x300, 0x1D00), *range(0xA800, 0xAC00), 0x3099, 0x309A)
_MARKS = "".join(chr(c) for c in _SCRIPTS_WITH_MARKS if unicodedata.category(chr(c))[0] == "M") + "\xad\u200c\u200d"
_IN = rf"[\w{_MARKS}\xad\u200c\u200d]"
_PLAIN_WORD = r"[A-Za-z]+(?=[ \n,;:)])"  # most words; the longer expression finds the same, in more time
_TOKEN = re.compile(
    rf"{_PLAIN_WORD}|(?:[^\W\d_]\.){{2,}}(?!\w)"
    rf"|[^\W_]{_IN}*(?:(?:[.'’‐‑-]|-\r?\n|(?<=\d),(?=\d\d\d(?!\d))){_IN}+)*"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)+"
_PART = re.compile(rf"(?:{_NUMBER})(?!\d){_IN}*|[^\W_](?:(?!_){_IN}|['’](?=\w))*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\Z")
_UNSPACED = re.compile(r"[^\W\d_A-Z]\.[A-Z]")
_SUFFIX = re.compile(r"'(?:s|ll|re|ve|d|m)\Z")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|[dn]ell|all|sull|un)'(?=\w)")
_NOT_IN_WORDS = re.compile(rf"(?:(?!{_IN}).|_)+", re.DOTALL)
_NOT_IN_TERMS = re.compile(r"[\W_]+")
_PAIRED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]+"
)

_LONGEST_TERM = 64
_WORDS_KNOWN = 16_384
"""Words whose terms stay in memory. Four times as many save 2 to 5 % of reading text, and take 18 MB more."""
_PARTS_THAT_ARE_JOINED = 3
_CAPITAL_NAMES = frozenset({"US", "WHO", "IT"})
_DOTTED_STOP_WORDS = frozenset({"e.g.", "e.g", "i.e.", "i.e", "a.", "i."})
_STEMS_TO_A_NAME = frozenset({"does"})

_word = tuple.__new__  # half the time of Word(…), for the many words of many texts
_of_this_thread = threading.local()


class Word(NamedTuple):
    """A term, and the characters that it stands for: `text[start - offset:end - offset]`."""

    term: str
    start: int
    end: int


def normalise(text: str) -> str:
    """Return `text` without the differences that no reader would search for: NFKC, case-folded, without diacritics.

    Latin, Greek, Arabic and Hebrew letters lose theirs; marks that make another letter (й, が) stay.

    Example: "Çuçi" becomes "cuci".
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _ACCENT.sub("", decomposed)).casefold().translate(_PLAIN)


def words(text: str, language: str = "en", offset: int = 0) -> list[Word]:
    """Return the words of `text`, in order of their start; `offset` is added to every place.

    `language` (ISO 639-1, "en-GB" will do) chooses the Snowball stemmer; an unknown one means no stemming.
    Compounds give each part and, up to three parts, the whole: "COVID-19" is covid, covid19 and 19, so it
    matches "COVID 19" and "covid19" too. "U.S." is us, "3,000" is 3000, "3.5" is 3point5, "Rama's" is rama.
    Scripts without spaces, and Korean, give pairs of characters.
    """
    code = language_code(language)
    found: list[Word] = []
    for token in _TOKEN.finditer(text):
        start = token.start() + offset
        written = token[0]
        terms_of = _terms_of if len(written) <= _LONGEST_TERM else _terms_of.__wrapped__
        for term, first, last in terms_of(written, code):
            found.append(_word(Word, (term, start + first, start + last)))
    return found


def terms(text: str, language: str = "en") -> list[str]:
    """Return the terms of `text` that are not stop words, in order; all of them if there is nothing else.

    Example: "The keeper lit the lamps." has keeper, lit and lamp.
    """
    found = words(text, language)
    stop = stop_words_in(text, {(word.start, word.end) for word in found}, language)
    return [word.term for word in found if (word.start, word.end) not in stop] or [word.term for word in found]


def parts(text: str, language: str = "en") -> list[str]:
    """Return the terms of `text` as `terms` does, of compounds the parts alone.

    Example: "COVID-19" has covid and 19.
    """
    found = innermost(words(text, language))
    stop = stop_words_in(text, {(word.start, word.end) for word in found}, language)
    return [word.term for word in found if (word.start, word.end) not in stop] or [word.term for word in found]


def innermost(found: Sequence[Word]) -> list[Word]:
    """Return those of a text's words that hold no other, in the same order."""
    return [
        word
        for number, word in enumerate(found)
        if not any(
            word.start <= other.start and other.end <= word.end and other[1:] != word[1:]
            for other in found[max(0, number - 1) : number + _PARTS_THAT_ARE_JOINED + 1]
        )
    ]


def stop_words_in(text: str, places: Iterable[tuple[int, int]], language: str) -> set[tuple[int, int]]:
    """Return those `places` (start, end) of words whose word is a stop word.

    In a text all in capitals, "US" is one too.
    """
    shouted = text.isupper()
    return {
        (start, end)
        for start, end in places
        if is_stop_word(text[start:end].lower() if shouted else text[start:end], language)
    }


@lru_cache(maxsize=_WORDS_KNOWN)
def is_stop_word(word: str, language: str = "en") -> bool:
    """Return whether a word as it is written, or an English word's term, says nothing of what a text is about.

    Example: "US", "U.S.", "WHO" and "IT" do say something, "us", "who" and "it" do not.
    """
    if word in _CAPITAL_NAMES or (len(word) > 2 and _INITIALS.match(word) and word.lower() not in {"i.e.", "e.g."}):
        return False
    code = language_code(language)
    return _folded(word, code) in _stop_forms(code)


@lru_cache(maxsize=64)
def language_code(language: str) -> str:
    """Return the language of a tag, as ISO 639-1 names it where Besa knows its name.

    Example: "en-GB" is en, "ger" is de, "nb" is no.
    """
    primary = re.split(r"[-_]", language.strip().lower())[0]
    return _SHORTER.get(primary, primary)


@lru_cache(maxsize=64)
def _stop_forms(code: str) -> frozenset[str]:
    written = STOP_WORDS.get(code, frozenset())
    stems = {_term(word, code) for word in written - _STEMS_TO_A_NAME} if code == "en" else set()
    return frozenset({form for word in written for form in (_folded(word, code), _plain(word, code))} | stems)


@lru_cache(maxsize=_WORDS_KNOWN)
def _terms_of(token: str, code: str) -> tuple[tuple[str, int, int], ...]:
    """Return the terms of one token, each with the range of the token that it stands for."""
    if token.isascii() and token.isalpha():  # most are, and need nothing else that `_term` does
        return ((_stemmed(token.lower()[:_LONGEST_TERM], code), 0, len(token)),)
    if _INITIALS.match(token):
        return _kept((_plain(token, code), 0, len(token)))
    found = []
    for part in _PART.finditer(token):
        found.extend(_terms_of_part(part[0], part.start(), code))
    if 1 < len(found) <= _PARTS_THAT_ARE_JOINED and not (_PAIRED.search(token) or _UNSPACED.search(token)):
        found.append((_term(_NOT_IN_WORDS.sub("", token), code), 0, len(token)))
    return _kept(*found)


def _terms_of_part(part: str, start: int, code: str) -> list[tuple[str, int, int]]:
    found = []
    at = 0
    for run in [*_PAIRED.finditer(part), None]:
        until = run.start() if run else len(part)
        if until > at:
            found.append((_term(part[at:until], code), start + at, start + until))
        if run:
            found.extend(_pairs(run[0], start + run.start()))
            at = run.end()
    return found


def _pairs(run: str, start: int) -> list[tuple[str, int, int]]:
    letters = [at for at, character in enumerate(run) if character.isalnum()]
    ends = [*letters[1:], len(run)]
    if len(letters) == 1:
        return [(_plain(run, ""), start, start + len(run))]
    return [(_pair(run[first:end]), start + first, start + end) for first, end in zip(letters, ends[1:], strict=False)]


@lru_cache(maxsize=_WORDS_KNOWN)
def _pair(characters: str) -> str:
    return _plain(characters, "")


def _kept(*found: tuple[str, int, int]) -> tuple[tuple[str, int, int], ...]:
    return tuple((sys.intern(term), first, last) for term, first, last in sorted(found, key=_by_place) if term)


def _by_place(found: tuple[str, int, int]) -> tuple[int, int]:
    return found[1], found[2]


def _term(part: str, code: str) -> str:
    """Return the term of a part of a word: its stem.

    English and Albanian stem the plain word; the other stemmers know their language's accents and vowel signs
    ("nommée", "informações"), so they see the word as it is written and the accents are taken off the stem.
    """
    plain = _plain(part, code)
    if code in _STEMMED_PLAIN or part.isascii() or not part[0].isalpha():
        return _NOT_IN_TERMS.sub("", _stemmed(plain, code))
    return _NOT_IN_TERMS.sub("", normalise(_stemmed(_folded(part, code), code))) or plain


def _folded(part: str, code: str) -> str:
    """Return a part of a word with its accents, in small letters, without what an apostrophe adds to it."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", part).casefold()).translate(_TYPED)
    return _NOT_IN_WORDS.sub("", _without_additions(folded, code))[:_LONGEST_TERM]


def _plain(part: str, code: str) -> str:
    """Return the letters and digits of a part of a word, normalised, without what an apostrophe adds to it."""
    normal = _without_additions(normalise(part), code)
    if part[:1].isdecimal():
        normal = normal.replace(".", "point")
    return _NOT_IN_TERMS.sub("", normal)[:_LONGEST_TERM]


def _without_additions(word: str, code: str) -> str:
    if "'" in word:
        word = _SUFFIX.sub("", word) if code == "en" else word
        word = _ELISION.sub("", word, count=1) if code in _ELIDING else word
    return word


def _stemmed(term: str, code: str) -> str:
    """Return the stem of a term; Snowball's stemmers keep state, so each thread has its own."""
    algorithm = _STEMMERS.get(code)
    if algorithm is None:
        return albanian.stem(term) if code == "sq" else term
    stemmer = getattr(_of_this_thread, code, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(algorithm, 0)  # its own memory of words costs more than it saves
        setattr(_of_this_thread, code, stemmer)
    stem: str = stemmer.stemWord(term)
    return stem
