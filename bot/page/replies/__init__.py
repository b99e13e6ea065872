"""What the page itself says in reply: to people who speak to the page, and beside an answer that was not found."""
