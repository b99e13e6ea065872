"""Besa beside other ways of searching one's documents: the same documents, questions and model, a process for each."""
