from __future__ import annotations

import copy
import pickle
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile
from corpus.messages import (
    LONGEST_MESSAGE,
    Message,
    MessageParts,
    joined,
    listed,
    listed_with_or,
    placeholders,
)

MESSAGES = st.recursive(
    st.builds(Message, st.sampled_from(["{name}: {count:,}", "no {place", "{}", "{name}{name}"])),
    lambda inner: st.builds(
        lambda name, count: Message("{name} has {count:,}", name=name, count=count),
        inner | st.text(),
        st.integers(-(2**60), 2**60),
    ),
    max_leaves=5,
)


def test_a_message_is_its_english_text_and_keeps_its_parts() -> None:
    message = Message("{file} has {pages:,} pages", file=PurePath("/a/bees.pdf"), pages=1200)
    assert message == "/a/bees.pdf has 1,200 pages"
    assert f"{message}" == str(message) == "/a/bees.pdf has 1,200 pages"
    assert (message.template, dict(message.values)) == (
        "{file} has {pages:,} pages",
        {"file": "/a/bees.pdf", "pages": 1200},
    )


def test_a_value_is_never_taken_for_a_template() -> None:
    message = Message("{one} {two}", one="{two}", two="{one}")
    assert message == "{two} {one}"
    assert message.translated({"{one} {two}": "{two}, {one}"}) == "{one}, {two}"


def test_braces_that_are_no_place_stand_for_themselves() -> None:
    assert Message('such as {"title": "…"}, {} or {a b}; {gone}') == 'such as {"title": "…"}, {} or {a b}; {gone}'


def test_messages_inside_of_messages_are_translated_too_and_what_has_no_translation_stays() -> None:
    message = Message("this is {kind}; {more}", kind=Message("a list"), more=Message("save it"))
    albanian = {"this is {kind}; {more}": "{more}: {kind}", "a list": "një listë"}
    assert message.translated(albanian) == "save it: një listë"
    assert message.translated({}) == message


@pytest.mark.parametrize(
    ("thousands", "said"), [(",", "1,234,567"), (".", "1.234.567"), ("\u00a0", "1\u00a0234\u00a0567")]
)
def test_thousands_stand_apart_where_the_template_says_so(thousands: str, said: str) -> None:
    message = Message("{count:,} of {year}", count=1234567, year=2026)
    assert message.translated({}, thousands) == f"{said} of 2026"


@given(MESSAGES)
def test_a_message_survives_a_pipe_a_copy_and_an_exception(message: Message) -> None:
    error: DamagedFile = pickle.loads(pickle.dumps(DamagedFile(message)))
    for again in (MessageParts.of(message).message(), copy.deepcopy(message), error.message):
        assert (again, again.template, again.values) == (message, message.template, message.values)


@pytest.mark.parametrize("more", [0, 1])
def test_a_message_has_so_many_characters_and_no_more(more: int) -> None:
    message = Message("{name}", name="x" * (LONGEST_MESSAGE + more))
    assert len(message) == LONGEST_MESSAGE
    assert message.endswith("…") == bool(more)


def test_items_are_listed_with_the_last_one_apart() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert listed_with_or(["a", "b", "c"]) == "a, b or c"
    assert listed(["a", Message("b")]).translated({"{items} and {last}": "{items} dhe {last}", "b": "bë"}) == "a dhe bë"


def test_reasons_are_joined_and_each_is_translated() -> None:
    one, two = Message("moved from {path}", path="a"), Message("it is empty")
    assert (joined([one]), joined([one, two])) == (one, "moved from a; it is empty")
    assert joined([one, two]).translated({"it is empty": "është bosh"}) == "moved from a; është bosh"


def test_the_places_of_a_template_are_found() -> None:
    assert placeholders('{a} {b:,} {c:g} {"d"} {}') == {"a", "b"}
