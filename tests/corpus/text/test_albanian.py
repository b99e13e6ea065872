from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.albanian import stem
from corpus.text.query_terms import query_terms
from corpus.text.terms import normalise, terms


@pytest.mark.parametrize(
    "forms",
    [
        "mal mali malit malin male malet maleve",
        "vajzë vajza vajzës vajzën vajzat vajzave",
        "libër libri librit librin libra librat librave",
        "qytet qyteti qytetit qytetin qytete qytetet qyteteve",
        "shtëpi shtëpia shtëpisë shtëpinë shtëpitë shtëpive",
        "shok shoku shokut shokun shokë shokët shokëve",
        "mësues mësuesi mësuesit mësuesin mësuesve",
        "lidhje lidhja lidhjes lidhjen lidhjet lidhjeve",
        "kryeministër kryeministri kryeministrit kryeministrin kryeministra kryeministrave",
        "Kosovë Kosova Kosovës Kosovën",
        "Durrës Durrësi Durrësit",
        "ligj ligji ligjit ligje ligjet",
    ],
)
def test_the_forms_of_a_noun_have_one_stem(forms: str) -> None:
    assert len({stem(normalise(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("libër", "lidhje"), ("mal", "mall"), ("vajzë", "vjeshtë"), ("shtëpi", "shtet"), ("det", "ditë")],
)
def test_words_of_different_meaning_keep_different_stems(one: str, other: str) -> None:
    assert stem(normalise(one)) != stem(normalise(other))


@given(st.text("abcdefghijklmnopqrstuvxyz", min_size=1, max_size=14))
def test_a_stem_begins_its_word_and_is_not_empty(word: str) -> None:
    found = stem(word)
    assert found[:2] == word[:2]
    assert len(found) >= min(3, len(word))


def test_a_question_meets_a_document_in_another_case() -> None:
    written = terms("Kryeministri i Shqipërisë e hapi librin në qytetin e Durrësit.", "sq")
    assert set(query_terms("Cilat libra u hapën në Durrës nga kryeministrit?", ["sq"]).columns) >= {
        stem("libr"),
        stem("durres"),
        stem("kryeministr"),
    }
    assert {stem("libr"), stem("durres"), stem("kryeministr")} <= set(written)
    assert terms("A4 2020", "sq") == ["a4", "2020"]
