"""Find what a text itself says is short for what: "the Mojahedin-e-Khalq, or MEK".

The letters of the short form are looked for in the words beside it, from the last to the first, which has to begin a
word: Schwartz & Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text (2003). Beside
their brackets a few phrases count that introduce either form (`words/short_forms.toml`).
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.english.word_lists import alternatives, text_lines
from corpus.text.terms import normalise, parts, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 500
"""Definitions of one text at most: a list of abbreviations has them all, a text of nothing else is none."""
_LISTS = Path(__file__).with_name("words")
_SHORT = r"[^\W_][\w&.+'’-]{0,8}[\w+]"
_LONGEST = 12
"""Characters before a place in which a short form may stand."""
_REACH = 150
"""Characters beside a short form in which its long form is looked for."""
_BRACKETS = re.compile(r"\(([^()]{2,100})\)")
_PIECE = re.compile(rf"(?:^|[/;,]|\s)\s*[\"'“‘]?({_SHORT})[\"'”’]?\s*(?=\Z|[/;,]|\s(?:or|and|oder|ose|ou)\s)")
_LONG_FIRST = re.compile(
    rf"\s?[,–—-]\s?(?:{alternatives(text_lines('short_forms.long_first', _LISTS))})(?: the| simply)? [\"“‘]?({_SHORT})"
)
_SHORT_FIRST = re.compile(
    rf"[\"”’]?,?\s\(?(?:{alternatives(text_lines('short_forms.short_first', _LISTS))})(?: the)?[:\s]\s?"
)
_WORD_BEFORE = re.compile(rf"({_SHORT})[\"”’]?\s?\Z")
_CLAUSE_END = re.compile(r"[,;:.!?)\]\"”’](?:\s|\Z)|\n\s*\n")
_SPACE = re.compile(r"\s+")


class ShortForm(NamedTuple):
    """A short form and what it is short for, both as they are written."""

    short: str
    long: str


def introduced(text: str) -> list[ShortForm]:
    """Return the short forms that `text` introduces, each once with each long form, MOST at most.

    Example: "the World Health Organization (WHO)" introduces WHO for World Health Organization.
    """
    return list(islice(dict.fromkeys(each for each in _definitions(text) if _is_worth_it(each)), MOST))


def equivalent_terms(text: str, language: str) -> list[tuple[str, str]]:
    """Return what a question may say beside what then counts as the same, as terms with a space between them.

    Each definition counts in both directions. A question's terms are those of the parts of its words; those that are
    looked for are as the index has them, with the compounds.
    """
    found = [each for pair in introduced(text) for each in (pair, ShortForm(pair.long, pair.short))]
    asked = [(" ".join(parts(one, language)), " ".join(terms(other, language))) for one, other in found]
    return list(dict.fromkeys(pair for pair in asked if pair[0] and pair[1] and pair[0] != pair[1]))


def _definitions(text: str) -> Iterator[ShortForm]:
    for found in _BRACKETS.finditer(text):
        yield from _in_brackets(text, found)
    for found in _LONG_FIRST.finditer(text):
        yield from _before(text, found.start(), found[1])
    for found in _SHORT_FIRST.finditer(text):
        yield from _after(_word_before(text, found.start()), text[found.end() : found.end() + _REACH])


def _in_brackets(text: str, brackets: re.Match[str]) -> Iterator[ShortForm]:
    """Yield the definitions of one pair of brackets: short forms in it, or the long form of the word before it."""
    for piece in _PIECE.finditer(brackets[1]):
        yield from _before(text, brackets.start(), piece[1])
    yield from _after(_word_before(text, brackets.start()), brackets[1])


def _word_before(text: str, end: int) -> str:
    found = _WORD_BEFORE.search(text, max(0, end - _LONGEST), end)
    return found[1] if found else ""


def _before(text: str, end: int, short: str) -> Iterator[ShortForm]:
    """Yield the definition of `short` whose long form ends where `text[:end]` does."""
    if not _is_short_form(short):
        return
    words = _last_paragraph(text[max(0, end - _REACH) : end]).split()
    candidate = " ".join(words[-_most_words(short) :])
    start = _match(short, candidate)
    if start is not None:
        yield ShortForm(short, candidate[start:].strip("([\"“‘' "))


def _after(short: str, text: str) -> Iterator[ShortForm]:
    """Yield the definition of `short` whose long form begins `text`: by its words' initials, else as little as does."""
    if not _is_short_form(short):
        return
    words = _CLAUSE_END.split(text, maxsplit=1)[0].removeprefix("the ").split()
    prefixes = [" ".join(words[: count + 1]) for count in range(min(len(words), _most_words(short)))]
    fitting = [prefix for prefix in prefixes if _match(short, prefix) == 0]
    letters = normalise(short)
    yield from (ShortForm(short, prefix) for prefix in sorted(fitting, key=lambda it: _initials(it) != letters)[:1])


def _initials(phrase: str) -> str:
    return normalise("".join(word[0] for word in re.findall(r"\w+", phrase)))


def _match(short: str, candidate: str) -> int | None:
    """Return where in `candidate` the long form of `short` begins that ends with it; None where it holds none."""
    folded, at = [normalise(letter)[:1] for letter in candidate], len(candidate)
    letters = [normalise(letter)[:1] for letter in short if letter.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        at -= 1
        while at >= 0 and (folded[at] != letter or (number == 0 and at > 0 and candidate[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    return candidate.rfind(" ", 0, at + 1) + 1


def _is_short_form(word: str) -> bool:
    """Return whether a word looks like one: capitals or digits, two at least, the first character one of them."""
    marks = sum(letter.isupper() or letter.isdigit() for letter in word)
    return marks >= 2 and any(map(str.isalpha, word)) and sum(map(str.islower, word)) <= marks


def _is_worth_it(pair: ShortForm) -> bool:
    """Return whether the long form is longer, does not hold the short one, and has a word of its own."""
    words = re.split(r"[\s-]", pair.long)
    return len(pair.long) > len(pair.short) + 2 and pair.short not in words and any(map(str.islower, pair.long))


def _most_words(short: str) -> int:
    return min(len(short) + 5, len(short) * 2)


def _last_paragraph(text: str) -> str:
    return _SPACE.sub(" ", re.split(r"\n\s*\n|[!?;:(]\s", text)[-1])
