"""Where in a quoted sentence the value stands that a question asks for: a number, a date, a name."""

from __future__ import annotations

from functools import lru_cache

from bot.disagreements.statements import CandidateSentence, read_statement
from bot.english.value_question import read_value_question
from corpus.documents import Span

_REMEMBERED = 1_024


@lru_cache(maxsize=_REMEMBERED)
def stated_values(question: str, sentence: str, around: str) -> tuple[Span, ...]:
    """Return where the values stand in a sentence that answer; () where that is not sure, or no one value is asked for.

    `around` tells what the sentence is about: the title, the heading, what stands before it.

    Example: of "When was the tower lit?" in "It was lit on 3 March 1884.", "3 March 1884".
    """
    wanted = read_value_question(question)
    if wanted is None:
        return ()
    statement = read_statement(wanted, CandidateSentence(1, "", 0, len(sentence), sentence, around, "", 1.0))
    claims = statement.claims if statement else ()
    return tuple(Span(claim.value.start, claim.value.end) for claim in claims)
