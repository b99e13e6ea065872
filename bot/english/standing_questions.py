"""Find questions that documents ask themselves, and make some from labels: "Chair: Ana Leka" says who is chair."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.lexicon import AUXILIARY, QUESTION_WORD, bot_words
from bot.english.names import certain_names
from bot.english.plain_subject import may_be_plural
from corpus.english.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 90
"""Characters of a question of the documents' own that is offered."""
_FEWEST = 4
_QUESTION = re.compile(rf"(?:Q(?:uestion)? ?\d*[:.] )?(?P<question>(?i:{QUESTION_WORD}|{AUXILIARY})\b[^?]*\?)\Z")
_LABEL = re.compile(r"(?!In |On |At |By )(?P<label>(?:The )?[A-Z][a-z]+(?: [a-z-]+){0,2}): (?P<value>\S.*)")
_HAS_NUMBER = re.compile(r"\d")
_IS_POINTING = re.compile(
    r"\b(?i:he|she|it|they|him|her|his|its|them|their|this|that|these|those|there|here|so|then|one|else|now)\b"
    r"|\b(?i:did|were|was|would|could)\b.* your?\b|\byour? favou?rite|\bAre your?\b|\b(?:do|know|any|something)\?\Z"
)
"""What only makes sense beside something else, or is said to one person, as in an interview."""


def question_of_the_documents(sentence: str) -> str | None:
    """Return the question that a sentence is, if it can be understood by itself; None for any other sentence."""
    told = re.sub(r"[*_#`]|^(?:\W|\d+[.)])+", "", " ".join(sentence.split())).strip()
    found = _QUESTION.match(told)
    if found is None or len(told) > LONGEST or len(told.split()) < _FEWEST or _IS_POINTING.search(told):
        return None
    question = found["question"]
    return question[0].upper() + question[1:]


def label_questions(sentence: str) -> Iterator[str]:
    """Yield what a line with a label answers: who has a role, how much something is, when it is."""
    told = re.sub(r"[*_`]", "", " ".join(sentence.split()))
    found = _LABEL.match(told)
    if found is None:
        return
    label, value = found["label"], found["value"]
    words = [label[0].lower() + label[1:]] if label.startswith("The ") else ["the", label[0].lower() + label[1:]]
    noun = re.split(r" (?:of|for|in|to|per|at) ", label)[0].split()[-1].casefold()
    be = "are" if may_be_plural(noun) else "is"
    if noun in bot_words("question_clauses.nouns.roles") or noun in word_list("nouns.person"):
        if certain_names(f"x {value}") and re.match(r"(?:[A-Z][\w.’'-]* ){1,4}[A-Z]", value):
            yield f"Who {be} {' '.join(words)}?"
    elif noun in bot_words("question_clauses.nouns.dated") and label != "Date":
        yield f"When {be} {' '.join(words)}?"
    elif _HAS_NUMBER.search(value) and noun in bot_words("question_clauses.nouns.priced"):
        yield f"How much {be} {' '.join(words)}?"
    elif _HAS_NUMBER.search(value) and noun in bot_words("question_clauses.nouns.measured"):
        yield f"What {be} {' '.join(words)}?"
