"""Read a question for whose colour, cost or number it asks: another one's is no answer."""

from __future__ import annotations

import re

from corpus.text.terms import terms

_COLOUR_OF = re.compile(
    r"\b(?:what|which) colou?r (?:is|are|was|were|does|do|did|has|have|will|should)\b(?P<thing>[^?.!;,]*)"
    r"|\bcolou?rs? (?:of|has|have)\b(?P<of>[^?.!;,]*)",
    re.IGNORECASE,
)
_SPENT_ON = re.compile(
    r"\b(?:spend|spent|spends|spending|paid|pay|pays|\bhow much\b[^?.!;,]*?\b(?:goes|went|go))\b[^?.!;,]*?"
    r"\bon (?P<thing>[^?.!;,]*)"
    r"|\bhow much (?:money )?(?:for|on) (?P<for>[^?.!;,]*)",
    re.IGNORECASE,
)
_REACHED_BY = r"(?:tele|mobile |office |home )?phone number|e-?mail(?: address)?"
_OWNER = re.compile(
    rf"(?P<owner>[^\W\d_][\w-]*)['’]s (?:{_REACHED_BY}|number)\b"
    rf"|\b(?:{_REACHED_BY}) of (?:the |my |our )?(?P<of>[^?.!;,]*)"
    r"|(?:\A|\bthe )number of (?:the|my|our) (?P<one>[^?.!;,]*)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:in|on|at|of|for|from|during|by|with|after|before|since|last|this|each|every|per|when|that|to"
    r"|have|has|had)\b"
)
_SIDE = re.compile(r"^\W*(?:the|an?|my|our|your|his|her|its|their|new|old|its|all|both)\b", re.IGNORECASE)


def thing_coloured(question: str) -> str:
    """Return the noun of what a question asks the colour of; "" where it asks for none.

    Example: "What colour is the coffee machine?" gives "machine".
    """
    found = _COLOUR_OF.search(question)
    return _head(found["thing"] or found["of"] or "") if found else ""


def spent_on(question: str) -> str:
    """Return the noun of what a question asks the spending on; "" where it asks for none.

    Example: "How much did the Trust spend on salaries in 2025?" gives "salaries".
    """
    found = _SPENT_ON.search(question)
    return _head(found["thing"] or found["for"] or "") if found else ""


def reached(question: str) -> str:
    """Return the noun of whom a question asks the phone number or address of; "" where it asks for none.

    "The number of the guests" counts them, and "the reference number of the case" is no phone's.

    Example: "What is the caretaker's number?" gives "caretaker".
    """
    found = _OWNER.search(question)
    if found is None:
        return ""
    one = _head(found["one"] or "")
    return _head(found["owner"] or found["of"] or "") or ("" if one.endswith("s") else one)


def speaks_of(thing: str, text: str, language: str = "en") -> bool:
    """Return whether a noun stands in `text`, in any of its forms."""
    return set(terms(thing, language)) <= set(terms(text, language))


def _head(phrase: str) -> str:
    """Return the last word of a noun phrase: "coffee machine in the hall" is a machine."""
    words = _ENDS.split(_SIDE.sub("", phrase))[0].split()
    return words[-1] if words else ""
