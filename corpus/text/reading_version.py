"""The version of what is made of a file: by it a library knows what an older Besa has read."""

READERS = 2
"""Raised with each release in which the same bytes become another text, other places, headings or sentences.

Files that a library had before it noted this are of version 0.
"""
