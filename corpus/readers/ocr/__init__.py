"""OCR: the picture of a page in, its words and where they stand out."""
