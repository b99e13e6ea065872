"""Lone surrogates: halves of pairs, which Python makes of bytes that it cannot decode and no UTF-8 text can have."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def replace_surrogates(text: str, by: str = "\ufffd") -> str:
    r"""Return `text` with one character in place of each lone surrogate, so that all offsets stay.

    Example: "a\udc80b" becomes "a\ufffdb".
    """
    return _SURROGATE.sub(by, text)
