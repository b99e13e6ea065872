from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.engines.filters import Filter
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from embeddings.ranking.features import Feature
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from embeddings.ranking.ranked_passage import Retrieval
    from embeddings.ranking.retriever import Retriever
    from tests.support.fakes import FakeEncoder


def texts(shelf: Shelf, found: Retrieval) -> list[str]:
    return [
        ranked.stored.passage.span.of(shelf.library.document(ranked.stored.document).text) for ranked in found.passages
    ]


def test_the_passage_that_speaks_of_it_comes_first(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    found = shelf.retriever().retrieve("How many eggs does the queen lay a day?", 3)
    assert "two thousand eggs" in texts(shelf, found)[0]
    scores = [ranked.probability for ranked in found.passages]
    assert scores == sorted(scores, reverse=True)


def test_a_passage_without_a_vector_is_found_by_its_words(shelf: Shelf, encoder: FakeEncoder) -> None:
    shelf.add_unembedded(bees=BEES)
    assert "eggs" in texts(shelf, shelf.retriever().retrieve("Who lays eggs?", 1))[0]
    shelf.add(lighthouses=LIGHTHOUSES)
    shelf.add_unembedded(whales="A whale sings for hours.")
    assert "whale" in texts(shelf, shelf.retriever().retrieve("What does a whale do?", 1))[0]


def test_only_the_documents_that_are_asked_for_are_searched(shelf: Shelf) -> None:
    bees, lighthouses = shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    found = shelf.retriever().retrieve("How many eggs does the queen lay?", 5, Filter.of([str(lighthouses.document)]))
    assert {ranked.stored.document for ranked in found.passages} == {lighthouses.document}
    assert bees.document != lighthouses.document


def test_a_removed_document_is_found_no_more_by_the_same_retriever(shelf: Shelf) -> None:
    bees, _ = shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    retriever = shelf.retriever()
    assert retriever.retrieve("Who lays eggs?", 1).passages[0].stored.document == bees.document
    shelf.library.remove([str(bees.document)])
    found = retriever.retrieve("Who lays eggs?", 5)
    assert bees.document not in {ranked.stored.document for ranked in found.passages}


def test_an_empty_library_finds_nothing(shelf: Shelf) -> None:
    assert shelf.retriever().retrieve("Who lays eggs?", 5).passages == ()


def test_each_sentence_is_scored_and_the_best_is_the_one_with_the_words(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    best = shelf.retriever().retrieve("How many eggs does the queen lay a day?", 1).passages[0]
    scores = [sentence.probability for sentence in best.sentences]
    assert len(scores) == len(best.stored.passage.sentences)
    assert scores.index(max(scores)) == 1


@pytest.mark.parametrize("question", ["node.js?", '"quoted" OR NOT (x', "100% -- ;", "* NEAR/2 ^", "a" * 5000])
def test_a_question_in_the_word_indexs_own_syntax_is_only_words(shelf: Shelf, question: str) -> None:
    shelf.add(bees=BEES)
    assert shelf.retriever().retrieve(question, 3).passages is not None


def test_coverage_is_the_share_of_the_questions_words_that_stand_there(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    retriever = shelf.retriever()
    assert retriever.retrieve("queen eggs", 1).passages[0].best.features[Feature.PASSAGE_COVERAGE] == pytest.approx(1)
    assert retriever.retrieve("zebra crossing", 1).passages[0].best.features[Feature.PASSAGE_COVERAGE] == 0


TABLE = "City,River,People\nBerat,Osum,36496\nLezha,Drin,15510\nElbasan,Shkumbin,78703\n"


def table_on(shelf: Shelf) -> Retriever:
    shelf.folder.mkdir(exist_ok=True)
    path = shelf.folder / "cities.csv"
    path.write_text(TABLE)
    with Reader() as reader:
        list(add_files(shelf.library, [path], reader))
    shelf.embed()
    return shelf.retriever()


def test_the_excerpt_of_a_row_is_that_row_alone(shelf: Shelf) -> None:
    best = table_on(shelf).retrieve("How many people live in Lezha?", 1).passages[0]
    text = shelf.library.document(best.stored.document).text
    assert best.excerpt.of(text) == "City: Lezha\nRiver: Drin\nPeople: 15510"


def test_a_row_gains_nothing_from_what_the_next_one_says(shelf: Shelf) -> None:
    found = table_on(shelf).retrieve("Does the Osum flow through Berat, Lezha or Elbasan?", 3)
    assert len(found.passages) == 3
    for row in found.passages:
        assert row.best.features[Feature.MAXSIM_WITH_BOTH] == row.best.features[Feature.MAXSIM]
