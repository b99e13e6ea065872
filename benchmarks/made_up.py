"""Large libraries of made-up text, for the clock: words as frequent as in prose, documents with topics.

The sizes and frequencies are real, the answers are not. The words are those of the sample library, most frequent
first, then those that the encoder knows as one piece, then invented ones, by Zipf's law; a document repeats some words
of its own. Questions have real words, or the encoder would have to take apart what nobody asks.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Content, Document, Metadata, Part, Passage, Span, document_id
from corpus.folders.samples import ARTICLES
from corpus.store.database import bump_generation
from corpus.store.file_records import attach
from corpus.store.rows import PassageRow, digest, insert_document, insert_original, insert_passages, text_digest
from corpus.text.terms import terms
from embeddings.encoders.base import Encoding
from embeddings.encoders.default_model import default_model_folder
from embeddings.encoders.registry import DEFAULT_ENCODER
from embeddings.store.token_vectors import encode_tokens, projection_for
from embeddings.store.vector_store import PassageVectors, VectorStore

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from corpus.store.database import Store
    from embeddings.store.encoder_records import EncoderRecord

DIMENSION, SENTENCES, WORDS = 384, 5, 26
"""Of a vector; of a passage; of a sentence."""
A_DOCUMENT = 50
"""Passages of a document."""
A_TRANSACTION = 100
"""Documents that are stored at once: a library for the clock need not survive a power cut."""
VOCABULARY, ZIPF = 200_000, 1.07
TOPIC_WORDS, OF_TOPIC = 40, 0.2
ASKED = (50, 20_000)
"""The ranks of the words of questions: the rarest of one stands in a passage of a few thousand, as in real ones."""
BETWEEN = ("", "of the ", "in ")
TOKEN_CODES = 64
"""Passages share so many token codes of the real size; to make each its own would take most of the time."""


@cache
def vocabulary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words, most frequent first, and the term of each, empty for a stop word."""
    counted: Counter[str] = Counter()
    for article in sorted(ARTICLES.glob("*.md")):
        counted.update(word for word in article.read_text("utf-8").lower().split() if word.isalpha())
    known = [word for word in _words_of_one_piece() if word not in counted]
    words = [*(word for word, _ in counted.most_common()), *known]
    stems = [" ".join(terms(f"{word} {_syllables(0)}")[:-1]) for word in words]
    invented = [_syllables(number) for number in range(VOCABULARY - len(words))]
    return (*words, *invented), (*stems, *invented)


def _words_of_one_piece() -> list[str]:
    """English words of the default encoder's vocabulary, which has them roughly by how frequent they are."""
    tokenizer = json.loads((default_model_folder() / "tokenizer.json").read_text("utf-8"))
    pieces: dict[str, int] = tokenizer["model"]["vocab"]
    return [
        piece
        for piece in sorted(pieces, key=pieces.__getitem__)
        if piece.isascii() and piece.isalpha() and len(piece) > 2
    ]


def _syllables(number: int) -> str:
    """A word of its own for each number, which English does not have and its stemmer leaves alone."""
    made = "q"
    while number or made == "q":
        number, consonant = divmod(number, 20)
        number, vowel = divmod(number, 5)
        made += "bcdfghjklmnpqrstvwxz"[consonant] + "aeiou"[vowel]
    return f"{made}x"


@cache
def _shares() -> NDArray[np.float64]:
    weights = (np.arange(VOCABULARY) + 1.0) ** -ZIPF
    cumulative: NDArray[np.float64] = np.cumsum(weights / weights.sum())
    return cumulative


def draw_document(random: np.random.Generator) -> NDArray[np.int64]:
    """The words of a document by number: int64 (A_DOCUMENT, SENTENCES, WORDS)."""
    shape = (A_DOCUMENT, SENTENCES, WORDS)
    drawn = np.searchsorted(_shares(), random.random(shape)).clip(max=VOCABULARY - 1)
    topic = np.exp(random.uniform(np.log(200), np.log(VOCABULARY), TOPIC_WORDS)).astype(np.int64)
    own = topic[random.integers(TOPIC_WORDS, size=shape)]
    return np.where(random.random(shape) < OF_TOPIC, own, drawn)


def draw_question(random: np.random.Generator) -> str:
    """A question word and three to seven others with stop words between them: a dozen pieces, as people's have."""
    words, _ = vocabulary()
    ranks = np.exp(random.uniform(np.log(ASKED[0]), np.log(ASKED[1]), int(random.integers(3, 8)))).astype(int)
    asked = f"{random.choice(['what', 'when', 'who', 'how'])} is the {words[ranks[0]]}"
    return asked + "".join(f" {random.choice(BETWEEN)}{words[rank]}" for rank in ranks[1:])


