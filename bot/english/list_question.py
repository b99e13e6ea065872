"""Tell whether a question asks for several things: "Which countries …?", "List the …", "Name all …"."""

from __future__ import annotations

import re

_PLURAL = r"(?!(?:is|was|has|does|as)\b)[a-z-]+s\b(?<!ss)(?<!us)(?<!is)"
_VERB = (
    r"(?:happens|means|makes|causes|comes|takes|gives|goes|needs|helps|keeps|becomes|leads|follows|counts|matters"
    r"|remains|says|works|costs|belongs|stands|lies|shows|brings)\b"
)
_ASKS = re.compile(
    r"\W*(?:please |can you |could you )?"
    r"(?:(?:list|name|enumerate|give me|show me)(?: me)?(?: all| every| the| a list)\b"
    rf"|(?:which|what(?! {_VERB})) (?:other |different |new )?{_PLURAL}(?! (?:is|was|has|does)\b)"
    rf"|(?:what|who) (?:are|were) (?:all )?(?:(?:the|its|their|our|your) )?(?:[a-z-]+ ){{0,2}}{_PLURAL})",
    re.IGNORECASE,
)


def asks_for_several(question: str) -> bool:
    """Return whether `question` wants a list.

    Example: "Which countries joined in 2007?" does, "Which bus is the last?" does not.
    """
    return bool(_ASKS.match(question))
