"""Code pages of RTF: by the number of the page, and by that of a font's character set."""

from __future__ import annotations

import codecs

from corpus.readers.office.word.symbols import symbol

_DEFAULT = "cp1252"
_SYMBOLS = "symbol"
SYMBOLS = range(0xF000, 0xF100)
"""Where the characters of the font Symbol stand in Unicode's private area."""
_NAMED = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": _DEFAULT}
_PAGES = {65001: "utf-8", 10000: "mac_roman", 932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950", 1361: "johab"}
_OF_FONTS = {
    2: _SYMBOLS,
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}


def of_page(number: int | None) -> str:
    """Return Python's name of a code page; Windows' Western one for a page that it does not know.

    Example:
        >>> of_page(1250), of_page(99999)
        ('cp1250', 'cp1252')
    """
    name = _PAGES.get(number or 0, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return _DEFAULT


def of_word(word: str) -> str | None:
    """Return the encoding that a control word such as "mac" sets for the file; None for another word."""
    return _NAMED.get(word)


def of_font(number: int | None) -> str | None:
    """Return the encoding of a font's character set; None where that of the file holds."""
    return _OF_FONTS.get(number or 0)


def decode(data: bytes, encoding: str) -> str:
    r"""Return bytes as text; those that the encoding does not have become U+FFFD.

    Example:
        >>> decode(b"caf\xe9", "cp1252"), decode(b"\xb3", "symbol")
        ('café', '≥')
    """
    if encoding == _SYMBOLS:
        return "".join(of_symbol(SYMBOLS[byte]) for byte in data)
    return data.decode(encoding, "replace")


def of_symbol(code: int) -> str:
    """Return the character that one of `SYMBOLS` stands for; "" for a picture.

    Example:
        >>> of_symbol(0xF0B7)
        '•'
    """
    return symbol(f"{code:04X}", "Symbol")
