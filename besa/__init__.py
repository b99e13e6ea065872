"""Besa from Python: open a library of documents, ask it, and get verbatim quotations with their places.

>>> import besa
>>> answer = besa.open(sample=True).ask("What does besa mean?")
>>> print(answer.sentences[0].text)
Besa is an Albanian tradition, a code of honour whose name literally means "to keep the promise."

What is exported here is what Besa promises to keep; everything else may change with any version. What goes wrong on
purpose is a `BesaError`, whose message says what to do next. Nothing is printed: messages are records of the logger
"besa". Nothing is changed for the process as a whole, and nothing goes over the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from besa.collisions import check_names
from besa.version import __version__

check_names()  # before anything of theirs is imported

from besa.info import LibraryInfo  # noqa: E402
from besa.library import OpenLibrary, open  # noqa: E402
from bot.answers import Answer, AnswerSentence, Citation, Disagreement, Side, Turn  # noqa: E402
from bot.errors import NoLibrary, NotAnAnswer, NotAQuestionFile, NothingToEvaluate, OutsideDocument, QuestionError  # noqa: E402
from bot.facts import DocumentFact, Facts  # noqa: E402
from bot.formats.verification import Finding  # noqa: E402
from bot.service.library_writer import Removal  # noqa: E402
from corpus.errors import BesaError, LibraryError, UnknownDocument  # noqa: E402
from corpus.store.document_records import DocumentRecord  # noqa: E402
from embeddings.errors import EmbeddingError  # noqa: E402
from embeddings.store.removal import RemovedDocument  # noqa: E402

__all__ = [
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

if TYPE_CHECKING:
    from bot.evaluation.results import Evaluation
    from corpus.folders.importer import FileOutcome
    from corpus.readers.sandbox.reader import Limits
else:

    def __getattr__(name: str) -> type:
        """Import what reads files, and what measures, when it is asked for: both take long to import."""
        if name == "Evaluation":
            from bot.evaluation.results import Evaluation

            return Evaluation
        if name == "FileOutcome":
            from corpus.folders.importer import FileOutcome

            return FileOutcome
        if name == "Limits":
            from corpus.readers.sandbox.reader import Limits

            return Limits
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
