"""Every kind of group, from the searched question sets and from templates: what is learned from, what is measured."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from training.reranker.groups import Group, read_groups
from training.reranker.made_documents import made_groups
from training.reranker.relayouts import as_faq, title_only
from training.reranker.rewording import reworded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SETS = Path(__file__).with_name("sets.json")
MADE_LIBRARIES = 700
REWORDED_SHARE = 0.2
MOST_OF_A_KIND = 3000
PASSAGES = 5
"""Of how many passages the sentences are learned from."""
UNSEEN = ", unseen"
"""Ends the name of a kind that is made from sets to measure with."""


@dataclass(frozen=True, slots=True)
class SetKind:
    """The kind of a question set. measured: nothing is learned from it. by_passage: see `Group`."""

    kind: str
    measured: bool = False
    by_passage: bool = False


def set_kinds() -> dict[str, SetKind]:
    """Return the kinds of the question sets, by name."""
    return {name: SetKind(**value) for name, value in json.loads(SETS.read_text("utf-8")).items()}


def measured_kinds() -> frozenset[str]:
    """Return the kinds of sets that nothing is learned from; kinds made from them end in UNSEEN."""
    return frozenset(each.kind for each in set_kinds().values() if each.measured)


def is_measured(kind: str) -> bool:
    """Return whether a kind is there to measure with only."""
    return kind.endswith(UNSEEN) or kind in measured_kinds()


def make_groups(searched: Iterable[Path], seed: int = 14) -> list[Group]:
    """Return the groups of all kinds. A question that is measured with is nowhere learned from."""
    kinds = set_kinds()
    learned: list[Group] = []
    measured: list[Group] = []
    for path in sorted(searched):
        name = path.name.removesuffix(".jsonl.gz")
        groups = [_as(group, kinds[name]) for group in read_groups(path)]
        further = [*as_faq(groups, seed), *title_only(groups), *_reworded(groups, seed)]
        if kinds[name].measured:
            measured += [*groups, *(replace(each, kind=each.kind + UNSEEN) for each in further)]
        else:
            learned += [*groups, *further]
    learned += made_groups(MADE_LIBRARIES, seed)
    asked = {_plain(group.question) for group in measured}
    return [*_limited([group for group in learned if _plain(group.question) not in asked], seed), *measured]


def _limited(groups: Sequence[Group], seed: int) -> list[Group]:
    """Return at most MOST_OF_A_KIND groups of each kind, with the candidates of their first PASSAGES."""
    shuffled = Random(seed).sample(groups, len(groups))
    seen: Counter[str] = Counter()
    kept = []
    for group in shuffled:
        seen[group.kind] += 1
        if seen[group.kind] <= MOST_OF_A_KIND:
            near = tuple(each for each in group.candidates if each.passage < PASSAGES)
            kept.append(replace(group, candidates=near))
    return kept


def _as(group: Group, kind: SetKind) -> Group:
    return replace(group, kind=kind.kind, by_passage=kind.by_passage)


def _reworded(groups: Sequence[Group], seed: int) -> list[Group]:
    random = Random(seed)
    chosen = [group for group in groups if random.random() < REWORDED_SHARE]
    return [replace(each, kind="reworded", question=reworded(each.question, random)) for each in chosen]


def _plain(question: str) -> str:
    return " ".join(question.lower().rstrip("?. ").split())
