"""An answer in the order in which a person reads it: [1], [2], [3], and what is quoted before what is only near."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.answers import Answer, Disagreement
    from bot.facts import Facts


def in_reading_order(answer: Answer) -> Answer:
    """Return an answer whose citations are numbered as its sentences first name them, the others after them.

    The sentences follow those numbers; those of one citation stay best first. An answer without sentences stays.
    """
    told = [*answer.told, *answer.sentences]
    order = dict.fromkeys([each.citation for each in told] + [each.number for each in answer.citations])
    numbers = {old: new for new, old in enumerate(order, start=1)}
    if not answer.sentences or set(numbers) != {each.number for each in answer.citations}:
        return answer
    citations = [replace(each, number=numbers[each.number]) for each in answer.citations]
    sentences = [replace(each, citation=numbers[each.citation]) for each in answer.sentences]
    return replace(
        answer,
        citations=tuple(sorted(citations, key=lambda each: each.number)),
        sentences=tuple(sorted(sentences, key=lambda each: each.citation)),
        disagreements=tuple(_renumbered(each, numbers) for each in answer.disagreements),
        facts=answer.facts and _facts(answer.facts, numbers),
    )


def _renumbered(difference: Disagreement, numbers: Mapping[int, int]) -> Disagreement:
    sides = [replace(side, citation=numbers[side.citation]) for side in difference.sides]
    return replace(difference, sides=tuple(sorted(sides, key=lambda side: side.citation)))


def _facts(facts: Facts, numbers: Mapping[int, int]) -> Facts:
    documents = (replace(each, citation=numbers[each.citation]) if each.citation else each for each in facts.documents)
    return replace(facts, documents=tuple(documents))
