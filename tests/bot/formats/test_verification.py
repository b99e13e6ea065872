from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.answers import Disagreement, Side
from bot.formats.saved_answers import SavedAnswers
from bot.formats.verification import verify, verify_page
from corpus.documents import Content, Document, Heading, Metadata, Place, PlaceKind, Span
from corpus.text.passages import split
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from bot.answers import Answer


@pytest.fixture
def answer(shelf: Shelf) -> Answer:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    return shelf.ask("How many eggs does the queen lay a day?")


def test_what_the_bot_says_verifies(shelf: Shelf, answer: Answer) -> None:
    findings = verify(answer, shelf.library)
    assert len(findings) == len(answer.citations)
    assert {finding.status for finding in findings} == {"verified"}


def test_an_excerpt_with_one_letter_changed_does_not_verify(shelf: Shelf, answer: Answer) -> None:
    first = answer.citations[0]
    forged = replace(first, excerpt="Z" + first.excerpt[1:])
    findings = verify(replace(answer, citations=(forged, *answer.citations[1:])), shelf.library)
    assert [finding.status for finding in findings] == ["altered"] + ["verified"] * (len(findings) - 1)


def test_a_sentence_that_the_source_does_not_contain_does_not_verify(shelf: Shelf, answer: Answer) -> None:
    said = answer.sentences[0]
    forged = replace(answer, sentences=(replace(said, text=said.text.replace("two", "six")),))
    findings = verify(forged, shelf.library)
    assert findings[said.citation - 1].status == "altered"


def test_a_sentence_that_points_to_no_citation_does_not_verify(shelf: Shelf, answer: Answer) -> None:
    astray = replace(answer, sentences=(replace(answer.sentences[0], citation=99),))
    assert [finding.status for finding in verify(astray, shelf.library)][-1] == "altered"


def test_a_document_that_changed_or_went_is_named(shelf: Shelf, answer: Answer) -> None:
    shelf.add(bees=BEES + " They hum.")
    statuses = {Path(finding.path).name: finding.status for finding in verify(answer, shelf.library)}
    assert statuses["bees.txt"] == "changed"
    shelf.library.remove([answer.citations[0].document])
    assert verify(answer, shelf.library)[0].status == "missing"


def test_a_side_that_is_no_sentence_of_the_answer_does_not_verify(shelf: Shelf, answer: Answer) -> None:
    said = answer.sentences[0]
    side = Side("two", said.text, said.citation, said.start, said.end)
    quoted = replace(answer, disagreements=(Disagreement("number", (side, side)),))
    assert {finding.status for finding in verify(quoted, shelf.library)} == {"verified"}
    moved = replace(answer, disagreements=(Disagreement("number", (side, replace(side, end=side.end + 1))),))
    assert [finding.status for finding in verify(moved, shelf.library)][-1] == "altered"
    assert "no sentence of the answer" in str(verify(moved, shelf.library)[-1].reason)


@pytest.mark.parametrize(
    ("field", "forged"),
    [("title", "Ants"), ("author", "A. Leka"), ("publisher", "Nobody"), ("date", "2016"), ("url", "https://e.org")],
)
def test_what_a_citation_says_falsely_of_its_document_does_not_verify(
    shelf: Shelf, answer: Answer, field: str, forged: str
) -> None:
    changed: dict[str, Any] = {field: forged}
    first = replace(answer.citations[0], **changed)
    finding = verify(replace(answer, citations=(first, *answer.citations[1:])), shelf.library)[0]
    assert finding.status == "changed"
    assert str(finding.reason).startswith(f"its {field} is ")
    assert str(finding.reason).endswith(f"not {forged!r}")


def test_a_page_and_a_heading_are_those_of_the_excerpt(shelf: Shelf) -> None:
    text = "Of bees\n\nBees hum in the garden all day.\n\nOf owls\n\nOwls hoot in the forest by night."
    owls = text.index("Of owls")
    headings = (Heading(Span(0, 7), 1, "Of bees"), Heading(Span(owls, owls + 7), 1, "Of owls"))
    pages = (Place(PlaceKind.PAGE, 1, Span(0, owls), "i"), Place(PlaceKind.PAGE, 2, Span(owls, len(text)), "ii"))
    content = Content(text, Metadata("Animals"), "text/plain", Span(0, len(text)), headings, pages)
    shelf.library.put(Document("/notes/animals.txt", "0" * 64, content), split(content))
    shelf.embed()
    answer = shelf.ask("Where do owls hoot by night?")
    first = answer.citations[0]
    assert (first.page, first.place, first.heading) == (2, "ii", "Of owls")
    for forged in (first, replace(first, place=None)):
        assert verify(replace(answer, citations=(forged,)), shelf.library)[0].status == "verified"
    for forged in (replace(first, place="i"), replace(first, place=None, page=1), replace(first, heading="Of bees")):
        assert verify(replace(answer, citations=(forged,)), shelf.library)[0].status == "altered"


def test_a_report_that_shows_something_else_is_named_with_the_next_step() -> None:
    assert verify_page(SavedAnswers([], shown_as_they_are=True), "a.html") == []
    (finding,) = verify_page(SavedAnswers([], shown_as_they_are=False), "a.html")
    assert (finding.status, finding.path) == ("altered", "a.html")
    assert "besa cite --format html --answers a.html" in str(finding.reason)


def test_what_was_told_of_a_document_is_held_against_what_the_library_says_now(shelf: Shelf) -> None:
    shelf.add(bread="On baking bread\n\nBy Arben Lleshi, 3 May 2019\n\nBread is flour, water and time.")
    told = shelf.ask("Who wrote On baking bread?")
    assert told.facts is not None
    assert [finding.status for finding in verify(told, shelf.library)] == ["verified"]
    (fact,) = told.facts.documents
    forged = replace(told, facts=replace(told.facts, documents=(replace(fact, author="Ana Leka"),)))
    changed = verify(forged, shelf.library)[-1]
    assert (changed.status, changed.citation) == ("changed", 1)
    assert changed.reason == "its author is 'Arben Lleshi', not 'Ana Leka'"
    shelf.library.remove([fact.document])
    assert [finding.status for finding in verify(told, shelf.library)] == ["missing", "missing"]
