"""Parts of a presentation: shapes, tables and comments."""
