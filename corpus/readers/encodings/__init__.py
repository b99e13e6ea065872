"""Bytes to characters: which encoding a text without a mark is in, checked against the letters of its language."""
