"""Make questions from sentences, by a few strict patterns: no question is better than a crooked one.

A pattern takes a sentence whose subject is a name or begins with "the", and whose verb is among those that are known
here in all their forms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.dates import PLAIN_DATE
from bot.english.lexicon import bot_words
from bot.english.names import certain_names
from corpus.english.word_lists import alternatives, word_list, word_table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

LONGEST_SENTENCE = 260
"""Characters of a sentence that a question is made from."""
LONGEST_QUESTION = 100
"""Characters of a question that is offered."""
OF_QUESTIONS = frozenset(("lie", "locat", "situat", "do", "doe", "did"))
"""Stems of words that a question has for its form alone: "Where does it lie?" asks what "Where is it?" does."""
_FEWEST_WORDS, _MOST_WORDS = 3, 14
_MOST_SAID = 9
"""Words of what somebody said that a question repeats: a longer one gives its own answer away."""
_MOST_OF_NAME, _MOST_OF_REST = 7, 10


def _words(name: str) -> frozenset[str]:
    return frozenset(bot_words(f"question_generation.{name}"))


_IRREGULAR = {base: word_table("verbs.irregular")[base] for base in bot_words("question_generation.verbs.irregular")}
_REGULAR = _words("verbs.regular")
_DOUBLED = {"expel": "expelled"}
_STANDS_ALONE = _words("verbs.without_object")


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if re.search(r"[^aeiou]y\Z", base) else _DOUBLED.get(base, f"{base}ed")


_PAST = {past: base for base, (past, _) in _IRREGULAR.items()} | {_regular_past(base): base for base in _REGULAR}
_PARTICIPLES = {participle for _, participle in _IRREGULAR.values()}.union(
    map(_regular_past, _REGULAR - _words("verbs.without_passive"))
)

_THINGS = _words("kinds.things").union(*(word_list(f"nouns.{name}") for name in ("thing", "group", "place")))
_PEOPLE = _words("kinds.people").union(word_list("nouns.person"))
_FUNCTION = _words("words.function")
_CLAUSE = _words("words.clause")
_POINTING = _words("words.pronouns")

_DATE = rf"(?:{PLAIN_DATE}|the (?:early |late )?[12]\d{{2}}0s)"
_QUALIFIER = alternatives(word for words in word_table("numbers.qualifiers").values() for word in words)
_NUMBER_WORD = alternatives((*word_list("numbers.small"), *word_list("numbers.tens")))
_AMOUNT = (
    rf"(?:(?:{_QUALIFIER}) )?(?:\d[\d,.]*\d|\d|{_NUMBER_WORD})(?: (?:{alternatives(word_table('numbers.scales'))}))?"
)
_COUNTED = (
    r"(?P<counted>(?:(?!more|other|such|of)[a-z-]+ )?(?:people|children|men|women|[a-z]{2,}(?<!ou)(?<!s)(?<!i)(?<!u)s))"
)
_NOUN = r"(?P<subject>[^\W\d_][\w’'.-]*(?: [\w’'.-]+){0,6}?)"
_ADVERB = r"(?:(?P<adverb>first|officially|finally|formally) )?"
_VERB = rf"(?P<verb>{'|'.join(sorted(_PAST))})"
_PARTICIPLE = rf"(?P<verb>{'|'.join(sorted(_PARTICIPLES))})"
_REST = r"(?P<rest>(?: [\w’'.-]+){0,10}?)"
_TITLE = (
    rf"(?:(?:{alternatives(map(str.capitalize, bot_words('names.before_titles')))}) )*"
    rf"(?:{alternatives(map(str.capitalize, bot_words('names.titles')))})\.?"
)

_WHEN_PASSIVE = re.compile(rf"{_NOUN} (?P<be>was|were) {_ADVERB}{_PARTICIPLE}{_REST} (?:on|in) {_DATE}[.,]")
_WHEN_ACTIVE = re.compile(rf"{_NOUN} {_ADVERB}{_VERB}{_REST} (?:on|in) {_DATE}[.,]")
_MANY_HAVE = re.compile(rf"{_NOUN} (?P<have>has|have|had) {_AMOUNT} {_COUNTED}(?:[.,]| in | on | at | who | that )")
_MANY_DID = re.compile(rf"{_NOUN} {_VERB} {_AMOUNT} {_COUNTED}{_REST}\.")
_IS_A = re.compile(
    rf"{_NOUN} (?P<be>is|was) (?:an?|the) (?P<kind>[\w -]+?)"
    r"(?:[.,]| (?:that|which|who|whose|where|of|in|for|from|with|on|by|near|between|to|under|at|off|within) )"
)
_WHERE = re.compile(
    rf"{_NOUN} (?P<verb>lies|is located|is situated|was born|was built|was founded)"
    r" (?:in|on|near|outside|at|off|between|along) (?!the (?:idea|fact|belief|way|form|course)\b)(?:the |an? )?[A-Z]"
)
_SAID = re.compile(rf"{_NOUN} (?:also |later )?(?P<said>said|announced|warned|promised) that (?P<rest>[\w’' -]+)\.")
_DID = re.compile(rf"{_TITLE} (?P<subject>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{0,3}}) {_VERB}{_REST}\.")

_SAYING = alternatives(bot_words("question_generation.speech.says"))
_PREFIX = re.compile(rf"(?:According to [^,]{{2,60}}, |[^\W\d_][^,]{{1,60}}? (?:{_SAYING}) that )(?=\S)")
_SUFFIX = re.compile(rf", (?:according to [^,]{{2,60}}|(?:as )?[^\W\d_][^,]{{1,60}}? (?:{_SAYING}))\.\Z")
_CAPITALISED = re.compile(r"(?<=[a-z,] )[^\W\d_a-z][\w’'-]*")
_CROOKED = re.compile(r"[^\w\s,.’'-]|\.\.|\.(?=\s)|https?|www")


def capitalised_words(text: str) -> list[str]:
    """Return the words that stand with a capital inside of the sentences of `text`."""
    return _CAPITALISED.findall(text)


def question_from(sentence: str, known: Collection[str] = ()) -> str | None:
    """Return a question that the sentence answers; None where no pattern fits.

    `known` are words that stand with a capital letter inside of sentences: at the start of one, only these are names.
    Example: "The tower was built in 1858." makes "When was the tower built?".
    """
    told = " ".join(sentence.split())
    if len(told) > LONGEST_SENTENCE or not told.endswith(".") or _CROOKED.search(told):
        return None
    plain = _SUFFIX.sub(".", told)
    for text in dict.fromkeys((plain, _PREFIX.sub("", plain, count=1))):
        for pattern, made in _PATTERNS:
            found = pattern.match(text)
            subject = _subject(found["subject"], known) if found else None
            question = made(found, subject) if found and subject else None
            if question and _is_fit(question):
                return question
    return None


def _subject(written: str, known: Collection[str]) -> str | None:
    """Return a sentence's subject as it is written inside of one; None for what may be no plain name or noun."""
    words = written.split()
    rest = words[1:]
    if words[0] in ("The", "the"):
        inside = not any(word.casefold() in _CLAUSE | _POINTING for word in rest) and rest[-1:] != ["also"]
        return " ".join(["the", *rest]) if rest and inside and len(words) <= _MOST_OF_NAME else None
    marked = words[0] in known or re.search(r"\d|[A-Z].*[A-Z]", words[0])
    capitals = all(word[0].isupper() or word[0].isdigit() or word in ("of", "the", "and", "de", "al") for word in words)
    if not marked or not capitals or words[0].casefold() in _FUNCTION or not words[-1][0].isupper():
        return None
    return written


