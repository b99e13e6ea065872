"""From a question to a cited answer: what it means, what is searched, which sentences answer, how sure that is."""
