"""Characters that formats can carry and a library cannot store or nobody can see."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c]")


def fit_to_store(text: str) -> str:
    """`text` with line feeds as its line ends, and U+FFFD in place of controls and halves of surrogate pairs."""
    return _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text))
