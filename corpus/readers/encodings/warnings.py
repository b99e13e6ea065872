"""What a person is told about the encoding that a text was read in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.documents import EncodingBasis
from corpus.messages import Message, MessageParts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Content, TextEncoding


def with_encoding(content: Content, encoding: TextEncoding) -> Content:
    """Return a text with the encoding that it was read in, and with warnings of what is lost or doubtful."""
    warnings = tuple(map(MessageParts.of, encoding_warnings(encoding)))
    metadata = replace(content.metadata, encoding=encoding)
    return replace(content, metadata=metadata, warnings=(*content.warnings, *warnings))


def encoding_warnings(encoding: TextEncoding) -> Iterator[Message]:
    """Yield what makes the text of a file uncertain: a guess, or bytes that are no characters."""
    if encoding.basis is EncodingBasis.DOUBTFUL:
        yield Message(
            "that it is in {encoding} is only a guess; if letters are wrong, add it again with --encoding NAME",
            encoding=encoding.name,
        )
    if encoding.lost:
        yield Message(
            "what is not {encoding} in it is shown as \ufffd ({lost:,}); if it is in another, add it again with "
            "--encoding NAME",
            encoding=encoding.name,
            lost=encoding.lost,
        )
