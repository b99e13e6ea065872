"""How long the steps of one search take in a large library of made-up text: python -m benchmarks.speed [PASSAGES].

Words are drawn by Zipf's law, vectors and token vectors at random, so that the sizes are real and the answers are not.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from bot.terminal import progress
from corpus.document_store import Library
from corpus.documents import Content, Document, Metadata, Passage, Span
from corpus.word_index import WordIndex
from embeddings.encoder import Encoding
from embeddings.encoders import DEFAULT_ENCODER
from embeddings.retrieval import CANDIDATES, Retriever
from embeddings.snapshots import Snapshots
from embeddings.token_vectors import encode_tokens, projection_for
from embeddings.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from embeddings.vector_store import EncoderRecord

DIMENSION, WORDS, SENTENCES = 384, 130, 5
A_DOCUMENT = 50
QUESTIONS = 40
VOCABULARY = [f"w{number:x}" for number in range(30_000)]


@dataclass
class RandomEncoder:
    """Vectors at random, a token a word; stands in for the encoder, whose own time is measured elsewhere."""

    random: np.random.Generator
    name: str = DEFAULT_ENCODER
    dimension: int = DIMENSION

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        return [self.encode_question(text) for text in texts]

    def encode_question(self, text: str) -> Encoding:
        words = text.split()
        ends = np.cumsum([len(word) + 1 for word in words])
        places = np.stack([ends - 1 - [len(word) for word in words], ends - 1], axis=1)
        return Encoding(self._unit(1)[0], self._unit(len(words)), places.astype(np.int32))

    def _unit(self, rows: int) -> NDArray[np.float32]:
        made = self.random.standard_normal((rows, DIMENSION), np.float32)
        unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit


def main() -> None:
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    random = np.random.default_rng(0)
    encoder = RandomEncoder(random)
    with TemporaryDirectory() as folder:
        library = Library.open(Path(folder))
        record = VectorStore(library.store).require(encoder.name, encoder.dimension)
        with progress("Filling", passages) as advance:
            for done in range(0, passages, A_DOCUMENT):
                _fill(library, record, encoder, f"/made-up/{done}.txt")
                advance(done + A_DOCUMENT, passages)
        questions = [f"what {_text(random, 7)}" for _ in range(QUESTIONS)]
        _report(library, record, encoder, questions)
        library.close()


def _report(library: Library, record: EncoderRecord, encoder: RandomEncoder, questions: Sequence[str]) -> None:
    vectors = VectorStore(library.store)
    index = Snapshots(library.store, vectors).current(record)
    words = WordIndex(library.store)
    retriever = Retriever(library, encoder)
    nearest = encoder.encode_question("nearest").vector
    candidates = {question: retriever.candidates(question)[0] for question in questions}

    def by_words(question: str) -> None:
        terms = question.split()[1:]
        words.search(terms, words.statistics(terms), CANDIDATES)

    steps: dict[str, Callable[[str], object]] = {
        "words: candidates by FTS5": by_words,
        "vectors: candidates by FAISS": lambda _: index.search(nearest, CANDIDATES),
        "token vectors of the kept candidates, from SQLite": lambda question: vectors.token_codes(
            record, [passage.id for passage in candidates[question]]
        ),
        "candidates and all evidence on them": retriever.candidates,
        "the whole search, without encoding the question": lambda question: retriever.retrieve(question, 5),
    }
    sys.stdout.write(f"{library.passage_count():,} passages, {QUESTIONS} questions, milliseconds\n\n")
    sys.stdout.write("| step | median | 95th percentile |\n|---|---|---|\n")
    for name, step in steps.items():
        times = sorted(_milliseconds(step, question) for question in questions)
        sys.stdout.write(f"| {name} | {median(times):.1f} | {times[int(0.95 * len(times))]:.1f} |\n")


def _milliseconds(step: Callable[[str], object], question: str) -> float:
    start = time.perf_counter()
    step(question)
    return (time.perf_counter() - start) * 1000


def _fill(library: Library, record: EncoderRecord, encoder: RandomEncoder, path: str) -> None:
    """Adds a document of A_DOCUMENT passages with vectors for all of them."""
    each = WORDS // SENTENCES
    spans, text = [], ""
    for _ in range(A_DOCUMENT * SENTENCES):
        sentence = _text(encoder.random, each)
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    passages = [
        Passage(Span(held[0].start, held[-1].end), tuple(held))
        for held in (spans[at : at + SENTENCES] for at in range(0, len(spans), SENTENCES))
    ]
    document = Document(path, "0" * 64, Content(text, Metadata("made up"), "text/plain", Span(0, len(text))))
    library.put(document, passages)
    projection = projection_for(record.name)
    rows = []
    for stored in library.passages_of(document.id):
        start = stored.passage.span.start
        sentences = [Span(span.start - start, span.end - start) for span in stored.passage.sentences]
        encoding = encoder.encode_question(stored.passage.span.of(text))
        rows.append(PassageVectors(stored.id, encoding.vector, encode_tokens(encoding, sentences, projection)))
    VectorStore(library.store).add(record, rows)


def _text(random: np.random.Generator, words: int) -> str:
    drawn = random.zipf(1.3, words) % len(VOCABULARY)
    return " ".join(VOCABULARY[number] for number in drawn)


if __name__ == "__main__":
    main()
