"""Groups as token ids in one compact file: every text once, groups as numbers of texts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from training.reranker.texts import Form, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.reranker.groups import Group

LONGEST_QUESTION = 48
LONGEST_TEXT = 160
"""How many tokens of a question and of a text are read; the rest is cut off."""
FORMS = tuple(Form)


@dataclass(frozen=True)
class Texts:
    """Token ids int16 (t,) of texts one after another; text i has those from starts[i] to starts[i + 1]."""

    ids: NDArray[np.int16]
    starts: NDArray[np.int64]

    def of(self, i: int) -> NDArray[np.int16]:
        return self.ids[self.starts[i] : self.starts[i + 1]]


@dataclass(frozen=True)
class Tokenised:
    """n candidates of g groups; group i has those from first[i] to first[i + 1].

    question int32 (g,) and text int32 (n, forms): numbers of texts. kind, source int16 (g,): numbers of names.
    passage int16, right, held, doubtful bool (n,): as in `Candidate`. answerable, by_passage bool (g,).
    """

    ids: NDArray[np.int16]
    starts: NDArray[np.int64]
    question: NDArray[np.int32]
    text: NDArray[np.int32]
    first: NDArray[np.int64]
    kind: NDArray[np.int16]
    source: NDArray[np.int16]
    answerable: NDArray[np.bool_]
    by_passage: NDArray[np.bool_]
    passage: NDArray[np.int16]
    right: NDArray[np.bool_]
    held: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    kinds: NDArray[np.str_]
    sources: NDArray[np.str_]

    @property
    def texts(self) -> Texts:
        return Texts(self.ids, self.starts)

    def __len__(self) -> int:
        return len(self.question)

    def of(self, group: int) -> slice:
        """Return where the candidates of a group are."""
        return slice(int(self.first[group]), int(self.first[group + 1]))

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **{each.name: getattr(self, each.name) for each in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Tokenised:
        with np.load(path, allow_pickle=False) as file:
            return cls(**{each.name: file[each.name] for each in fields(cls)})


def tokenise(groups: Sequence[Group], tokenizer: Path) -> Tokenised:
    """Return the groups with candidates as token ids, without [CLS] and [SEP]."""
    kept = [group for group in groups if group.candidates]
    candidates = [each for group in kept for each in group.candidates]
    numbers: dict[tuple[str, int], int] = {}
    question = [numbers.setdefault((group.question, LONGEST_QUESTION), len(numbers)) for group in kept]
    text = [
        [numbers.setdefault((text_of(each, form), LONGEST_TEXT), len(numbers)) for form in FORMS] for each in candidates
    ]
    ids, starts = _encoded(list(numbers), Tokenizer.from_file(str(tokenizer)))
    kinds, kind = np.unique([group.kind for group in kept], return_inverse=True)
    sources, source = np.unique([group.source for group in kept], return_inverse=True)
    return Tokenised(
        ids=ids,
        starts=starts,
        question=np.array(question, np.int32),
        text=np.array(text, np.int32),
        first=np.cumsum([0, *(len(group.candidates) for group in kept)]),
        kind=kind.astype(np.int16),
        source=source.astype(np.int16),
        answerable=np.array([group.answerable for group in kept]),
        by_passage=np.array([group.by_passage for group in kept]),
        passage=np.array([each.passage for each in candidates], np.int16),
        right=np.array([each.right for each in candidates]),
        held=np.array([each.held for each in candidates]),
        doubtful=np.array([each.doubtful for each in candidates]),
        kinds=kinds,
        sources=sources,
    )


def _encoded(texts: Sequence[tuple[str, int]], tokenizer: Tokenizer) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    tokenizer.no_padding()
    tokenizer.no_truncation()
    encodings = tokenizer.encode_batch_fast([text for text, _ in texts], add_special_tokens=False)
    rows = [each.ids[:longest] for each, (_, longest) in zip(encodings, texts, strict=True)]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return np.array([id for row in rows for id in row], np.int16), starts
