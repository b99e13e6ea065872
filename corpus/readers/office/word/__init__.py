"""Parts of a Word document: its text, tables, notes and styles."""
