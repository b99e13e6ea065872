"""Tell which value a question asks for, of those that are written in a form of their own, and where one stands.

Narrower than the types of `corpus.english.question_type`: "How much does it cost?" wants a price, not any number. What
each is good for was measured on the open question sets: docs/decisions/0057-values-asked-for.md.
"""

from __future__ import annotations

import re
from enum import Enum

from corpus.english.word_lists import alternatives, word_list


class ValueKind(Enum):
    """Kinds of values with a form of their own.

    PRICE: an amount of money. PHONE, EMAIL and WEB: where somebody is reached. COLOUR: its name. CLOCK: a time of day.
    DURATION: how long something takes, lasts or is. SERVINGS: for how many a dish is.
    """

    PRICE = "price"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    COLOUR = "colour"
    CLOCK = "clock"
    DURATION = "duration"
    SERVINGS = "servings"


def _any_of(name: str) -> str:
    return rf"(?:{alternatives(word_list(f'values.{name}'))})"


_IS = r"(?:'s|’s| is| are| was| were)"
_ASKED = {
    ValueKind.SERVINGS: rf"\bhow many (?:people|persons|guests|mouths)\b.*\b{_any_of('dishes')}\b"
    r"|\bhow many (?:portions|servings|helpings)\b",
    ValueKind.PHONE: r"\b(?:tele)?phone number|\bnumber (?:can i|do i|should i|to) (?:call|ring|dial|phone)"
    rf"|\bwhat{_IS}? (?:[\w.]+ )*[\w.]+['’]s? (?:mobile |office |home )?number\b"
    r"|\bwhat number .*\b(?:call|ring|dial|phone)\b",
    ValueKind.EMAIL: r"\bwh(?:at|ich)\b.*\be-?mail address|\baddress .*\be-?mails?\b"
    r"|\b(?:is there|have you(?: got)?|(?:do|does) \w+ have) an e-?mail\b",
    ValueKind.WEB: rf"\bwh(?:at|ich)(?:{_IS} the)? (?:[\w-]+ )?(?:web ?(?:site|page|address)|url|internet address)\b",
    ValueKind.COLOUR: rf"\b(?:what|which) colou?r\b|\bwhat{_IS} the colou?r\b",
    ValueKind.CLOCK: r"\b(?:what|which) time\b(?! (?:frame|zone|of))",
    ValueKind.PRICE: rf"\bhow much (?:money|(?:{_any_of('auxiliaries')})\b.*\b{_any_of('payments')}\b)"
    rf"|\bwhat (?:does|do|did|will|would) .*\bcosts?\b|\bwhat{_IS} the (?:[\w-]+ ){{0,2}}{_any_of('prices')}s?\b"
    r"|\bhow (?:expensive\b|much (?:for|on) )",
    ValueKind.DURATION: r"\bhow long\b(?! ago)",
}
_ASKS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _ASKED.items()}

_WORDS = alternatives([*word_list("numbers.small"), *word_list("numbers.tens"), "half", "several"])
_NUMBER = rf"(?:\d[\d.,]*|(?:{_WORDS}))"
_UNIT = rf"(?:{_any_of('time_units')}|{_any_of('length_units')})"
_MONTH = rf"(?:{alternatives(word_list('calendar.months'))})"
_BARE_PRICE = (
    rf"(?<![\w:.,/-])(?<!\d\s)(?!(?:1[5-9]|20)\d\d\b)\d+(?:[.,]\d+)*(?![\w:/-]|[.,]\d|\s\d)"
    rf"(?!\s?(?:°|{_UNIT}\b|{_any_of('other_units')}\b|{_MONTH}\b))"
)
"""A number alone, as in a table of prices: no year, no day, no time, no measure."""
_WRITTEN = {
    ValueKind.PRICE: rf"[$€£¥]\s?\d|\d\s?[$€£¥%]|\b{_NUMBER}[\s-]?(?:(?:hundred|thousand|million|billion|m|bn|k)\s)?"
    rf"{_any_of('currencies')}\b|\b{_any_of('currencies')}\s?\d|\d\s?p\b|\bper\s?cent\b"
    rf"|\b{_any_of('no_price')}\b|{_BARE_PRICE}",
    ValueKind.PHONE: r"(?<![\w.])[+(]?\d(?:[\d()/ -]|(?<=\d)\.(?=\d)){4,}\d(?![\w-])"
    r"|\b(?:dial|ring|call|phone|telephone|tel|extension|ext)\b\W{1,3}\d{3,}(?![\w-])",
    ValueKind.EMAIL: r"[\w.+-]+@[\w-]+\.\w",
    ValueKind.WEB: r"\bhttps?://|\bwww\.|\b[\w-]+\.(?:com|org|net|edu|gov|info|io|eu|uk|de|al|example)\b",
    ValueKind.COLOUR: rf"\b{_any_of('colours')}\b",
    ValueKind.CLOCK: r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b|\bo['’]clock\b|\bnoon\b|\bmidnight\b"
    r"|\bsun(?:rise|set)\b|\b(?:half|quarter) (?:past|to)\b"
    rf"|\b(?:at|from|until|till|to|before|after|by|and) {_NUMBER}\b"
    rf"(?!\s?(?:{_UNIT}|{_any_of('other_units')}|{_MONTH})\b)",
    ValueKind.DURATION: rf"\b{_NUMBER}(?:\s(?:and a half|or|to)\s{_NUMBER})?[\s-]?{_UNIT}\b"
    rf"|\b(?:an?|one|half an?|the whole|every|all|few|some|several|couple of)\s{_UNIT}\b|\b{_any_of('bounds')}\b"
    rf"|\b\d{{4}}\s?[-–]\s?\d|\b{_NUMBER} [\w-]+ {_UNIT}\b",
    ValueKind.SERVINGS: rf"\b(?:serves|feeds|makes|yields|for)\s(?:about\s|up to\s)?{_NUMBER}\b"
    rf"|\b{_NUMBER}\s(?:portions|servings|helpings|pieces)\b",
}
_FORMS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _WRITTEN.items()}


def asked_value(question: str) -> ValueKind | None:
    """Return the kind of value that `question` asks for; None where it has no form of its own.

    Example: "How much will the welding cost?" asks for a PRICE, "How long is the warranty?" for a DURATION.
    """
    return next((kind for kind, asks in _ASKS.items() if asks.search(question)), None)


def holds_value(kind: ValueKind, text: str) -> bool:
    """Return whether a value of `kind` stands in `text`.

    Example: "Serves six." holds SERVINGS, "Mr Osei (07700 900 412)" a PHONE.
    """
    return bool(_FORMS[kind].search(text))
