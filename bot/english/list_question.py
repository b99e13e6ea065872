"""Tell whether a question asks for several things: "Which countries …?", "List the …", "Name all …"."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"\W*(?:please |can you |could you )?"
    r"(?:(?:list|name|enumerate|give me|show me)(?: me)?(?: all| every| the| a list)\b"
    r"|(?:which|what) (?:other |different |new )?[a-z-]+(?<!ss)(?<!us)(?<!is)s\b(?! (?:is|was|has|does)\b)"
    r"|(?:what|who) (?:are|were) (?:all )?(?:(?:the|its|their|our|your) )?(?:[a-z-]+ ){0,2}"
    r"[a-z-]+(?<!ss)(?<!us)(?<!is)s\b)",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Return whether `question` wants a list.

    Example: "Which countries joined in 2007?" does, "Which bus is the last?" does not.
    """
    return bool(_ASKS.match(question))
