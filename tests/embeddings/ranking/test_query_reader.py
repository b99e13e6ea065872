"""What a question is searched for, beside its words and in place of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.encoders.base import Encoding
from embeddings.ranking.corrections import Correction
from embeddings.ranking.features import Feature
from tests.support.fakes import FakeEncoder
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library
    from embeddings.ranking.ranked_passage import Retrieval

KNOWN = frozenset(
    ["horse", "kind", "what", "does", "the", "who", "is", "are", "of", "a", "was", "were", "light", "lamps"]
)


@dataclass(frozen=True)
class PieceEncoder(FakeEncoder):
    """Takes a word that it does not know apart, as encoders do: each half is a token."""

    def _encode(self, text: str) -> Encoding:
        whole = super()._encode(text)
        pieces = [
            piece
            for start, end in whole.offsets.tolist()
            for piece in (
                [(start, end)]
                if text[start:end].lower() in KNOWN or end - start < 2
                else [(start, (start + end) // 2), ((start + end) // 2, end)]
            )
        ]
        tokens = np.zeros((len(pieces), self.dimension), np.float32)
        tokens[:, 0] = 1
        return Encoding(whole.vector, tokens, np.array(pieces, np.int32).reshape(-1, 2))


@pytest.fixture
def pieces(library: Library, tmp_path: Path) -> Shelf:
    return Shelf(library, PieceEncoder(), tmp_path / "files")


def ask(shelf: Shelf, question: str) -> Retrieval:
    return shelf.retriever().retrieve(question, 5)


def first(shelf: Shelf, question: str) -> str:
    """Return the file of the best passage."""
    best = ask(shelf, question).passages[0]
    return shelf.library.document(best.stored.document).path.rpartition("/")[2].removesuffix(".txt")


def coverage(shelf: Shelf, question: str) -> dict[str, float]:
    """Return the share of the question's words that each file's passage has."""
    return {
        shelf.library.document(each.stored.document).path.rpartition("/")[2].removesuffix(".txt"): each.best.features[
            Feature.PASSAGE_COVERAGE
        ]
        for each in ask(shelf, question).passages
    }


REPORTS = {
    name: f"Money came in. The chair is {chair}. The office is in {town}."
    for name, chair, town in [
        ("Acme", "Rosa Lind", "Lyon"),
        ("Bolt", "Tom Vail", "Graz"),
        ("Corva", "Ana Sol", "Porto"),
    ]
}


def test_a_company_that_only_the_file_name_has_chooses_the_document(shelf: Shelf) -> None:
    shelf.add(**REPORTS)
    for name in REPORTS:
        assert first(shelf, f"Who is the chair of {name}?") == name


def test_a_word_that_stands_above_every_passage_tells_nothing(shelf: Shelf) -> None:
    shelf.add(**{f"Bolt_{number}": f"Report {number} is about money." for number in range(5)}, Bolt_5="A chair is Tom.")
    found = coverage(shelf, "Who is the chair of Bolt?")
    assert found["Bolt_5"] > 0.99
    assert all(share < 0.1 for name, share in found.items() if name != "Bolt_5")


def test_a_short_form_finds_the_long_one_and_the_other_way_round(shelf: Shelf) -> None:
    shelf.add(
        introduction="The Annual Harvest Council, or AHC, was founded here.",
        long="The budget of the Annual Harvest Council grew to nine crowns.",
        short="The secretary of the AHC is Mira Kosta.",
        other="The annual fair is a harvest of apples, and the council has a secretary and a budget.",
    )
    budget = coverage(shelf, "What is the budget of the AHC?")
    assert budget["long"] > 0.99 > budget["other"]
    secretary = coverage(shelf, "Who is the secretary of the Annual Harvest Council?")
    assert secretary["short"] > 0.99 > secretary["long"]
    found = ask(shelf, "What is the budget of the AHC?")
    assert {"harvest", "council", "ahc"} <= found.terms
    assert found.corrections == ()


def test_a_short_form_that_no_document_introduces_stands_for_itself(shelf: Shelf) -> None:
    shelf.add(long="The budget of the Annual Harvest Council grew to nine crowns.")
    assert "harvest" not in ask(shelf, "What is the budget of the AHC?").terms


def test_a_misspelt_word_is_searched_as_the_library_has_it_and_that_is_told(pieces: Shelf) -> None:
    pieces.add(minutes="The treasurer keeps the money in a box.", other="A whale sings for hours in the sea.")
    found = ask(pieces, "wat does the tresurer keep?")
    assert found.corrections == (Correction("wat", "what"), Correction("tresurer", "treasurer"))
    assert "treasur" in found.terms
    assert first(pieces, "wat does the tresurer keep?") == "minutes"


@pytest.mark.parametrize(
    "question",
    [
        "What does PPR-9088 cost?",
        "Where is Kukez?",
        "What is a horse?",
        "What is a house?",
        "Wo ist die Hausse?",
        "What does a zzyzx cost?",
        "Who motivates the mankind kind?",
        "What is huose_box or huose手机?",
    ],
)
def test_codes_names_known_words_and_what_is_like_nothing_stay_as_they_are(pieces: Shelf, question: str) -> None:
    pieces.add(parts="The house of the king in Kukes has part PPR-9087. It costs nine crowns. Mankind has motifs.")
    assert ask(pieces, question).corrections == ()


def test_the_context_of_a_question_keeps_its_place_behind_a_correction(pieces: Shelf) -> None:
    pieces.add(minutes="The treasurer keeps the money in a box.")
    asked, context = "Where does the tresurer sit?", " (the money)"
    found = pieces.retriever().retrieve(asked + context, 3, None, len(asked))
    assert found.corrections == (Correction("tresurer", "treasurer"),)


def test_a_german_word_finds_the_compounds_that_begin_or_end_with_it(shelf: Shelf) -> None:
    shelf.add(
        station="Am Bahnhof wurde eine überdachte Fahrradabstellanlage gebaut, und sie ist für alle da.",
        sport="Im Sommer wird auf dem Platz vor der Schule gespielt, und das ist nicht immer leise.",
    )
    assert first(shelf, "Wo kann ich mein Fahrrad unterstellen?") == "station"
    assert "fahrradabstellanlag" in ask(shelf, "Wo ist das Fahrrad?").terms
    assert "fahrradabstellanlag" in ask(shelf, "Wo ist die Anlage?").terms


def test_an_english_word_does_not_find_longer_ones(shelf: Shelf) -> None:
    shelf.add(statement="The statement was read to the members of the committee.")
    assert ask(shelf, "What is the state of the house?").terms == {"state", "hous"}


def test_forms_of_one_albanian_noun_meet(shelf: Shelf) -> None:
    shelf.add(
        lajm="Kryeministri i Shqipërisë e hapi bibliotekën dhe u dha lexuesve librat e rinj në qytetin e Durrësit.",
        tjeter="Deti ishte i qetë dhe njerëzit shkuan në shtëpi sepse ishte vonë dhe bënte ftohtë.",
    )
    assert first(shelf, "Çfarë bëri kryeministër në Durrës me libra?") == "lajm"
