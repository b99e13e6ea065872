from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.store.short_forms import ShortForms
from corpus.store.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.shelves import Shelf


def test_words_spelt_like_another_are_found_with_the_number_of_their_passages(shelf: Shelf) -> None:
    shelf.add_unembedded(a="The treasurer spoke.", b="The treasurer left the treasury.", c="A teaser was shown.")
    near = Vocabulary(shelf.library.store).spelt_like("tresur")
    assert near["treasur"] == 2
    assert "teaser" in Vocabulary(shelf.library.store).spelt_like("etaser")
    assert "shown" not in near


def test_compounds_are_found_by_their_beginning_and_by_their_end(shelf: Shelf) -> None:
    shelf.add_unembedded(
        a="Die Fahrradabstellanlage und der Fahrradweg sind neu, die Anlage nicht, und das Fahrrad auch."
    )
    vocabulary = Vocabulary(shelf.library.store)
    assert set(vocabulary.beginning_with("fahrrad", 3)) == {"fahrradabstellanlag", "fahrradweg"}
    assert set(vocabulary.ending_with("anlag", 3)) == {"fahrradabstellanlag"}
    shelf.add_unembedded(b="Die Kläranlage und der Radweg wurden gestern eröffnet, und das ist gut für die Stadt.")
    assert set(vocabulary.ending_with("anlag", 3)) == {"fahrradabstellanlag", "klaranlag"}


def test_a_term_is_shown_as_it_is_written(shelf: Shelf) -> None:
    shelf.add_unembedded(a="Embassies close. An embassy opens.")
    assert Vocabulary(shelf.library.store).written("embassi") == ["Embassies", "embassy"]
    assert Vocabulary(shelf.library.store).written("whale") == []


def test_what_most_documents_say_is_short_for_it_comes_first(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add_unembedded(
        a="The prime minister (PM) spoke.",
        b="The prime minister (PM) left.",
        c="Particulate matter (PM) is dust.",
    )
    short_forms = ShortForms(shelf.library.store)
    assert short_forms.counterparts(["pm", "prime minist", "lamp"]) == {
        "pm": ("prime minist", "particul matter"),
        "prime minist": ("pm",),
    }
    shelf.library.remove([shelf.library.names.find(name) for name in ("a.txt", "b.txt")])
    assert short_forms.counterparts(["pm"]) == {"pm": ("particul matter",)}
