"""What `import besa` promises to keep: who changes this changes the public interface, and says so in CHANGELOG.md."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import besa
from bot.errors import BotError
from corpus.errors import CorpusError
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

EXPORTED = [
    "Answer",
    "AnswerSentence",
    "BesaError",
    "Citation",
    "Disagreement",
    "DocumentFact",
    "DocumentRecord",
    "EmbeddingError",
    "Evaluation",
    "Facts",
    "FileOutcome",
    "Finding",
    "LibraryError",
    "LibraryInfo",
    "Limits",
    "NoLibrary",
    "NotAQuestionFile",
    "NotAnAnswer",
    "NothingToEvaluate",
    "OpenLibrary",
    "OutsideDocument",
    "QuestionError",
    "Removal",
    "RemovedDocument",
    "Side",
    "Turn",
    "UnknownDocument",
    "__version__",
    "open",
]
PARAMETERS = {
    besa.open: ["library", "sample", "encoder_backend", "reranker"],
    besa.OpenLibrary.add: ["paths", "prune", "limits", "fetch", "encoding"],
    besa.OpenLibrary.iter_add: ["paths", "prune", "limits", "fetch", "encoding"],
    besa.OpenLibrary.remove: ["documents"],
    besa.OpenLibrary.sources: ["source", "after", "before"],
    besa.OpenLibrary.each_source: ["source", "after", "before"],
    besa.OpenLibrary.show: ["document", "start", "end"],
    besa.OpenLibrary.ask: ["question", "history", "source", "after", "before", "documents", "top"],
    besa.OpenLibrary.verify: ["answers"],
    besa.OpenLibrary.evaluate: ["questions", "source", "after", "before", "top", "confidence"],
    besa.OpenLibrary.info: [],
    besa.OpenLibrary.close: [],
}
STATE = """
import logging, os, signal, sys, warnings
def state():
    return (
        dict(os.environ), sys.getswitchinterval(), sys.getrecursionlimit(), list(sys.path), os.getcwd(),
        list(logging.root.handlers), logging.root.level, logging.getLogger("besa").handlers, list(warnings.filters),
        [signal.getsignal(each) for each in signal.valid_signals()], sys.excepthook, sys.stdout, sys.stderr,
        [name for name, module in sys.modules.items() if module is None],
    )
before = state()
import besa
assert state() == before, (before, state())
print(*sys.modules)
"""


def test_the_exported_names_are_these_and_are_there() -> None:
    assert besa.__all__ == EXPORTED
    assert all(getattr(besa, name) is not None for name in EXPORTED)


def test_an_open_library_has_these_methods() -> None:
    methods = {name for name in vars(besa.OpenLibrary) if not name.startswith("_")}
    assert methods == {function.__name__ for function in PARAMETERS if function is not besa.open}


@pytest.mark.parametrize("function", PARAMETERS, ids=lambda function: function.__name__)
def test_the_parameters_are_these_and_each_function_shows_an_example(function: Callable[..., object]) -> None:
    parameters = [name for name in inspect.signature(function).parameters if name != "self"]
    assert parameters == PARAMETERS[function]
    assert ">>> " in (function.__doc__ or "")


@pytest.mark.parametrize("name", [name for name in EXPORTED if name != "__version__"])
def test_every_exported_name_is_documented(name: str) -> None:
    own = vars(getattr(besa, name)).get("__doc__") if inspect.isclass(getattr(besa, name)) else besa.open.__doc__
    assert own
    assert not own.startswith(f"{name}(")  # the one that a dataclass makes up


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(besa, "LibraryService")


def test_every_error_raised_on_purpose_is_of_one_family() -> None:
    families = (BotError, CorpusError, besa.EmbeddingError)
    assert all(issubclass(family, besa.BesaError) for family in families)
    exported = [getattr(besa, name) for name in EXPORTED]
    errors = [each for each in exported if inspect.isclass(each) and issubclass(each, Exception)]
    assert len(errors) == 10
    assert all(issubclass(each, besa.BesaError) for each in errors)


def test_importing_besa_changes_nothing_for_the_process_and_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STATE], capture_output=True, text=True, timeout=120, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    heavy = {"app", "typer", "gradio", "rich", "numpy", "torch", "onnxruntime", "faiss", "sentence_transformers"}
    assert not heavy & set(done.stdout.split())