def _rest(found: re.Match[str]) -> str | None:
    """Return what follows the verb; None if it may be more than a simple object or place."""
    words = found["rest"].split()
    if any(word.casefold() in _CLAUSE for word in words) or words[:1] == ["by"] or len(words) > _MOST_OF_REST:
        return None
    return "".join(f" {word}" for word in words)


def _when_passive(found: re.Match[str], subject: str) -> str | None:
    rest = _rest(found)
    if rest is None or (rest and rest.split()[-1].casefold() in _FUNCTION):
        return None
    adverb = f" {found['adverb']}" if found["adverb"] else ""
    return f"When {found['be']} {subject}{adverb} {found['verb']}{rest}?"


def _when_active(found: re.Match[str], subject: str) -> str | None:
    rest, base = _rest(found), _PAST[found["verb"]]
    if rest is None or (rest and rest.split()[-1].casefold() in _FUNCTION):
        return None
    adverb = f" {found['adverb']}" if found["adverb"] else ""
    return f"When did {subject}{adverb} {base}{rest}?" if rest or base in _STANDS_ALONE else None


def _many_have(found: re.Match[str], subject: str) -> str | None:
    plural = subject.startswith("the ") and subject.endswith("s")
    auxiliary = {"has": "does", "have": "do", "had": "did"}[found["have"]]
    agrees = found["have"] != "have" or plural or " and " in subject
    return f"How many {found['counted']} {auxiliary} {subject} have?" if agrees else None


def _many_did(found: re.Match[str], subject: str) -> str | None:
    rest, base = _rest(found), _PAST[found["verb"]]
    if rest is None or base in ("become", "found"):
        return None
    if rest.startswith(" of "):
        return f"How many {found['counted']}{rest} did {subject} {base}?"
    return f"How many {found['counted']} did {subject} {base}{rest}?"


def _is_a(found: re.Match[str], subject: str) -> str | None:
    noun = found["kind"].split()[-1]
    if any(word in _FUNCTION for word in found["kind"].split()):
        return None
    if noun in _PEOPLE and certain_names(f"x {subject}") and not subject.startswith("the "):
        return f"Who {found['be']} {subject}?"
    return f"What {found['be']} {subject}?" if noun in _THINGS else None


def _where(found: re.Match[str], subject: str) -> str | None:
    be, _, participle = found["verb"].partition(" ")
    return f"Where {be} {subject} {participle}?" if participle else f"Where does {subject} lie?"


def _who_said(found: re.Match[str], subject: str) -> str | None:
    words = found["rest"].split()
    if any(word.casefold() in _POINTING for word in words) or words[0].casefold() in ("when", "if", "while"):
        return None
    return f"Who {found['said']} that {' '.join(words)}?" if subject and len(words) <= _MOST_SAID else None


def _who_did(found: re.Match[str], subject: str) -> str | None:
    rest = _rest(found)
    words = (rest or "").casefold().split()
    fits = words and not _POINTING.union(("same", "such", "other")).intersection(words)
    return f"Who {found['verb']}{rest}?" if fits and subject else None


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str | None]], ...] = (
    (_MANY_HAVE, _many_have),
    (_MANY_DID, _many_did),
    (_WHEN_PASSIVE, _when_passive),
    (_WHEN_ACTIVE, _when_active),
    (_IS_A, _is_a),
    (_WHERE, _where),
    (_SAID, _who_said),
    (_DID, _who_did),
)


def _is_fit(question: str) -> bool:
    return len(question) <= LONGEST_QUESTION and _FEWEST_WORDS <= len(question.split()) <= _MOST_WORDS
