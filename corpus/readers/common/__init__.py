"""What several readers need: text with places, metadata, encodings, tables, ZIP packages."""
