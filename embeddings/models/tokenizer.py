"""The one door to tokenizers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Tokenizer


def open_tokenizer(file: bytes, max_pieces: int) -> Tokenizer:
    """Return the tokenizer of a file's bytes, without padding; of a pair it cuts off the longer text.

    What it reads has `max_pieces` word pieces at most, its special tokens among them. "[SEP]" in a text is a word
    like any other.
    """
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_buffer(file)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_pieces)
    tokenizer.encode_special_tokens = True
    return tokenizer
