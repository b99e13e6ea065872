"""Values for the slots of made-up facts: amounts, dates, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

FIRST = [
    "Anna",
    "Boris",
    "Carla",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jamal",
    "Katrin",
    "Leo",
    "Mina",
    "Nils",
    "Olga",
    "Pavel",
    "Rosa",
    "Samir",
    "Tove",
    "Vera",
]
LAST = [
    "Aalto",
    "Berger",
    "Castro",
    "Dahl",
    "Egede",
    "Fischer",
    "Gomez",
    "Hoxha",
    "Ivanov",
    "Jansen",
    "Keller",
    "Lund",
    "Moreau",
    "Nagy",
    "Okafor",
    "Petrov",
    "Quist",
]
PLACES = [
    "Rosenau",
    "Kelmore",
    "Vartby",
    "Lindach",
    "Osterby",
    "Montrel",
    "Dunwick",
    "Sarnova",
    "Pellworth",
    "Arbon",
    "Tirnau",
    "Halsey",
    "Graum",
    "Belvik",
]
FIRMS = ["Nordmilk", "Hale & Sons", "Veritas Paints", "Brauer Tools", "Kestrel Energy", "Aurora Foods", "Pihl Timber"]
TOPICS = ["the future of work", "old maps", "clean water", "machine translation", "city trees", "fair trade"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
CURRENCIES = ("{} euros", "€{}", "{} pounds", "${}", "{} crowns")

_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")


class Values:
    """The values of one made-up fact: a slot has the same one wherever it stands."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._currency = random.choice(CURRENCIES)
        self._known: dict[str, str] = {}

    def fill(self, template: str) -> str:
        """Return `template` with its slots filled."""
        return _SLOT.sub(lambda slot: self._value(slot[1], slot[2]), template)

    def _value(self, kind: str, number: str) -> str:
        key = kind + number
        if key not in self._known:
            self._known[key] = self._new(kind)
        return self._known[key]

    def _new(self, kind: str) -> str:
        pick, whole = self._random.choice, self._random.randint
        makers = {
            "money": lambda: self._currency.format(whole(3, 480)),
            "bigmoney": lambda: self._currency.format(f"{whole(1, 90)}.{whole(1, 9)} million"),
            "n": lambda: str(whole(12, 64)),
            "small": lambda: pick(["two", "three", "four", "five", "six"]),
            "bign": lambda: f"{whole(1, 48)},{whole(100, 990)}",
            "age": lambda: str(whole(12, 18)),
            "pct": lambda: f"{whole(2, 30)} percent",
            "rate": lambda: f"{whole(0, 12)}.{whole(1, 9)} percent",
            "year": lambda: str(whole(1890, 2023)),
            "q": lambda: f"Q{whole(1, 4)}",
            "code": lambda: f"{pick('ABFKR')}-{whole(100, 999)}",
            "dur": lambda: f"{whole(2, 12)} {pick(['days', 'weeks', 'months'])}",
            "time": lambda: pick(
                [f"{whole(7, 11)} a.m.", f"{whole(1, 9)} p.m.", f"{whole(8, 21)}:{whole(1, 5)}0", "noon"]
            ),
            "date": lambda: f"{whole(1, 28)} {pick(MONTHS)}",
            "day": lambda: pick(DAYS),
            "month": lambda: pick(MONTHS),
            "person": lambda: f"{pick(FIRST)} {pick(LAST)}",
            "phone": lambda: f"0{whole(100, 999)} {whole(10, 99)} {whole(10, 99)} {whole(10, 99)}",
            "place": lambda: pick(PLACES),
            "firm": lambda: pick(FIRMS),
            "topic": lambda: pick(TOPICS),
        }
        return makers[kind]()
