"""Read how a question names a document: by title, by file, by what it is on, or as this one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.english.lexicon import bot_words
from corpus.english.word_lists import alternatives

NamedBy = Literal["file", "title", "topic", "writer", "this"]
"""A file's name; a title, whole; words of a title; an author or publisher; the one document that there is."""


@dataclass(frozen=True, slots=True)
class NamedWork:
    """One way to understand which document is meant.

    `text` are the words by which it is named, `writer` is who has written or published it, if that is said.
    `is_certain`: nothing but a document can be named like that.
    """

    by: NamedBy
    text: str
    writer: str | None = None
    is_certain: bool = False


def _any(name: str) -> str:
    return rf"(?:{alternatives(bot_words(f'documents.{name}'))})"


_THE = rf"(?:{_any('before_title')}\s)?(?:[\w-]+\s)??"
_NOUN = rf"(?:{_any('holdings')}|{_any('works')})"
_SUFFIXED = r"[^/\\]*\w\.(?:[a-z]\w{1,4})"
_QUOTED = r"[\"“„«'‘_](?P<text>[^\"“”„«»]+)[\"”“»'’_]"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FORMS: tuple[tuple[NamedBy, bool, re.Pattern[str]], ...] = (
    ("title", True, _form(rf"(?:{_THE}{_NOUN}\s)?(?:{_any('named')}\s)?{_QUOTED}")),
    ("file", True, _form(rf"(?:{_THE}{_NOUN}\s)(?:{_any('named')}\s)?(?P<text>{_SUFFIXED})")),
    ("file", True, _form(rf"(?P<text>{_SUFFIXED})")),
    ("title", True, _form(rf"{_THE}{_NOUN}\s{_any('named')}\s(?P<text>.+)")),
    ("this", True, _form(rf"(?P<text>(?:this|these)(?:\s{_NOUN})?)")),
    ("this", False, _form(rf"(?P<text>it|(?:the|that)\s{_NOUN})")),
    ("title", False, _form(r"(?P<text>.+)")),
    ("title", False, _form(rf"{_THE}{_NOUN}\s(?P<text>.+)")),
    ("topic", False, _form(rf"{_THE}{_NOUN}\sby\s(?P<writer>.+?)\s{_any('about')}\s(?P<text>.+)")),
    ("topic", False, _form(rf"(?P<writer>.+)'s?\s{_NOUN}\s{_any('about')}\s(?P<text>.+)")),
    ("topic", False, _form(rf"{_THE}{_NOUN}\s{_any('about')}\s(?P<text>.+?)\sby\s(?P<writer>.+)")),
    ("topic", False, _form(rf"{_THE}{_NOUN}\s{_any('about')}\s(?P<text>.+)")),
    ("topic", False, _form(rf"{_any('before_title')}\s(?P<text>.+)\s{_NOUN}")),
    ("writer", False, _form(rf"{_THE}{_NOUN}\s(?:by|of|from)\s(?P<text>.+)")),
    ("writer", False, _form(rf"(?P<text>.+)'s?\s{_NOUN}")),
)


def readings_of_work(text: str) -> list[NamedWork]:
    """Return the ways in which a work may be named by `text`, the likeliest first.

    Example: "the report on the bees" is a title, or a report with "the bees" in its title.
    """
    found = [(by, certain, form.fullmatch(text)) for by, certain, form in _FORMS]
    return [
        NamedWork(by, match["text"].strip(), match.groupdict().get("writer"), certain)
        for by, certain, match in found
        if match and match["text"].strip()
    ]
