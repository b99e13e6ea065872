"""Damage of a library: a question is answered from what is whole, or refused with what to do; nothing crashes."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.answering.answerer import Answerer
from bot.answers import Answer, Question
from corpus.errors import BesaError, LibraryDamaged
from corpus.store.library import Library
from embeddings.ranking.retriever import Retriever
from embeddings.store.vector_health import damaged_vectors
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.encoders.base import Encoder

FLIPS = 60
QUESTION = "How many eggs does the queen lay a day?"


def damage(shelf: Shelf, statement: str) -> None:
    with closing(sqlite3.connect(shelf.library.store.folder / "library.sqlite")) as connection, connection:
        connection.execute(statement)


def ask(folder: Path, encoder: Encoder) -> Answer:
    """Ask as a program does that has only just opened the library."""
    with closing(Library.open(folder)) as library:
        return Answerer(library, Retriever(library, encoder)).answer(Question(QUESTION))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passages SET terms = CAST(x'ff61' AS TEXT)",
        "UPDATE passages SET terms = terms || char(10) || 'queen'",
        "UPDATE passages SET terms = CAST(terms AS BLOB)",
        "UPDATE passages SET kinds = kinds || '1'",
        "UPDATE passages SET kinds = 'z' || substr(kinds, 2)",
        "UPDATE passages SET context = replace(context, char(10), ' ')",
        "UPDATE passages SET sentences = '[0,5'",
        "UPDATE passages SET sentences = '[5,0]'",
        "UPDATE vectors SET vector = substr(vector, 3)",
        "UPDATE vectors SET vector = CAST(vector || x'0000' AS BLOB)",
        "UPDATE vectors SET vector = CAST(x'007e' || substr(vector, 3) AS BLOB)",
        "UPDATE documents SET metadata = '{\"title\": 5}'",
        "UPDATE documents SET text = CAST(x'ff' AS TEXT)",
        "UPDATE documents SET text = replace(text, 'two thousand', 'six thousand')",
        "UPDATE documents SET metadata = json_set(metadata, '$.title', 'Ants')",
        "UPDATE documents SET metadata = json_set(metadata, '$.author', 'Nobody')",
        "UPDATE documents SET metadata = json_set(metadata, '$.publisher', 'Nobody')",
        "UPDATE documents SET metadata = json_set(metadata, '$.date', '2016')",
        "UPDATE documents SET metadata = json_set(metadata, '$.url', 'https://example.org')",
        "UPDATE documents SET media_type = 'text/html'",
        "UPDATE documents SET body_start = body_start + 1",
        "UPDATE documents SET headings = '[[0,3,1,\"A h\"]]'",
        "UPDATE documents SET original = 3 - original",
        "INSERT INTO places SELECT id, 0, 9, 'page', 4, 'page 4' FROM documents",
        "UPDATE originals SET sha256 = replace(sha256, 'a', 'b')",
        "UPDATE originals SET path = replace(path, 'bees', 'ants')",
        "UPDATE files SET path = replace(path, 'bees', 'ants')",
        "UPDATE passages SET sentences = replace(sentences, '[0,', '[3,')",
        "UPDATE passages SET start = start + 3",
        "UPDATE passages SET heading = 'Ants'",
        "UPDATE passages SET kinds = replace(replace(kinds, '0', '1'), '2', '3')",
        "UPDATE passages SET terms = replace(terms, 'queen', 'qveen')",
        "UPDATE token_vectors SET code = substr(code, 1, length(code) - 7)",
        "UPDATE token_vectors SET code = CAST(x'ff61' AS BLOB)",
        "UPDATE token_vectors SET code = x''",
        "UPDATE token_vectors SET code = CAST(code AS TEXT)",
        "UPDATE vector_checks SET vector = vector + 1",
        "DELETE FROM token_vectors",
        "DELETE FROM vector_checks",
        "DELETE FROM passage_seals",
        "DELETE FROM document_seals",
        "DELETE FROM original_seals",
    ],
)
def test_a_damaged_row_is_refused_with_what_to_do(shelf: Shelf, statement: str) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    damage(shelf, statement)
    with pytest.raises(LibraryDamaged, match="besa doctor"):
        ask(shelf.library.store.folder, shelf.encoder)


@pytest.mark.parametrize("column", ["vectors.vector", "token_vectors.code"])
def test_each_flipped_bit_of_vectors_is_refused_found_and_mended(shelf: Shelf, column: str) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    shelf.ask(QUESTION)
    store = shelf.library.store
    table, _, name = column.partition(".")
    generator = random.Random(3)
    with store.reading() as connection:
        held = connection.execute(f"SELECT passage, {name} FROM {table}").fetchall()
    for passage, whole in generator.choices(held, k=FLIPS):
        flipped = bytearray(whole)
        flipped[generator.randrange(len(flipped))] ^= 1 << generator.randrange(8)
        with store.writing() as connection:
            connection.execute(f"UPDATE {table} SET {name} = ? WHERE passage = ?", (bytes(flipped), passage))
        assert damaged_vectors(store) == [passage]
        with pytest.raises(LibraryDamaged, match="besa doctor"):
            shelf.ask(QUESTION)
        with store.writing() as connection:
            connection.execute(f"UPDATE {table} SET {name} = ? WHERE passage = ?", (whole, passage))
    assert damaged_vectors(store) == []
    assert "two thousand eggs" in shelf.ask(QUESTION).sentences[0].text


def test_no_flipped_bit_makes_a_question_crash_or_quotes_what_no_document_says(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    shelf.library.store.purge()
    whole = (shelf.library.store.folder / "library.sqlite").read_bytes()
    generator = random.Random(7)
    refused = 0
    for number in range(FLIPS):
        folder = tmp_path / f"flipped-{number}"
        folder.mkdir()
        flipped = bytearray(whole)
        flipped[generator.randrange(len(flipped))] ^= 1 << generator.randrange(8)
        (folder / "library.sqlite").write_bytes(flipped)
        refused += not _answers(folder, shelf.encoder)
        shutil.rmtree(folder)
    assert 0 < refused < FLIPS


def _answers(folder: Path, encoder: Encoder) -> bool:
    """Return False for a refusal; raise for a crash, and for a sentence that neither of the documents has."""
    try:
        answer = ask(folder, encoder)
    except BesaError:
        return False
    assert all(each.text in BEES + LIGHTHOUSES for each in answer.sentences)
    assert all(each.excerpt in BEES + LIGHTHOUSES for each in answer.citations)
    return True
