"""The bot's word lists, and the words of grammar as regular expressions without groups."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from corpus.english.word_lists import alternatives, text_lines, word_list, word_table

FOLDER = Path(__file__).with_name("words")

bot_words = partial(word_list, folder=FOLDER)
bot_table = partial(word_table, folder=FOLDER)
bot_lines = partial(text_lines, folder=FOLDER)

AUXILIARY = rf"(?:{alternatives((*word_list('questions.copulas'), *word_list('questions.auxiliaries')))})"
QUESTION_WORD = rf"(?:{alternatives(word_list('questions.question_words'))})"
PREPOSITION = rf"(?:{alternatives(bot_words('grammar.prepositions'))})"
