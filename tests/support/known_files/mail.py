"""Messages, mailboxes, saved pages, subtitles, and articles in JSON."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import TYPE_CHECKING

from tests.support.known_files.known_file import KnownFile
from tests.support.known_files.prose import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator


def mail_files() -> Iterator[KnownFile]:
    """Make them."""
    yield KnownFile("Messages", "plain.eml", *_plain())
    yield KnownFile("Messages", "html.eml", *_html())
    yield KnownFile("Messages", "attached.eml", *_attached())
    yield KnownFile("Messages", "box.mbox", *_mailbox())
    yield KnownFile("Web pages", "saved.mhtml", *_saved())
    yield from _subtitles()
    yield from _json()


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Asta Lind <asta@library.example>", "Board <board@library.example>"
    message["Subject"], message["Date"] = subject, "Thu, 09 Mar 2023 08:30:00 +0000"
    message["Message-ID"] = f"<{subject.replace(' ', '-')}@library.example>"
    return message


def _plain() -> tuple[bytes, str, str]:
    message, said = _message("The lamp again"), paragraphs("plain message")
    message.set_content("\n\n".join(said) + "\n\nÇa suffit, naïve Größe.\n")
    return bytes(message), "\n\n".join(["The lamp again", *said, "Ça suffit, naïve Größe."]), "The lamp again"


def _html() -> tuple[bytes, str, str]:
    """The same words as text and as a page: they are read once."""
    message, said = _message("As a page"), paragraphs("html message")
    message.set_content("\n\n".join(said))
    message.add_alternative("".join(f"<p>{each}</p>" for each in said), subtype="html")
    return bytes(message), "\n\n".join(["As a page", *said]), "As a page"


def _attached() -> tuple[bytes, str, str]:
    """A text and a message that are attached."""
    message, said = _message("With papers"), paragraphs("attaching message", 4)
    statutes, forwarded = paragraphs("statutes", 4), paragraphs("forwarded", 4)
    inner = _message("What was forwarded")
    inner.set_content("\n\n".join(forwarded))
    message.set_content("\n\n".join(said))
    message.add_attachment("\n\n".join(statutes), filename="statutes.txt")
    message.add_attachment(inner)
    says = [
        "With papers",
        *said,
        "Attachments",
        "statutes.txt, message.eml",
        *statutes,
        "What was forwarded",
        *forwarded,
    ]
    return bytes(message), "\n\n".join(says), "With papers"


def _mailbox() -> tuple[bytes, str, str]:
    held, says = [], []
    for number in range(1, 5):
        message, said = _message(f"Round {number}"), paragraphs(f"round {number}", 3)
        message.set_content("\n\n".join(said))
        held.append(b"From asta@library.example Thu Mar  9 08:30:00 2023\n" + bytes(message) + b"\n")
        says += [f"Round {number}", *said]
    return b"".join(held), "\n\n".join(says), "Round 1"


def _saved() -> tuple[bytes, str, str]:
    message, said = EmailMessage(), paragraphs("saved page")
    message["From"], message["Snapshot-Content-Location"] = "<Saved by Blink>", "https://harbour.example/saved"
    body = "".join(f"<p>{each}</p>" for each in said)
    message.set_content(f"<html><title>A saved page</title><body>{body}</body></html>", subtype="html")
    message.make_related()
    return bytes(message), "\n\n".join(said), "A saved page"


def _subtitles() -> Iterator[KnownFile]:
    for suffix, head, point in (("srt", "", ","), ("vtt", "WEBVTT\n\nNOTE a secret remark\n\n", ".")):
        said = sentences(suffix, 24)
        cues = []
        for at, each in enumerate(said):
            words = each.split()
            half = len(words) // 2
            first, last = (f"00:{5 * t // 60:02}:{5 * t % 60:02}{point}000" for t in (at, at + 1))
            cues.append(f"{at + 1}\n{first} --> {last}\n<i>{' '.join(words[:half])}</i>\n{' '.join(words[half:])}\n")
        yield KnownFile("Subtitles", f"film.{suffix}", (head + "\n".join(cues)).encode(), "\n".join(said))


def _json() -> Iterator[KnownFile]:
    """Articles as sites export them, in one list and a line each."""
    articles = [
        {
            "title": f"Article {at}",
            "text": "\n\n".join(paragraphs(f"json {at}", 3)),
            "date": f"2020-0{at}-01",
            "url": f"https://library.example/{at}",
        }
        for at in range(1, 5)
    ]
    says = "\n\n".join(f"{each['title']}\n\n{each['text']}" for each in articles)
    yield KnownFile("JSON", "articles.json", json.dumps({"articles": articles}).encode(), says, "Article 1")
    lines = "".join(json.dumps(each) + "\n" for each in articles)
    yield KnownFile("JSON", "articles.jsonl", lines.encode(), says, "Article 1")
