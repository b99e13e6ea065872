"""The fields of articles in JSON, by the many names that feeds, news services and crawlers give them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from corpus.errors import DamagedFile
from corpus.readers.common.characters import make_storable
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.common.placeholders import publication_date
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.visible_text import parse_html, visible_text
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

    Fields: TypeAlias = Mapping[str, object]


class JsonNumber(str):
    """A number as it is written in JSON, digit for digit."""

    __slots__ = ()


def _names(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_TEXTS = _names(
    "text contenttext contenthtml contentencoded body articlebody bodytext bodyhtml fulltext maintext articletext "
    "content article html rawtext plaintext markdown story message selftext paragraphs transcript"
)
_LEADS = _names("description summary abstract excerpt snippet lead standfirst dek")
"""These alone make an article only of what has a title, and an address or a date."""
_TITLES = _names("title headline name titlefull heading subject")
_DATES = _names(
    "date published publishedat publishedon publisheddate datepublished publishdate publishtime pubdate "
    "publicationdate created createdat datecreated datetime timestamp time updated updatedat datemodified modified"
)
_URLS = _names("url canonicalurl link permalink weburl href sourceurl articleurl pageurl externalurl shareurl")
_AUTHORS = _names("author authors byline creator by writer writers contributors")
_PUBLISHERS = _names(
    "publisher sitename source outlet publication sourcename newspaper journal magazine newsroom site domain"
)
_LANGUAGES = _names("language lang inlanguage locale languagecode")
_IDS = _names("id uuid guid docid documentid articleid docno identifier pid key")
_LISTS = _names(
    "articles items data results entries posts documents docs records response feed channel hits stories news rows "
    "value values list edges"
)
_WRAPPERS = _names("source article node attributes document post fields item data entry")
_SECTIONS = _names("section heading")
_TEXT_INSIDE = _names("rendered text value html plain content")
_NAME_INSIDE = _names("rendered name displayname fullname title label term value text href url")
_MAX_DEPTH = 5
_MAX_PEOPLE = 50
_COMPARED_CHARACTERS = 80
_MARKUP = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|h[1-6]|ul|ol|li|table|blockquote|article|section|body|html)\s*>|<(?:br|p|hr)\s*/?>",
    re.IGNORECASE,
)
_COMPACT_DAY = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?")
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d+|\d{3})?")


def find_list(value: object, depth: int = 1) -> tuple[list[object] | None, Fields]:
    """Return the list of articles that a value is or wraps, and the fields around it; (None, {}) if there is none.

    A list inside of other values counts if one entry has a text.

    Example:
        >>> find_list({"site": "Hive", "articles": [{"text": "Bees dance."}]})[0]
        [{'text': 'Bees dance.'}]
    """
    if isinstance(value, list):
        return [_unwrap_entry(entry) for entry in value], {}
    if not isinstance(value, dict) or depth > _MAX_DEPTH or any(_texts_named(value, _TEXTS)):
        return None, {}
    for held in _values_named(value, _LISTS):
        listed, around = find_list(held, depth + 1)
        if listed is not None and any(isinstance(each, dict) and article_text(each).length for each in listed):
            return listed, {**value, **around}
    return None, {}


def article_text(fields: Fields) -> TextBuilder:
    """Return an article's text, under its lead unless it begins with that; an empty builder if it has none."""
    text = next(_texts_named(fields, _TEXTS), None)
    lead = next(_texts_named(fields, _LEADS), None)
    if text is None and not (title_in(fields) and (url_in(fields) or date_in(fields))):
        return TextBuilder()
    if text is None or lead is None:
        return text or lead or TextBuilder()
    both = TextBuilder()
    if " ".join(lead.text.split())[:_COMPARED_CHARACTERS] not in " ".join(text.text.split()):
        both.extend(lead)
    both.extend(text)
    return both


def title_in(fields: Fields) -> str | None:
    """Return the article's title on one line, or None."""
    return _first_line_named(fields, _TITLES)


def author_in(fields: Fields) -> str | None:
    """Return the names of the authors with commas between them, or None.

    Example:
        >>> author_in({"byline": "By Ana Hoxha"})
        'Ana Hoxha'
    """
    for value in _values_named(fields, _AUTHORS):
        people = value[:_MAX_PEOPLE] if isinstance(value, list) else [value]
        names = [re.sub(r"\Aby\s+", "", name, flags=re.IGNORECASE) for each in people if (name := _line_in(each))]
        if joined := line_or_none(", ".join(names)):
            return joined
    return None


