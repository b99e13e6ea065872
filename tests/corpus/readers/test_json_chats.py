"""Conversations that messengers export as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corpus.readers import read
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Part


def parts(value: object) -> list[Part]:
    return list(read(json.dumps(value).encode(), "chat.json"))


TELEGRAM = {
    "name": "The club",
    "type": "private_group",
    "messages": [
        {"id": 1, "type": "service", "date": "2024-03-05T10:00:00", "actor": "Ana", "action": "create_group"},
        {"id": 2, "type": "message", "date": "2024-03-05T10:11:12", "from": "Ana", "text": "When is it handed over?"},
        {"id": 3, "date": "2024-03-05T10:12:59", "from": "Zef", "text": ["On the ", {"type": "bold", "text": "12th"}]},
    ],
}
FACEBOOK = {
    "title": "Ana and Zef",
    "messages": [
        {"sender_name": "Zef", "timestamp_ms": 1709633579000, "content": "N\u00c3\u00ab zyr\u00c3\u00ab."},
        {"sender_name": "Zef", "timestamp_ms": 1709633520000, "photos": [{"uri": "a.jpg"}]},
        {"sender_name": "Ana", "timestamp_ms": 1709633472000, "content": "Where is the key?"},
    ],
}
DISCORD = {
    "channel": {"id": "1", "name": "boats"},
    "messages": [{"timestamp": "2024-03-05T10:11:12+01:00", "content": "It is blue.", "author": {"name": "Ana"}}],
}


@pytest.mark.parametrize(
    ("chat", "title", "messages"),
    [
        (
            TELEGRAM,
            "The club",
            ["[2024-03-05 10:11] Ana: When is it handed over?", "[2024-03-05 10:12] Zef: On the 12th"],
        ),
        (FACEBOOK, "Ana and Zef", ["[2024-03-05 10:11] Ana: Where is the key?", "[2024-03-05 10:12] Zef: Në zyrë."]),
        (DISCORD, "boats", ["[2024-03-05 10:11] Ana: It is blue."]),
        ({"messages": [{"role": "user", "content": "Why?"}]}, "Chat", ["user: Why?"]),
    ],
)
def test_a_conversation_is_one_document_and_each_message_says_who_wrote_it(
    chat: object, title: str, messages: list[str]
) -> None:
    (part,) = parts(chat)
    assert part.content.metadata.title == title
    assert part.content.text.split("\n\n") == messages
    assert [place.span.of(part.content.text) for place in part.content.places] == messages
    assert [sentence.of(part.content.text) for each in split(part.content) for sentence in each.sentences] == messages


def test_each_of_several_conversations_is_a_document() -> None:
    other = {**TELEGRAM, "name": "Fish"}
    assert [part.name for part in parts({"chats": {"list": [TELEGRAM, other]}})] == ["The club", "Fish"]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": [{"from": "Ana", "subject": "Hives", "text": "They are warm."}]},
        {"messages": ["They are warm."]},
        {"messages": [{"code": 4, "text": "They are warm."}]},
        {"messages": [], "name": "The club"},
        {"chats": [{"messages": 3}]},
        {"chats": {"list": None, "name": "The club"}},
    ],
)
def test_other_messages_are_no_conversation(value: object) -> None:
    assert all("] Ana: " not in part.content.text for part in parts(value))
