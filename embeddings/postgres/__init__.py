"""Vectors, token vectors and the queue of what has none, in the same PostgreSQL database as the documents."""
