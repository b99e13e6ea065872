"""Sources that differ, side by side in the chat: for each its value, the sentence that says so, and whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.wording.markup import as_inline_markdown, as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answers import Answer, Citation, Disagreement, Side
    from bot.wording.labels import Labels


def differing_markdown(difference: Disagreement, answer: Answer, link: Callable[[int], str], labels: Labels) -> str:
    """List the sides of a disagreement; `link` maps a citation's number to the address of its card."""
    sides = (_side(side, answer.citations[side.citation - 1], link, labels) for side in difference.sides)
    return "\n".join([f"**{labels.sources_differ}**\n", *sides])


def _side(side: Side, citation: Citation, link: Callable[[int], str], labels: Labels) -> str:
    facts = [citation.title, citation.publisher or citation.author, citation.date]
    whose = " · ".join(f"<bdi>{as_markdown(fact)}</bdi>" for fact in facts if fact)
    value = f"**<bdi>{as_markdown(side.value)}</bdi>** {link(side.citation)}"
    return f"- {value}\n\n  {labels.quotation.format(_marked(side))}\n\n  *{whose}*"


def _marked(side: Side) -> str:
    """Mark the value in the sentence where it stands as a word of its own."""
    found = re.search(rf"(?<!\w){re.escape(side.value)}(?!\w)", side.text)
    if found is None:
        return as_markdown(side.text)
    before, after = side.text[: found.start()].lstrip(), side.text[found.end() :].rstrip()
    return f"{as_inline_markdown(before)}<mark>{as_inline_markdown(side.value)}</mark>{as_inline_markdown(after)}"
