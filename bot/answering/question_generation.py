"""Questions made from sentences, for English: a few strict patterns, since no question is better than a crooked one.

A pattern takes a sentence whose subject is a name or begins with "the", and whose verb is among those that are known
here in all their forms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.names import names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

LONGEST_SENTENCE = 260
LONGEST_QUESTION = 100
_FEWEST_WORDS, _MOST_WORDS = 3, 16
_MOST_OF_NAME, _MOST_OF_REST = 7, 10


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IRREGULAR = {
    "become": ("became", "become"),
    "begin": ("began", "begun"),
    "break": ("broke", "broken"),
    "build": ("built", "built"),
    "catch": ("caught", "caught"),
    "find": ("found", "found"),
    "give": ("gave", "given"),
    "hide": ("hid", "hidden"),
    "hold": ("held", "held"),
    "keep": ("kept", "kept"),
    "lay": ("laid", "laid"),
    "leave": ("left", "left"),
    "light": ("lit", "lit"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "meet": ("met", "met"),
    "sell": ("sold", "sold"),
    "send": ("sent", "sent"),
    "steal": ("stole", "stolen"),
    "take": ("took", "taken"),
    "win": ("won", "won"),
    "write": ("wrote", "written"),
}
_REGULAR = _words(
    "abolish accept add adopt announce appoint approve arrest arrive attack award capture close collapse complete "
    "conquer create declare defeat deport describe design destroy detain develop die disappear discover elect end "
    "erupt establish evacuate expel fire form found free hire house import injure introduce invade invent join "
    "kill land launch liberate marry move name occupy open order publish raid receive recognise recognize record "
    "reject release remove rename replace resign restore retire return sever sign start support surrender "
    "translate visit welcome"
)
_DOUBLED = {"expel": "expelled"}
_STANDS_ALONE = _words("arrive begin close collapse die disappear end erupt open resign retire return start surrender")


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if re.search(r"[^aeiou]y\Z", base) else _DOUBLED.get(base, f"{base}ed")


_PAST = {past: base for base, (past, _) in _IRREGULAR.items()} | {_regular_past(base): base for base in _REGULAR}
_PARTICIPLES = {participle for _, participle in _IRREGULAR.values()} | set(map(_regular_past, _REGULAR)) - {
    _regular_past(base) for base in ("arrive", "collapse", "die", "disappear", "erupt", "resign", "retire")
}

_THINGS = _words(
    "agency agreement alliance animal association bank base bird book bridge camp castle church city code community "
    "company compound concept country custom database device disease district drug festival film fish game gas group "
    "harbour insect instrument island lake language law lighthouse machine magazine material medicine metal method "
    "militia mineral mountain movement museum name newspaper operation organisation organization party peninsula "
    "place plant port principle process programme project protein protocol province region religion report river "
    "school settlement ship species sport standard state substance system team technique term theory town tradition "
    "treaty tree tribe union unit university vaccine village virus war website word"
)
_PEOPLE = _words(
    "actor actress activist ambassador architect artist astronomer author bishop chancellor chemist composer dancer "
    "diplomat director doctor economist editor engineer explorer general historian inventor journalist judge king "
    "lawyer leader mathematician minister musician nurse painter philosopher physician physicist poet politician "
    "president priest professor queen saint scientist sculptor singer soldier teacher writer"
)
_FUNCTION = _words(
    "a about above after again against all also although among an and another any are around as at because been "
    "before behind being below between both but by can could did do does during each earlier either even every few "
    "finally first for from had has have he her here hers him his how however if in indeed instead into is it its "
    "just last later less many may me meanwhile might more most much must my near neither never nevertheless next no "
    "none nor not now of off often on once one only or other others our out over own perhaps recently said same "
    "second several shall she should since so some sometimes soon still such than that the their them then there "
    "these they third this those though three through throughout thus to today together too two under unlike until "
    "up us was we were what when where whether which while who whom whose why will with within without would yet "
    "yesterday you your"
)
_CLAUSE = _words(
    "although and are because but could did do does had has have he i if is it not nor or said says she should than "
    "that there these they this those though we were was what when where whether which while who whom whose why will "
    "would you"
)
_POINTING = _words("he her hers him his i it its me my our she their them these they this those us we you your")

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = (
    rf"(?:(?:early|late|mid)[ -])?(?:(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}})?(?:,? \d{{4}})?|[12]\d{{3}}|"
    r"the (?:early |late )?[12]\d{2}0s)"
)
_AMOUNT = (
    r"(?:(?:about|some|around|over|nearly|almost|only|exactly|roughly|approximately|at least|up to|"
    r"(?:more|fewer|less) than) )?(?:\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: hundred| thousand| million| billion)?"
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
    r"(?:(?:Former|Acting) )?(?:(?:Prime|Foreign|Interior|Defen[cs]e) [Mm]inister|President|Chancellor|King|Queen|"
    r"Professor|Dr\.?|General|Senator|Governor|Mayor)"
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

_SAYING = "says|said|states|stated|reports|reported|writes|wrote|recalls|adds|added|notes|explains"
_PREFIX = re.compile(rf"(?:According to [^,]{{2,60}}, |[^\W\d_][^,]{{1,60}}? (?:{_SAYING}) that )(?=\S)")
_SUFFIX = re.compile(rf", (?:according to [^,]{{2,60}}|(?:as )?[^\W\d_][^,]{{1,60}}? (?:{_SAYING}))\.\Z")
_CROOKED = re.compile(r"[^\w\s,.’'-]|\.\.|\.(?=\s)|https?|www")


def question_from(sentence: str, known: Collection[str] = ()) -> str | None:
    """A question that the sentence answers; None where no pattern fits.

    `known` are words that stand with a capital letter inside of sentences: at the start of one, only these are names.
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
    """The subject of a sentence as it is written inside of one; None for what may be no plain name or noun."""
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
    """What follows the verb; None where it may be more than a simple object or place."""
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
    if noun in _PEOPLE and names(f"x {subject}") and not subject.startswith("the "):
        return f"Who {found['be']} {subject}?"
    return f"What {found['be']} {subject}?" if noun in _THINGS else None


def _where(found: re.Match[str], subject: str) -> str | None:
    be, _, participle = found["verb"].partition(" ")
    return f"Where {be} {subject} {participle}?" if participle else f"Where does {subject} lie?"


def _who_said(found: re.Match[str], subject: str) -> str | None:
    words = found["rest"].split()
    if any(word.casefold() in _POINTING for word in words) or words[0].casefold() in ("when", "if", "while"):
        return None
    return f"Who {found['said']} that {' '.join(words)}?" if subject else None


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
