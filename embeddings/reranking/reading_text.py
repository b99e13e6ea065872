"""The text that a re-ranker reads for a sentence: "Title. Heading. [The sentence before.] Sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.english.back_reference import refers_back
from corpus.text.sentence_forms import is_heading, is_list_head, is_question

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_NOUN = (
    "is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|did|does|do|came|went|took|got"
    "|became|began|ended|lasted|stood|stands|lies|lay|of|to|in|on|at|by|from|with|for|and|who|which|that|being"
)
_PART = "season|series|episode|part|half|volume|stage|phase|step|round|edition|panel|scale|chapter|floor"
_LEANS = re.compile(
    r"(?:(?:and|but|so|then|also|in addition|however|instead|therefore|here|there|afterwards|later|before that)[, ]+)?"
    r"(?:(?:it|its|he|she|his|her|they|their|these|those|such|both|neither|one of them|some of them)\b"
    r"|th(?:is|at)\b(?! (?:is why|said))"
    r"|there\b(?! (?:is|are|was|were|has|have|will|can|may)\b)"
    r"|in (?:it|this|that) (?:case|way|year|time)\b"
    r"|the (?:two|same|former|latter|others?)\b"
    rf"|the (?:first|second|third|last)(?: one| two| three| four)?(?:,| \(| (?:{_NO_NOUN})\b)"
    rf"|the (?:first|second|third|last) (?:{_PART})\b(?! of\b)"
    r"|the (?:group|company|city|film|book|team|band|work|event|programme|party|meeting|firm|association|building"
    r"|plant|institution|organi[sz]ation)\b(?! (?:of|called|named|known as)\b|,? (?-i:[\"“‘]?[A-Z]))"
    r")",
    re.IGNORECASE,
)
"""What is counted leans where the noun is left out ("The first was sold."), or is a part ("The first half"), but
not with a noun of its own ("The first lighthouse"). A thing of a kind leans where it has no name ("The company
closed."), not with one ("The city of Durrës", "The film Jaws")."""
LONGEST_TOPIC = 250
"""Characters of a first sentence that is read with one that leans on it."""
LONGEST_REPLY = 4
"""Sentences that answer a question that stands above them."""
LONGEST_BETWEEN = 120
"""Characters of what stands between that question and a sentence, and is read with both."""
_END = ".!?:;…"
_MARKS = re.compile(r"\*\*|__(?=\w)|(?<=\w)__|(?:^|(?<=\n))\s*#{1,6}\s")
_SPACE = re.compile(r"\s+")


def leans(sentence: str) -> bool:
    """Return whether a sentence begins with what only the one before explains.

    Example: "It takes place on Saturday." does.
    """
    return bool(_LEANS.match(sentence.lstrip("\"'“‘(")))


def needs_the_one_before(sentence: str) -> bool:
    """Return whether a sentence leans on the one before it, by how it begins or by a pronoun further on.

    Example: "A dentist has bought it." does.
    """
    return leans(sentence) or refers_back(sentence)


def reading_text(title: str, heading: str, sentence: str, before: str = "") -> str:
    """Return what is read for a sentence; the one `before` it stands in brackets.

    Example: reading_text("Minutes", "Fair", "It takes place in June", "We plan a fair.") is
    "Minutes. Fair. [We plan a fair.] It takes place in June."
    """
    context = [title, heading if heading != title else "", f"[{before}]" if before else ""]
    return " ".join(_closed(part) for part in [*context, sentence] if part)


def context_before(texts: Sequence[str], number: int) -> str:
    """Return what has to be known to understand sentence `number` of a passage; "" if it stands alone.

    That is the question that it answers with what stands between, the head of its list or, where it leans on the one
    before, that one and the first of the passage, which is its topic.
    """
    asked, needed = _question_above(texts, number), _leaned_on(texts, number)
    if asked is None or texts[asked] in needed:
        return needed
    between = " ".join(texts[asked + 1 : number])
    return " ".join(part for part in (texts[asked], between if len(between) <= LONGEST_BETWEEN else needed) if part)


def _question_above(texts: Sequence[str], number: int) -> int | None:
    """Return the number of the question that a sentence may belong to the answer of; None if there is none."""
    for above in range(number - 1, max(-1, number - 1 - LONGEST_REPLY), -1):
        if is_question(texts[above]):
            return above
        if is_heading(texts[above]):
            return None
    return None


def _leaned_on(texts: Sequence[str], number: int) -> str:
    before = texts[number - 1] if number else ""
    if not before:
        return ""
    if is_question(before) or is_list_head(before):
        return before
    if not needs_the_one_before(texts[number]):
        return ""
    topic = next((text for text in texts[: number - 1] if not is_heading(text)), "")
    return f"{topic} {before}" if 0 < len(topic) <= LONGEST_TOPIC else before


def plain(text: str) -> str:
    """Return `text` without Markdown's marks of emphasis and headings, with single spaces for white space of any kind.

    Example: "**Are dogs allowed?**" is "Are dogs allowed?".
    """
    return _SPACE.sub(" ", _MARKS.sub("", text)).strip()


def _closed(part: str) -> str:
    return part if part[-1] in _END or part[-2:-1] in _END else f"{part}."
