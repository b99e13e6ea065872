"""Learn which questions lean on the conversation before them, and show what that is worth on sets held out.

    python -m training.context_need FOLLOW_UPS SET [SET ...] [--only-measure SET ...] [--write]

FOLLOW_UPS is a folder with `canard-dev.jsonl`, `cast-2019.jsonl` and `cast-2020.jsonl`: lines of `history`, `question`
and a `rewrite` that stands alone. A SET is a folder with `questions.jsonl`; its questions stand alone, each asked after
one about another document. CANARD and CAsT are each measured with what was learned from the other one, each SET with
what was learned without it; what is written was learned from all but those to measure only.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.answering.context_need import LEARNED
from bot.english.leaning import Lean, Newness, leaning, newness
from corpus.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Needs = Mapping[tuple[Lean | None, Newness], float]

TURNS = 3
"""Earlier turns of which the words count as said, as in `bot.answering.follow_up`."""
MOST = 1_500
"""Questions of a set that are taken."""
COST = 2.0
"""What it counts to change a question that stands by itself, beside leaving one that does not."""
UNSEEN = 1e-4
"""Share of a set that is counted as seen of each kind, so that no probability is 0 or 1."""
LIMITS = (0.0, 0.5, 0.95)
"""Probabilities above which a question is counted as leaning, in the table."""
CONVERSATIONS = {"CANARD": ("canard-dev.jsonl",), "CAsT": ("cast-2019.jsonl", "cast-2020.jsonl")}


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the terms of what was said before it."""

    text: str
    said: frozenset[str]

    @property
    def kind(self) -> tuple[Lean | None, Newness]:
        """Return how it leans, and what it brings."""
        return leaning(self.text, self.said), newness(self.text, self.said)


@dataclass(frozen=True, slots=True)
class Conversations:
    """Questions asked in conversations: those that lean, those that do not, and the former rewritten to stand alone.

    Nobody typed the rewritten ones, so they are measured only.
    """

    leaning: list[Example]
    standing: list[Example]
    rewritten: list[Example]


def read_conversations(files: Iterable[Path]) -> Conversations:
    """Read conversations; a question leans where its rewrite has a term that the question has not."""
    found = Conversations([], [], [])
    for row in (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()):
        said = frozenset(terms(" ".join(_turns(row)[-2 * TURNS :])))
        question, rewrite = row["question"].strip(), row["rewrite"].strip()
        if said and frozenset(terms(rewrite)) <= frozenset(terms(question)):
            found.standing.append(Example(question, said))
        elif said:
            found.leaning.append(Example(question, said))
            found.rewritten.append(Example(rewrite, said))
    return found


def read_unrelated(folder: Path) -> list[Example]:
    """Return questions of a set, each after one about another document."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["answers"]]
    random.Random(0).shuffle(rows)
    pairs = zip([*rows[-1:], *rows], rows, strict=False)
    return [
        Example(row["question"].strip(), frozenset(terms(f"{before['question']} {before['answers'][0]['text']}")))
        for before, row in pairs
        if before["answers"][0]["document"] != row["answers"][0]["document"]
    ][:MOST]


def learn(conversations: Sequence[Conversations], sets: Sequence[Sequence[Example]]) -> Needs:
    """Return the probability to lean of each kind: its share of what leans, beside its share of what stands.

    Every set counts the same, however many questions it has.
    """
    leans = [_shares(each.leaning) for each in conversations]
    stands = [_shares(each) for each in sets]
    seen = [kind for kind in product(Lean, Newness) if any(kind in each for each in [*leans, *stands])]
    return {kind: _mean(leans, kind) / (_mean(leans, kind) + COST * _mean(stands, kind)) for kind in seen}


def _shares(examples: Sequence[Example]) -> Needs:
    return {kind: count / len(examples) for kind, count in Counter(each.kind for each in examples).items()}


def _mean(shares: Sequence[Needs], kind: tuple[Lean, Newness]) -> float:
    return UNSEEN + sum(each.get(kind, 0.0) for each in shares) / len(shares)


def main() -> None:
    """Learn, measure, and write what was learned if asked to."""
    parser = argparse.ArgumentParser(prog="python -m training.context_need", description=__doc__)
    parser.add_argument("follow_ups", metavar="FOLLOW_UPS", type=Path)
    parser.add_argument("sets", metavar="SET", nargs="+", type=Path)
    parser.add_argument("--only-measure", metavar="SET", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true", help="write what was learned on all sets into the product")
    options = parser.parse_args()
    talks = {
        name: read_conversations(options.follow_ups / file for file in files) for name, files in CONVERSATIONS.items()
    }
    sets = {folder.name: read_unrelated(folder) for folder in options.sets}
    _measure_conversations(talks, list(sets.values()))
    _measure_sets(list(talks.values()), sets, {folder.name: read_unrelated(folder) for folder in options.only_measure})
    needs = learn(list(talks.values()), list(sets.values()))
    table = {lean: {new: round(needs[lean, new], 3) for new in Newness if (lean, new) in needs} for lean in Lean}
    text = json.dumps(table, indent=2) + "\n"
    sys.stdout.write(f"\n{LEARNED.name}\n{text}")
    if options.write:
        LEARNED.write_text(text, "utf-8")


def _measure_conversations(talks: Mapping[str, Conversations], sets: Sequence[Sequence[Example]]) -> None:
    for name, held_out in talks.items():
        needs = learn([each for other, each in talks.items() if other != name], sets)
        _print(f"{name}, leaning", held_out.leaning, needs)
        _print(f"{name}, standing", held_out.standing, needs)
        _print(f"{name}, rewritten", held_out.rewritten, needs)


def _measure_sets(
    talks: Sequence[Conversations], sets: Mapping[str, list[Example]], kept_apart: Mapping[str, list[Example]]
) -> None:
    for name, examples in {**sets, **kept_apart}.items():
        _print(name, examples, learn(talks, [each for other, each in sets.items() if other != name]))


def _print(name: str, examples: Sequence[Example], needs: Needs) -> None:
    found = [needs.get(each.kind, 0.0) for each in examples]
    shares = "  ".join(f"> {limit}: {sum(each > limit for each in found) / len(found):.3f}" for limit in LIMITS)
    sys.stdout.write(f"{name:<20}{len(found):>6}  {shares}\n")


def _turns(row: Mapping[str, Any]) -> list[str]:
    """Return the questions and answers so far, in turn; an answer that is not told is empty."""
    history = row["history"]
    if "topic" in row:  # CAsT 2019: questions only
        return [text for question in history for text in (question, "")]
    if all(isinstance(each, str) for each in history):  # CANARD begins with a title and a heading
        return list(history[2:])
    return [text for turn in history for text in (turn["question"], turn["passage"] or "")]


if __name__ == "__main__":
    main()
