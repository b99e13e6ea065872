"""Questions asked with the product's two stages, and what these say of each: the one door from here to the product."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from platformdirs import user_cache_path

from bot.evaluation.metrics import TextRange, holds, sentence_hits
from corpus.documents import Span
from corpus.engines.filters import Filter
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from embeddings.embedding import embed_pending
from embeddings.encoders.registry import load_encoder
from embeddings.ranking.model import learned_weights, softmax, weigh
from embeddings.ranking.retriever import Retriever
from embeddings.ranking.search_signals import reading_signals, search_signals
from embeddings.ranking.second_stage import SecondStage
from embeddings.reranking.registry import load_reranker
from training.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from corpus.store.word_index import TermStatistics
    from embeddings.encoders.base import Encoder
    from embeddings.ranking.candidates import Candidates
    from embeddings.reranking.base import Reranker

SMALL_LIBRARY = 12
"""Documents of a library that is asked everything; of a larger one, the questions' own and OTHERS are taken."""
OTHERS = 60
TOP = 5
"""Passages that an answer shows."""


@dataclass(frozen=True, slots=True)
class ReadExample:
    """One search for one question: what both stages say, and what is right.

    `variant` tells which documents were searched; `answerable`: some document of the set answers; `present`: it was
    among those searched. Of the k sentences that were read: their `scores`, the first stage's `priors`, which are
    `right`, and the passage `of` each; `held` says which passages of these have the answer.
    """

    question: str
    variant: str
    answerable: bool
    present: bool
    signals: dict[str, float]
    scores: list[float]
    priors: list[float]
    right: list[bool]
    of: list[int]
    held: list[bool]


def read_set(folder: Path, limit: int, seed: int = 14) -> Iterator[ReadExample]:
    """Yield the searches for the questions of a set."""
    for models, library, asked in opened_libraries(folder, limit, seed):
        yield from _Asking(library, *models).examples(asked)


def opened_libraries(
    folder: Path, limit: int, seed: int
) -> Iterator[tuple[tuple[Encoder, Reranker], Library, list[dict[str, Any]]]]:
    """Yield the shipped models, each library of a set, filled, and what is asked of it; it is closed afterwards."""
    cache = user_cache_path("besa") / "models"
    encoder, reranker = load_encoder(None, cache), load_reranker(None, cache)
    assert reranker is not None
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    lines = [line for line in lines if not line.get("overlap_xquad")]
    Random(seed).shuffle(lines)
    for name, files in _libraries(folder / "documents"):
        asked = [line for line in lines if not name or line["library"] == name]
        asked, files = _sampled(asked, files, limit, seed)
        with TemporaryDirectory() as place:
            library = _filled(place, files, encoder)
            try:
                yield (encoder, reranker), library, asked
            finally:
                library.close()


def _libraries(documents: Path) -> list[tuple[str, list[Path]]]:
    """Return the libraries of a set, each a name and its files: a folder each or, without folders, all in one."""
    folders = sorted(path for path in documents.iterdir() if path.is_dir())
    if folders:
        return [(each.name, sorted(path for path in each.rglob("*") if path.is_file())) for each in folders]
    return [("", sorted(documents.iterdir()))]


def _answered(lines: Sequence[dict[str, Any]], answered: bool) -> list[dict[str, Any]]:
    return [line for line in lines if bool(line["answers"] and line.get("answerable", True)) is answered]


def named(line: dict[str, Any]) -> set[str]:
    """Return the names of the documents that a question is about."""
    named = {answer["document"].rpartition("/")[2] for answer in line["answers"]}
    about = line.get("passage", {}).get("document") or line.get("from_document")
    return named or ({about} if about else set())


