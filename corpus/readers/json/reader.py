"""JSON and JSON Lines: articles as documents of their own; whatever else is in them as lines of "path: value"."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from corpus.documents import Metadata, Part, Place, PlaceKind
from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.characters import make_storable
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.unique_names import UniqueNames, first_words
from corpus.readers.json.chats import chat_documents, chats_in
from corpus.readers.json.fields import (
    JsonNumber,
    article_text,
    author_in,
    date_in,
    find_list,
    identifier_in,
    language_in,
    publisher_in,
    title_in,
    url_in,
)
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Content
    from corpus.readers.json.fields import Fields

_BROKEN = Message("this is not valid JSON; save it again with the program that made it")
_TOO_DEEP = Message("it is nested too deeply to read; save it in a simpler form")


def read_json(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read one value: an article, a list of them, conversations, or anything else, as lines of "path: value".

    JSON Lines are read as such whatever the file is called.

    Raises:
        DamagedFile: It is neither JSON nor JSON Lines, or is nested too deep.

    Example:
        >>> [part.content.text for part in read_json(b'{"city": {"name": "Vlora"}}', "city.json")]
        ['city.name: Vlora']
    """
    text = decode(data).removeprefix("\ufeff")
    try:
        whole = _parse(text)
    except DamagedFile as error:
        return _line_documents(error, text, path, options.media_type)
    if chats := chats_in(whole):
        return chat_documents(chats, path, options.media_type)
    listed, around = find_list(whole)
    if listed is None:
        return _single_document(whole, path, options.media_type)
    return _list_documents(enumerate(listed, start=1), around, path, "item", options.media_type)


def read_json_lines(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read one value a line; leave out broken lines.

    Raises:
        DamagedFile: No line is an object or a list.
    """
    return _line_documents(DamagedFile(_BROKEN), decode(data).removeprefix("\ufeff"), path, options.media_type)


def _line_documents(error: DamagedFile, text: str, path: str, media_type: str) -> Iterator[Part]:
    """Yield the documents of lines of JSON; raise `error` if there is not one such line."""
    values = _parse_lines(text)
    first = next(values, None)
    if first is None:
        raise error
    return _list_documents(chain([first], values), {}, path, "line", media_type)


def _parse_lines(text: str) -> Iterator[tuple[int, object]]:
    """Yield the objects and lists that stand on a line each, with the number of the line."""
    number = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        try:
            value = _parse(text[start:end])
        except DamagedFile:
            value = None
        start = end + 1
        if isinstance(value, dict | list):
            yield number, value


def _parse(text: str) -> object:
    """Return a JSON value, its numbers as they are written; of keys that stand twice in an object both are kept."""
    try:
        return json.loads(
            text,
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=JsonNumber,
            object_pairs_hook=_keep_all_pairs,
        )
    except ValueError as error:
        raise DamagedFile(_BROKEN) from error
    except RecursionError as error:
        raise DamagedFile(_TOO_DEEP) from error


def _keep_all_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    names = UniqueNames()
    return {names.unique(key): value for key, value in pairs}


def _single_document(value: object, path: str, media_type: str) -> Iterator[Part]:
    content = _article_content(value, {}, title_from(path), media_type) if isinstance(value, dict) else None
    if content is None:
        builder = TextBuilder()
        for line in _flatten(value):
            builder.add(line)
        content = builder.content(Metadata(title_from(path)), media_type)
    yield Part(content)


def _list_documents(
    entries: Iterator[tuple[int, object]], around: Fields, path: str, counted: str, media_type: str
) -> Iterator[Part]:
    """Yield a document for each article among the entries, then one with the other entries as its rows."""
    names = UniqueNames()
    rows, places = TextBuilder(), []
    for number, entry in entries:
        article = _article_content(entry, around, f"Article {number}", media_type) if isinstance(entry, dict) else None
        if article is not None and isinstance(entry, dict):
            yield Part(article, names.unique(identifier_in(entry) or str(number)))
        elif span := rows.add("\n".join(_flatten(entry))):
            places.append(Place(PlaceKind.ROW, number, span, f"{counted} {number}"))
    if places:
        yield Part(rows.content(Metadata(title_from(path)), media_type, places))


def _article_content(entry: Fields, around: Fields, untitled: str, media_type: str) -> Content | None:
    """Return an entry that has a text as content, or None; what is said around the list fills in what it lacks."""
    body = article_text(entry)
    if not body.length:
        return None
    title = title_in(entry)
    builder = TextBuilder()
    builder.add_heading(make_storable(title or ""), 1)
    builder.extend(body)
    metadata = Metadata(
        title=title or line_or_none(first_words(body.text)) or untitled,
        author=author_in(entry) or author_in(around),
        publisher=publisher_in(entry) or publisher_in(around) or title_in(around),
        date=date_in(entry),
        url=url_in(entry),
        language=language_in(entry) or language_in(around),
    )
    return builder.content(metadata, media_type)


def _flatten(value: object) -> Iterator[str]:
    """Yield every string, number and truth value of a JSON value as "path: value", in the order of the file."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        path, held = waiting.pop()
        if isinstance(held, dict):
            below = [(f"{path}.{key}" if path else str(key), each) for key, each in held.items()]
            waiting.extend(reversed(below))
        elif isinstance(held, list):
            waiting.extend((f"{path}[{at}]", held[at]) for at in range(len(held) - 1, -1, -1))
        elif held is not None and (words := make_storable(_format_scalar(held)).strip()):
            yield f"{make_storable(path)}: {words}" if path else words


def _format_scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
