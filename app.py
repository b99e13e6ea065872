"""Composes the parts: the commands of `besa`, and `demo` for Gradio's reload mode and for Spaces.

Results go to standard output, progress and messages to standard error. Exit status: 0 done, 1 could not, 2 misused.
What can be done from Python too, the commands leave to `besa`. What takes long to import is imported by the command
that needs it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from dataclasses import asdict, replace
from datetime import date
from enum import StrEnum
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from besa import BesaError, OpenLibrary, __version__
from bot.answering.scope import iso_date
from bot.errors import NothingChosen
from bot.service.own_process import prepare_page, prepare_process
from bot.service.workspace import Workspace
from bot.wording.terminal import (
    TERMINAL,
    on_one_line,
    plain,
    print_answer,
    progress,
    results,
    say,
    say_timings,
    sources_table,
)
from corpus.errors import CorpusError
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from bot.answers import Question
    from bot.page import Page
    from corpus.folders.importer import FileOutcome
    from corpus.store.library import Library

_STARTED = time.perf_counter()

commands = typer.Typer(
    name="besa",
    help="Ask your own documents; every answer is a sentence that a named source really contains.",
    epilog="With no command: serve the chat.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _date(value: str | None) -> str | None:
    """A year, month or day. Raises BadParameter for anything else."""
    try:
        return iso_date(value)
    except NothingChosen as error:
        raise typer.BadParameter(f"{value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD") from error


LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="The library folder. [env: BESA_LIBRARY; default: your data folder]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
TopOption = Annotated[int, typer.Option("--top", min=1, max=50, help="How many excerpts at most.")]
SourceOption = Annotated[
    str | None,
    typer.Option("--source", metavar="GLOB", help="Only documents whose path, name, title or publisher fits."),
]
AfterOption = Annotated[
    str | None,
    typer.Option("--after", metavar="DATE", callback=_date, help="Only documents of that day or later."),
]
BeforeOption = Annotated[
    str | None,
    typer.Option("--before", metavar="DATE", callback=_date, help="Only documents of that day or earlier."),
]
PollingOption = Annotated[
    bool, typer.Option("--polling", help="Look at the files again and again, as network disks need it.")
]
FileSizeOption = Annotated[
    int, typer.Option("--max-file-size", min=1, metavar="MIB", help="Larger files are not read.")
]
ReadMemoryOption = Annotated[
    int, typer.Option("--read-memory", min=512, metavar="MIB", help="What reading one file may take, on Linux.")
]
ReadSecondsOption = Annotated[
    float, typer.Option("--read-seconds", min=1, metavar="SECONDS", help="How long reading one file may take.")
]
BackendOption = Annotated[
    Backend,
    typer.Option(
        "--encoder-backend",
        envvar="BESA_ENCODER_BACKEND",
        help="What runs the default encoder: onnx starts at once, torch can use a GPU.",
    ),
]
HostOption = Annotated[
    str,
    typer.Option(
        envvar=["BESA_HOST", "GRADIO_SERVER_NAME"], help="The address to serve on; others can reach any but 127.0.0.1."
    ),
]
UploadsOption = Annotated[
    bool, typer.Option("--allow-uploads", help="Whoever opens the page from elsewhere may add and remove documents.")
]
PortOption = Annotated[
    int | None,
    typer.Option(
        envvar=["BESA_PORT", "GRADIO_SERVER_PORT"], min=1, max=65535, help="The port. [default: first free from 7860]"
    ),
]


class Style(StrEnum):
    markdown = "markdown"
    bibtex = "bibtex"
    ris = "ris"
    csl_json = "csl-json"
    html = "html"


class CannotDo(BesaError):
    """What was asked for cannot be done; the message says why and what to do next."""


def main(arguments: list[str] | None = None) -> None:
    """The console script. Exits with the command's status."""
    prepare_process()
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal that cannot show a letter gets its number, as on stderr
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        commands(args=arguments, prog_name="besa")
    except BesaError as error:
        say(str(error), "red")
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read along has gone
        sys.exit(1)