def publisher_in(fields: Fields) -> str | None:
    """Return the publisher's name on one line, or None."""
    return _first_line_named(fields, _PUBLISHERS)


def language_in(fields: Fields) -> str | None:
    """Return the language code as it is given, or None."""
    return _first_line_named(fields, _LANGUAGES)


def url_in(fields: Fields) -> str | None:
    """Return the article's web address, or its id if that is one, or None."""
    return next(
        (url for value in _values_named(fields, (*_URLS, *_IDS)) if (url := web_address(_string_in(value)))), None
    )


def date_in(fields: Fields) -> str | None:
    """Return the article's date in ISO form, or None.

    Example:
        >>> date_in({"published_at": "20240131"})
        '2024-01-31'
    """
    return next(
        (day for value in _values_named(fields, _DATES) if (day := publication_date(_parse_day(_string_in(value))))),
        None,
    )


def identifier_in(fields: Fields) -> str | None:
    """Return what tells the article from the others: its id, or else its address, or None."""
    return _first_line_named(fields, _IDS) or url_in(fields)


def _values_named(fields: Fields, names: Iterable[str]) -> Iterator[object]:
    """Yield the values of the fields of these names, in the names' order; case and punctuation do not count."""
    known = {re.sub(r"[\W_]+", "", key).lower(): value for key, value in reversed(list(fields.items()))}
    return (known[name] for name in names if known.get(name) is not None)


def _unwrap_entry(entry: object) -> object:
    """Return the article that an entry of a list wraps: {"_source": {...}}, {"node": {...}}; else the entry."""
    if not isinstance(entry, dict) or article_text(entry).length:
        return entry
    inside = (value for value in _values_named(entry, _WRAPPERS) if isinstance(value, dict))
    held = next((value for value in inside if article_text(value).length), None)
    return entry if held is None else {**entry, **held}


def _texts_named(fields: Fields, names: Iterable[str]) -> Iterator[TextBuilder]:
    for value in _values_named(fields, names):
        builder = TextBuilder()
        _write_text(value, builder)
        if builder.length:
            yield builder


def _write_text(value: object, builder: TextBuilder) -> None:
    """Append a text: a string, a list of paragraphs or sections, or {"rendered": "..."}."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            builder.add_heading(_first_line_named(each, _SECTIONS) or "", 2)
        inside = _values_named(each, _TEXT_INSIDE) if isinstance(each, dict) else iter([each])
        words = next((held for held in inside if isinstance(held, str) and not isinstance(held, JsonNumber)), None)
        if words:
            _write_string(make_storable(words), builder)


def _write_string(text: str, builder: TextBuilder) -> None:
    tree = _parse_markup(text)
    if tree is not None:
        builder.extend(visible_text(tree))
    else:
        builder.add(text)


def _parse_markup(text: str) -> _Element | None:
    """Return a text with markup as a tree; None without markup, or where that is nested too deeply."""
    with suppress(DamagedFile):
        return parse_html(text) if _MARKUP.search(text) else None
    return None


def _string_in(value: object) -> str | None:
    """Return a value that is a string, or the string in {"name": "..."}, or in the first entry of a list; or None."""
    first = value[0] if isinstance(value, list) and value else value
    inside: Iterator[object] = _values_named(first, _NAME_INSIDE) if isinstance(first, dict) else iter([first])
    return next((held for held in inside if isinstance(held, str)), None)


def _first_line_named(fields: Fields, names: Iterable[str]) -> str | None:
    return next((line for value in _values_named(fields, names) if (line := _line_in(value))), None)


def _line_in(value: object) -> str | None:
    words = _string_in(value)
    if words and _MARKUP.search(words):
        words = visible_text(tree).text if (tree := _parse_markup(make_storable(words))) is not None else None
    return line_or_none(words)


def _parse_day(written: str | None) -> str | None:
    """Return the ISO date in a date, in 20240131, or in seconds or milliseconds since 1970; or None."""
    words = (written or "").strip()
    if compact := _COMPACT_DAY.fullmatch(words):
        return iso_date("-".join(compact.groups()))
    if seconds := _SECONDS.fullmatch(words):
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    return iso_date(words)
