"""E-books in EPUB 2 and 3."""
