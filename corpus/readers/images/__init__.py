"""Image files: their text by OCR, and their pages as they are shown."""
