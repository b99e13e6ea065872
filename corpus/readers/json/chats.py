"""Conversations that messengers export as JSON: a document each, a paragraph a message, after who wrote it and when."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.documents import Metadata, Part, Place, PlaceKind
from corpus.readers.common.characters import make_storable
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.unique_names import UniqueNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corpus.readers.json.fields import Fields

_MESSAGES, _CHATS, _LIST = "messages", "chats", "list"
_SENDERS = ("sender_name", "from", "author", "creator", "sender", "user", "role")
_TEXTS = ("content", "text")
_TIMES = ("date", "timestamp", "timestamp_ms", "created_date", "time", "ts")
_TITLES = ("title", "name", "channel")
_NAMES = ("name", "nickname", "text")
_OF_A_LETTER = frozenset({"subject", "title", "headline", "url"})
"""Fields that a message of a conversation has none of: it is a letter or an article, and a document of its own."""
_MIN_SHARE = 0.5
_MINUTES = len("2024-03-05T10:11")
_MILLISECONDS = 1e11


def chats_in(value: object) -> list[Fields]:
    """Return the conversations that a JSON value is or lists: objects with messages of which most say who wrote them.

    Example:
        >>> len(chats_in({"messages": [{"sender_name": "Ana", "content": "The keys are here."}]}))
        1
    """
    if not isinstance(value, dict):
        return []
    if _is_chat(value.get(_MESSAGES)):
        return [value]
    chats = value.get(_CHATS)
    listed = chats.get(_LIST) if isinstance(chats, dict) else chats
    held = listed if isinstance(listed, list) else []
    return [each for each in held if isinstance(each, dict) and _is_chat(each.get(_MESSAGES))]


def chat_documents(chats: Sequence[Fields], path: str, media_type: str) -> Iterator[Part]:
    """Yield a document for each conversation, its messages in the order of their moments."""
    names = UniqueNames()
    for chat in chats:
        held = chat[_MESSAGES]
        messages = [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []
        if all("timestamp_ms" in each for each in messages):
            messages.sort(key=_moment)  # these come with the newest first
        title = line_or_none(_first_string(chat, _TITLES)) or title_from(path)
        builder, places = TextBuilder(), []
        for number, message in enumerate(messages, start=1):
            if (words := _words_of(message)) and (span := builder.add(make_storable(words))):
                places.append(Place(PlaceKind.ROW, number, span, f"message {number}"))
        if places:
            yield Part(
                builder.content(Metadata(title), media_type, places), names.unique(title) if len(chats) > 1 else ""
            )


def _is_chat(messages: object) -> bool:
    if not isinstance(messages, list):
        return False
    said = [each for each in messages if isinstance(each, dict)]
    if not said or any(not _OF_A_LETTER.isdisjoint(each) for each in said):
        return False
    return sum(bool(_first_string(each, _SENDERS) and _text_of(each)) for each in said) >= _MIN_SHARE * len(said)


def _words_of(message: Fields) -> str:
    """Return "[2024-03-05 10:11] Ana: The keys are here." of a message; nothing of one without a text."""
    text, sender = _text_of(message), _first_string(message, _SENDERS)
    if not text:
        return ""
    written = _written_moment(message)
    when, who = f"[{written}] " if written else "", f"{_mended(sender, message)}: " if sender else ""
    return f"{when}{who}{_mended(text, message)}"


def _text_of(message: Fields) -> str:
    return next((text for name in _TEXTS if (text := _plain(message.get(name)).strip())), "")


def _plain(value: object) -> str:
    """Return a text that may be in pieces, of which some are links or bold: ["See ", {"text": "this"}]."""
    if isinstance(value, list):
        return "".join(map(_plain, value))
    if isinstance(value, dict):
        return next((held for name in ("text", "value") if isinstance(held := value.get(name), str)), "")
    return value if isinstance(value, str) else ""


def _first_string(fields: Mapping[str, object], names: Sequence[str]) -> str:
    for name in names:
        held = fields.get(name)
        if isinstance(held, dict):
            held = next((held[each] for each in _NAMES if isinstance(held.get(each), str)), None)
        if isinstance(held, str) and held.strip():
            return held.strip()
    return ""


def _mended(text: str, message: Fields) -> str:
    """Return a text whose UTF-8 the exporter took for Latin-1, as Facebook's and Instagram's do, as it was written."""
    if "timestamp_ms" in message:
        with suppress(UnicodeError):
            return text.encode("latin-1").decode("utf-8")
    return text


def _written_moment(message: Fields) -> str:
    """Return the moment of a message to the minute, as it is written, or in UTC if it is a number; "" for none."""
    written = next((str(held).strip() for name in _TIMES if isinstance(held := message.get(name), str)), "")
    if written[:4].isdecimal() and written[4:5] == "-":
        return written[:_MINUTES].replace("T", " ")
    with suppress(ValueError, OverflowError, OSError):
        return f"{datetime.fromtimestamp(_seconds(float(written)), UTC):%Y-%m-%d %H:%M}"
    return line_or_none(written) or ""


def _moment(message: Fields) -> float:
    with suppress(ValueError):
        return float(str(message["timestamp_ms"]))
    return 0.0


def _seconds(number: float) -> float:
    return number / 1000 if number > _MILLISECONDS else number
