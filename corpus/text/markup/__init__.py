"""Markdown and reStructuredText are stored as they are; here is what of them is words, and how those are read."""
