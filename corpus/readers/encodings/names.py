"""Names of encodings, and the codecs that decode them: the wider ones, as browsers do."""

from __future__ import annotations

import codecs
from functools import cache

_WIDER = {
    "ascii": ("cp1252",),
    "iso8859-1": ("cp1252",),
    "iso8859-9": ("cp1254",),
    "iso8859-11": ("cp874",),
    "euc_kr": ("cp949",),
    "shift_jis": ("cp932", "shift_jis_2004"),
    "cp932": ("cp932", "shift_jis_2004"),
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "iso2022_jp": ("iso2022_jp_ext", "iso2022_jp_2004"),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "big5": ("big5hkscs", "cp950"),
}
"""By the name of Python's codec, where that is too narrow: the codecs in the order in which they are tried."""
_NO_CHARACTERS = dict.fromkeys(range(0xF8F0, 0xF8F4), "\ufffd")
"""What Python's cp932 makes of the bytes A0, FD, FE and FF, which are no characters."""
_NO_CHARSET = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})


@cache
def codecs_of(name: str) -> tuple[str, ...]:
    """Return Python's codecs for an encoding, the first to try first; empty for a name that nobody knows.

    Example:
        >>> codecs_of("ks_c_5601-1987"), codecs_of("latin1"), codecs_of("no such")
        (('cp949',), ('cp1252',), ())
    """
    from resiliparse.parse.encoding import map_encoding_to_html5

    label = name.strip().lower()
    on_the_web = None if label.startswith("utf") else map_encoding_to_html5(label, fallback_utf8=False)
    for known_as in (on_the_web, label, label.removeprefix("x-")):
        try:
            codec = codecs.lookup(known_as or "")
        except (LookupError, ValueError):
            continue
        if codec._is_text_encoding and codec.name not in _NO_CHARSET:
            return _WIDER.get(codec.name, (codec.name,))
    return ()


def decode_as(data: bytes, name: str) -> tuple[str, int]:
    """Return the characters in the codec that knows most of them, and how many are U+FFFD because none does.

    Raises:
        LookupError: Nobody knows an encoding of this name.
    """
    best = None
    for codec in codecs_of(name):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            text = data.decode(codec, "replace")
        if codec == "cp932":
            text = text.translate(_NO_CHARACTERS)
        if "\ufffd" not in text:
            return text, 0
        best = min(best or (text, len(text)), (text, text.count("\ufffd")), key=lambda each: each[1])
    if best is None:
        raise LookupError(name)
    return best
