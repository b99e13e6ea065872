"""Part of Besa: a question in, a cited answer out; and the page."""
