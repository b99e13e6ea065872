"""Tables on printed pages: where they are, and what a row of one says."""
