"""What a message says: its text, out of however many forms and parts it was sent in, and its attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.readers.common.characters import fit_to_store
from corpus.readers.common.encoding import declared_charset, is_binary
from corpus.readers.common.metadata import line_or_none
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.visible_text import parsed, visible_blocks
from corpus.readers.mail.headers import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_PLAIN, _HTML = "text/plain", "text/html"
_DEEPEST = 20
"""How many parts of one message may hold each other."""
_SIGNATURE = "-- "
_QUOTED = re.compile(r"(?:> ?)*>")
_NO_DOCUMENTS = re.compile(
    r"application/(?:pgp-.*|(?:x-)?pkcs7-.*|ms-tnef)|message/(?!rfc822).*|text/(?:x-)?(?:v?calendar|vcard|rfc822-headers|"
    r"x-amp-html)"
)
"""What programs attach for each other: signatures, keys, reports of delivery, appointments."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was sent along, or a message that was passed on."""

    name: str
    content: bytes | Message


def body_of(message: Message) -> tuple[TextBuilder, list[Attachment]]:
    """The text that a person reads on opening it, and the files that came with it."""
    blocks = TextBuilder()
    attachments = []
    for leaf in _leaves(message):
        if _is_body(leaf):
            blocks.extend(_blocks_of(leaf))
        elif attachment := _attachment(leaf):
            attachments.append(attachment)
    return blocks, attachments


def _leaves(message: Message, depth: int = 1) -> list[Message]:
    """The parts that hold no others, in order; of alternatives only the one that is read best."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    held = [_leaves(part, depth + 1) for part in _parts_of(message)] if depth < _DEEPEST else []
    if message.get_content_type() == "multipart/alternative":
        return _best_of(held)
    return [leaf for leaves in held for leaf in leaves]


def _parts_of(message: Message) -> list[Message]:
    parts = message.get_payload()
    return [part for part in parts if not isinstance(part, str)] if isinstance(parts, list) else []


def _best_of(alternatives: list[list[Message]]) -> list[Message]:
    """The plain text; where that is blank or missing, the first other form that has text."""
    plain_first = sorted(alternatives, key=lambda leaves: [leaf.get_content_type() for leaf in leaves] != [_PLAIN])
    with_text = (leaves for leaves in plain_first if any(_is_body(leaf) and _blocks_of(leaf).length for leaf in leaves))
    return next(with_text, [leaf for leaves in alternatives for leaf in leaves])


def _is_body(leaf: Message) -> bool:
    named = leaf.get_content_disposition() == "attachment" or _file_name(leaf)
    return leaf.get_content_type() in (_PLAIN, _HTML) and not named


def _blocks_of(leaf: Message) -> TextBuilder:
    data = _bytes_of(leaf)
    blocks = TextBuilder()
    charset = _charset(leaf)
    if leaf.get_content_type() == _HTML:
        tree = parsed(fit_to_store(text_of(data, charset or declared_charset(data)).removeprefix("\ufeff")))
        return visible_blocks(tree) if tree is not None else blocks
    if is_binary(data):
        return blocks
    text = fit_to_store(text_of(data, charset)).removeprefix("\ufeff")
    paragraphs = list(_paragraphs(_unflowed(text, leaf)))
    announced = _announcement(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if at == announced:
            blocks.add_heading(paragraph, 2)
        else:
            blocks.add(paragraph)
    return blocks


def _announcement(paragraphs: list[str]) -> int | None:
    """Where "On Monday, Ana wrote:" stands above a quotation that goes on to the end: all below is Ana's."""
    own = [at for at, paragraph in enumerate(paragraphs) if not paragraph.startswith(">")]
    last = own[-1] if own else len(paragraphs)
    return last if last + 1 < len(paragraphs) and paragraphs[last].endswith(":") else None


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines between blank ones; what is quoted, and how deep, ends a paragraph, and so does a signature's mark."""
    signatures = 0
    keyed = []
    for line in lines:
        depth, words = _quoted(line)
        signatures += line.rstrip() == _SIGNATURE.rstrip()
        keyed.append(((depth, not words.strip(), signatures), line.rstrip()))
    for (_, blank, _), held in groupby(keyed, key=lambda pair: pair[0]):
        if not blank:
            yield "\n".join(line for _, line in held)


def _unflowed(text: str, leaf: Message) -> list[str]:
    """The lines as they were written, before the sending program wrapped them (RFC 3676)."""
    lines = text.split("\n")
    if str(_parameter(leaf, "format")).lower() != "flowed":
        return lines
    without_space = str(_parameter(leaf, "delsp")).lower() == "yes"
    joined: list[str] = []
    running: list[str] = []
    above = 0
    for line in lines:
        depth, words = _quoted(line)
        words = words if words.startswith(" >") else words.removeprefix(" ")
        if running and (depth != above or words == _SIGNATURE):
            joined.append("".join(running))
            running = []
        if not running and depth:
            running.append(">" * depth + " ")
        soft = words.endswith(" ") and words != _SIGNATURE
        running.append(words[:-1] if soft and without_space else words)
        above = depth
        if not soft:
            joined.append("".join(running))
            running = []
    return [*joined, "".join(running)]


def _quoted(line: str) -> tuple[int, str]:
    """How many times a line is quoted, and the line without the marks."""
    mark = _QUOTED.match(line)
    return (mark[0].count(">"), line[mark.end() :]) if mark else (0, line)


def _attachment(leaf: Message) -> Attachment | None:
    kind = leaf.get_content_type()
    shown_inside = kind.startswith("image/") and leaf["content-id"] and leaf.get_content_disposition() != "attachment"
    if shown_inside or _NO_DOCUMENTS.fullmatch(kind):
        return None
    if kind == "message/rfc822":
        inner = _parts_of(leaf)
        return Attachment(_file_name(leaf) or "message.eml", inner[0]) if inner else None
    data = _bytes_of(leaf)
    return Attachment(_file_name(leaf) or f"attachment ({kind})", data) if data else None


def _file_name(leaf: Message) -> str | None:
    try:
        sent = leaf.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    name = line_or_none(fit_to_store(sent)) if sent else None
    return re.split(r"[/\\]", name)[-1] or None if name else None


def _charset(leaf: Message) -> str | None:
    found = _parameter(leaf, "charset")
    return str(found).strip("\"' ") if found else None


def _parameter(leaf: Message, name: str) -> str | None:
    """A parameter of its Content-Type."""
    try:
        found = leaf.get_param(name)
    except (ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) else found[2] if isinstance(found, tuple) else None


def _bytes_of(leaf: Message) -> bytes:
    try:
        data = leaf.get_payload(decode=True)
    except (ValueError, LookupError):
        data = None
    return data if isinstance(data, bytes) else b""