@dataclass
class MadeUpEncoder:
    """Stands in for the encoder, whose own time is measured elsewhere: a fixed vector a word, nothing computed."""

    random: np.random.Generator
    name: str = DEFAULT_ENCODER
    dimension: int = DIMENSION

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        return [self.encode_question(text) for text in texts]

    def encode_question(self, text: str) -> Encoding:
        words = text.split()
        ends = np.cumsum([len(word) + 1 for word in words])
        places = np.stack([ends - 1 - [len(word) for word in words], ends - 1], axis=1)
        tokens = _token_vectors()[[hash(word) % len(_token_vectors()) for word in words]]
        return Encoding(draw_vectors(self.random, 1)[0], tokens, places.astype(np.int32))


@cache
def _token_vectors() -> NDArray[np.float32]:
    return _unit(np.random.default_rng(1).standard_normal((4096, DIMENSION), np.float32))


@cache
def _centres() -> NDArray[np.float32]:
    return _unit(np.random.default_rng(2).standard_normal((2000, DIMENSION), np.float32) * _spread())


@cache
def _spread() -> NDArray[np.float32]:
    """What the vectors of real passages vary by in each direction falls off like a power."""
    return ((np.arange(DIMENSION) + 10.0) ** -0.5).astype(np.float32)


def draw_vectors(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    """Unit vectors float32 (count, DIMENSION): each the mean of two of 2,000 centres and of chance."""
    chosen = random.integers(len(_centres()), size=(2, count))
    chance = random.standard_normal((count, DIMENSION), np.float32) * _spread()
    return _unit(_centres()[chosen].sum(axis=0) + _unit(chance))


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def fill(
    store: Store, record: EncoderRecord, passages: int, random: np.random.Generator, advance: Callable[[int, int], None]
) -> None:
    """Stores documents of A_DOCUMENT passages with all their vectors; `advance` hears (done, total)."""
    codes, vectors = _token_codes(random), VectorStore(store)
    documents = range(0, passages, A_DOCUMENT)
    for first in range(0, len(documents), A_TRANSACTION):
        with store.writing() as connection:
            ids = [
                id
                for number in documents[first : first + A_TRANSACTION]
                for id in _insert(connection, f"/made-up/{number}.txt", random)
            ]
            bump_generation(connection)
        tokens = [codes[number] for number in random.integers(len(codes), size=len(ids))]
        rows = zip(ids, draw_vectors(random, len(ids)), tokens, strict=True)
        vectors.add(record, [PassageVectors(*row) for row in rows])
        advance(min(passages, (first + A_TRANSACTION) * A_DOCUMENT), passages)


def made_up_document(random: np.random.Generator, path: str) -> tuple[Document, list[Passage]]:
    """One document as a reader would make it, to be added as any other is."""
    text, rows = _passages(draw_document(random))
    places = [json.loads(row.sentences) for row in rows]
    spans = [[Span(*pair) for pair in zip(each[::2], each[1::2], strict=True)] for each in places]
    return Document(path, text_digest(text), _content(text)), [
        Passage(Span(held[0].start, held[-1].end), tuple(held)) for held in spans
    ]


def _content(text: str) -> Content:
    return Content(text, Metadata("made up", language="en"), "text/plain", Span(0, len(text)))


def _insert(connection: sqlite3.Connection, path: str, random: np.random.Generator) -> list[int]:
    """Insert a document as if its file had been added, and return the numbers of its passages."""
    text, rows = _passages(draw_document(random))
    id, hashed, part = document_id(path), text_digest(text), Part(_content(text))
    original = insert_original(connection, hashed, hashed, path, whole=True)
    insert_document(connection, id, original, part, digest(part))
    attach(connection, "", path, original, "")
    return insert_passages(connection, id, rows)


def _passages(drawn: NDArray[np.int64]) -> tuple[str, list[PassageRow]]:
    """Return a document's text and its passages, whose terms are known without looking for them."""
    words, stems = vocabulary()
    sentences, rows, at = [], [], 0
    for passage in drawn.tolist():
        places, held = [], []
        for sentence in passage:
            written = " ".join([words[number] for number in sentence])
            places += [at, at + len(written)]
            held.append(" ".join([stems[number] for number in sentence if stems[number]]))
            sentences.append(written)
            at += len(written) + 1
        columns = (None, str(places), "\n".join(held), "made up\n", "0" * SENTENCES)
        rows.append(PassageRow(places[0], places[-1], *columns))
    return " ".join(sentences), rows


def _token_codes(random: np.random.Generator) -> list[bytes]:
    """Of passages of SENTENCES sentences of WORDS words."""
    encoder, projection = MadeUpEncoder(random), projection_for(DEFAULT_ENCODER)
    text, rows = _passages(draw_document(random))
    codes = []
    for row in rows[:TOKEN_CODES]:
        passage = text[row.start : row.end]
        encoding = encoder.encode_question(passage)
        ends = np.cumsum([len(word) + 1 for word in passage.split()])[WORDS - 1 :: WORDS] - 1
        begins = [0, *(ends[:-1] + 1).tolist()]
        spans = [Span(first, last) for first, last in zip(begins, ends.tolist(), strict=True)]
        codes.append(encode_tokens(encoding, spans, projection))
    return codes
