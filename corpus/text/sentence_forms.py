"""What a sentence is by its form: a question, the head of a list, a heading, a line of leaders; none is an answer."""

from __future__ import annotations

import re

from corpus.english.word_lists import word_list

_QUESTION = re.compile(r"[?？؟;\u037e][\"'”’»)*_\s]*\Z")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_QUESTION_LABEL = re.compile(r"[\s*_#>]*(?:Q|Question|Frage|Pyetje)\s*\d*\s*[.:)]\s", re.IGNORECASE)
_HEAD = re.compile(r"[:：][\"'”’»)*_\s]*\Z")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|(?P<bold>\*\*|__)(?:(?!(?P=bold)).)*(?:(?P=bold)[.:!]?\s*)?\Z)", re.DOTALL)
LEADERS = re.compile(r"(?:\.\s?){5,}|(?:\.\s?){4}(?=\s*\d)|(?:…\s?){3,}|…\s?…\s?(?=\d)|_{4,}")
"""Dots or lines that lead to a page's number or are to be written on. Two ellipses are one in Chinese and Japanese."""

_MIN_SENTENCE_WORDS = 5
_MIN_CLAUSE_WORDS = 9
_FINITE_VERBS = frozenset(word_list("verbs.finite"))


def is_question(sentence: str) -> bool:
    """Return whether a sentence asks.

    Example: "**Do you take cards?**" and "Q: Opening hours" do.
    """
    end = _QUESTION.search(sentence)
    asks = end is not None and (end[0][0] not in ";\u037e" or bool(_GREEK.search(sentence)))
    return asks or bool(_QUESTION_LABEL.match(sentence))


def is_list_head(sentence: str) -> bool:
    """Return whether a sentence announces what follows: "The following joined in 2007:"."""
    return bool(_HEAD.search(sentence))


def is_heading(sentence: str) -> bool:
    """Return whether a sentence is marked as a heading: "## Tickets", or bold from end to end: "**Tickets**"."""
    return bool(_HEADING.match(sentence))


def has_leaders(sentence: str) -> bool:
    """Return whether a sentence is a line of a table of contents, or one to be filled in: "Name ........"."""
    return bool(LEADERS.search(sentence))


def is_statement(heading: str) -> bool:
    """Return whether words that are set as a heading are a sentence, and do not only name what follows.

    Example: "The ferry leaves at seven." is one, "Times of the ferry" and "When does it leave?" are none.
    """
    words = heading.split()
    if heading.endswith((".", "!", "…")):
        return len(words) >= _MIN_SENTENCE_WORDS and not heading.isupper()
    if heading.endswith(("。", "！")):
        return len(heading) > _MIN_SENTENCE_WORDS
    small = sum(word[0].islower() for word in words)
    return len(words) >= _MIN_CLAUSE_WORDS and 2 * small >= len(words) and not _FINITE_VERBS.isdisjoint(words[1:])


def answers_nothing(sentence: str) -> bool:
    """Return whether a sentence cannot be an answer by itself, by its form."""
    return is_question(sentence) or is_list_head(sentence) or is_heading(sentence) or has_leaders(sentence)
