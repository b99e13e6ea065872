"""Put what a pattern has found in a sentence into the words of a question.

Each function takes the groups of a pattern of `bot.english.clause_questions` and the sentence's subject, and returns a
question; None where what is left of the sentence points elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.clause_parts import DANGLING, NUMBER
from bot.english.lexicon import bot_words
from bot.english.names import certain_names
from bot.english.plain_subject import may_be_plural
from bot.english.verb_forms import BASE_OF_PAST, BASE_OF_THIRD, FORMS, PAST_OF_PARTICIPLE
from corpus.english.word_lists import word_list

if TYPE_CHECKING:
    from bot.english.plain_subject import Subject

_GOES_ON = re.compile(r" (?:about|after|against|at|for|from|into|of|on|over|to|with)\b")
"""What belongs to a verb and stands behind a time: "searched in 2021 for a home"."""
_ELSEWHERE = frozenset(("here", "there", "then", "not", "so", "too", "alone", "only", "otherwise", "been"))


def _words(name: str) -> frozenset[str]:
    return frozenset(bot_words(f"question_clauses.{name}"))


def _rest(found: re.Match[str]) -> str | None:
    """Return what stands between a verb and what is asked for; None if it points elsewhere or is no phrase."""
    words = found["rest"].split()
    pointing = frozenset(bot_words("question_generation.words.clause")) - {"and"}
    pointing |= frozenset(bot_words("question_generation.words.pronouns")) | _ELSEWHERE
    if any(each.casefold() in pointing or re.fullmatch(r"\d+(?:st|nd|rd|th)", each) for each in words):
        return None
    if words and words[-1].casefold() in DANGLING:
        return None
    return "".join(f" {each}" for each in words)


def _fronted(be: str, subject: Subject) -> str:
    """Return an auxiliary and its subject in the order of a question: "must the form be", "do the forms have to be"."""
    first, _, more = be.partition(" ")
    if first in ("has", "have", "had"):
        return f"{'did' if first == 'had' else subject.do} {subject.words} have {more}"
    return f"{first} {subject.words}{f' {more}' if more else ''}"


def _did(found: re.Match[str], subject: Subject) -> str | None:
    """Return the verb of a sentence in the order of a question: "does the office open", "did the roof leak"."""
    verb = found["verb"]
    if verb in BASE_OF_THIRD:
        return f"does {subject.words} {BASE_OF_THIRD[verb]}"
    if verb in BASE_OF_PAST:
        return f"did {subject.words} {BASE_OF_PAST[verb]}"
    base_is_past = verb in FORMS and FORMS[verb][0] == verb
    if subject.is_plural:
        return f"do {subject.words} {verb}"
    return f"did {subject.words} {verb}" if base_is_past else None


def when_done(found: re.Match[str], subject: Subject) -> str | None:
    """Ask when something is done, or has to be; by whom is no part of that."""
    rest = _rest(found)
    rest = "" if rest is not None and rest.startswith(" by ") else rest
    return None if rest is None else f"When {_fronted(found['be'], subject)} {found['part']}{rest}?"


def when_is(found: re.Match[str], subject: Subject) -> str | None:
    """Ask when something is."""
    return f"When {found['be']} {subject.words}?"


def when_does(found: re.Match[str], subject: Subject) -> str | None:
    """Ask when somebody does something, or did."""
    rest, did = _rest(found), _did(found, subject)
    is_cut = not rest and _GOES_ON.match(found.string, found.end())
    return None if rest is None or did is None or is_cut else f"When {did}{rest}?"


def when_will(found: re.Match[str], subject: Subject) -> str | None:
    """Ask when something will be."""
    rest = _rest(found)
    return None if rest is None else f"When {found['modal']} {subject.words} {found['base']}{rest}?"


def where(found: re.Match[str], subject: Subject) -> str | None:
    """Ask where something is, or is kept."""
    noun = found["where"].split()[-1].casefold()
    if noun in _words("places.not_places") or noun.endswith(("’s", "'s")) or noun in ("the", "a", "an", "our"):
        return None
    kept = f" {found['part']}" if found["part"] else ""
    return f"Where {found['be']} {subject.words}{kept}?"


def how_much(found: re.Match[str], subject: Subject) -> str | None:
    """Ask what something costs; what has a price is asked for by itself."""
    verb = found["verb"]
    if verb in ("cost", "costs"):
        past = verb == "cost" and not subject.is_plural
        return f"How much {'did' if past else subject.do} {subject.words} cost?"
    return f"How much {verb} {subject.words}?" if subject.head in _words("nouns.priced") else None


def how_long(found: re.Match[str], subject: Subject) -> str | None:
    """Ask how long something lasts."""
    verb = found["verb"]
    if verb in ("is", "are"):
        return f"How long {verb} {subject.words} {found['state']}?"
    did = _did(found, subject)
    return f"How long {did}?" if did else None


def how_long_done(found: re.Match[str], subject: Subject) -> str | None:
    """Ask how long something is done."""
    rest = _rest(found)
    return None if rest is None else f"How long {_fronted(found['be'], subject)} {found['part']}{rest}?"


def how_long_did(found: re.Match[str], subject: Subject) -> str | None:
    """Ask how long something goes on."""
    rest, did = _rest(found), _did(found, subject)
    is_more = rest is None or len(rest.split()) > 2 or " and" in rest or bool(re.search(rf"\d|\b(?:{NUMBER})\b", rest))
    return None if is_more or did is None else f"How long {did}{rest}?"


def how_often_done(found: re.Match[str], subject: Subject) -> str | None:
    """Ask how often something is done."""
    rest = _rest(found)
    return None if rest is None else f"How often {found['be']} {subject.words} {found['part']}{rest}?"


def how_often(found: re.Match[str], subject: Subject) -> str | None:
    """Ask how often something happens."""
    rest, did = _rest(found), _did(found, subject)
    return f"How often {did}{rest}?" if did and rest is not None else None


def how_many(found: re.Match[str], subject: Subject) -> str | None:
    """Ask how many of a thing there are to the subject."""
    did = _did(found, subject)
    counted = found["counted"]
    return f"How many {counted} {did}?" if did and _is_counted(counted) else None


def _is_counted(words: str) -> bool:
    """Return whether words after a number name what is counted, and no unit that it is measured in."""
    *before, noun = words.casefold().split()
    return may_be_plural(noun) and noun not in _words("nouns.units") and not {"of", "to", "or", "and"} & set(before)


def counted(found: re.Match[str]) -> str | None:
    """Make a question of a sentence that begins with a number of things or people."""
    rest, counted = _rest(found), found["counted"]
    if rest is None or not _is_counted(counted):
        return None
    verb = f"{found['verb']} there" if found["verb"] in ("are", "were") else found["verb"]
    return f"How many {counted} {verb}{rest}?"


def why_done(found: re.Match[str], subject: Subject) -> str | None:
    """Ask why something was done."""
    rest = _rest(found)
    return None if rest is None else f"Why {_fronted(found['be'], subject)} {found['part']}{rest}?"


def why_did(found: re.Match[str], subject: Subject) -> str | None:
    """Ask why somebody did something."""
    rest, did = _rest(found), _did(found, subject)
    return None if rest is None or did is None else f"Why {did}{rest}?"


def who_did_it(found: re.Match[str], subject: Subject) -> str | None:
    """Ask by whom something was done."""
    part = found["part"]
    past = PAST_OF_PARTICIPLE.get(part, part if part.endswith("ed") else None)
    rest = _rest(found)
    return (
        f"Who {past} {subject.words}{rest}?"
        if past and rest is not None and certain_names(f"x {found['who']}")
        else None
    )


def who_is(found: re.Match[str], subject: Subject) -> str | None:
    """Ask who has a role."""
    is_role = subject.head in _words("nouns.roles") or subject.head in word_list("nouns.person")
    return f"Who {found['be']} {subject.words}?" if is_role and subject.words.startswith(("the", "my")) else None


def most(found: re.Match[str], subject: Subject) -> str | None:
    """Ask what, or who, is the most of its kind."""
    if subject.head.endswith(("ed", "known", "st")):
        return None
    asks = "Who" if subject.head in word_list("nouns.person") else "What"
    return f"{asks} {found['be']} {subject.words}?"


def who_did(found: re.Match[str], subject: Subject) -> str | None:
    """Ask who did something: a person who is named in full, or by a role."""
    rest = _rest(found)
    by_name = subject.words[0].isupper() and " " in subject.words and bool(certain_names(f"x {subject.words}"))
    by_role = subject.words.startswith("the ") and subject.head in word_list("nouns.person")
    if found["verb"] in ("died", "went") or not rest or len(rest.split()) < 2 or not (by_name or by_role):
        return None
    return f"Who {found['verb']}{rest}?"


def who_became(found: re.Match[str], subject: Subject) -> str | None:
    """Ask who was chosen for a role."""
    return f"Who {found['be']} {found['part']} {found['role']}?" if certain_names(f"x {subject.words}") else None


def why_is(found: re.Match[str], subject: Subject) -> str | None:
    """Ask why something is as it is."""
    return None if found["state"] in _ELSEWHERE else f"Why {found['be']} {subject.words} {found['state']}?"


def by_how_much(found: re.Match[str], subject: Subject) -> str | None:
    """Ask by how much something has changed."""
    return f"By how much did {subject.words} {BASE_OF_PAST[found['verb']]}?" if found["verb"] in BASE_OF_PAST else None


def how_large(found: re.Match[str], subject: Subject) -> str | None:
    """Ask for a measure."""
    return f"How {found['size']} {found['be']} {subject.words}?"


def where_does(found: re.Match[str], subject: Subject) -> str | None:
    """Ask where something stands or takes place."""
    did, noun = _did(found, subject), found["where"].split()[-1].casefold()
    return None if did is None or noun in _words("places.not_places") else f"Where {did}?"


def called(found: re.Match[str], subject: Subject) -> str | None:
    """Ask for a name."""
    return None if subject.words[0].isupper() else f"What {found['be']} {subject.words} called?"


def what(found: re.Match[str], subject: Subject) -> str | None:
    """Ask for the object of a verb."""
    did = _did(found, subject)
    return f"What {did}?" if did and subject.words != "we" else None


def what_happened(found: re.Match[str], subject: Subject) -> str | None:
    """Ask what became of something."""
    if subject.words.startswith(("a ", "an ")):
        return None
    return f"What {'happened' if found['be'] in ('was', 'were') else 'has happened'} to {subject.words}?"


def may(found: re.Match[str], subject: Subject) -> str | None:
    """Ask whether something can be done, should be, or has to be."""
    rest, modal = _rest(found), found["modal"]
    if rest is None:
        return None
    if modal == "must":
        return f"{subject.do.capitalize()} {subject.words} have to be {found['part']}{rest}?"
    asked = "Should" if modal.startswith("should") else "Can"
    return f"{asked} {subject.words} be {found['part']}{rest}?"


def is_it(found: re.Match[str], subject: Subject) -> str | None:
    """Ask whether something is allowed, covered or open."""
    rest, state = _rest(found), found["state"]
    if rest is None:
        return None
    state = {"forbidden": "allowed", "prohibited": "allowed", "excluded": "covered"}.get(state, state)
    return f"{found['be'].capitalize()} {subject.words} {state}{rest}?"


def made_of(found: re.Match[str], subject: Subject) -> str | None:
    """Ask what something is made of, or used for."""
    if found["verb"] in ("consists of", "consist of"):
        return f"What {subject.do} {subject.words} consist of?"
    return f"What {found['verb'].split()[0]} {subject.words} {found['verb'].partition(' ')[2]}?"
