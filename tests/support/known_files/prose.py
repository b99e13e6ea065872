"""Paragraphs that nobody has written before: every file of a name has its own, and the same each time."""

from __future__ import annotations

import random
from functools import cache

from tests.support.paths import DATA

_PEOPLE = (
    "harbour master",
    "night nurse",
    "bell founder",
    "lock keeper",
    "tax clerk",
    "beekeeper",
    "glazier",
    "printer",
)
_PLACES = ("Kelva", "Orrin", "Tessaly", "Brome", "Lindow", "Ardal", "Mirash", "Vandel", "Sorrento Bay", "Upper Hask")
_THINGS = ("barrels", "ledgers", "lanterns", "saddles", "violins", "anchors", "looms", "charts", "bricks", "letters")
_ADJECTIVES = ("narrow", "careful", "forgotten", "brass", "distant", "quiet", "stubborn", "painted", "hollow", "early")
_DEEDS = ("counted", "sold", "repaired", "described", "hid", "weighed", "borrowed", "returned", "listed", "burnt")
_FORMS = (
    "The {adjective} {person} of {place} {deed} {number} {things} in the spring of {year}.",
    "Nobody in {place} knew why {number} {things} had been left beside the {adjective} bridge.",
    "After the flood of {year} the town of {place} {deed} all but {number} of its {things}.",
    "A {person} from {place} wrote that {adjective} {things} were worth more than {number} crowns.",
    "In {year} the council {deed} the {things}, and the {person} kept a {adjective} record of it.",
    "It took {number} days until the {adjective} road from {place} was open for {things} again.",
    "The {person} asked for {number} {things}; the answer from {place} came in {year}.",
    "What the {adjective} report of {year} says about {place} is that {number} {things} were missing.",
)


def sentences(name: str, count: int) -> list[str]:
    """Return English sentences that belong to a file of this name."""
    draw = random.Random(name)
    return [_sentence(draw) for _ in range(count)]


def paragraphs(name: str, count: int = 8) -> list[str]:
    """Return English paragraphs of three sentences."""
    said = sentences(name, 3 * count)
    return [" ".join(said[at : at + 3]) for at in range(0, len(said), 3)]


def _sentence(draw: random.Random) -> str:
    return draw.choice(_FORMS).format(
        person=draw.choice(_PEOPLE),
        place=draw.choice(_PLACES),
        things=draw.choice(_THINGS),
        adjective=draw.choice(_ADJECTIVES),
        deed=draw.choice(_DEEDS),
        number=draw.randint(12, 9876),
        year=draw.randint(1702, 2019),
    )


@cache
def in_language(code: str) -> str:
    """Return a text of many paragraphs in German, French, Albanian, Russian, Italian or Spanish."""
    return (DATA / "sentences" / f"{code}.txt").read_text("utf-8")
