"""Articles and other data in JSON and JSON Lines."""
