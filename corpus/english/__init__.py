"""What the program knows of English beside its stop words and abbreviations: kinds of answers, and what asks for them.

The ranking reads it as well as the bot. What only the bot needs of English is in `bot/english`.
"""
