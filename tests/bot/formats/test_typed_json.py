from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import Turn
from bot.formats.typed_json import InvalidJson, convert, parse, parse_lines, read_text
from corpus.documents import PlaceKind, Span

if TYPE_CHECKING:
    from typing import Any

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(st.characters()), values, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_read_on_one_line_or_on_several(value: Any) -> None:
    assert parse(json.dumps(value)) == value
    assert list(parse_lines(f"\n{json.dumps(value)}\n  \n{json.dumps([value])}\n")) == [(2, value), (4, [value])]


def test_line_breaks_of_unicode_inside_of_a_string_end_no_line() -> None:
    assert list(parse_lines('"a\u2028b"\n"c\x85d"')) == [(1, "a\u2028b"), (2, "c\x85d")]


def test_a_hook_sees_every_object() -> None:
    assert parse('[{"a": {"b": 1}}]', lambda fields: sorted(fields)) == [["a"]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not JSON: column 1: Expecting value"),
        ('\n{"a":\n}', "it is not JSON: line 3, column 1"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 4301, "a number in the JSON is too long"),
    ],
)
def test_what_is_no_json_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidJson, match=re.escape(reason)):
        parse(text)


def test_the_longest_number_is_read() -> None:
    assert parse("1" * 4300) == int("1" * 4300)


def test_a_line_that_is_no_json_is_named() -> None:
    with pytest.raises(InvalidJson, match=re.escape("line 3: it is not JSON: column 2")):
        list(parse_lines("1\n\n{"))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"start": 1, "end": "2"}, "end: expected a whole number, got a string"),
        ({"start": 1, "end": True}, "end: expected a whole number, got true or false"),
        ({"start": 1}, '"end" is missing'),
        ([], "expected an object, got a list"),
        ({"start": 2, "end": 1}, "a span needs 0 <= start <= end, not start=2, end=1"),
    ],
)
def test_a_field_of_another_type_is_named(value: Any, reason: str) -> None:
    with pytest.raises(InvalidJson, match=f"^{re.escape(reason)}$"):
        convert(value, Span)


def test_a_field_inside_of_lists_is_named_by_its_place() -> None:
    with pytest.raises(InvalidJson, match=re.escape('[1][0]: "question" is missing')):
        convert([[], [{"answer": "No."}]], list[list[Turn]])


def test_a_value_that_a_field_cannot_have_is_named() -> None:
    with pytest.raises(InvalidJson, match=re.escape("[0]: 'x' is no value that it can have")):
        convert(["x"], list[PlaceKind])


def test_keys_without_a_field_are_ignored() -> None:
    assert convert({"start": 1, "end": 2, "colour": "red"}, Span) == Span(1, 2)


def test_a_file_is_read_with_its_byte_order_mark_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf[]")
    assert read_text(tmp_path / "a.json") == "[]"
    monkeypatch.setattr("sys.stdin", StringIO("{}"))
    assert read_text(Path("-")) == "{}"


def test_a_file_that_cannot_be_read_is_refused_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff")
    for name in ("a.json", "nowhere.json"):
        with pytest.raises(InvalidJson, match="name a UTF-8 file"):
            read_text(tmp_path / name)
