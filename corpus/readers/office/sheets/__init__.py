"""Parts of a spreadsheet beside its cells: drawings, charts and comments."""
