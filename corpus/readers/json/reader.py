"""JSON and JSON Lines: articles as documents of their own; whatever else is in them as lines of "path: value"."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from corpus.documents import Content, Metadata, Part, Place, PlaceKind, Span
from corpus.errors import DamagedFile
from corpus.readers.common.characters import fit_to_store
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.unique_names import UniqueNames, first_words
from corpus.readers.json.fields import (
    JsonNumber,
    article_text,
    author_in,
    date_in,
    language_in,
    listed_in,
    name_in,
    publisher_in,
    title_in,
    url_in,
)
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.json.fields import Fields

_BROKEN = "this is no sound JSON; save it again with the program that made it"
_TOO_DEEP = "it is nested deeper than any true data; save it in a simpler form"


def read_json(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """One value: an article, a list of them, or anything. Lines of JSON are read as such whatever they are called."""
    text = decode(data).removeprefix("\ufeff")
    try:
        whole = _value(text)
    except DamagedFile as error:
        return _lines_or(error, text, path, options.media_type)
    listed, around = listed_in(whole)
    if listed is None:
        return _single(whole, path, options.media_type)
    return _documents(enumerate(listed, start=1), around, path, "item", options.media_type)


def read_json_lines(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """A value a line. Broken lines are left out; DamagedFile where all of them are."""
    return _lines_or(DamagedFile(_BROKEN), decode(data).removeprefix("\ufeff"), path, options.media_type)


def _lines_or(error: DamagedFile, text: str, path: str, media_type: str) -> Iterator[Part]:
    """The documents of lines of JSON; raises `error` where there is not one such line."""
    values = _values(text)
    first = next(values, None)
    if first is None:
        raise error
    return _documents(chain([first], values), {}, path, "line", media_type)


def _values(text: str) -> Iterator[tuple[int, object]]:
    """The objects and lists that stand on a line each, with the number of the line."""
    number = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        try:
            value = _value(text[start:end])
        except DamagedFile:
            value = None
        start = end + 1
        if isinstance(value, dict | list):
            yield number, value


def _value(text: str) -> object:
    """Numbers stay as they are written, and of keys that stand twice in an object both are kept."""
    try:
        return json.loads(
            text, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=JsonNumber, object_pairs_hook=_all_pairs
        )
    except ValueError as error:
        raise DamagedFile(_BROKEN) from error
    except RecursionError as error:
        raise DamagedFile(_TOO_DEEP) from error


def _all_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    names = UniqueNames()
    return {names.unique(key): value for key, value in pairs}


def _single(value: object, path: str, media_type: str) -> Iterator[Part]:
    content = _article(value, {}, title_from(path), media_type) if isinstance(value, dict) else None
    if content is None:
        blocks = TextBuilder()
        for line in _written(value):
            blocks.add(line)
        content = Content(blocks.text, Metadata(title_from(path)), media_type, Span(0, blocks.length))
    yield Part(content)


def _documents(
    entries: Iterator[tuple[int, object]], around: Fields, path: str, counted: str, media_type: str
) -> Iterator[Part]:
    """The articles among the entries, each a document, then the other entries as the rows of one document."""
    names = UniqueNames()
    rows, places = TextBuilder(), []
    for number, entry in entries:
        article = _article(entry, around, f"Article {number}", media_type) if isinstance(entry, dict) else None
        if article is not None and isinstance(entry, dict):
            yield Part(article, names.unique(name_in(entry) or str(number)))
        elif span := rows.add("\n".join(_written(entry))):
            places.append(Place(PlaceKind.ROW, number, span, f"{counted} {number}"))
    if places:
        yield Part(Content(rows.text, Metadata(title_from(path)), media_type, Span(0, rows.length), (), tuple(places)))


def _article(entry: Fields, around: Fields, untitled: str, media_type: str) -> Content | None:
    """An entry that has a text; what its list says of all its entries holds where it says nothing itself."""
    body = article_text(entry)
    if not body.length:
        return None
    title = title_in(entry)
    blocks = TextBuilder()
    blocks.add_heading(fit_to_store(title or ""), 1)
    blocks.extend(body)
    metadata = Metadata(
        title=title or line_or_none(first_words(body.text)) or untitled,
        author=author_in(entry) or author_in(around),
        publisher=publisher_in(entry) or publisher_in(around) or title_in(around),
        date=date_in(entry),
        url=url_in(entry),
        language=language_in(entry) or language_in(around),
    )
    return Content(blocks.text, metadata, media_type, Span(0, blocks.length), blocks.headings)


def _written(value: object) -> Iterator[str]:
    """Every string, number and truth value of a JSON value, each as "path: value", in the order of the file."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        path, held = waiting.pop()
        if isinstance(held, dict):
            below = [(f"{path}.{key}" if path else str(key), each) for key, each in held.items()]
            waiting.extend(reversed(below))
        elif isinstance(held, list):
            waiting.extend((f"{path}[{at}]", held[at]) for at in range(len(held) - 1, -1, -1))
        elif held is not None and (words := fit_to_store(_scalar(held)).strip()):
            yield f"{fit_to_store(path)}: {words}" if path else words


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
