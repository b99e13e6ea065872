"""Searches a question set with the product's own retriever. The one door from here to the product."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
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
from embeddings.reranking.reading_text import plain
from training.reranker.groups import Candidate, Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.store.stored_passages import StoredPassage
    from embeddings.encoders.base import Encoder

PASSAGES = 8
"""How many of the likeliest passages are read sentence by sentence."""
HIDDEN_SHARE = 0.34
"""The share of answerable questions that are also asked with their documents hidden."""
SAID_AGAIN = 4
"""An answer of at least so many characters makes another sentence with the same words doubtful."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of a set is used: at most so many documents, and questions about them."""

    documents: int
    questions: int
    seed: int = 14


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    gold: tuple[TextRange, ...]
    answerable: bool


def search_set(folder: Path, sample: Sample, encoder: Encoder, kind: str) -> Iterator[Group]:
    """Yield a group for each sampled question of the set in `folder`; a third of them again without their documents.

    A set has documents/ and questions.jsonl. Questions about documents outside of the sample are left out.
    """
    files = sorted((folder / "documents").iterdir())
    chosen = sorted(Random(sample.seed).sample(files, min(sample.documents, len(files))))
    with TemporaryDirectory() as place:
        library = _filled(Path(place), chosen, encoder)
        try:
            yield from _searched(library, encoder, _questions(folder, library, chosen, sample), folder.name, kind)
        finally:
            library.close()


def _filled(place: Path, files: Sequence[Path], encoder: Encoder) -> Library:
    library = Library.open(place)
    with Reader() as reader:
        for outcome in add_files(library, files, reader):
            if outcome.status == "failed":
                raise ValueError(f"{outcome.path} could not be read: {outcome.reason}")
    embed_pending(library, encoder, lambda done, total: None)
    return library


def _questions(folder: Path, library: Library, files: Sequence[Path], sample: Sample) -> list[_Asked]:
    ids = {Path(record.path).name: record.id for record in library.documents()}
    names = {path.name for path in files}
    lines = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    fitting = [line for line in lines if _documents(line) and _documents(line) <= names & ids.keys()]
    Random(sample.seed).shuffle(fitting)
    chosen = [line for line in fitting if not line.get("overlap_xquad")][: sample.questions]
    return [_asked(line, library, ids) for line in chosen]


def _documents(line: dict[str, Any]) -> set[str]:
    """Return the names of the documents that a question is about."""
    named = {answer["document"] for answer in line["answers"]}
    about = line.get("passage", {}).get("document") or line.get("from_document")
    return named or ({about} if about else set())


def _asked(line: dict[str, Any], library: Library, ids: dict[str, str]) -> _Asked:
    gold = tuple(_located(answer, library, ids[answer["document"]]) for answer in line["answers"])
    return _Asked(line["question"], gold, bool(gold) and line.get("answerable", True))


def _located(answer: dict[str, Any], library: Library, id: str) -> TextRange:
    """Return where an answer stands in the stored text, from which a reader may have left out, say, a letter's head.

    Raises ValueError for an answer that is not there.
    """
    text, start = library.document(id).text, int(answer["start"])
    if text[start : answer["end"]] != answer["text"] and (start := text.find(answer["text"])) < 0:
        raise ValueError(f"{answer['document']} does not say {answer['text']!r}. Leave the question out.")
    return TextRange(id, Span(start, start + len(answer["text"])))


def _searched(
    library: Library, encoder: Encoder, questions: Sequence[_Asked], source: str, kind: str
) -> Iterator[Group]:
    retriever, every = Retriever(library, encoder), [record.id for record in library.documents()]
    random = Random(source)
    for asked in questions:
        gold = asked.gold if asked.answerable else ()
        yield Group(kind, source, asked.question, _candidates(library, retriever, asked.question, gold), bool(gold))
        others = [id for id in every if id not in {place.document for place in gold}]
        if gold and others and random.random() < HIDDEN_SHARE:
            hidden = _candidates(library, retriever, asked.question, (), others)
            yield Group(kind, source, asked.question, hidden, answerable=False)


def _candidates(
    library: Library,
    retriever: Retriever,
    question: str,
    gold: Sequence[TextRange],
    documents: Sequence[str] | None = None,
) -> tuple[Candidate, ...]:
    """Return the sentences of the likeliest passages, likeliest passage first."""
    found = retriever.candidates(question, None if documents is None else Filter.of(documents))
    if found is None:
        return ()
    sums = np.add.reduceat(softmax(weigh(found.features.features(), learned_weights())), found.features.first)
    best = np.argsort(-sums, kind="stable")[:PASSAGES]
    return tuple(
        each
        for rank, number in enumerate(best.tolist())
        for each in _sentences(library, found.passages[number], rank, gold)
    )


def _sentences(library: Library, stored: StoredPassage, rank: int, gold: Sequence[TextRange]) -> Iterator[Candidate]:
    document = library.document(stored.document)
    held = any(holds(TextRange(stored.document, stored.passage.span), place) for place in gold)
    answers = {plain(library.document(place.document).text[place.span.start : place.span.end]) for place in gold}
    before = ""
    for span in stored.passage.sentences:
        sentence = plain(span.of(document.text))
        right = any(sentence_hits(TextRange(stored.document, span), place) for place in gold)
        again = any(len(answer) >= SAID_AGAIN and answer in sentence for answer in answers)
        title, heading = plain(document.metadata.title), plain(stored.passage.heading or "")
        yield Candidate(title, heading, before, sentence, rank, right, held, again and not right)
        before = sentence


def load_default_encoder() -> Encoder:
    """Return the encoder that comes with the installation."""
    return load_encoder(None, user_cache_path("besa") / "models")
