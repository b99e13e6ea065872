"""The text of a message, out of however many forms and parts it was sent in, and its attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.documents import EncodingBasis, TextEncoding
from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.characters import make_storable
from corpus.readers.common.encoding import declared_charset, is_binary
from corpus.readers.common.metadata import line_or_none
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.html.visible_text import parse_html, visible_text
from corpus.readers.mail.headers import decode_leniently

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message as Mail

_PLAIN, _HTML = "text/plain", "text/html"
_MIN_PLAIN_SHARE = 0.3
"""Share of the longest form's text from which on a shorter one says the same: "See the HTML version" does not."""
_MAX_DEPTH = 20
"""How many parts of one message may hold each other."""
TOO_DEEP = Message("its parts are nested too deeply to read; save the message again")
_GUESSES = (EncodingBasis.GUESSED, EncodingBasis.DOUBTFUL)
_SIGNATURE = "-- "
_QUOTED = re.compile(r"(?:> ?)*>")
_NOT_DOCUMENTS = re.compile(
    r"application/(?:pgp-.*|(?:x-)?pkcs7-.*|ms-tnef)|message/(?!rfc822).*|text/(?:x-)?(?:v?calendar|vcard|rfc822-headers|"
    r"x-amp-html)"
)
"""What programs attach for each other: signatures, keys, reports of delivery, appointments."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was sent along, as bytes, or a message that was passed on."""

    name: str
    content: bytes | Mail


@dataclass(frozen=True, slots=True)
class Body:
    """What a person reads on opening a message, and the files that came with it.

    Attributes:
        text: The text.
        attachments: The files.
        encoding: The encoding of the first part that had to be guessed, or in which something is lost; else None.
    """

    text: TextBuilder
    attachments: list[Attachment]
    encoding: TextEncoding | None


def read_body(message: Mail) -> Body:
    """Return the text of a message, and the files that came with it.

    Raises DamagedFile if its parts are nested too deeply.
    """
    builder = TextBuilder()
    attachments = []
    uncertain: list[TextEncoding] = []
    for leaf in _leaf_parts(message):
        if _is_body(leaf):
            builder.extend(_leaf_text(leaf, uncertain))
        elif attachment := _to_attachment(leaf):
            attachments.append(attachment)
    return Body(builder, attachments, next(iter(uncertain), None))


