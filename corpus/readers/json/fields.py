"""The fields of articles in JSON, by the many names that feeds, news services and crawlers give them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from corpus.readers.common.characters import fit_to_store
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.visible_text import parsed, visible_blocks
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Fields: TypeAlias = Mapping[str, object]


class JsonNumber(str):
    """A number as it is written, digit for digit."""

    __slots__ = ()


def _words(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_TEXTS = _words(
    "text contenttext contenthtml contentencoded body articlebody bodytext bodyhtml fulltext maintext articletext "
    "content article html rawtext plaintext markdown story message selftext paragraphs transcript"
)
_LEADS = _words("description summary abstract excerpt snippet lead standfirst dek")
"""These alone make an article only of what has a title, and an address or a date."""
_TITLES = _words("title headline name titlefull heading subject")
_DATES = _words(
    "date published publishedat publishedon publisheddate datepublished publishdate publishtime pubdate "
    "publicationdate created createdat datecreated datetime timestamp time updated updatedat datemodified modified"
)
_URLS = _words("url canonicalurl link permalink weburl href sourceurl articleurl pageurl externalurl shareurl")
_AUTHORS = _words("author authors byline creator by writer writers contributors")
_PUBLISHERS = _words(
    "publisher sitename source outlet publication sourcename newspaper journal magazine newsroom site domain"
)
_LANGUAGES = _words("language lang inlanguage locale languagecode")
_IDS = _words("id uuid guid docid documentid articleid docno identifier pid key")
_LISTS = _words(
    "articles items data results entries posts documents docs records response feed channel hits stories news rows "
    "value values list edges"
)
_WRAPPERS = _words("source article node attributes document post fields item data entry")
_SECTIONS = _words("section heading")
_TEXT_INSIDE = _words("rendered text value html plain content")
_NAME_INSIDE = _words("rendered name displayname fullname title label term value text href url")
_DEEPEST = 5
_MOST_PEOPLE = 50
_COMPARED = 80
_MARKUP = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|h[1-6]|ul|ol|li|table|blockquote|article|section|body|html)\s*>|<(?:br|p|hr)\s*/?>",
    re.IGNORECASE,
)
_COMPACT_DAY = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?\d{4,6}Z?)?")
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d+|\d{3})?")


def listed_in(value: object, depth: int = 1) -> tuple[list[object] | None, Fields]:
    """The list of articles that a value is or wraps, and the fields around it; None where there is none.

    {"articles": [...]}, {"data": {"items": [...]}} and the like. A list counts where one entry has a text.
    """
    if isinstance(value, list):
        return [_unwrapped(entry) for entry in value], {}
    if not isinstance(value, dict) or depth > _DEEPEST or any(_blocks(value, _TEXTS)):
        return None, {}
    for held in _values(value, _LISTS):
        listed, around = listed_in(held, depth + 1)
        if listed is not None and any(isinstance(each, dict) and article_text(each).length for each in listed):
            return listed, {**value, **around}
    return None, {}


def article_text(fields: Fields) -> TextBuilder:
    """The text of an article under its lead, if that is not how it begins; empty where there is none."""
    text = next(_blocks(fields, _TEXTS), None)
    lead = next(_blocks(fields, _LEADS), None)
    if text is None and not (title_in(fields) and (url_in(fields) or date_in(fields))):
        return TextBuilder()
    if text is None or lead is None:
        return text or lead or TextBuilder()
    both = TextBuilder()
    if " ".join(lead.text.split())[:_COMPARED] not in " ".join(text.text.split()):
        both.extend(lead)
    both.extend(text)
    return both


def title_in(fields: Fields) -> str | None:
    return _first_line(fields, _TITLES)


def author_in(fields: Fields) -> str | None:
    """All names, with commas between them, without the "By" of a byline."""
    for value in _values(fields, _AUTHORS):
        people = value[:_MOST_PEOPLE] if isinstance(value, list) else [value]
        names = [re.sub(r"\Aby\s+", "", name, flags=re.IGNORECASE) for each in people if (name := _line(each))]
        if joined := line_or_none(", ".join(names)):
            return joined
    return None


def publisher_in(fields: Fields) -> str | None:
    return _first_line(fields, _PUBLISHERS)


def language_in(fields: Fields) -> str | None:
    return _first_line(fields, _LANGUAGES)


def url_in(fields: Fields) -> str | None:
    """Its address; an id counts where it is one."""
    return next((url for value in _values(fields, (*_URLS, *_IDS)) if (url := web_address(_plain(value)))), None)


def date_in(fields: Fields) -> str | None:
    return next((day for value in _values(fields, _DATES) if (day := _day(_plain(value)))), None)


def name_in(fields: Fields) -> str | None:
    """What the article is told from the others by: its id, or else its address."""
    return _first_line(fields, _IDS) or url_in(fields)


def _values(fields: Fields, names: Iterable[str]) -> Iterator[object]:
    """The values of the fields that go by these names, in the order of the names; case and punctuation do not count."""
    known = {re.sub(r"[\W_]+", "", key).lower(): value for key, value in reversed(list(fields.items()))}
    return (known[name] for name in names if known.get(name) is not None)


def _unwrapped(entry: object) -> object:
    """An article that a list holds inside of something else: {"_source": {...}}, {"node": {...}}."""
    if not isinstance(entry, dict) or article_text(entry).length:
        return entry
    inside = (value for value in _values(entry, _WRAPPERS) if isinstance(value, dict))
    held = next((value for value in inside if article_text(value).length), None)
    return entry if held is None else {**entry, **held}


def _blocks(fields: Fields, names: Iterable[str]) -> Iterator[TextBuilder]:
    for value in _values(fields, names):
        blocks = TextBuilder()
        _write(value, blocks)
        if blocks.length:
            yield blocks


def _write(value: object, blocks: TextBuilder) -> None:
    """A text: a string, a list of paragraphs or sections, or {"rendered": "..."}."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            blocks.add_heading(_first_line(each, _SECTIONS) or "", 2)
        inside = _values(each, _TEXT_INSIDE) if isinstance(each, dict) else iter([each])
        words = next((held for held in inside if isinstance(held, str) and not isinstance(held, JsonNumber)), None)
        if words:
            _write_string(fit_to_store(words), blocks)


def _write_string(text: str, blocks: TextBuilder) -> None:
    tree = parsed(text) if _MARKUP.search(text) else None
    if tree is not None:
        blocks.extend(visible_blocks(tree))
    else:
        blocks.add(text)


def _plain(value: object) -> str | None:
    """A value that is a string, or is one inside: {"name": "..."}, or the first of a list."""
    first = value[0] if isinstance(value, list) and value else value
    inside: Iterator[object] = _values(first, _NAME_INSIDE) if isinstance(first, dict) else iter([first])
    return next((held for held in inside if isinstance(held, str)), None)


def _first_line(fields: Fields, names: Iterable[str]) -> str | None:
    return next((line for value in _values(fields, names) if (line := _line(value))), None)


def _line(value: object) -> str | None:
    words = _plain(value)
    if words and _MARKUP.search(words):
        words = visible_blocks(tree).text if (tree := parsed(fit_to_store(words))) is not None else None
    return line_or_none(words)


def _day(written: str | None) -> str | None:
    """An ISO date out of a date, 20240131, or seconds or milliseconds since 1970."""
    words = (written or "").strip()
    if compact := _COMPACT_DAY.fullmatch(words):
        return iso_date("-".join(compact.groups()))
    if seconds := _SECONDS.fullmatch(words):
        return datetime.fromtimestamp(int(seconds[1]), UTC).date().isoformat()
    return iso_date(words)