@commands.callback()
def root(
    context: typer.Context,
    library: LibraryOption = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    context.obj = library
    if version:
        typer.echo(f"besa {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        with _serve_context(context) as serving:
            serving.command.invoke(serving)


@commands.command()
def serve(
    context: typer.Context,
    host: HostOption = "127.0.0.1",
    port: PortOption = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser, where there is one.")] = True,
    watched: Annotated[
        list[Path] | None,
        typer.Option("--watch", metavar="DIR", help="Keep the library in step with this folder; may be repeated."),
    ] = None,
    polling: PollingOption = False,
    allow_uploads: UploadsOption = False,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Serve the chat. With no library yet, over the sample library.

    On this machine, documents can be added and removed in the page.
    """
    prepare_page()
    workspace = replace(_workspace(context, library, backend), apart=True)
    page = _chat_page(workspace, watched or [], polling, allow_uploads)
    from bot.page import serve as serve_page

    serve_page(page, host, port, open_browser=browser and _has_browser(), announce=_announce)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # what embeds or draws in the background may be inside native code, which no orderly end survives


@commands.command()
def add(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    prune: Annotated[bool, typer.Option("--prune", help="Drop what is no longer there, too.")] = False,
    as_json: JsonOption = False,
    file_size: FileSizeOption = 200,
    read_memory: ReadMemoryOption = 4096,
    read_seconds: ReadSecondsOption = 120.0,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Add files and folders; unchanged files are skipped, changed ones replaced, moved ones followed."""
    from corpus.readers.sandbox.reader import Limits

    limits = Limits(file_size * 2**20, read_memory * 2**20, read_seconds)
    workspace = _workspace(context, library, backend)
    counts: dict[str, int] = {}
    try:
        for outcome in OpenLibrary(workspace).iter_add(*paths, prune=prune, limits=limits):
            counts[outcome.status] = counts.get(outcome.status, 0) + 1
            _print_added(outcome, as_json)
    except KeyboardInterrupt as interrupt:
        raise CannotDo("Interrupted. What was added is in the library; say the same again to go on.") from interrupt
    removed, failed = counts.pop("removed", 0), counts.get("failed", 0)
    total = sum(counts.values())
    dropped = f", {removed:,} are no longer" if removed else ""
    say(f"{total - failed} of {total} files are in the library {workspace.folder}{dropped}")
    if failed:
        raise typer.Exit(1)


@commands.command()
def watch(
    context: typer.Context,
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders.")],
    polling: PollingOption = False,
    as_json: JsonOption = False,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Keep the library in step with folders: what is added, changed, moved or deleted there. Ctrl+C ends it."""
    workspace = _workspace(context, library, backend)
    opened = workspace.open_to_write(make=True)
    for folder in folders:
        if folder.exists() and not folder.is_dir():
            raise CannotDo(f"{folder} is a file; name the folder that it is in.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(f"Watching {', '.join(map(str, folders))}  (Ctrl+C ends it)", "bold")
    try:
        for outcome in workspace.watch(opened, folders, threading.Event(), polling=polling):
            _print_added(outcome, as_json)
    except KeyboardInterrupt:
        say("Ended. The library is as the folders were.")


@commands.command()
def sources(
    context: typer.Context,
    as_json: JsonOption = False,
    source: SourceOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    library: LibraryOption = None,
) -> None:
    """List the documents of the library with what they say of themselves."""
    records = _opened(context, library).sources(source=source, after=after, before=before)
    if as_json:
        for record in records:
            described = asdict(record)
            _print_json({"document": described.pop("id"), **described.pop("metadata"), **described})
    elif records:
        results.print(sources_table(records))
    else:
        say("The library is empty. Fill it with: besa add PATH")


@commands.command()
def remove(
    context: typer.Context,
    documents: Annotated[
        list[str], typer.Argument(metavar="DOCUMENT...", help="Ids, or paths or names of files with all they hold.")
    ],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Remove documents from the library, and say from which indexes what went. The files themselves stay."""
    removal = _opened(context, library).remove(*documents)
    for receipt in removal.receipts:
        purged = {name: getattr(receipt, name) for name in ("passages", "vectors", "token_vectors")}
        if as_json:
            described = {"document": receipt.id, "path": receipt.path, "title": receipt.title, "sha256": receipt.sha256}
            _print_json({**described, "purged": {"documents": 1, **purged}, "clean": removal.clean})
            continue
        results.print(plain(f"removed    {on_one_line(receipt.path)}"), markup=False, soft_wrap=True)
        say(
            f"           {plain(receipt.title)}: {receipt.passages:,} passages with their words, {receipt.vectors:,} "
            f"vectors, token vectors of {receipt.token_vectors:,}"
        )
    if removal.clean:
        say("Nothing of it can be read from the library's files any more. The files themselves stay.")
    else:
        say("Another process is reading the library: its log may hold some of it until that ends.", "red")


@commands.command()
def show(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id, path or file name.")],
    start: Annotated[int, typer.Option(min=0, metavar="N", help="The first character.")] = 0,
    end: Annotated[int | None, typer.Option(min=0, metavar="N", help="The character after the last.")] = None,
    library: LibraryOption = None,
) -> None:
    """Print the stored text of a document, exactly."""
    text = _opened(context, library).show(document, start, end)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


@commands.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="In plain words.")] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help='Many: one {"question", "history": [{"question", "answer"}]} a line; - is standard input.',
        ),
    ] = None,
    as_json: JsonOption = False,
    timings: Annotated[bool, typer.Option("--timings", help="Say how long each step took.")] = False,
    top: TopOption = 5,
    source: SourceOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Answer a question, or many, with sentences quoted from the documents."""
    from bot.answers import Question
    from bot.errors import QuestionError
    from bot.formats.answer_json import answer_to_json, refusal_to_json
    from bot.formats.question_file import read_questions

    if (question is None) == (questions is None):
        raise typer.BadParameter("give one QUESTION, or --questions FILE.jsonl")
    asked = read_questions(questions) if questions is not None else []
    opened = _opened(context, library, backend)
    documents = _chosen(opened, source, after, before)

    def answer(each: Question) -> None:
        answered = opened.ask(each.text, history=each.history, documents=documents, top=top)
        before_it = (time.perf_counter() - _STARTED) * 1000.0 - answered.elapsed_ms
        _print_json(answer_to_json(answered)) if as_json else print_answer(answered)
        if timings:
            say_timings(answered, before_it)

    if question is not None:
        answer(Question(question))
        return
    refused = 0
    with progress("Answering") as advance:
        for number, each in enumerate(asked, 1):
            try:
                answer(each)
            except QuestionError as error:
                refused += 1
                say(f"Question {number}: {error}", "red")
                if as_json:
                    _print_json(refusal_to_json(each, str(error)))
            advance(number, len(asked))
    if refused:
        raise typer.Exit(1)


@commands.command()
def cite(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="In plain words.")] = None,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers of 'besa ask --json', or a report; - is standard input."),
    ] = None,
    style: Annotated[Style, typer.Option("--format", help="The format of the citations.")] = Style.markdown,
    top: TopOption = 5,
    source: SourceOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Print the citations of an answer as Markdown, BibTeX, RIS, CSL-JSON, or a report in HTML."""
    from bot.formats.citations import FORMATS, format_citations
    from bot.formats.html_report import report_html
    from bot.formats.saved_answers import load_saved_answers

    if (question is None) == (answers is None):
        raise typer.BadParameter("give one QUESTION, or --answers FILE.json")
    if answers is not None:
        found = load_saved_answers(answers).answers
    else:
        opened = _opened(context, library, backend)
        found = [opened.ask(question or "", source=source, after=after, before=before, top=top)]
    for answer in found:
        if answer.citations and not answer.found:
            say(f"Not found in these documents: {answer.question}. These are the nearest passages.")
    if style.value == "html":
        text = report_html(found, date.today().isoformat())
    else:
        text = format_citations(found, next(each for each in FORMATS if each == style.value))
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


