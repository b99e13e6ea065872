"""What only the bot needs of English: names, dates, quantities, who says what, what follow-ups leave out, questions.

Rules over words and their order; the word lists are in `words/`. In another language these find little or nothing, and
a question stands as it is asked.
"""
