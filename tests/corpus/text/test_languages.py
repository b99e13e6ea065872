from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Content, Metadata, Span
from corpus.folders.samples import ARTICLES
from corpus.store.preparation import with_language
from corpus.text.languages import declared, detect
from corpus.text.stop_words import STOP_WORDS
from corpus.text.terms import is_stop_word, normalise, words

if TYPE_CHECKING:
    from tests.support.shelves import Shelf

GERMAN = (
    "Die Leuchttürme an der Küste wurden im neunzehnten Jahrhundert gebaut. Jeden Abend stieg der Wärter die Stufen "
    "hinauf und zündete die Lampe an, damit die Schiffe den Hafen nicht verfehlten."
)
FRENCH = (
    "Les abeilles sont des insectes qui vivent en colonies. La reine nommée par les apiculteurs pond des œufs pendant "
    "tout l'été, et les ouvrières construisent les rayons dans lesquels elle les dépose."
)
ALBANIAN = (
    "Besa është një premtim që nuk thyhet. Gjatë luftës shumë familje shqiptare strehuan të huajt në shtëpitë e tyre, "
    "sepse mysafiri ishte nën mbrojtjen e të zotit të shtëpisë."
)
ENGLISH = (
    "The keeper of the bridge was paid by the town. He counted the carts that went over it, and every evening he wrote "
    "their number into a book."
)
PROSE = {
    "de": GERMAN,
    "fr": FRENCH,
    "sq": ALBANIAN,
    "en": ENGLISH,
    "es": "La casa fue construida por los vecinos del pueblo, que no tenían otra cosa que hacer durante el invierno.",
    "it": "La casa fu costruita dagli abitanti del paese, che non avevano altro da fare durante l'inverno e la neve.",
    "pt": "A casa foi construída pelos moradores da aldeia, que não tinham mais nada para fazer durante o inverno.",
    "nl": "Het huis werd gebouwd door de bewoners van het dorp, die in de winter niets anders te doen hadden.",
    "sv": "Huset byggdes av byns invånare, som inte hade något annat att göra under vintern när snön låg djup.",
    "pl": "Dom został zbudowany przez mieszkańców wsi, którzy nie mieli nic innego do roboty w czasie zimy.",
    "ru": "Дом был построен жителями деревни, у которых зимой не было никакого другого дела, кроме этого.",
    "hu": "A házat a falu lakói építették, akiknek télen nem volt más dolguk, és ezt az időt nem akarták elveszíteni.",
    "tr": "Ev, kışın yapacak başka bir işi olmayan köylüler tarafından yapıldı ve bu iş için çok az para harcandı.",
    "fi": "Talon rakensivat kylän asukkaat, joilla ei ollut talvella muuta tekemistä, ja se oli heidän ylpeytensä.",
    "el": "Το σπίτι χτίστηκε από τους κατοίκους του χωριού, που δεν είχαν τίποτα άλλο να κάνουν τον χειμώνα.",
}


@pytest.mark.parametrize("language", PROSE)
def test_two_sentences_are_enough_to_know_a_language(language: str) -> None:
    assert detect(PROSE[language]) == language


@pytest.mark.parametrize(
    "text", ["", "besa", "1912 1913 1914 " * 100, "\0" * 900, "Anna Berg, Otto Stein, Karl Wolf. " * 20, "? " * 700]
)
def test_a_text_that_is_no_prose_has_no_known_language(text: str) -> None:
    assert detect(text) is None


@given(st.text(st.characters(), max_size=200))
def test_any_text_at_all_can_be_asked_for_its_language(text: str) -> None:
    language = detect(text)
    assert language is None or len(language) == 2


def test_every_document_of_the_sample_library_is_found_to_be_english() -> None:
    assert {detect(path.read_text("utf-8")) for path in ARTICLES.glob("*.md")} == {"en"}


@pytest.mark.parametrize("tag", ["de", "en-GB", "pt_BR", "ger", "grc"])
def test_a_code_names_a_language(tag: str) -> None:
    assert declared(tag) == tag


