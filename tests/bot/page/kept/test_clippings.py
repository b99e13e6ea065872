from __future__ import annotations

import json
from typing import Any

import pytest
import rispy

from bot.formats.answer_json import with_spans
from bot.formats.saved_answers import read_saved_answers
from bot.formats.typed_json import InvalidJson, parse
from bot.page.kept.clippings import clippings_file, read_clippings, standing_now
from bot.wording.labels import ENGLISH
from tests.bot.page.kept.test_files import SAID
from tests.bot.page.kept.test_reopening import kept
from tests.support.browser import HOSTILE_TITLE, FakeLibraryService

DAY = "2026-11-27"


def clipping(note: str = "", question: str = "How many weeks does a worker live?") -> dict[str, Any]:
    return {"turn": kept(FakeLibraryService(), question), "note": note}


def read(*clippings: object) -> list[Any]:
    return read_clippings(parse(json.dumps(clippings), with_spans))


def test_quotations_are_written_with_their_citations_and_notes() -> None:
    clippings = read(clipping("For *chapter* 2"), clipping(question="When was it made automatic?"))
    markdown = clippings_file(clippings, "markdown", DAY, ENGLISH)
    assert markdown.name == "besa-quotations-2026-11-27.md"
    assert f"> {SAID}\n\n(Ina Holm, The year of a honey bee colony, Meadow Press, 2021-05-20)\n" in markdown.text
    assert "\nFor \\*chapter\\* 2\n" in markdown.text
    assert "> The light was made automatic in 1971, and the last keeper left with the cat." in markdown.text
    titles = [each["title"] for each in rispy.loads(clippings_file(clippings, "ris", DAY, ENGLISH).text)]
    assert titles == ["The year of a honey bee colony", "The light on Gull Rock"]
    report = read_saved_answers(clippings_file(clippings, "report", DAY, ENGLISH).text)
    assert report.shown_as_they_are
    assert report.answers[0].sentences[0].text == SAID


def test_two_quotations_of_one_document_make_one_entry() -> None:
    clippings = read(clipping(), clipping(question="When do the willows flower?"))
    assert clippings_file(clippings, "bibtex", DAY, ENGLISH).text.count("@") == 1


def test_hostile_quotations_stay_text_in_markdown() -> None:
    text = clippings_file(read(clipping("<img src=x>", "jars")), "markdown", DAY, ENGLISH).text
    assert "<img" not in text
    assert HOSTILE_TITLE not in text
    assert "alert(1)" in text


@pytest.mark.parametrize(
    "clippings",
    [
        [],
        [7],
        [{"turn": {}}],
        [{"turn": {"asked": "Who?"}}],
        [{**clipping(), "note": "a" * 10_001}],
        [clipping(question="zebras six")] * 1_001,
    ],
    ids=["none", "a number", "no turn", "no answer", "a long note", "too many"],
)
def test_what_is_no_quotation_that_was_kept_is_refused(clippings: list[object]) -> None:
    with pytest.raises(InvalidJson):
        read(*clippings)


def test_a_format_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidJson):
        clippings_file(read(clipping()), "pdf", DAY, ENGLISH)


def test_a_quotation_says_how_it_stands_now() -> None:
    changed, gone = clipping(), clipping()
    changed["turn"]["answer"]["citations"][0]["sha256"] = "1" * 64
    gone["turn"]["answer"]["citations"][0]["document"] = "0" * 12
    assert standing_now(read(clipping(), changed, gone), FakeLibraryService()) == ["verified", "changed", "missing"]
