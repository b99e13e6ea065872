"""A library on a server proposes, ranks and quotes what the same documents in a folder do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.documents import Content, Document, Metadata, Span
from corpus.engines.filters import Filter
from corpus.postgres.library import PostgresLibrary
from corpus.text.passages import split
from corpus.text.query_terms import query_terms
from embeddings.engines.opening import engine_of, transfer
from embeddings.map.passage_map import MAP, PassageMap
from embeddings.store.vector_store import PassageVectors
from tests.support.postgres_server import open_here, shared_server
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.answers import Answer
    from corpus.store.library import Library
    from tests.support.fakes import FakeEncoder

QUESTIONS = (
    "When did the MEK arrive in Albania?",
    "Who expelled the Iranian diplomats in 2018?",
    "What does besa mean?",
    "What is the Mojahedin-e-Khalq?",
    "How many Afghan evacuees did Albania offer to take?",
    "Where is Ashrf 3?",
)


def test_the_same_files_give_the_same_answers_words_counts_and_citations(both: tuple[Shelf, Shelf]) -> None:
    indexes = [engine_of(shelf.library).index() for shelf in both]
    for text in QUESTIONS:
        asked = query_terms(text, ("en",))
        folder, server = (index.term_statistics(asked.columns) for index in indexes)
        assert folder == server
        found = [index.lexical(asked.terms, folder, 60) for index in indexes]
        texts = [[shelf.library.passages.terms([id])[id] for id in ids] for shelf, ids in zip(both, found, strict=True)]
        assert texts[0] == texts[1]
        in_folder, on_server = (shelf.ask(text) for shelf in both)
        assert in_folder.citations
        assert [each.excerpt for each in on_server.citations] == [each.excerpt for each in in_folder.citations]
        assert abs(in_folder.confidence - on_server.confidence) < 0.02
        for citation in on_server.citations:
            whole = both[1].library.document(citation.document).text
            assert whole[citation.start : citation.end] == citation.excerpt


@pytest.mark.parametrize("most", [1_000, 0])
def test_a_filter_keeps_a_search_within_its_documents(
    both: tuple[Shelf, Shelf], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few documents are named in a search, and all their vectors compared; of many, the filter itself stands there."""
    monkeypatch.setattr("corpus.postgres.filters.FEW", most)
    monkeypatch.setattr("embeddings.postgres.vectors.EXACT_PASSAGES", most)
    for within in (Filter(pattern="*mek*"), Filter(after="2020", before="2020"), Filter.of([])):
        answers = []
        for shelf in both:
            index, chosen = engine_of(shelf.library).index(), shelf.library.match(within)
            assert index.encoder() is not None
            vector = shelf.encoder.encode_question("MEK in Albania").vector
            near = index.passages(index.dense(vector, 60, within)).values()
            words = query_terms("MEK Albania", ("en",))
            said = index.lexical(words.terms, index.term_statistics(words.columns), 60, within)
            assert {each.document for each in [*near, *index.passages(said).values()]} <= chosen
            answers.append((len(chosen), len(near), len(said)))
        assert answers[0] == answers[1]


