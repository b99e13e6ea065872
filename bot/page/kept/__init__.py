"""What a visitor's browser keeps of what it was shown, and what the page makes of it again once it is checked."""