@commands.command()
def verify(
    context: typer.Context,
    answers: Annotated[Path, typer.Argument(metavar="FILE", help="Answers of 'besa ask --json', or a report.")],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check every citation of saved answers against the stored documents."""
    findings = _opened(context, library).verify(answers)
    for finding in findings:
        if as_json:
            _print_json(asdict(finding))
        elif finding.reason:
            say(f"[{finding.citation}] {finding.path}: {finding.status}: {finding.reason}", "red")
    wrong = [finding for finding in findings if finding.status != "verified"]
    citations = [finding for finding in findings if finding.citation]  # without what is said of the page of a report
    say(f"{len(findings) - len(wrong)} of {len(citations)} citations hold")
    if wrong:
        raise typer.Exit(1)


@commands.command()
def evaluate(
    context: typer.Context,
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS.jsonl",
            help='One {"question", "answers": [{"document", "start", "end", "text"}]} a line; - is stdin.',
        ),
    ],
    as_json: JsonOption = False,
    misses: Annotated[int, typer.Option(min=0, metavar="N", help="Show the N worst misses.")] = 0,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with an earlier run, saved with --json.")
    ] = None,
    confidence: Annotated[
        bool, typer.Option(help="Ask each question again without the documents that answer it.")
    ] = True,
    top: TopOption = 5,
    source: SourceOption = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Measure how well the bot does on your own questions."""
    from bot.evaluation.command import EvaluateCommand

    command = EvaluateCommand(questions, top, source, after, before, confidence, misses, against)
    opened = _opened(context, library, backend)
    outcome = command.run(opened.evaluate, asdict(opened.info()))
    if as_json:
        _print_json(outcome.to_json())
        return
    for part in outcome.parts():
        results.print(part, soft_wrap=True)


@commands.command()
def embed(
    context: typer.Context,
    encoder: Annotated[
        str | None, typer.Option(metavar="NAME", help="Change to this encoder: a folder or a hub name.")
    ] = None,
    backend: BackendOption = Backend.ONNX,
    library: LibraryOption = None,
) -> None:
    """Make the vectors that are missing, or all of them with another encoder."""
    workspace = _workspace(context, library, backend)
    opened = workspace.open_to_write()
    workspace.embed(opened, encoder)
    say(f"{opened.passages.count()} passages have vectors")


@commands.command()
def info(context: typer.Context, as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """Describe the library, its encoder and index, and the versions in use."""
    from embeddings.store.coverage import Coverage

    described = asdict(_opened(context, library).info())
    if as_json:
        _print_json(described)
        return
    embedded = Coverage(described["passages"], described.pop("embedded"))
    described["pending"] = f"{embedded.pending:,} ({embedded})"
    for name, value in described.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {each}" for key, each in value.items())
        results.print(f"{name + ':':<16}{plain(str(value))}", soft_wrap=True, markup=False)


def _workspace(context: typer.Context, option: Path | None, backend: Backend = Backend.ONNX) -> Workspace:
    return Workspace.of_user(option or context.obj, backend=backend, reporter=TERMINAL)


def _opened(context: typer.Context, option: Path | None, backend: Backend = Backend.ONNX) -> OpenLibrary:
    return OpenLibrary(_workspace(context, option, backend))


def _chosen(library: OpenLibrary, source: str | None, after: str | None, before: str | None) -> list[str] | None:
    """Return the ids of the documents that the options keep to; None where none is given."""
    if source is after is before is None:
        return None
    return [record.id for record in library.sources(source=source, after=after, before=before)]


def _serve_context(parent: typer.Context | None = None) -> Any:
    """Return click's context of `serve` where nobody names it: its options come from the environment."""
    return typer.main.get_group(commands).commands["serve"].make_context("serve", [], parent)


def _chat_page(
    workspace: Workspace,
    watched: list[Path],
    polling: bool,
    allow_uploads: bool,
    host: str | None = None,
    port: int | None = None,
) -> Page:
    """Compose the page over the library, or over the sample. What has no vectors yet gets them in the background."""
    if watched:
        opened, sample = workspace.open_to_write(make=True), False
    else:
        opened, sample = workspace.open_to_read(sample_will_do=True)
    say("Starting the chat …")
    desk = workspace.desk(opened)
    from bot.page import build_page

    embedding = workspace.embedding_in_background(opened)
    collector = None
    if not opened.store.read_only:
        from bot.service.library_editor import LibraryEditor
        from bot.service.uploads import UploadRules

        rules = UploadRules(local_only=not allow_uploads)
        collector = LibraryEditor(workspace, desk, None if sample else opened, embedding, rules)
    page = build_page(desk, collector=collector, host=host, port=port)
    if watched:
        follow = threading.Thread(
            target=_follow, args=(workspace, opened, watched, polling), name="watching", daemon=True
        )
        follow.start()
    elif embedding is not None:
        embedding.wake()
    return page


def _follow(workspace: Workspace, library: Library, folders: list[Path], polling: bool) -> None:
    try:
        for outcome in workspace.watch(library, folders, threading.Event(), polling=polling):
            _print_added(outcome, as_json=False)
    except CorpusError as error:
        say(f"The folders are watched no more: {error}", "red")


def _print_added(outcome: FileOutcome, as_json: bool) -> None:
    path, reason = on_one_line(outcome.path), outcome.reason
    if as_json:
        _print_json(asdict(outcome))
    elif outcome.status == "failed":
        say(f"failed     {path}: {reason}", "red")
    else:
        line = f"{outcome.status:<10} {path}" + (f" ({on_one_line(reason)})" if reason else "")
        sys.stdout.write(plain(line) + "\n")  # rich would take longer for a line than adding takes for its file
        sys.stdout.flush()


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.flush()
    # Bytes of a file's name that are no UTF-8 come out as JSON's own escapes.
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _announce(address: str) -> None:
    say(f"The chat is at {address}  (Ctrl+C ends it)", "bold")


def _has_browser() -> bool:
    return sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))


@cache
def _demo() -> Page:
    """Return the page that `besa serve` serves, with the options that the environment gives; always the same one.

    Its questions are answered in this process, for gradio's reload mode ends no other.
    """
    prepare_process()
    prepare_page()
    options = _serve_context().params
    workspace = Workspace.of_user(backend=Backend(options["backend"]), reporter=TERMINAL)
    return _chat_page(workspace, [], False, False, options["host"], options["port"])


if TYPE_CHECKING:
    demo: Page
else:

    def __getattr__(name: str) -> Page:
        if name != "demo":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return _demo()


if __name__ == "__main__":
    if "GRADIO_WATCH_DIRS" in os.environ:  # `gradio app.py` runs this file, and runs it again after each change
        demo = _demo()
        demo.launch()
    else:
        main()
