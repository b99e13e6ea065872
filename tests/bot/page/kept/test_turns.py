from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.scope import SearchScope
from bot.answers import Disagreement, Side
from bot.facts import DocumentFact, Facts
from bot.formats.answer_json import with_spans
from bot.formats.typed_json import InvalidJson, parse
from bot.page.kept.turns import turn_from_json, turn_json
from bot.page.replies.glance import LibraryGlance
from bot.page.replies.own_reply import OwnReply
from bot.page.replies.topics import SaidToPage, Topic
from bot.page.views.conversation import Conversation
from bot.page.views.exchange import Exchange, Remark
from bot.wording.labels import LANGUAGES
from corpus.documents import Span
from corpus.messages import Message
from corpus.printed_layout import Rectangle
from embeddings.ranking.corrections import Correction
from embeddings.store.coverage import Coverage
from tests.bot.page.views.test_source_cards import CITATION, EXCERPT, SENTENCE, START, answer, not_found

EVIL = "\"><img src=x onerror=alert(1)>' ${1+1} {{2}} [a](javascript:alert(1))"


def _every_reply() -> dict[str, Any]:
    facts = Facts("date", 2, (DocumentFact(CITATION.document, "bees.md", EVIL, None, "P", "2021", 1, stated=True),))
    side = Side("colony", SENTENCE.text, 1, SENTENCE.start, SENTENCE.end)
    rich = replace(
        CITATION,
        path="bees.md",
        url="javascript:alert(1)",
        rectangles=(Rectangle(3, 1.0, 2.0, 3.5, 4.0),),
        markup=(Span(START + 7, START + 15),),
        place="page iv",
    )
    library = LibraryGlance(4, formats=Message("{items} and {last}", items="PDF", last=EVIL), named=(("0" * 12, EVIL),))
    return {
        "found": answer(rich, confidence=0.79999),
        "differing": replace(answer(), disagreements=(Disagreement("name", (side, side)),)),
        "nearest": replace(not_found(rich), perhaps=True, unread="no re-ranker", coverage=Coverage(10, 4)),
        "facts": replace(answer(), facts=facts, corrections=(Correction("colny", "colony"),)),
        "nothing": not_found(),
        "remark": Remark(Message("“{written}” is no date: write it as YYYY, YYYY-MM or YYYY-MM-DD.", written=EVIL)),
        "own": OwnReply(SaidToPage(Topic.ABOUT, LANGUAGES["sq"]), library),
    }


@pytest.mark.parametrize("name", list(_every_reply()))
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_turn_that_comes_back_is_drawn_as_it_was(name: str, language: str) -> None:
    scope = SearchScope(frozenset({"0" * 12}), after="2020")
    before = replace(Conversation(labels=LANGUAGES[language]), choice=scope).asking(f"Who? {EVIL}", alone=True)
    shown = before.answered(_every_reply()[name], {CITATION.document: "a/bees.md"}, 7)
    again = turn_from_json(parse(turn_json(shown.exchanges[0]), with_spans), 1)
    back = Conversation(labels=LANGUAGES[language]).with_turn(again)
    assert back.messages() == shown.messages()
    assert back.cards() == "".join(shown.cards().partition('<div hidden data-number="1"')[0])
    assert again.documents == 7


def _changed(**changes: object) -> dict[str, Any]:
    turn = json.loads(turn_json(Exchange(1, "Who?", answer())))
    for path, value in changes.items():
        *inside, last = path.split("__")
        held = turn
        for name in inside:
            held = held[int(name[1:]) if name.startswith("n") and name[1:].isdigit() else name]
        held[last] = value
    return json.loads(json.dumps(turn), object_hook=with_spans)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "changes",
    [
        {"asked": ""},
        {"asked": "why " * 1_000},
        {"asked": 7},
        {"answer": None},
        {"answer": "six weeks"},
        {"answer__confidence": float("nan")},
        {"answer__confidence": 1e9},
        {"answer__elapsed_ms": float("inf")},
        {"answer__citations": []},
        {"answer__citations__n0__number": 2},
        {"answer__citations__n0__document": '"><script>'},
        {"answer__citations__n0__sha256": "<b>"},
        {"answer__citations__n0__excerpt": "short"},
        {"answer__citations__n0__markup": [[0, 5]]},
        {"answer__citations__n0__highlights": [[0, 1]]},
        {"answer__citations__n0__score": float("nan")},
        {"answer__answer__n0__text": "The colony & its queen stay."},
        {"answer__answer__n0__citation": 0},
        {"answer__answer__n0__citation": -1},
        {"answer__answer__n0__end": 10**30},
        {"answer__status": "not_found"},
        {"names": [["../../etc/passwd", "x"]]},
        {"searched": "{"},
        {"searched": '{"documents": ["x"]}'},
    ],
    ids=str,
)
def test_what_no_page_can_have_shown_is_refused(changes: dict[str, object]) -> None:
    turn_from_json(_changed(), 1)
    with pytest.raises(InvalidJson):
        turn_from_json(_changed(**changes), 1)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(
                st.sampled_from(
                    ["asked", "answer", "citations", "own", "topic", "remark", "template", "values", "names"]
                )
                | st.text(),
                each,
            )
        ),
        max_leaves=30,
    )
)
def test_whatever_comes_is_a_turn_or_refused(value: object) -> None:
    try:
        exchange = turn_from_json({"asked": "Who?", **(value if isinstance(value, dict) else {"own": value})}, 1)
    except InvalidJson:
        return
    Conversation().with_turn(exchange).messages()


def test_the_collections_and_the_sample_that_were_searched_are_kept() -> None:
    """Asked anew, and in the note below the answer, the choice is what it was."""
    choice = SearchScope(collections=frozenset({"Trips", ""}), sample=True)
    for each in (choice, SearchScope(sample=True, own=True), SearchScope(text="lease")):
        shown = replace(turn_from_json(_changed(), 1), choice=each)
        assert turn_from_json(parse(turn_json(shown), with_spans), 1).choice == each


def test_a_quotation_that_was_made_up_is_no_tag() -> None:
    excerpt = EVIL.ljust(len(EXCERPT))[: len(EXCERPT)]
    forged = _changed(
        answer__answer=[{"text": excerpt, "citation": 1, "start": START, "end": START + len(EXCERPT)}],
        answer__citations__n0__excerpt=excerpt,
        answer__citations__n0__highlights=[],
        answer__citations__n0__title=EVIL,
    )
    talk = Conversation().with_turn(turn_from_json(forged, 1))
    assert "<img" not in talk.messages()[1]["content"]
    assert "<img" not in talk.cards()
