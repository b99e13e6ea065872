"""A library that is open: documents go in, questions are answered, and what was answered can be checked."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from besa.info import LibraryInfo, describe
from bot.answering.scope import document_filter
from bot.answering.settings import MOST_CITATIONS, TOP
from bot.answers import Answer, Question, Turn
from bot.service.document_part import document_part
from bot.service.workspace import Workspace
from corpus.engines.filters import Filter
from corpus.errors import LibraryNotWritable
from corpus.messages import Message
from corpus.web_address import is_web_address
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from types import TracebackType

    from bot.answering.answerer import Answerer
    from bot.evaluation.results import Evaluation
    from bot.formats.verification import Finding
    from bot.service.library_writer import Removal
    from corpus.engines.document_store import DocumentStore
    from corpus.folders.importer import FileOutcome
    from corpus.readers.sandbox.reader import Limits
    from corpus.store.document_records import DocumentRecord


class OpenLibrary:
    """A library of documents, opened by `besa.open`.

    It can be used by several threads at once, and as a context manager, which closes it. Documents are chosen alike
    everywhere: `source` is a pattern with * and ? for a path, file name, title, publisher or id; `after` and `before`
    are dates such as "2020", "2020-01" or "2020-01-04", both included. Where no document fits, UnknownDocument is
    raised; QuestionError where a date is none.

    >>> import besa
    >>> with besa.open(sample=True) as library:
    ...     answer = library.ask("When did the MEK arrive in Albania?")
    >>> answer.found
    True
    """

    def __init__(self, workspace: Workspace, *, sample: bool = False) -> None:
        self._workspace = workspace
        self._sample_only = sample
        self._opening = threading.RLock()
        self._closing = ExitStack()
        self._closed = False
        self._library: DocumentStore | None = None
        self._is_sample = False
        self._answerer: Answerer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<besa.OpenLibrary {self._workspace.libraries.name!r}>"

    def close(self) -> None:
        """Close the library's files; everything that is asked of it afterwards raises RuntimeError.

        >>> import besa
        >>> library = besa.open(sample=True)
        >>> library.close()
        """
        with self._opening:
            self._closed = True
            self._closing.close()

    def add(
        self,
        *paths: str | os.PathLike[str],
        prune: bool = False,
        limits: Limits | None = None,
        fetch: bool = False,
        encoding: str = "",
    ) -> list[FileOutcome]:
        """Add files and folders with all that they hold, and return what became of each file.

        What is unchanged is skipped, what changed is replaced. A file that cannot be read fails by itself: its
        outcome has the reason. With `prune`, what is no longer at these paths is dropped. `limits` are those for
        reading one file. A library that is not there yet is made. With `fetch`, a string that is an address
        (https://…) is fetched from the web, its copy kept beside the library; without it, nothing ever is. `encoding`
        is that of text that is neither UTF-8 nor marked, where it is not to be guessed. Raises LibraryError where the
        library cannot be written to.

        >>> import besa
        >>> with besa.open("my-library") as library:
        ...     for outcome in library.add("notes"):
        ...         print(outcome.status, outcome.passages)
        added 1
        added 1
        """
        return list(self.iter_add(*paths, prune=prune, limits=limits, fetch=fetch, encoding=encoding))

    def iter_add(
        self,
        *paths: str | os.PathLike[str],
        prune: bool = False,
        limits: Limits | None = None,
        fetch: bool = False,
        encoding: str = "",
    ) -> Iterator[FileOutcome]:
        """Add as `add` does, while the iterator is advanced: each outcome is yielded once its file is safely stored.

        Whoever stops before its end keeps what was added; passages without vectors yet are found by their words.

        >>> import besa
        >>> with besa.open("my-library") as library:
        ...     failed = [outcome.path for outcome in library.iter_add("notes") if outcome.status == "failed"]
        >>> failed
        []
        """
        library = self._to_write(make=True)
        addresses = [path for path in paths if fetch and isinstance(path, str) and is_web_address(path)]
        files = [Path(path) for path in paths if path not in addresses]
        writer = self._workspace.writer(library)
        yield from writer.add(files, limits, prune=prune, addresses=addresses, encoding=encoding)

    def remove(self, *documents: str) -> Removal:
        """Remove documents by id, or by the path or name of a file with all that it holds; the files themselves stay.

        Returns a receipt for each document, and whether the library's files hold nothing of them any more. Raises
        UnknownDocument, removing none, where one of them is not there.

        >>> import besa
        >>> with besa.open("my-library") as library:
        ...     outcomes = library.add("notes")
        ...     removal = library.remove("bees.txt")
        >>> [receipt.title for receipt in removal.receipts]
        ['Bees']
        """
        return self._workspace.writer(self._to_write()).remove(documents)

    def sources(
        self, *, source: str | None = None, after: str | None = None, before: str | None = None
    ) -> list[DocumentRecord]:
        """Return the documents, by path, with what each says of itself.

        >>> import besa
        >>> [record.metadata.title for record in besa.open(sample=True).sources(source="besa.md")]
        ['Besa: a promise and its history']
        """
        return list(self.each_source(source=source, after=after, before=before))

    def each_source(
        self, *, source: str | None = None, after: str | None = None, before: str | None = None
    ) -> Iterator[DocumentRecord]:
        """Yield the documents as `sources` returns them, a few in memory at a time.

        >>> import besa
        >>> next(besa.open(sample=True).each_source(source="besa.md")).metadata.title
        'Besa: a promise and its history'
        """
        library = self._to_read()
        wanted = document_filter(library, source, after, before)
        return library.each_document(None if wanted is None else library.match(wanted))

    def show(self, document: str, start: int = 0, end: int | None = None) -> str:
        """Return the stored text of a document from character `start` to before `end`, exactly as it is cited.

        `document` is an id, a path, or the end of a path. Raises UnknownDocument, or OutsideDocument.

        >>> import besa
        >>> library = besa.open(sample=True)
        >>> citation = library.ask("What does besa mean?").citations[0]
        >>> library.show(citation.document, citation.start, citation.end) == citation.excerpt
        True
        """
        library = self._to_read()
        return document_part(library.document(library.names.find(document)).text, start, end)

    def ask(
        self,
        question: str,
        *,
        history: Iterable[Answer | Turn] = (),
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
        documents: Collection[str] | None = None,
        top: int = TOP,
    ) -> Answer:
        """Answer a question with sentences that stand in the documents, word for word.

        The answer is `found` or not; its `citations`, `top` at most, have what is quoted and where. `history` are the
        earlier answers of the conversation, oldest first, for a question that leans on them. Only the documents that
        fit are searched, and of `documents`, by id, where they are given. Raises QuestionError for what cannot be
        asked, and NoLibrary where nothing was added yet.

        >>> import besa
        >>> library = besa.open(sample=True)
        >>> first = library.ask("When did the MEK arrive in Albania?", source="*mek*", top=3)
        >>> second = library.ask("And how many of them came?", history=[first])
        >>> second.standalone_question == second.question
        False
        """
        library = self._to_read()
        chosen = document_filter(library, source, after, before)
        if documents is not None:
            chosen = replace(chosen or Filter(), ids=frozenset(documents))
        turns = tuple(each if isinstance(each, Turn) else each.turn for each in history)
        return self._answering(library).answer(Question(question, turns), _checked(top), chosen)

    def verify(self, answers: Answer | Iterable[Answer] | str | os.PathLike[str]) -> list[Finding]:
        """Check every citation against the stored documents, and return a finding for each.

        `answers` are one, several, or the path of a file that `besa ask --json` or a report was saved to. Raises
        NotAnAnswer for a file that holds none.

        >>> import besa
        >>> library = besa.open(sample=True)
        >>> {finding.status for finding in library.verify(library.ask("What does besa mean?"))}
        {'verified'}
        """
        from bot.formats.saved_answers import SavedAnswers, load_saved_answers
        from bot.formats.verification import verify, verify_page

        name = str(answers) if isinstance(answers, (str, os.PathLike)) else ""
        if isinstance(answers, (str, os.PathLike)):
            saved = load_saved_answers(Path(answers))
        else:
            several = [answers] if isinstance(answers, Answer) else list(answers)
            saved = SavedAnswers(several, shown_as_they_are=True)
        library = self._to_read()
        return [finding for answer in saved.answers for finding in verify(answer, library)] + verify_page(saved, name)

    def evaluate(
        self,
        questions: str | os.PathLike[str],
        *,
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
        top: int = TOP,
        confidence: bool = True,
    ) -> Evaluation:
        """Measure how well your own questions are answered, whose answers you know.

        `questions` is a file with one {"question", "answers": [{"document", "text"}]} a line. Those about other
        documents than the ones that fit are left out; "answerable": false, without answers, marks one that none
        answers. With `confidence`, each question is asked again without the documents that answer it. Where a
        re-ranker is in use, all are asked without it, too: `without_reranker` has what became of that. Raises
        NotAQuestionFile, NothingToEvaluate where no question can be asked, or UnknownDocument for a document that is
        not there.

        >>> import besa
        >>> evaluation = besa.open(sample=True).evaluate("questions.jsonl")
        >>> evaluation.measures["hit@1"]
        1.0
        """
        from bot.answering.settings import Answering
        from bot.evaluation.question_set import answered_by, read_question_set
        from bot.evaluation.runner import EvaluationOptions, evaluate_both

        library = self._to_read()
        wanted = document_filter(library, source, after, before)
        documents = None if wanted is None else library.match(wanted)
        every = read_question_set(Path(questions), library)
        asked = answered_by(every, documents)
        if len(asked) < len(every):
            self._workspace.reporter.say(f"{len(every) - len(asked)} questions about other documents are left out")
        answering, reranker = Answering(citations=_checked(top)), self._workspace.models.reranker()
        options = EvaluationOptions(answering, documents, confidence, reranker)
        encoder = self._workspace.models.answering_encoder(library)
        return evaluate_both(library, encoder, asked, options, self._workspace.reporter)

    def info(self) -> LibraryInfo:
        """Describe the library, its encoder and index, and the versions in use.

        >>> import besa
        >>> besa.open(sample=True).info().documents
        20
        """
        return describe(self._to_read(), self._workspace.models.reranker(), sample=self._is_sample)

    def _to_read(self) -> DocumentStore:
        """Return the library to read from: the sample one where that is meant, or while there is no other."""
        with self._opening:
            self._require_open()
            if self._library is None:
                sample, libraries = self._sample_only, self._workspace.libraries
                opened, self._is_sample = (libraries.open_sample(), True) if sample else libraries.open_to_read()
                self._keep(opened)
                return opened
            return self._library

    def _to_write(self, *, make: bool = False) -> DocumentStore:
        """Return the library to change, which takes the place of the sample library."""
        if self._sample_only:
            raise LibraryNotWritable(
                Message("The sample library cannot be changed. Open one of your own, by its folder.")
            )
        with self._opening:
            self._require_open()
            if self._library is None or self._is_sample:
                opened, self._is_sample = self._workspace.libraries.open_to_write(make=make), False
                self._keep(opened)
                return opened
            return self._library

    def _keep(self, opened: DocumentStore) -> None:
        self._library, self._answerer = opened, None
        self._closing.callback(opened.close)

    def _answering(self, library: DocumentStore) -> Answerer:
        with self._opening:
            if self._answerer is None:
                self._answerer = self._workspace.answerer(library)
            return self._answerer

    def _require_open(self) -> None:
        if self._closed:
            raise RuntimeError("This library was closed; open it again with besa.open.")


def open(
    library: str | os.PathLike[str] | None = None,
    *,
    sample: bool = False,
    encoder_backend: Literal["onnx", "torch"] = "onnx",
    reranker: str | None = None,
) -> OpenLibrary:
    """Open the library in a folder; without one, your own: that of BESA_LIBRARY, or the one in your data folder.

    A folder without a library is no error: `add` makes one there. While there is none of your own, questions go to
    the sample library that comes with Besa; with `sample`, always. `encoder_backend` is what runs the default
    encoder: "onnx" starts at once, "torch" can use a GPU. `reranker` names the CrossEncoder that reads the best
    passages, by folder or hub name; "none" does without; by default it is the one of BESA_RERANKER, or the one that
    is installed with Besa.

    >>> import besa
    >>> with besa.open(sample=True) as library:
    ...     print(library.ask("What does besa mean?", top=1))
    “Besa is an Albanian tradition, a code of honour whose name literally means "to keep the promise."” [1]
    <BLANKLINE>
    [1] Besa: a promise and its history, after a commentary, 2021, 2021: ...besa.md, characters ...
    """
    if sample and library is not None:
        raise ValueError("either a library or the sample is opened, not both")
    workspace = Workspace.of_user(library, backend=Backend(encoder_backend), reranker=reranker)
    return OpenLibrary(workspace, sample=sample)


def _checked(top: int) -> int:
    if not 1 <= top <= MOST_CITATIONS:
        raise ValueError(f"top is a number from 1 to {MOST_CITATIONS}, not {top}")
    return top
