"""Characters that formats can carry and a library cannot store or nobody can see."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c]")


def make_storable(text: str) -> str:
    r"""Return `text` with line feeds as line ends, and U+FFFD for control characters and lone surrogates.

    Example:
        >>> make_storable("bees\r\nand\0wasps")
        'bees\nand\ufffdwasps'
    """
    return _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text))