def _leaf_parts(message: Mail, depth: int = 1) -> list[Mail]:
    """Return the parts that hold no others, in order; of alternatives only the one that reads best."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    if depth == _MAX_DEPTH:
        raise DamagedFile(TOO_DEEP)
    held = [_leaf_parts(part, depth + 1) for part in _subparts(message)]
    if message.get_content_type() == "multipart/alternative":
        return _best_alternative(held)
    return [leaf for leaves in held for leaf in leaves]


def _subparts(message: Mail) -> list[Mail]:
    parts = message.get_payload()
    return [part for part in parts if not isinstance(part, str)] if isinstance(parts, list) else []


def _best_alternative(alternatives: list[list[Mail]]) -> list[Mail]:
    """Return the plain text or, if that is blank, missing or only points to it, the first other form that has text."""
    plain_first = sorted(alternatives, key=lambda leaves: [leaf.get_content_type() for leaf in leaves] != [_PLAIN])
    lengths = [sum(_leaf_text(leaf).length for leaf in leaves if _is_body(leaf)) for leaves in plain_first]
    least = max(lengths, default=0) * _MIN_PLAIN_SHARE
    with_text = (leaves for leaves, length in zip(plain_first, lengths, strict=True) if length > least)
    return next(with_text, [leaf for leaves in alternatives for leaf in leaves])


def _is_body(leaf: Mail) -> bool:
    named = leaf.get_content_disposition() == "attachment" or _file_name(leaf)
    return leaf.get_content_type() in (_PLAIN, _HTML) and not named


def _leaf_text(leaf: Mail, uncertain: list[TextEncoding] | None = None) -> TextBuilder:
    """Return the text of a part; add its encoding to `uncertain` if that was guessed, or has not all of its letters."""
    data = decoded_payload(leaf)
    builder = TextBuilder()
    is_html = leaf.get_content_type() == _HTML
    if not is_html and is_binary(data):
        return builder
    decoded = decode_leniently(data, _declared_charset(leaf) or (declared_charset(data) if is_html else None))
    if uncertain is not None and decoded.encoding and (decoded.encoding.lost or decoded.encoding.basis in _GUESSES):
        uncertain.append(decoded.encoding)
    text = make_storable(decoded.text).removeprefix("\ufeff")
    if is_html:
        tree = parse_html(text)
        return visible_text(tree) if tree is not None else builder
    paragraphs = list(_paragraphs(_unwrap_flowed(text, leaf)))
    announced = _quotation_heading(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if at == announced:
            builder.add_heading(paragraph, 2)
        else:
            builder.add(paragraph)
    return builder


def _quotation_heading(paragraphs: list[str]) -> int | None:
    """Return the position of "On Monday, Ana wrote:" above a quotation that goes on to the end, or None."""
    own = [at for at, paragraph in enumerate(paragraphs) if not paragraph.startswith(">")]
    last = own[-1] if own else len(paragraphs)
    return last if last + 1 < len(paragraphs) and paragraphs[last].endswith(":") else None


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Yield lines between blank ones; a change in how deep they are quoted, or a signature's mark, ends a paragraph."""
    signatures = 0
    keyed = []
    for line in lines:
        depth, words = _split_quote_marks(line)
        signatures += line.rstrip() == _SIGNATURE.rstrip()
        keyed.append(((depth, not words.strip(), signatures), line.rstrip()))
    for (_, blank, _), held in groupby(keyed, key=lambda pair: pair[0]):
        if not blank:
            yield "\n".join(line for _, line in held)


def _unwrap_flowed(text: str, leaf: Mail) -> list[str]:
    """Return the lines as they were written, before the sending program wrapped them (RFC 3676)."""
    lines = text.split("\n")
    if str(declared_parameter(leaf, "format")).lower() != "flowed":
        return lines
    without_space = str(declared_parameter(leaf, "delsp")).lower() == "yes"
    joined: list[str] = []
    running: list[str] = []
    above = 0
    for line in lines:
        depth, words = _split_quote_marks(line)
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


def _split_quote_marks(line: str) -> tuple[int, str]:
    """Return how many times a line is quoted, and the line without the marks."""
    mark = _QUOTED.match(line)
    return (mark[0].count(">"), line[mark.end() :]) if mark else (0, line)


def _to_attachment(leaf: Mail) -> Attachment | None:
    kind = leaf.get_content_type()
    shown_inside = kind.startswith("image/") and leaf["content-id"] and leaf.get_content_disposition() != "attachment"
    if shown_inside or _NOT_DOCUMENTS.fullmatch(kind):
        return None
    if kind == "message/rfc822":
        inner = _subparts(leaf)
        return Attachment(_file_name(leaf) or "message.eml", inner[0]) if inner else None
    data = decoded_payload(leaf)
    return Attachment(_file_name(leaf) or f"attachment ({kind})", data) if data else None


def _file_name(leaf: Mail) -> str | None:
    try:
        sent = leaf.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    name = line_or_none(make_storable(sent)) if sent else None
    return re.split(r"[/\\]", name)[-1] or None if name else None


def _declared_charset(leaf: Mail) -> str | None:
    found = declared_parameter(leaf, "charset")
    return str(found).strip("\"' ") if found else None


def declared_parameter(leaf: Mail, name: str) -> str | None:
    """Return a parameter of a part's Content-Type, or None."""
    try:
        found = leaf.get_param(name)
    except (ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) else found[2] if isinstance(found, tuple) else None


def decoded_payload(leaf: Mail) -> bytes:
    """Return the bytes of a part as they were before they were sent; none where that cannot be told."""
    try:
        data = leaf.get_payload(decode=True)
    except (ValueError, LookupError):
        data = None
    return data if isinstance(data, bytes) else b""
