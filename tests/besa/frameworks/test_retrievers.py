"""The retrievers in the real frameworks, where those are installed; they are heavy, so only LangChain's always is."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

import besa
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
EGGS = "How many eggs does the queen lay a day?"


def installed(module: str, extra: str) -> pytest.MarkDecorator:
    missing = find_spec(module) is None
    return pytest.mark.skipif(missing, reason=f"{module} is not installed: pip install 'besa[{extra}]'")


LANGCHAIN = installed("langchain_core", "langchain")
LLAMA_INDEX = installed("llama_index", "llama-index")
HAYSTACK = installed("haystack", "haystack")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[besa.OpenLibrary]:
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    monkeypatch.setenv("BESA_RERANKER", "none")
    monkeypatch.setenv("BESA_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "bees.txt").write_text(BEES)
    (tmp_path / "lighthouses.md").write_text("---\ntitle: Lighthouses\ndate: 2020-01-04\n---\n\n" + LIGHTHOUSES)
    with besa.open() as opened:
        opened.add(tmp_path / "bees.txt", tmp_path / "lighthouses.md")
        yield opened


def check(library: besa.OpenLibrary, text: str, metadata: dict[str, Any]) -> None:
    """What comes back stands where it says, in the file that it names."""
    record = next(each for each in library.sources() if each.id == metadata["document"])
    assert library.show(metadata["document"], metadata["start"], metadata["end"]) == text
    assert (metadata["sha256"], metadata["path"]) == (record.sha256, record.path)
    assert (metadata["title"], metadata["date"]) == (record.metadata.title, record.metadata.date)
    assert {"page", "heading", "author", "publisher", "url", "score", "place"} <= set(metadata)


@LANGCHAIN
def test_langchain_gets_excerpts_at_their_places(library: besa.OpenLibrary) -> None:
    from langchain_core.runnables import RunnableLambda

    from besa.frameworks.langchain import BesaRetriever

    documents = BesaRetriever(library=library, top=2).invoke(EGGS)
    assert len(documents) == 2
    for each in documents:
        check(library, each.page_content, each.metadata)
    assert documents[0].metadata["answers"] is True
    chain = BesaRetriever(library=library, source="light*") | RunnableLambda(lambda found: found[0].metadata["title"])
    assert chain.invoke("How tall is the lighthouse of Skagen?") == "Lighthouses"
    with pytest.raises(besa.QuestionError):
        BesaRetriever(library=library).invoke("?")


@LLAMA_INDEX
def test_llama_index_gets_excerpts_at_their_places(library: besa.OpenLibrary) -> None:
    from llama_index.core.schema import MetadataMode

    from besa.frameworks.llama_index import BesaRetriever

    nodes = BesaRetriever(library, top=2).retrieve(EGGS)
    assert len(nodes) == 2
    for each in nodes:
        check(library, each.node.text, each.node.metadata)
        assert (each.node.start_char_idx, each.node.end_char_idx) == (
            each.node.metadata["start"],
            each.node.metadata["end"],
        )
        assert each.score == each.node.metadata["score"]
        assert each.node.metadata["path"] not in each.node.get_content(MetadataMode.LLM)
    assert {each.node.metadata["title"] for each in BesaRetriever(library, after="2020").retrieve(EGGS)} == {
        "Lighthouses"
    }


@HAYSTACK
def test_haystack_gets_excerpts_at_their_places_also_from_a_pipeline_that_was_saved(library: besa.OpenLibrary) -> None:
    from haystack import Pipeline

    from besa.frameworks.haystack import BesaRetriever

    documents = BesaRetriever(library).run(EGGS, top_k=2)["documents"]
    assert len(documents) == 2
    for each in documents:
        check(library, each.content, each.meta)
        assert each.score == each.meta["score"]
    pipeline = Pipeline()
    pipeline.add_component("besa", BesaRetriever(library, top_k=1, source="light*"))
    again = Pipeline.loads(pipeline.dumps(), allowed_modules=["besa.frameworks.haystack"])
    (found,) = again.run({"besa": {"query": "How tall is the lighthouse of Skagen?"}})["besa"]["documents"]
    assert found.meta["title"] == "Lighthouses"


@pytest.mark.parametrize(
    "framework",
    [
        pytest.param("langchain", marks=LANGCHAIN),
        pytest.param("llama_index", marks=LLAMA_INDEX),
        pytest.param("haystack", marks=HAYSTACK),
    ],
)
def test_the_example_in_the_documentation_runs(
    framework: str, library: besa.OpenLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "frameworks.md").read_text("utf-8"), re.DOTALL)
    (example,) = [each for each in blocks if f"frameworks.{framework} " in each]
    exec(compile(example.replace("What does besa mean?", EGGS), framework, "exec"), {})
    assert "two thousand eggs" in capsys.readouterr().out
