"""A part of a document's text, as whoever asks for it names it."""

from __future__ import annotations

from bot.errors import OutsideDocument
from corpus.messages import Message


def document_part(text: str, start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]`, to its end without one. Raises OutsideDocument where the text has no such part."""
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise OutsideDocument(
            Message(
                "The document has characters 0 to {length}; {start} to {end} is no part of that.",
                length=len(text),
                start=start,
                end=stop,
            )
        )
    return text[start:stop]
