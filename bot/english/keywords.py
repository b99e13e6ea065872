"""Tell which words of English text say what it is about."""

from __future__ import annotations

import re

from bot.english.lexicon import bot_words
from bot.english.names import certain_names
from corpus.text.terms import is_stop_word, terms

_TOKEN = re.compile(r"[^\W_]+(?:['’.‐‑-][^\W_]+)*")
_VAGUE = frozenset(terms(" ".join((*bot_words("grammar.light_verbs"), *bot_words("grammar.vague")))))


def keywords(text: str) -> list[str]:
    """Return the words that say what `text` is about, as written and in order: no stop words, no verbs such as "say".

    Example: "What did Khamenei call Albania?" has Khamenei and Albania.
    """
    return [token[0] for token in _TOKEN.finditer(text) if _is_keyword(token[0])]


def key_phrases(text: str) -> list[str]:
    """Return the keywords of `text` in the runs that they stand in, in order; a name is a phrase of its own."""
    known = certain_names(text)
    spans = [(name.start, name.end) for name in known]
    run = (-1, -1)
    for token in _TOKEN.finditer(text):
        if any(name.start <= token.start() < name.end for name in known) or not _is_keyword(token[0]):
            run = (-1, -1)
            continue
        if run[0] >= 0 and text[run[1] : token.start()] == " ":
            spans.remove(run)
            run = (run[0], token.end())
        else:
            run = token.span()
        spans.append(run)
    return [text[start:end] for start, end in sorted(spans)]


def _is_keyword(word: str) -> bool:
    return not is_stop_word(word) and not _VAGUE.issuperset(terms(word))
