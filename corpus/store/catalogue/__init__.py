"""What the documents say of themselves (title, author, publisher, date), indexed for questions about the documents."""
