"""The examples in the readers' docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import corpus.readers


def test_every_example_says_what_its_function_returns() -> None:
    tried = 0
    for module in pkgutil.walk_packages(corpus.readers.__path__, "corpus.readers."):
        outcome = doctest.testmod(importlib.import_module(module.name))
        assert not outcome.failed, module.name
        tried += outcome.attempted
    assert tried > 30
