"""JSON from outside as dataclasses: errors name the line and the field, however hostile the text."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from corpus.messages import Message, listed_with_or

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    ObjectHook = Callable[[dict[str, Any]], Any]

T = TypeVar("T")

_EXPECTED = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_OTHER = re.compile(r"Invalid enum value (.*)")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_KINDS = {
    "str": Message("a string"),
    "int": Message("a whole number"),
    "float": Message("a number"),
    "bool": Message("true or false"),
    "array": Message("a list"),
    "object": Message("an object"),
}
"""What a person calls the types that msgspec names."""


class InvalidJson(ValueError):
    """A text that is not the JSON that was expected; the message names the line and the field."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark; `-` is standard input.

    Raises InvalidJson for a file that cannot be read.
    """
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidJson(Message("it cannot be read ({error}); name a UTF-8 file", error=str(error))) from error


def parse(text: str, hook: ObjectHook | None = None) -> Any:
    """Return what a JSON text stands for, as lists, dicts, strings, numbers, booleans and None.

    `hook` returns what takes the place of each dict. Raises InvalidJson.
    """
    try:
        return json.loads(text, object_hook=hook)
    except RecursionError as error:
        raise InvalidJson(Message("the JSON is nested too deeply")) from error
    except json.JSONDecodeError as error:
        raise InvalidJson(_not_json(error, is_one_line="\n" not in text.strip())) from error
    except ValueError as error:  # Python reads no more than 4,300 digits
        raise InvalidJson(Message("a number in the JSON is too long")) from error


def parse_lines(text: str, hook: ObjectHook | None = None) -> Iterator[tuple[int, Any]]:
    """Yield (line number from 1, value) of JSON Lines, empty lines left out. Raises InvalidJson naming the line."""
    for number, line in enumerate(text.split("\n"), 1):  # str.splitlines would split inside of JSON strings
        if line.strip():
            with located(Message("line {number}", number=number)):
                value = parse(line, hook)
            yield number, value


def convert_lines(text: str, type: type[T]) -> Iterator[tuple[int, T]]:
    """Yield (line number, value) of JSON Lines, each value converted. Raises InvalidJson naming line and field."""
    for number, value in parse_lines(text):
        with located(Message("line {number}", number=number)):
            converted = convert(value, type)
        yield number, converted


@contextmanager
def located(where: Message) -> Iterator[None]:
    """Put the place before the message of an InvalidJson that is raised inside."""
    try:
        yield
    except InvalidJson as error:
        raise InvalidJson(Message("{where}: {problem}", where=where, problem=error.message)) from error


def convert(value: Any, type: type[T], *, strict: bool = True) -> T:
    """Return a parsed value as an instance of `type`, a dataclass; keys that it has no field for are ignored.

    Where it is not `strict`, a number may come as a string, as in the address of a request. Raises InvalidJson naming
    the field, also for what the dataclass itself refuses.

    Example: `convert({"start": 1, "end": "2"}, Span)` raises "end: expected a whole number, got a string".
    """
    try:
        return msgspec.convert(value, type, strict=strict)
    except msgspec.ValidationError as error:
        raise InvalidJson(_in_plain_words(str(error))) from error


def _not_json(error: json.JSONDecodeError, *, is_one_line: bool) -> Message:
    if is_one_line:
        return Message("it is not JSON: column {column}: {error}", column=error.colno, error=error.msg)
    return Message(
        "it is not JSON: line {line}, column {column}: {error}", line=error.lineno, column=error.colno, error=error.msg
    )


def _in_plain_words(message: str) -> Message:
    """Rewrite "Expected `int`, got `str` - at `$.a[0]`" as "a[0]: expected a whole number, got a string"."""
    said, _, path = message.rpartition(" - at `$")
    problem = _problem(said or message)
    place = path.strip(".`") if said else ""
    return Message("{where}: {problem}", where=place, problem=problem) if place else problem


def _problem(said: str) -> Message:
    if missing := _MISSING.fullmatch(said):
        return Message('"{field}" is missing', field=missing[1])
    if other := _OTHER.fullmatch(said):
        return Message("{value} is no value that it can have", value=other[1])
    if expected := _EXPECTED.fullmatch(said):
        return Message("expected {wanted}, got {found}", wanted=_kinds(expected[1]), found=_kinds(expected[2]))
    return Message("{problem}", problem=f"{said[:1].lower()}{said[1:]}")


def _kinds(names: str) -> Message:
    return listed_with_or([_KINDS.get(each, each) for each in names.split(" | ")])
