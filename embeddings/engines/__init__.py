"""What an engine does for questions and for embedding, and the one place where a library is opened."""
