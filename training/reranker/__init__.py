"""Learns the cross-encoder further on many kinds of text, and judges it on whole kinds that it never saw.

`python -m training.reranker --work FOLDER STEP …` takes the steps one by one: examples, tokenise, experiments, train,
export. docs/decisions/0023-reranker-training.md has the commands and what came of them.
"""
