from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.short_forms import MOST, equivalent_terms, introduced
from corpus.text.terms import terms


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("It was signed by the World Health Organization (WHO) in May.", "WHO", "World Health Organization"),
        ("The camp belongs to the Mojahedin-e-Khalq, or MEK, since 2013.", "MEK", "Mojahedin-e-Khalq"),
        ("MEK (Mojahedin-e-Khalq) has a camp there.", "MEK", "Mojahedin-e-Khalq"),
        ("He joined the Revolutionary Guard Corps, known as the RGC, in May.", "RGC", "Revolutionary Guard Corps"),
        ("RGC, short for Revolutionary Guard Corps, has a navy.", "RGC", "Revolutionary Guard Corps"),
        ("NATO stands for North Atlantic Treaty Organization.", "NATO", "North Atlantic Treaty Organization"),
        ("the annual general meeting (henceforth AGM) was held", "AGM", "annual general meeting"),
        ('the National Council of Resistance ("NCR") met', "NCR", "National Council of Resistance"),
        ("Nations that are united (United Nations, or UN) met.", "UN", "United Nations"),
        ("UN (United Nations) staff", "UN", "United Nations"),
        ("coronavirus disease 2019 (COVID-19)", "COVID-19", "coronavirus disease 2019"),
        ("Partia Socialiste e Shqipërisë, ose PSSH, fitoi.", "PSSH", "Partia Socialiste e Shqipërisë"),
        ("die Deutsche Bahn, kurz DB, fährt", "DB", "Deutsche Bahn"),
    ],
)
def test_a_short_form_and_its_long_form_are_found(text: str, short: str, long: str) -> None:
    assert (short, long) in introduced(text)


def test_several_short_forms_in_one_pair_of_brackets_are_each_found() -> None:
    found = introduced("the People's Mojahedin of Iran (PMI/POMI) said")
    assert [pair.short for pair in found] == ["PMI", "POMI"]


@pytest.mark.parametrize(
    "text",
    [
        "The lamp (see Annex II) was lit.",
        "He came (in May) and left (on Sunday).",
        "The ministry (Tirana) is closed.",
        "It cost 300 euros (USD 350).",
        "This or that, or THEN, is meant.",
        "The WHO (WHO) met.",
    ],
)
def test_brackets_and_capitals_that_shorten_nothing_introduce_nothing(text: str) -> None:
    assert introduced(text) == []


def test_the_long_form_does_not_reach_over_a_paragraph_or_a_clause() -> None:
    assert introduced("World\n\nHealth Organization (WHO)") == []
    assert introduced("The world: he is organized (WHO)") == []


def test_both_directions_count_and_compounds_are_asked_by_their_parts() -> None:
    pairs = equivalent_terms("the Mojahedin-e-Khalq, or MEK, lives there", "en")
    assert ("mek", "mojahedin mojahedinekhalq e khalq") in pairs
    assert ("mojahedin e khalq", "mek") in pairs


def test_what_is_looked_for_stands_in_a_sentence_as_the_index_has_it() -> None:
    (_, counts), *_ = equivalent_terms("the Bank of the North (BN)", "en")
    assert f" {counts} " in f" {' '.join(terms('He robbed the Bank of the North twice.'))} "


@given(st.text("aAbB (),.or-/\n", max_size=80))
def test_any_text_has_a_limited_number_whose_long_forms_stand_in_it(text: str) -> None:
    found = introduced(text * 3)
    assert len(found) <= MOST
    for pair in found:
        assert pair.short in text * 3
        assert pair.long.split()[0] in text * 3
