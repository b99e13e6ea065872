"""Comments, alike in every kind of file."""

from __future__ import annotations

from corpus.readers.common.metadata import line_or_none


def comment_opening(author: str | None) -> str:
    """Return what stands before the words of a comment, in every kind of file.

    Example:
        >>> comment_opening("Ana Leka")
        'Comment by Ana Leka: '
    """
    name = line_or_none(author)
    return f"Comment by {name}: " if name else "Comment: "
