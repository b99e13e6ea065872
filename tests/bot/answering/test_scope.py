from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.answering.scope import EVERYTHING, MOST_DOCUMENTS, SearchScope
from bot.answers import Answer
from bot.errors import NothingChosen
from bot.page.views.conversation import Conversation
from bot.service.library_service import LibraryService
from bot.wording.labels import ENGLISH, LANGUAGES
from corpus.folders.importer import add_plan, files_to_add
from corpus.readers.sandbox.reader import Reader
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library


def chosen(**said: object) -> SearchScope:
    return SearchScope.parse(json.dumps(said))


def documents(scope: SearchScope, library: Library) -> frozenset[str] | None:
    within = scope.within(library)
    return None if within is None else library.match(within)


def ids(shelf: Shelf) -> dict[str, str]:
    return {record.metadata.title: record.id for record in shelf.library.documents()}


@pytest.mark.parametrize("value", [None, "", "{}", '{"documents": [], "text": " ", "after": "", "before": null}'])
def test_who_says_nothing_means_everything(value: object, library: Library) -> None:
    assert SearchScope.parse(value) == EVERYTHING
    assert documents(SearchScope.parse(value), library) is None


@pytest.mark.parametrize(
    "value",
    [
        3,
        "[]",
        "{",
        "[" * 40_000,
        '{"documents": "all"}',
        '{"documents": ["../../etc/passwd"]}',
        '{"documents": [["0123456789ab"]]}',
        '{"text": 3}',
        json.dumps({"text": "a" * 201}),
        json.dumps({"documents": ["0123456789ab"] * (MOST_DOCUMENTS + 1)}),
        json.dumps({"text": "a" * 60_000}),
        '{"after": "yesterday"}',
        '{"after": "2021-02-30"}',
        '{"before": 2021}',
        '{"collections": "all"}',
        '{"collections": [3]}',
        '{"sample": "yes"}',
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_and_never_means_everything(value: object) -> None:
    with pytest.raises(NothingChosen):
        SearchScope.parse(value)


def test_documents_and_collections_that_are_named_are_searched_together(tmp_path: Path, library: Library) -> None:
    for folder, name, text in (
        ("work/hives", "bees", BEES),
        ("sea", "lighthouses", LIGHTHOUSES),
        (".", "rain", "Rain."),
    ):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / f"{name}.txt").write_text(text)
    with Reader() as reader:
        paths = [tmp_path / "work", tmp_path / "sea", tmp_path / "rain.txt"]
        outcomes = list(add_plan(library, files_to_add(paths), reader))
    bees, lighthouses, rain = (str(each.document) for each in outcomes)
    assert library.list.collections() == {"": 1, "sea": 1, "work": 1}
    assert documents(chosen(collections=["work"]), library) == frozenset({bees})
    assert documents(chosen(collections=["work", ""]), library) == frozenset({bees, rain})
    assert documents(chosen(collections=["work"], documents=[lighthouses], text="nothing"), library) == frozenset(
        {bees, lighthouses}
    )
    with pytest.raises(NothingChosen):
        documents(chosen(collections=["gone"]), library)
    assert chosen(collections=["work", ""], sample=True).describe(ENGLISH) == "Sample library · Other documents · work"


def test_a_text_means_the_documents_with_it_in_their_title_path_or_publisher(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    assert documents(chosen(text="LIGHT"), shelf.library) == frozenset(
        record.id for record in shelf.library.documents() if record.path.endswith("lighthouses.txt")
    )


def test_what_means_something_in_a_pattern_is_only_text(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    for text in ("*", "[b]ees", "b?es"):
        with pytest.raises(NothingChosen, match="No document fits"):
            documents(chosen(text=text), shelf.library)


def test_named_documents_go_before_the_text_and_a_date_limits_both(shelf: Shelf) -> None:
    shelf.add(bees=f"---\ndate: 2020-03-01\n---\n{BEES}", lighthouses=LIGHTHOUSES)
    shelf.folder.joinpath("bees.txt").unlink()
    one = next(record.id for record in shelf.library.documents() if record.path.endswith("bees.txt"))
    assert documents(chosen(documents=[one], text="lighthouses"), shelf.library) == frozenset([one])
    with pytest.raises(NothingChosen):
        documents(chosen(documents=[one], after="2999"), shelf.library)


def test_a_document_that_is_gone_leaves_nothing_to_search_in(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    with pytest.raises(NothingChosen):
        documents(chosen(documents=["0123456789ab"]), shelf.library)


def test_only_the_chosen_documents_are_searched(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    service = LibraryService(shelf.library, shelf.answerer())
    question = Conversation().question("When was the lighthouse of Skagen lit?")
    everywhere = service.ask(question, EVERYTHING)
    among_bees = service.ask(question, chosen(text="bees"))
    assert any(each.path.endswith("lighthouses.txt") for each in everywhere.citations)
    assert {each.path.rsplit("/")[-1] for each in among_bees.citations} <= {"bees.txt"}


def test_an_answer_from_some_documents_says_so_and_the_conversation_keeps_them() -> None:
    choice = chosen(text="gull *rock*", after="1990")
    asking = replace(Conversation().asking("Where?"), choice=choice)
    told = asking.answered(Answer("Where?", "Where?", 0.1, (), (), 1.0))
    assert "*Searched in: “gull \\*rock\\*” · From 1990*" in told.messages()[-1]["content"]
    assert told.choice == told.exchanges[-1].choice == choice


def test_what_was_chosen_is_said_in_the_visitors_language() -> None:
    assert EVERYTHING.describe(ENGLISH) == ""
    assert chosen(documents=["0123456789ab"], before="2021-05").describe(ENGLISH) == "1 document · Until 2021-05"
    assert chosen(documents=["0123456789ab", "0123456789ac"]).describe(LANGUAGES["sq"]) == "2 dokumente"