def _sampled(
    asked: list[dict[str, Any]], files: list[Path], limit: int, seed: int
) -> tuple[list[dict[str, Any]], list[Path]]:
    """Return what is asked of a library, and its files: all of a small one, `limit` questions of a large one."""
    if len(files) <= SMALL_LIBRARY:
        return asked, files
    asked = [*_answered(asked, True)[:limit], *_answered(asked, False)[: limit // 2]]
    wanted = set().union(*map(named, asked))
    others = [file for file in files if file.name not in wanted]
    Random(seed).shuffle(others)
    return asked, sorted([file for file in files if file.name in wanted] + others[:OTHERS])


def _filled(place: str, files: Sequence[Path], encoder: Encoder) -> Library:
    """Return a library of these files with their vectors."""
    from pathlib import Path

    library = Library.open(Path(place))
    with Reader() as reader:
        for outcome in add_files(library, files, reader):
            if outcome.status == "failed":
                raise ValueError(f"{outcome.path} could not be read: {outcome.reason}")
    embed_pending(library, encoder, lambda done, total: None)
    return library


def gold_of(line: dict[str, Any], library: Library, ids: Mapping[str, str]) -> list[TextRange]:
    """Return where the answers of a question stand in the stored texts; `ids` are those of documents by file name."""
    if not line.get("answerable", True):
        return []
    found = []
    for answer in line["answers"]:
        id = ids[answer["document"].rpartition("/")[2]]
        text, start = library.document(id).text, int(answer["start"])
        if text[start : answer["end"]] != answer["text"]:
            start = text.find(answer["text"])
        if start >= 0:
            found.append(TextRange(id, Span(start, start + len(answer["text"]))))
    return found


class _Asking:
    """The questions of one library, being asked."""

    def __init__(self, library: Library, encoder: Encoder, reranker: Reranker) -> None:
        self._library = library
        self._retriever = Retriever(library, encoder)
        self._second_stage = SecondStage(library, reranker)
        self._parts = Parts(library)
        self._ids = {record.path.rpartition("/")[2]: record.id for record in library.documents()}

    def examples(self, lines: Sequence[dict[str, Any]]) -> Iterator[ReadExample]:
        small = len(self._ids) <= SMALL_LIBRARY
        for line in lines:
            gold = gold_of(line, self._library, self._ids)
            about = {place.document for place in gold} or {self._ids[name] for name in named(line) if name in self._ids}
            searches: list[tuple[str, Sequence[str] | None]] = [("whole", None)]
            others = sorted(set(self._ids.values()) - about)
            if gold and others:
                searches.append(("hidden", others))
            if about and others and small:
                searches.append(("alone", sorted(about)))
            elif about and others:
                present, without = self._parts.draw(about)
                searches += [("part", present), *([("part, hidden", without)] if gold else [])]
            for variant, within in searches:
                example = self._example(line["question"], variant, within, gold)
                if example is not None:
                    yield example

    def _example(
        self, question: str, variant: str, within: Sequence[str] | None, gold: Sequence[TextRange]
    ) -> ReadExample | None:
        statistics: TermStatistics | None = self._parts.statistics(question, within) if within else None
        candidates = self._retriever.candidates(question, None if within is None else Filter.of(within), statistics)
        if candidates is None:
            return None
        features = candidates.features.features()
        first_stage = weigh(features, learned_weights())
        prior = np.log(softmax(first_stage))
        reading = self._second_stage.read(question, candidates, prior)
        documents = [passage.document for passage in candidates.passages]
        signals = search_signals(candidates.features, features, first_stage, documents)
        signals |= reading_signals(question, reading, candidates.features)
        read = np.flatnonzero(~np.isnan(reading.sentences))
        owners = np.repeat(np.arange(len(documents)), np.diff([*candidates.features.first, len(prior)]))[read]
        numbers = {number: place for place, number in enumerate(dict.fromkeys(owners.tolist()))}
        right = right_sentences(candidates, gold)
        return ReadExample(
            question=question,
            variant=variant,
            answerable=bool(gold),
            present=bool(gold) and "hidden" not in variant,
            signals={name.value: value for name, value in signals.items()},
            scores=reading.sentences[read].tolist(),
            priors=prior[read].tolist(),
            right=[right[row] for row in read.tolist()],
            of=[numbers[number] for number in owners.tolist()],
            held=[holds_answer(candidates, number, gold) for number in numbers],
        )


def right_sentences(candidates: Candidates, gold: Sequence[TextRange]) -> list[bool]:
    """Return for each sentence of the candidates whether it answers."""
    return [
        any(sentence_hits(TextRange(each.document, span), place) for place in gold)
        for each in candidates.passages
        for span in each.passage.sentences or [each.passage.span]
    ]


def holds_answer(candidates: Candidates, number: int, gold: Sequence[TextRange]) -> bool:
    """Return whether a candidate passage holds the answer."""
    stored = candidates.passages[number]
    return any(holds(TextRange(stored.document, stored.passage.span), place) for place in gold)
