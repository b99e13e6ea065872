"""Child processes of Besa's own, and the messages to and from them."""