@pytest.mark.parametrize("tag", [None, "", "und", "mul", "English", "${lang}", "d", "<b>"])
def test_what_is_no_code_names_none(tag: str | None) -> None:
    assert declared(tag) is None


def content(text: str, language: str | None, body: Span | None = None) -> Content:
    return Content(text, Metadata("A title", language=language), "text/plain", body or Span(0, len(text)))


@pytest.mark.parametrize(
    ("given_language", "expected"), [("sv", "sv"), ("de-AT", "de-AT"), (None, "de"), ("und", "de"), ("German!", "de")]
)
def test_a_document_s_own_word_counts_and_else_what_its_body_is_in(given_language: str | None, expected: str) -> None:
    assert with_language(content(GERMAN, given_language)).metadata.language == expected


def test_only_the_body_is_looked_at_and_nothing_else_is_changed() -> None:
    before = content(ENGLISH + GERMAN, None, Span(len(ENGLISH), len(ENGLISH) + len(GERMAN)))
    after = with_language(before)
    assert after.metadata.language == "de"
    assert (after.text, after.body, after.metadata.title) == (before.text, before.body, before.metadata.title)


@pytest.mark.parametrize("language", STOP_WORDS)
def test_every_stop_word_is_one_as_it_is_written_and_without_its_accents(language: str) -> None:
    for word in STOP_WORDS[language]:
        assert is_stop_word(word, language), word
        assert is_stop_word(normalise(word), language), word


@pytest.mark.parametrize(
    ("language", "telling"),
    [("de", "Uhr Mann Gott Zeit"), ("fr", "homme été né maison"), ("sv", "dag far bor"), ("cs", "byt"), ("it", "Sara")],
)
def test_nouns_and_names_are_no_stop_words(language: str, telling: str) -> None:
    assert not [word for word in telling.split() if is_stop_word(word, language)]


def test_documents_are_stored_in_the_terms_of_their_own_language(shelf: Shelf) -> None:
    shelf.add_unembedded(leuchttuerme=GERMAN, abeilles=FRENCH, besa=ALBANIAN, bridge=ENGLISH)
    stored = {
        record.metadata.language: {
            term for p in shelf.library.passages.of(record.id) for s in p.sentence_terms for term in s
        }
        for record in shelf.library.documents()
    }
    assert set(stored) == {"de", "fr", "sq", "en"}
    assert {"leuchtturm", "kust"} <= stored["de"]
    assert not {"die", "der", "und"} & stored["de"]
    assert {"abeil", "nomm"} <= stored["fr"]
    assert {"premtim", "shtep"} <= stored["sq"]
    assert not {"eshte", "nje", "te"} & stored["sq"]
    assert {"keeper", "cart"} <= stored["en"]


@pytest.mark.parametrize(
    ("language", "asked", "written"),
    [
        ("de", "Leuchtturm", "Leuchttürme"), ("fr", "nommé", "nommée"), ("pt", "informação", "informações"),
        ("es", "capitán", "capitanes"), ("ro", "oraș", "orașe"), ("tr", "sınır", "sınırlar"), 
        ("cs", "hlavní", "hlavního"),
        ("ca", "elecció", "eleccions"), ("ne", "किताब", "किताबहरू"), ("ru", "город", "городов"), ("el", "χώρα", "χώρες"),
    ],
)  # fmt: skip
def test_an_inflected_form_is_the_same_term(language: str, asked: str, written: str) -> None:
    assert words(asked, language)[0].term == words(written, language)[0].term


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Wann wurde der Leuchtturm gebaut?", "Leuchttürme an der Küste"),
        ("Que construit une ouvrière ?", "ouvrières construisent"),
        ("Çfarë është besa?", "një premtim që nuk thyhet"),
        ("Who paid the keeper of the bridges?", "paid by the town"),
    ],
)
def test_a_question_finds_the_document_in_its_language(shelf: Shelf, question: str, found: str) -> None:
    shelf.add(leuchttuerme=GERMAN, abeilles=FRENCH, besa=ALBANIAN, bridge=ENGLISH)
    assert found in shelf.ask(question).citations[0].excerpt
