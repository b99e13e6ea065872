"""RTF: all that a person sees in a text, changes accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.blocks import without_contents, without_repeats, write_blocks
from corpus.readers.common.characters import make_storable
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.options import DEFAULTS, ReadOptions
from corpus.readers.rtf.interpreter import Interpreter

if TYPE_CHECKING:
    from corpus.documents import Content
    from corpus.readers.common.blocks import TextBlock

_START = b"{\\rtf"
_BROKEN = Message("this is not a valid RTF file; open it in Word or LibreOffice and save it again")


def read_rtf(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    r"""Read a text: headers, body with its notes and comments in their places, footers.

    Raises:
        DamagedFile: It is not RTF, or is nested too deeply.

    Example:
        >>> read_rtf(rb"{\rtf1\ansi The caf\'e9 opens.\par}", "cafe.rtf").text
        'The café opens.'
    """
    if not data.lstrip().startswith(_START):
        raise DamagedFile(_BROKEN)
    interpreter = Interpreter()
    interpreter.read(data)
    body = interpreter.body.finish()
    above = list(without_repeats(interpreter.headers.finish(), body))
    below = list(without_repeats(interpreter.footers.finish(), [*above, *body]))
    builder = TextBuilder()
    write_blocks((_storable(block) for block in (*above, *without_contents(body), *below)), builder)
    return builder.content(interpreter.header.metadata(builder.title(path)), options.media_type)


def _storable(block: TextBlock) -> TextBlock:
    return replace(block, text=make_storable(block.text), label=make_storable(block.label))
