"""Bytes to characters: what the bytes show, what a person or the file says, then the letters, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.documents import EncodingBasis, TextEncoding
from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.encodings.guess import guess_encoding
from corpus.readers.encodings.names import codecs_of, decode_as
from corpus.readers.encodings.recognised import marked_encoding, recognised_encoding

if TYPE_CHECKING:
    from corpus.readers.encodings.guess import Guess

_UTF_8 = "utf-8"
_MOST_LOST = 0.02
"""Share of the characters beyond ASCII that an encoding that was named may lack."""
_SINGLE, _FEW = 2, 0.01
"""Bytes beyond ASCII, and their share, up to which those that no letters explain are damage."""
_VALID_PER_BROKEN = 3
_VALID_PER_LEGACY = 5
"""Bytes in another encoding for one of UTF-8 from which on that may be an accident."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a text, and the encoding they were read in; None for UTF-8 throughout."""

    text: str
    encoding: TextEncoding | None = None


def decode_text(data: bytes, declared: str | None = None, given: str | None = None) -> Decoded:
    """Decode the bytes of a text; what is UTF-8 becomes exactly its decoding, byte order mark and all.

    `declared` is the encoding that the file or its sender names: it counts where the bytes are not UTF-8, and fit.
    `given` is what the person says: it counts wherever the bytes show nothing else.

    Raises:
        DamagedFile: A byte order mark promises an encoding that the bytes break.

    Example:
        >>> decode_text("Tiranë".encode("cp1252")).encoding.name
        'windows-1252'
    """
    if name := marked_encoding(data):
        return _decode_marked(data, name)
    is_utf_8 = _is_utf_8(data)
    if given and codecs_of(given) and (data.isascii() or not is_utf_8):
        return _decode_given(data, given)
    if name := recognised_encoding(data):
        return _decoded(data, name, EncodingBasis.RECOGNISED)
    if is_utf_8:
        return Decoded(data.decode(_UTF_8))
    return _decode_declared(data, declared) or _decode_by_letters(data)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode(_UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, name: str, basis: EncodingBasis) -> Decoded:
    text, lost = decode_as(data, name)
    return Decoded(text, TextEncoding(name, basis, lost))


def _decode_marked(data: bytes, name: str) -> Decoded:
    found = _decoded(data, name, EncodingBasis.RECOGNISED)
    if _fits(found):
        return found
    raise DamagedFile(
        Message(
            "it is marked as {encoding} but is broken at byte {at:,}; save it again as UTF-8",
            encoding=name.upper(),
            at=_first_error(data, name),
        )
    )


def _first_error(data: bytes, name: str) -> int:
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def _decode_given(data: bytes, given: str) -> Decoded:
    found = _decoded(data, given.strip().lower(), EncodingBasis.GIVEN)
    return Decoded(found.text) if found.text.isascii() and data.isascii() else found


def _decode_declared(data: bytes, declared: str | None) -> Decoded | None:
    """Return the text as its file says that it is to be read; None if it says nothing, or cannot be right."""
    codecs = codecs_of(declared) if declared else ()
    if declared is None or not codecs or codecs[0].startswith("utf-"):
        return None
    found = _decoded(data, declared.strip().lower(), EncodingBasis.DECLARED)
    return found if _fits(found) else None


def _fits(found: Decoded) -> bool:
    """Return True if at most one character, or few of those beyond ASCII, are none of the encoding."""
    beyond = sum(character > "\x7f" for character in found.text)
    return found.encoding is None or found.encoding.lost <= 1 + _MOST_LOST * beyond


def _decode_by_letters(data: bytes) -> Decoded:
    """Decode bytes that are not UTF-8 throughout: in another encoding, in UTF-8 with damage, or in both."""
    lines = data.splitlines(keepends=True)
    foreign = b"".join(line for line in lines if not _is_utf_8(line))
    in_foreign = _beyond_ascii(foreign)
    in_utf_8 = _beyond_ascii(data) - in_foreign
    guess = guess_encoding(foreign, data)
    if _is_broken_utf_8(foreign, _VALID_PER_BROKEN) or (guess is None and in_utf_8):
        return _decode_damaged(data)
    if guess is not None and _is_all_legacy(data, guess, in_utf_8, in_foreign):
        if guess.explains or in_foreign > max(_SINGLE, _FEW * len(data)):
            return _decoded(data, guess.encoding, _basis(guess))
        return _decode_damaged(data)
    return _decode_mixed(lines, guess)


def _is_all_legacy(data: bytes, guess: Guess, in_utf_8: int, in_foreign: int) -> bool:
    """Return True where no line is UTF-8 but for accidents, as encodings with several bytes a character allow them."""
    if not in_utf_8:
        return True
    return (
        _has_several_bytes(guess.encoding)
        and in_foreign > _VALID_PER_LEGACY * in_utf_8
        and _fits(_decoded(data, guess.encoding, _basis(guess)))
    )


def _has_several_bytes(encoding: str) -> bool:
    """Return True for the encodings of Chinese, Japanese and Korean."""
    return bool("\u4e00\uac00".encode(codecs_of(encoding)[0], "ignore"))


def _decode_mixed(lines: list[bytes], guess: Guess | None) -> Decoded:
    """Decode each line that is not UTF-8 in the guessed encoding if that is sure, else with U+FFFD."""
    texts, lost, used = [], 0, False
    for line in lines:
        if _is_utf_8(line):
            texts.append(line.decode(_UTF_8))
        elif guess is None or not guess.is_sure or _is_broken_utf_8(line, 1):
            texts.append(line.decode(_UTF_8, "replace"))
            lost += texts[-1].count("\ufffd")
        else:
            text, missing = decode_as(line, guess.encoding)
            texts.append(text)
            lost, used = lost + missing, True
    name = f"{_UTF_8}, {guess.encoding}" if guess and used else _UTF_8
    basis = EncodingBasis.GUESSED if used else EncodingBasis.RECOGNISED
    return Decoded("".join(texts), TextEncoding(name, basis, lost))


def _decode_damaged(data: bytes) -> Decoded:
    text = data.decode(_UTF_8, "replace")
    return Decoded(text, TextEncoding(_UTF_8, EncodingBasis.RECOGNISED, text.count("\ufffd")))


def _is_broken_utf_8(data: bytes, least: int) -> bool:
    """Return True if there are at least so many whole characters of UTF-8 beyond ASCII for each broken one."""
    text = data.decode(_UTF_8, "replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - broken >= least * broken


def _beyond_ascii(data: bytes) -> int:
    return len(data) - len(data.translate(None, _HIGH_BYTES))


def _basis(guess: Guess) -> EncodingBasis:
    return EncodingBasis.GUESSED if guess.is_sure else EncodingBasis.DOUBTFUL


_HIGH_BYTES = bytes(range(128, 256))
