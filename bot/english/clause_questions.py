"""Make questions from the plain sentences of short documents: when, where, how much, how long, why, who, may one.

Each pattern takes a whole main clause, and asks for the part of it that is a time, a place, an amount, a reason or a
person. What is left over has to be short and to point at nothing outside of the sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english import clause_wording as wording
from bot.english.clause_parts import ABOUT, LONG, MONEY, MONTH, NUMBER, OFTEN, POINT, WEEKDAY, WHEN
from bot.english.lexicon import bot_words
from bot.english.plain_subject import plain_subject
from bot.english.verb_forms import ALL_FORMS, BASE_OF_PAST, PARTICIPLE, base_of
from corpus.english.word_lists import alternatives

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from bot.english.plain_subject import Subject

LONGEST_SENTENCE = 240
"""Characters of a sentence that a question is made from."""
_FEWEST, _MOST = 4, 13
"""Words of a question."""
_MOST_OF_REST = 6


_SAYS_LITTLE = re.compile(
    r"\b(?:no|nobody|none|nothing|nowhere|with effect)\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\?\Z"
    r"|\d[\d.,]* ?(?:mm|cm|m|km|kg|g|l|ml|°|%|percent)\b|\AWhere \w+ an? "
)
"""What nobody would ask: who already knows the amount, what "nobody" may do, where one of many was."""


def _words(name: str) -> frozenset[str]:
    return frozenset(bot_words(f"question_clauses.{name}"))


_NP = r"(?P<np>(?:(?:The|Our|Your|An?|All|Each) )?+[^\W_][\w’'-]*(?: [\w’'.-]+){0,6}?)"
_R = rf"(?P<rest>(?: [\w’'%-]+){{0,{_MOST_OF_REST}}}?)"
_END = r"(?:[.,;:](?!\d)| and | but | or )"
_STOP = r"[.,;:](?!\d)"
_NOT_ON = r"(?![\w-]|[.,]\d)"
_MODAL = "will|must|can|may|should|shall"
_BE_DONE = rf"(?P<be>is|are|was|were|(?:{_MODAL}) be|(?:has|have|had) to be)"
_ADVERB = r"(?: (?:finally|officially|usually|normally|then|now|still|only|also|always))?"
_PLACED = alternatives(_words("places.prepositions"))
_SOMEWHERE = rf"(?P<where>(?:{_PLACED}) (?!(?:{MONTH}|{WEEKDAY})s?\b)(?:the|a|an|our|[A-Z])\s?[\w’'-]*)"
_ADDRESS = r"(?:Mr|Mrs|Ms|Dr|Prof|Professor|Pastor|Father|Sister|Sir)\.?"
_NAME = rf"(?P<who>(?:{_ADDRESS} )?[A-Z][\w’'-]+(?: (?:van|von|de|[A-Z][\w’'.-]*)){{1,3}}|{_ADDRESS} [A-Z][\w’'-]+)"
_VERB = rf"(?P<verb>{'|'.join(sorted(ALL_FORMS - {'has', 'have', 'had'}))})"
_OWNED = rf"(?P<verb>{'|'.join(sorted(ALL_FORMS))})"
_CAUSE = (
    r"(?:, as (?:there|it|the|no|we|he|she|they)\b|,? (?:because|so that|due to|owing to|in order to)"
    r"|,? since (?!\d|[A-Z]|then|the (?:beginning|start)))"
)


def clause_questions(sentence: str, known: Collection[str] = ()) -> Iterator[str]:
    """Yield questions that the sentence answers, the surest first; none where no pattern fits.

    `known` are words that stand with a capital letter inside of sentences.
    Example: "The bins are behind the shed." makes "Where are the bins?".
    """
    told = re.sub(r"[*_`]", "", " ".join(sentence.split()))
    if len(told) > LONGEST_SENTENCE or not re.match(r"[^\W_]", told) or not re.search(r"[.!]\Z", told) or "?" in told:
        return
    for question in _asked(told, known):
        if _FEWEST <= len(question.split()) <= _MOST and not _SAYS_LITTLE.search(question):
            yield question


def _asked(told: str, known: Collection[str]) -> Iterator[str]:
    text = _time_last(_ASIDE.sub(r"\1 ", told, count=1))
    for pattern, make in _PATTERNS:
        if (found := pattern.match(text)) and (subject := plain_subject(found["np"], known)):
            yield make(found, subject) or ""
    for pattern in _COUNTED:
        if found := pattern.match(text):
            yield wording.counted(found) or ""


def _time_last(told: str) -> str:
    """Return a sentence that begins with a time with the time behind its first clause: "In May it rained"."""
    found = _TIME_FIRST.match(told)
    if found is None:
        return told
    clause, mark, more = re.match(r"([^,;:]*)([,;:.]?)(.*)", told[found.end() :], re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{clause.rstrip('.')} {found['time'][0].lower()}{found['time'][1:]}{mark or '.'}{more}"


_NOT_RANGE = "(?!from|since|between|by|until|till|within)"
_STATE = alternatives(_words("states.polar"))
_SUPERLATIVE = r"(?:most|least|best|worst|only|main|maximum|minimum|[a-z]{3,}(?<!for)(?<!inter)est)"
_MOST_OF_ALL = rf"(?P<np>(?:The|Our) (?:[\w’'-]+ ){{0,2}}?{_SUPERLATIVE}(?: [\w’'-]+){{1,3}})"
_KEPT = r"(?:(?P<part>kept|stored|buried|parked|held|based|hidden|displayed) )?"
_MADE = r"(?P<verb>is made of|are made of|is used for|are used for|consists? of)"
_TELLING = sorted(each for each in ALL_FORMS if base_of(each) in _words("verbs.with_object"))
_WITH_OBJECT = rf"(?P<verb>{'|'.join(_TELLING)})"
_PAST_VERB = rf"(?P<verb>{'|'.join(sorted(BASE_OF_PAST))})"
_STANDING = (
    r"(?P<verb>stands?|stood|lies|hangs?|lives?|lived|meets?|met|sits?|works?|worked|starts?|started|ends?|begins?)"
)
_NO_OBJECT = (
    "that|by|in|on|at|from|for|with|up|out|it|us|them|him|her|nothing|down|this|too|so|elsewhere|sound|and|or|over"
)
_SIZED = r"(?P<size>long|high|deep|wide|tall|old|heavy|thick)"
_CHANGED = r"(?P<verb>rose|fell|grew|dropped|increased|shrank)"
_CHOSEN = r"(?P<part>(?:re-)?elected|appointed|named|chosen|made) (?P<role>(?:as )?[a-z]+(?: [a-z]+)?)"
_HAPPENING = alternatives(_words("verbs.happening"))
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Subject], str | None]], ...] = (
    (re.compile(rf"{_NP} {_BE_DONE}{_ADVERB} (?P<part>{PARTICIPLE}){_R}{_CAUSE}"), wording.why_done),
    (re.compile(rf"{_NP} {_VERB}{_R}{_CAUSE}"), wording.why_did),
    (re.compile(rf"{_NP} (?P<verb>costs?|is|are|was|were) {ABOUT}(?:{MONEY})"), wording.how_much),
    (re.compile(rf"{_NP} (?P<verb>costs?) {ABOUT}\d"), wording.how_much),
    (re.compile(rf"{_NP} {_BE_DONE}{_ADVERB} (?P<part>{PARTICIPLE}){_R} (?:{WHEN}){_NOT_ON}"), wording.when_done),
    (
        re.compile(rf"{_NP} (?P<modal>{_MODAL}) (?P<base>(?!not\b|be\b)[a-z]+){_R} (?:{WHEN}){_NOT_ON}"),
        wording.when_will,
    ),
    (re.compile(rf"{_NP} {_VERB}{_R} (?:{WHEN}){_NOT_ON}"), wording.when_does),
    (
        re.compile(rf"{_NP} (?P<be>is|are|was|were)(?: always)? {_NOT_RANGE}(?:{WHEN}){_NOT_ON}"),
        wording.when_is,
    ),
    (re.compile(rf"{_NP} (?P<verb>is|are) (?P<state>valid|open|closed|insured|covered) for {LONG}"), wording.how_long),
    (re.compile(rf"{_NP} (?P<verb>lasts?|lasted|takes?|took|keeps?) (?:for )?{LONG}"), wording.how_long),
    (re.compile(rf"{_NP} (?P<be>is|are) (?P<part>{PARTICIPLE}){_R} {OFTEN}{_END}"), wording.how_often_done),
    (re.compile(rf"{_NP} {_VERB}{_R} {OFTEN}{_END}"), wording.how_often),
    (re.compile(rf"{_NP} (?P<be>is|are|was|were) (?:now |still )?{_KEPT}{_SOMEWHERE}"), wording.where),
    (re.compile(rf"{_NP} (?P<be>was|were) (?P<part>{PARTICIPLE}){_R} by {_NAME}{_END}"), wording.who_did_it),
    (re.compile(rf"{_NP} (?P<be>is|are|was|were) (?:now |still )?{_NAME}{_END}"), wording.who_is),
    (re.compile(rf"{_NP} {_OWNED} {ABOUT}{NUMBER} (?P<counted>(?:[a-z-]+ )?[a-z]+)(?= |[.,;:])"), wording.how_many),
    (re.compile(rf"{_MOST_OF_ALL} (?P<be>is|are|was|were) (?!not\b|to\b|that\b)"), wording.most),
    (
        re.compile(
            rf"{_NP} (?P<modal>(?:can|may|must|should)(?: ?not)?)(?: only)? be (?P<part>{PARTICIPLE}){_R}{_STOP}"
        ),
        wording.may,
    ),
    (re.compile(rf"{_NP} (?P<be>is|are)(?: not)? (?P<state>{_STATE}){_R}{_STOP}"), wording.is_it),
    (re.compile(rf"{_NP} {_MADE} "), wording.made_of),
    (re.compile(rf"{_NP} {_BE_DONE} (?P<part>{PARTICIPLE}){_R} for {LONG}"), wording.how_long_done),
    (re.compile(rf"{_NP} {_VERB}{_R} for {LONG}"), wording.how_long_did),
    (re.compile(rf"{_NP} (?P<be>is|are|was|were) (?:very |too |so )?(?P<state>[a-z]+){_CAUSE}"), wording.why_is),
    (re.compile(rf"{_NP} {_CHANGED} by {ABOUT}(?:{NUMBER}|[£€$]\d)"), wording.by_how_much),
    (re.compile(rf"{_NP} (?P<be>is|are|was|were) {ABOUT}{NUMBER} \w+ {_SIZED}\b"), wording.how_large),
    (re.compile(rf"{_NP} {_STANDING} {_SOMEWHERE}"), wording.where_does),
    (re.compile(rf"{_NP} (?P<be>is|are|was|were) called "), wording.called),
    (re.compile(rf"{_NP} (?P<be>is|are|was|were) {_CHOSEN}{_END}"), wording.who_became),
    (
        re.compile(rf"{_NP} (?P<be>was|were|has been|have been) (?:badly |almost |partly )?(?:{_HAPPENING})\b"),
        wording.what_happened,
    ),
    (re.compile(rf"{_NP} {_PAST_VERB}{_R}{_END}"), wording.who_did),
    (re.compile(rf"{_NP} {_WITH_OBJECT} (?!(?:{_NO_OBJECT})\b|\w+ly\b)\w"), wording.what),
)
_ASIDE = re.compile(r"\A((?:The|Our|Your) [\w’' -]{3,40}), [^,;:]{3,70}, (?=[a-z])")
"""What stands between commas behind a subject: "Our chair, Ana Leka, retires"."""
_TIME_FIRST = re.compile(
    rf"(?P<time>(?:On|In|At|By|Until|After|Before|From|Since|Every) (?:(?:the )?(?:{POINT}))(?: [12]\d{{3}})?),? (?=\w)"
)
_MANY = rf"{ABOUT}(?i:{NUMBER}) (?P<counted>(?:[a-z-]+ ){{0,2}}?(?:people|children|men|women|[a-z]{{2,}}s))"
_HAPPENED = rf"(?P<verb>{'|'.join(sorted(BASE_OF_PAST))}|were (?:{PARTICIPLE}))"
_COUNTED = (
    re.compile(rf"There (?P<verb>are|were) {_MANY}{_R}{_END}"),
    re.compile(rf"{_MANY} {_HAPPENED}{_R}{_END}"),
)
