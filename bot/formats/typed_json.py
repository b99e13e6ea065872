"""JSON from outside as dataclasses: errors name the line and the field, however hostile the text."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    ObjectHook = Callable[[dict[str, Any]], Any]

T = TypeVar("T")

_QUOTED = re.compile(r"`([^`]*)`")
_OTHER = re.compile(r"Invalid enum value (.*)")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_KINDS = {
    "str": "a string",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
"""What a person calls the types that msgspec names."""


class InvalidJson(ValueError):
    """A text that is not the JSON that was expected; the message names the line and the field."""


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark; `-` is standard input.

    Raises InvalidJson for a file that cannot be read.
    """
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidJson(f"it cannot be read ({error}); name a UTF-8 file") from error


def parse(text: str, hook: ObjectHook | None = None) -> Any:
    """Return what a JSON text stands for, as lists, dicts, strings, numbers, booleans and None.

    `hook` returns what takes the place of each dict. Raises InvalidJson.
    """
    try:
        return json.loads(text, object_hook=hook)
    except RecursionError as error:
        raise InvalidJson("the JSON is nested too deeply") from error
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if "\n" in text.strip() else ""
        raise InvalidJson(f"it is not JSON: {line}column {error.colno}: {error.msg}") from error
    except ValueError as error:  # Python reads no more than 4,300 digits
        raise InvalidJson("a number in the JSON is too long") from error


def parse_lines(text: str, hook: ObjectHook | None = None) -> Iterator[tuple[int, Any]]:
    """Yield (line number from 1, value) of JSON Lines, empty lines left out. Raises InvalidJson naming the line."""
    for number, line in enumerate(text.split("\n"), 1):  # str.splitlines would split inside of JSON strings
        if line.strip():
            with located(f"line {number}"):
                value = parse(line, hook)
            yield number, value


def convert_lines(text: str, type: type[T]) -> Iterator[tuple[int, T]]:
    """Yield (line number, value) of JSON Lines, each value converted. Raises InvalidJson naming line and field."""
    for number, value in parse_lines(text):
        with located(f"line {number}"):
            converted = convert(value, type)
        yield number, converted


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put the place before the message of an InvalidJson that is raised inside."""
    try:
        yield
    except InvalidJson as error:
        raise InvalidJson(f"{where}: {error}") from error


def convert(value: Any, type: type[T]) -> T:
    """Return a parsed value as an instance of `type`, a dataclass; keys that it has no field for are ignored.

    Raises InvalidJson naming the field, also for what the dataclass itself refuses.

    Example: `convert({"start": 1, "end": "2"}, Span)` raises "end: expected a whole number, got a string".
    """
    try:
        return msgspec.convert(value, type)
    except msgspec.ValidationError as error:
        raise InvalidJson(_in_plain_words(str(error))) from error


def _in_plain_words(message: str) -> str:
    """Rewrite "Expected `int`, got `str` - at `$.a[0]`" as "a[0]: expected a whole number, got a string"."""
    said, _, path = message.rpartition(" - at `$")
    said, path = (said, path.strip(".`")) if said else (message, "")
    if missing := _MISSING.fullmatch(said):
        said = f'"{missing[1]}" is missing'
    if other := _OTHER.fullmatch(said):
        said = f"{other[1]} is no value that it can have"
    said = _QUOTED.sub(lambda found: " or ".join(_KINDS.get(each, each) for each in found[1].split(" | ")), said)
    return f"{path and path + ': '}{said[:1].lower()}{said[1:]}"
