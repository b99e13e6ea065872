"""What is learned from: a question with the sentences of its candidate passages, some of which answer it."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with its document's title and the nearest heading above.

    before: the sentence in front of it in its passage, empty for the first one. passage: the number of its passage,
    likeliest first. right: it answers. held: its passage holds the answer. doubtful: it says the same words as the
    answer in another place, so it counts neither as right nor as wrong.
    """

    title: str
    heading: str
    before: str
    sentence: str
    passage: int
    right: bool = False
    held: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A question and its candidates, in the order of their passages.

    kind: the kind of question and text, the unit that is held out. source: the question set that it comes from.
    answerable: one of the library's documents answers it, found among the candidates or not. by_passage: only the
    passage that answers is known, so all of its sentences are marked as right.
    """

    kind: str
    source: str
    question: str
    candidates: tuple[Candidate, ...] = field(repr=False)
    answerable: bool = True
    by_passage: bool = False

    @property
    def found(self) -> bool:
        """Whether a right sentence is among the candidates."""
        return any(each.right for each in self.candidates)


def write_groups(path: Path, groups: Iterable[Group]) -> int:
    """Write one JSON object a line, gzip-compressed; return how many."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=4) as lines:
        for count, group in enumerate(groups, 1):  # noqa: B007
            lines.write(json.dumps(asdict(group), ensure_ascii=False) + "\n")
    return count


def read_groups(path: Path) -> list[Group]:
    """Return the groups that `write_groups` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_group(json.loads(line)) for line in lines]


def _group(value: dict[str, object]) -> Group:
    candidates = value.pop("candidates")
    assert isinstance(candidates, list)
    return Group(**value, candidates=tuple(Candidate(**each) for each in candidates))  # type: ignore[arg-type]
