from __future__ import annotations

import json
import zlib
from base64 import b64encode
from dataclasses import replace

import pytest

from bot.answers import Question
from bot.formats.typed_json import InvalidJson
from bot.page.kept.packing import LONGEST_JSON, unpacked
from bot.page.kept.reopening import MOST_ASKED_ANEW, MOST_TURNS, Remembered, compared, read_reopening
from bot.page.kept.turns import turn_json
from bot.page.views.conversation import Conversation
from bot.page.views.exchange import Exchange, Since
from tests.support.browser import FakeLibraryService

WEEKS = "How many weeks does a worker live?"


def packed(value: object) -> str:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = deflate.compress(json.dumps(value).encode()) + deflate.flush()
    return "z:" + b64encode(data).decode()


def kept(service: FakeLibraryService, question: str = WEEKS, **changes: object) -> dict[str, object]:
    turn: dict[str, object] = json.loads(turn_json(Exchange(1, question, service.ask(Question(question)), documents=3)))
    return {**turn, "day": "2026-11-26", **changes}


def since(service: FakeLibraryService, *turns: object) -> list[Since | None]:
    reopened = compared(read_reopening(json.dumps(turns)), service)
    return [each.kept.since if each.kept else None for each in reopened.turns]


# What comes


@pytest.mark.parametrize(
    "sent", [None, 7, "", "{", "null", "7", "[]", "[null, 3, [], {}]", "z:", "z:!", "z:AAAA", "[" * 10_000]
)
def test_what_makes_no_sense_is_no_conversation(sent: object) -> None:
    assert read_reopening(sent).turns == ()


def test_a_conversation_may_come_compressed() -> None:
    service = FakeLibraryService()
    turns = [{"before": 4}, kept(service), "Who is the keeper?", {"alone": "And the bees?"}]
    reopening = read_reopening(packed(turns))
    assert reopening == read_reopening(json.dumps(turns))
    assert reopening.before == 4
    assert [(each.asked, each.alone, each.kept is not None) for each in reopening.turns] == [
        (WEEKS, False, True),
        ("Who is the keeper?", False, False),
        ("And the bees?", True, False),
    ]


def test_a_few_bytes_that_stand_for_gigabytes_are_refused_without_being_unpacked() -> None:
    bomb = packed(" " * (50 * LONGEST_JSON))
    assert len(bomb) < 200_000
    with pytest.raises(InvalidJson):
        unpacked(bomb)


@pytest.mark.parametrize("depth", [100, 480, 900, 100_000])
def test_remarks_inside_of_remarks_are_shown_or_refused(depth: int) -> None:
    remark = '{"template": "{a}", "values": {"a": ' * depth + "1" + "}}" * depth
    turns = read_reopening(f'[{{"asked": "Who?", "remark": {remark}}}]').turns
    assert [each.asked for each in turns] in ([], ["Who?"])


def test_a_turn_that_was_tampered_with_is_asked_again() -> None:
    service = FakeLibraryService()
    broken = kept(service, names=[["<b>", "x"]])
    assert read_reopening(json.dumps([broken])).turns == (Remembered(WEEKS),)


def test_all_fifty_turns_come_back_and_no_more_than_twenty_are_asked_again() -> None:
    service = FakeLibraryService()
    assert len(read_reopening(json.dumps([kept(service)] * 60)).turns) == MOST_TURNS
    assert len(read_reopening(json.dumps([WEEKS] * 60)).turns) == MOST_ASKED_ANEW


# What has become of it


def test_a_turn_whose_sources_are_as_they_were_says_nothing_more() -> None:
    service = FakeLibraryService()
    assert since(service, kept(service)) == [Since("2026-11-26")]
    reopened = compared(read_reopening(json.dumps([kept(service)])), service).turns[0].kept
    assert reopened is not None
    assert "since" not in Conversation().with_turn(reopened).messages()[1]["content"]


def test_a_turn_says_which_of_its_sources_changed_is_gone_or_never_said_so() -> None:
    service = FakeLibraryService()
    turn = json.loads(json.dumps(kept(service)))
    changed, gone, altered = (json.loads(json.dumps(turn)) for _ in range(3))
    changed["answer"]["citations"][0]["sha256"] = "1" * 64
    gone["answer"]["citations"][0]["document"] = "0" * 12
    for text in (altered["answer"]["answer"][0], altered["answer"]["citations"][0]):
        field = "text" if "text" in text else "excerpt"
        text[field] = text[field].replace("six", "ten")
    title = ("The year of a honey bee colony",)
    (reopened, *_) = compared(read_reopening(json.dumps([gone])), service).turns
    assert reopened.kept is not None
    assert "Its document is not in the library" in Conversation().with_turn(reopened.kept).cards()
    assert since(service, changed, gone, altered) == [
        Since("2026-11-26", changed=title, beside=True, standing=((1, "changed"),)),
        Since("2026-11-26", gone=title, beside=True, standing=((1, "missing"),)),
        Since("2026-11-26", altered=title, beside=True, standing=((1, "altered"),)),
    ]


def test_a_turn_says_that_the_library_has_other_documents_and_how_to_ask_anew() -> None:
    service = FakeLibraryService()
    (found,) = since(service, kept(service, documents=2))
    assert found == Since("2026-11-26", documents=(2, 3))
    exchange = replace(Exchange(1, WEEKS, service.ask(Question(WEEKS))), since=found)
    said = Conversation().with_turn(exchange).messages()[1]["content"]
    assert "The library had 2 documents then, and has 3 now." in said
    assert 'href="./?q=How+many+weeks+does+a+worker+live%3F#as-it-stands">Ask anew</a>' in said


def test_a_source_that_only_stood_beside_the_answer_is_not_named() -> None:
    service = FakeLibraryService()
    turn = json.loads(json.dumps(kept(service)))
    beside = {**turn["answer"]["citations"][0], "number": 2, "document": "0" * 12}
    turn["answer"]["citations"].append(beside)
    assert since(service, turn) == [Since("2026-11-26", beside=True, standing=((2, "missing"),))]
