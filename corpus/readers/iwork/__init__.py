"""Pages, Keynote and Numbers of Apple."""
