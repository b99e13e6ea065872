"""Small made-up libraries in the layouts that a person's own documents have, with questions about them.

One and the same fact is told in prose, minutes, an FAQ, a table, a list or a manual. Another organisation of the same
sort tells other values of it under another title, and what one of them does not tell is asked all the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from training.reranker.groups import Candidate, Group
from training.reranker.made_values import PLACES, Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FACTS = Path(__file__).with_name("made_facts.json")
_TOLD = 0.7
"""The share of a domain's facts that a document tells."""
_PASSAGE = 8
"""How many sentences a passage has."""


class Layout(StrEnum):
    """How a document tells its facts; the kind of question that they are learned as stands behind it."""

    PROSE = "prose"
    MINUTES = "minutes"
    MANUAL = "manual"
    FAQ = "faq"
    TABLE = "table"
    LIST = "list"

    @property
    def kind(self) -> str:
        """Return the kind that is held out as a whole."""
        return {Layout.FAQ: "made faq", Layout.TABLE: "made table", Layout.LIST: "made table"}.get(self, "made prose")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with slots. led: a sentence that brings the subject up, and one that leans on it and tells the fact."""

    heading: str
    label: str
    questions: tuple[str, ...]
    sentences: tuple[str, ...]
    short: str
    led: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence of a made-up document; `fact` is the number of what it tells, None if it tells none."""

    heading: str
    sentence: str
    fact: int | None


@dataclass(frozen=True, slots=True)
class _Document:
    title: str
    name: str
    lines: tuple[_Line, ...]
    values: tuple[Values, ...]

    def tells(self, fact: int) -> bool:
        return any(line.fact == fact for line in self.lines)


def domains() -> list[tuple[str, tuple[Fact, ...]]]:
    """Return the sorts of organisations with their facts."""
    return [(each["title"], tuple(map(_fact, each["facts"]))) for each in json.loads(FACTS.read_text("utf-8"))]


def _fact(value: dict[str, Any]) -> Fact:
    led = value.get("led")
    return Fact(
        value["heading"],
        value["label"],
        tuple(value["questions"]),
        tuple(value["sentences"]),
        value["short"],
        (led[0], led[1]) if led else None,
    )


def made_groups(libraries: int, seed: int = 14) -> Iterator[Group]:
    """Yield the questions about so many made-up libraries, each of two to four documents."""
    random, every = Random(seed), domains()
    for _ in range(libraries):
        title, facts = random.choice(every)
        layout = random.choice(list(Layout))
        names = random.sample(PLACES, random.randint(1, 2))
        documents = [_document(title, name, facts, layout, random) for name in names]
        for other, told in random.sample(every, random.randint(1, 2)):
            if other != title:
                documents.append(_document(other, random.choice(PLACES), told, random.choice(list(Layout)), random))
        yield from _asked(documents, facts, layout, len(names) > 1, random)


def _document(title: str, name: str, facts: Sequence[Fact], layout: Layout, random: Random) -> _Document:
    values = tuple(Values(random) for _ in facts)
    told = sorted(random.sample(range(len(facts)), max(2, round(_TOLD * len(facts)))))
    lines = [line for number in told for line in _lines(facts[number], values[number], number, layout, random)]
    if layout is Layout.LIST:
        lines.insert(0, _Line("At a glance", random.choice(["The most important things:", "In short:"]), None))
    if layout is Layout.TABLE:
        lines.insert(0, _Line("Overview", "| What | Details |", None))
    return _Document(_titled(title, name, layout, random), name, tuple(lines), values)


def _titled(title: str, name: str, layout: Layout, random: Random) -> str:
    named = random.choice([f"{title} {name}", f"{name} {title.lower()}"])
    after = {
        Layout.MINUTES: [": minutes of the meeting", ": minutes, " + Values(random).fill("{date}"), ", protocol"],
        Layout.FAQ: [": frequent questions", " FAQ", ": questions and answers"],
        Layout.MANUAL: [": instructions", ": handbook", " guide"],
        Layout.PROSE: ["", ": newsletter", Values(random).fill(": report {year}")],
    }
    return named + random.choice(after.get(layout, ["", ": overview"]))


def _lines(fact: Fact, values: Values, number: int, layout: Layout, random: Random) -> Iterator[_Line]:
    told, short = random.choice(fact.sentences), fact.short
    chosen: dict[Layout, list[tuple[str, str, int | None]]] = {
        Layout.FAQ: [(fact.questions[0], fact.questions[0], None), (fact.questions[0], short, number)],
        Layout.TABLE: [("Overview", random.choice(["| {} | {} |", "What: {}; Details: {}"]), number)],
        Layout.LIST: [("At a glance", "{}: {}", number)],
        Layout.MANUAL: [(fact.label, told, number)],
    }
    lines = chosen.get(layout)
    if lines is None:
        led = fact.led if fact.led and random.random() < 0.6 else None
        lines = (
            [(fact.heading, led[0], None), (fact.heading, led[1], number)] if led else [(fact.heading, told, number)]
        )
    for heading, sentence, about in lines:
        if layout in (Layout.TABLE, Layout.LIST):
            sentence = sentence.replace("{}", fact.label, 1).replace("{}", short.rstrip("."), 1)
        yield _Line(values.fill(heading), values.fill(sentence), about)


def _asked(
    documents: Sequence[_Document], facts: Sequence[Fact], layout: Layout, twins: bool, random: Random
) -> Iterator[Group]:
    """Yield a question for each fact of the first document; of facts that it leaves out, some."""
    first = documents[0]
    for number, fact in enumerate(facts):
        answerable = first.tells(number)
        if not answerable and not (twins and documents[1].tells(number)) and random.random() < 0.5:
            continue
        wordings = fact.questions[1:] if layout is Layout.FAQ else fact.questions
        question = first.values[number].fill(random.choice(wordings))
        if twins or random.random() < 0.3:
            question = _naming(question, first.name, random)
        yield Group(layout.kind, "made", question, _candidates(documents, number), answerable)


def _naming(question: str, name: str, random: Random) -> str:
    """Return the question with the name of who is asked about."""
    stem, mark = (question[:-1], "?") if question.endswith("?") else (question, "")
    return random.choice([f"{stem} in {name}{mark}", f"{stem} at {name}{mark}", f"{name}: {question}"])


def _candidates(documents: Sequence[_Document], asked: int) -> tuple[Candidate, ...]:
    found, passage = [], -1
    for order, document in enumerate(documents):
        held = -1
        for place, line in enumerate(document.lines):
            if place % _PASSAGE == 0:
                passage += 1
                here = document.lines[place : place + _PASSAGE]
                held = passage if order == 0 and any(each.fact == asked for each in here) else held
            before = document.lines[place - 1].sentence if place % _PASSAGE else ""
            right = order == 0 and line.fact == asked
            found.append(
                Candidate(document.title, line.heading, before, line.sentence, passage, right, held == passage)
            )
    return tuple(found)
