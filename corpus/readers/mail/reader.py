"""E-mail: a message is a document, and each document attached to it is one of its own.

What a reply quotes ("> ...") stays in the text, in paragraphs of its own; where it goes on to the end, the line that
says whose words they are is their heading.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email.parser import BytesParser
from typing import TYPE_CHECKING

from corpus.documents import Metadata, Part
from corpus.errors import DamagedFile, EncryptedFile, ReadError, TooLarge
from corpus.messages import Message
from corpus.readers.common.metadata import line_or_none, one_line, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.unique_names import UniqueNames, first_words
from corpus.readers.encodings.warnings import with_encoding
from corpus.readers.mail.body import TOO_DEEP, Attachment, read_body
from corpus.readers.mail.headers import author_of, date_of, header_field, language_of, publisher_of, web_address_of
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message as Mail

_MEDIA_TYPE = "message/rfc822"
"""Also of a message in a mailbox, or attached to another."""
_MAX_DEPTH = 3
"""Most messages that may hold each other."""
_MAX_NAME = 200
_FIRST_LINE = re.compile(rb"From [^\r\n]*\r?\n")
_SEPARATOR = re.compile(
    rb"\nFrom [^\r\n]*\d:\d\d[^\r\n]*\r?\n(?=[!-9;-~]{1,100}:)|"
    rb"\nFrom [^\r\n]{1,100}\d:\d\d[^\r\n]{0,20} \d{4}[ \t]*\r?\n(?=\r?\n)"
)
"""The line before a message: a blank line comes before; it has a time, and a header follows, or a year, and none."""
_ESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def read_mail(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read one message, then the documents attached to it.

    Raises:
        EncryptedFile: The message is encrypted.
        DamagedFile: Its parts are nested too deeply.
        TooLarge: It is attached to a message that is attached to a message, deeper than Besa follows.
    """
    _check_depth(options)
    yield from _message_parts(_parse_message(data), "", title_from(path), options)


def read_mbox(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Iterator[Part]:
    """Read the messages of a mailbox, in its order; leave out one that cannot be read unless all are such.

    Raises:
        ReadError: No message can be read, or the mailbox is attached to messages deeper than Besa follows.
    """
    _check_depth(options)
    data = data.removeprefix(b"\xef\xbb\xbf")
    names = UniqueNames()
    refused: ReadError | None = None
    found = False
    for number, raw in enumerate(_split_mailbox(data), start=1):
        try:
            message = _parse_message(raw)
            name = names.unique(_message_id(message) or str(number))
            for part in _message_parts(message, name, f"Message {number}", options):
                found = True
                yield part
        except ReadError as error:
            refused = error
    if refused and not found:
        raise refused


def _split_mailbox(data: bytes) -> Iterator[bytes]:
    """Yield the messages between "From " lines, with ">From " back as it was written."""
    first = _FIRST_LINE.match(data)
    start = first.end() if first else 0
    for found in _SEPARATOR.finditer(data, start):
        if data.endswith((b"\n\n", b"\n\r\n"), max(start - 1, found.start() - 2), found.start() + 1):
            yield _unescape_from_lines(data[start : found.start()])
            start = found.end()
    yield _unescape_from_lines(data[start:])


def _unescape_from_lines(message: bytes) -> bytes:
    return _ESCAPED.sub(b"", message) if b">From " in message else message


def _parse_message(data: bytes) -> Mail:
    try:
        return BytesParser().parsebytes(data)
    except RecursionError as error:
        raise DamagedFile(TOO_DEEP) from error


def _message_parts(message: Mail, name: str, untitled: str, options: ReadOptions) -> Iterator[Part]:
    subject = line_or_none(header_field(message, "subject"))
    builder = TextBuilder()
    builder.add_heading(subject or "", 1)
    body = read_body(message)
    builder.extend(body.text)
    if not body.text.length and message.get_content_type() == "multipart/encrypted":
        raise EncryptedFile(Message("this message is encrypted; decrypt it in your mail program, save it and add that"))
    title = subject or line_or_none(first_words(body.text.text)) or untitled
    documents: list[Part] = []
    listed = []
    for number, attachment in enumerate(body.attachments, start=1):
        found = _attached_documents(attachment, f"{name} attachment {number}".strip(), options)
        listed.append(attachment.name if found else f"{attachment.name} (not read)")
        documents += found
    if listed:
        builder.add_heading("Attachments", 2)
        builder.add(", ".join(listed))
    metadata = _message_metadata(message, title)
    content = builder.content(metadata, _MEDIA_TYPE)
    yield Part(with_encoding(content, body.encoding) if body.encoding else content, name)
    for part in documents:
        yield _attached_to(metadata, part)


def _attached_documents(attachment: Attachment, name: str, options: ReadOptions) -> list[Part]:
    """Return the documents of an attachment, none if it cannot be read; `name` begins their names."""
    try:
        parts = list(_read_attachment(attachment, options))
    except ReadError:
        return []
    return [replace(part, name=f"{name} {part.name}".strip()[: 2 * _MAX_NAME]) for part in parts]


def _read_attachment(attachment: Attachment, options: ReadOptions) -> Iterator[Part]:
    inside = replace(options, depth=options.depth + 1)
    if isinstance(attachment.content, bytes):
        yield from options.read(attachment.content, attachment.name, inside)
    else:
        _check_depth(inside)
        yield from _message_parts(attachment.content, "", title_from(attachment.name), inside)


def _check_depth(options: ReadOptions) -> None:
    """Raise TooLarge for a message inside of more messages than Besa follows."""
    if options.depth > _MAX_DEPTH:
        raise TooLarge(Message("it is attached to a message inside too many other messages; add it by itself"))


def _attached_to(message: Metadata, part: Part) -> Part:
    """Return an attachment's document with the message in its title, and the message's date if it has none."""
    own = part.content.metadata
    title = one_line(f"{own.title} (attached to {message.title})") or own.title
    metadata = replace(own, title=title, date=own.date or message.date)
    return replace(part, content=replace(part.content, metadata=metadata))


def _message_metadata(message: Mail, title: str) -> Metadata:
    return Metadata(
        title=title,
        author=author_of(message),
        publisher=publisher_of(message),
        date=date_of(message),
        url=web_address_of(message),
        language=language_of(message),
    )


def _message_id(message: Mail) -> str:
    return (one_line(header_field(message, "message-id")) or "").strip("<> ")[:_MAX_NAME]
