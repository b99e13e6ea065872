"""PDF: words from where they are printed to paragraphs, and pictures of pages."""