def test_of_very_many_vectors_a_part_is_looked_at_for_the_map_and_all_are_counted(
    both: tuple[Shelf, Shelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = engine_of(both[1].library).embedded()
    encoder = embedded.encoder()
    assert encoder is not None
    every = embedded.documents(encoder)
    assert len(every) == embedded.count(encoder) == both[1].library.passages.count()
    monkeypatch.setattr("embeddings.postgres.server_passages.LOOKED_AT", len(every) // 2)
    part = embedded.documents(encoder)
    assert part == embedded.documents(encoder)
    assert part.items() <= every.items()
    assert embedded.count(encoder) == len(every)


def test_what_was_misspelt_or_is_short_for_something_is_found_alike(both: tuple[Shelf, Shelf]) -> None:
    folder, server = (engine_of(shelf.library).index() for shelf in both)
    assert server.counterparts(["mek"]) == folder.counterparts(["mek"]) != {}
    assert server.first_letters() == folder.first_letters()
    one, other = folder.vocabulary(), server.vocabulary()
    assert other.spelt_like("albnaia") == one.spelt_like("albnaia") != {}
    assert other.beginning_with("alban", 1) == one.beginning_with("alban", 1) != {}
    assert other.ending_with("ania", 1) == one.ending_with("ania", 1) != {}
    assert set(other.written("albania")) <= {"Albania", "Albania's", "Albania’s"}


def test_the_map_of_a_library_on_a_server_has_what_the_folders_has(both: tuple[Shelf, Shelf]) -> None:
    folder, server = (PassageMap(shelf.library) for shelf in both)
    record = both[1].library.list.all()[0]
    span = both[1].library.passages.of(record.id)[0].passage.span
    drawn = [each.draw([(record.id, span)], 120.0) for each in (folder, server)]
    assert drawn[0] is not None
    assert drawn[1] is not None
    assert len(drawn[1].points) == len(drawn[0].points) == drawn[1].embedded == drawn[0].embedded > 9
    assert (drawn[1].found[0] or drawn[1].points[0]).document == record.id
    assert (both[1].library.local_folder / MAP).exists()


def test_a_library_moves_to_a_server_and_back_with_equal_answers(
    both: tuple[Shelf, Shelf], tmp_path: Path, encoder: FakeEncoder
) -> None:
    folder = both[0]
    moved, back = open_here(shared_server().location()), open_here(tmp_path / "back")
    there = transfer(folder.library, moved, lambda done, total: None)
    again = transfer(moved, back, lambda done, total: None)
    assert there == again
    assert {each.relation: each.rows for each in there}["passages"] == folder.library.passages.count()
    for library in (moved, back):
        shelf = Shelf(library, encoder, folder.folder)
        assert [_said(shelf.ask(text)) for text in QUESTIONS] == [_said(folder.ask(text)) for text in QUESTIONS]
        texts = {path.stem: path.read_text() for path in folder.folder.glob("*.txt")}
        assert {each.status for each in shelf.add_unembedded(**texts)} == {"unchanged"}
        assert shelf.embed() == 0
        before = max(library.passages.of(library.list.all()[-1].id), key=lambda each: each.id).id
        Shelf(library, encoder, tmp_path).add(new="Something that was not there before, about herons.")
        (new,) = library.match(Filter(pattern="*new.txt"))
        assert library.passages.of(new)[0].id > before
    moved.close()
    back.close()


def _said(answer: Answer) -> tuple[object, ...]:
    """Returns what a person is told, but for how sure it is by more than two digits."""
    places = [(each.document, each.start, each.end, each.excerpt) for each in answer.citations]
    return answer.found, round(answer.confidence, 2), [each.text for each in answer.sentences], places


def test_the_nearest_sixty_are_those_of_an_exact_scan(on_server: Library) -> None:
    """Below ef_search, fewer rows than LIMIT would come, without a word."""
    assert isinstance(on_server, PostgresLibrary)
    text = "\n\n".join(_paragraph(number) for number in range(700))
    content = Content(text, Metadata("numbers"), "text/plain", Span(0, len(text)))
    on_server.put(Document("/numbers.txt", "0" * 64, content), split(content))
    engine, random = engine_of(on_server), np.random.default_rng(18)
    stored: dict[int, NDArray[np.float32]] = {}
    record = engine.queue().use("made/up", 32)
    while True:
        with engine.queue().claim(record, 500) as batch:
            if not batch:
                break
            rows = [PassageVectors(each.id, _unit(random), b"\0\0") for each in batch]
            assert engine.queue().store(record, rows) == len(batch)
            stored |= {row.passage: row.vector.astype(np.float16).astype(np.float32) for row in rows}
    assert len(stored) > 600
    ids, vectors = np.array(list(stored)), np.stack(list(stored.values()))
    _without_sequential_scans(on_server)
    hits = 0
    for _ in range(20):
        wanted = _unit(random)
        exact = set(ids[np.argsort(-(vectors @ wanted))[:60]].tolist())
        found = engine.index().dense(wanted, 60)
        assert len(found) == 60
        hits += len(exact & set(found))
    assert hits >= 0.99 * 20 * 60


def _paragraph(number: int) -> str:
    return f"Number {number} is told here in a paragraph with some words of its own, as w{number}x. " * 7


def _unit(random: np.random.Generator) -> NDArray[np.float32]:
    vector = random.normal(size=32).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def _without_sequential_scans(library: PostgresLibrary) -> None:
    """Has the planner take the index of the vectors, as it does by itself where there are many."""
    with library.store.server.connection() as connection:
        connection.run("SET enable_seqscan = off")
        connection.run("SET enable_sort = off")
        plan = connection.run(
            "EXPLAIN SELECT passage FROM vectors WHERE encoder = 1 ORDER BY vector::halfvec(32) <#> "
            "(SELECT vector FROM vectors LIMIT 1)::halfvec(32) LIMIT 60"
        ).fetchall()
    assert "vectors_near_1" in str(plan)
