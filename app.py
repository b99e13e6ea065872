"""Composes the parts: the commands of `besa`, and `demo` for Gradio's reload mode and for Spaces.

Results go to standard output, progress and messages to standard error. Exit status: 0 done, 1 could not, 2 misused.
The environment is read here and nowhere else. What takes long to import is imported by the command that needs it.
"""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import sys
import threading
import time
from dataclasses import asdict, replace
from datetime import date
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from platformdirs import user_cache_path, user_data_path

from bot.errors import BotError
from bot.service.workspace import Workspace
from bot.wording.terminal import on_one_line, plain, print_answer, progress, results, say, say_timings, sources_table
from corpus.errors import CorpusError
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from bot.answers import Answer
    from bot.formats.saved_answers import SavedAnswers
    from bot.page import Page
    from corpus.folders.importer import FileOutcome
    from corpus.store.library import Library

_STARTED = time.perf_counter()
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_VERSIONS = ("besa", "sentence-transformers", "onnxruntime", "faiss-cpu", "gradio", "torch")

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
    if value is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value, re.ASCII):
            raise ValueError(value)
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD") from error
    return value


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
HostOption = Annotated[str, typer.Option(help="The address to serve on; others can reach any but 127.0.0.1.")]
UploadsOption = Annotated[
    bool, typer.Option("--allow-uploads", help="Whoever opens the page from elsewhere may add and remove documents.")
]
PortOption = Annotated[int | None, typer.Option(min=1, max=65535, help="The port. [default: first free from 7860]")]


class Style(StrEnum):
    markdown = "markdown"
    bibtex = "bibtex"
    ris = "ris"
    csl_json = "csl-json"
    html = "html"


class CannotDo(Exception):
    """What was asked for cannot be done; the message says why and what to do next."""


def main(arguments: list[str] | None = None) -> None:
    """The console script. Exits with the command's status."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's products here are small: more threads only wait
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    for name in ("NO_PROXY", "no_proxy"):  # gradio asks its own page whether it is up, and would ask a proxy for it
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))
    from embeddings.errors import EmbeddingError

    try:
        commands(args=arguments, prog_name="besa")
    except (BotError, CorpusError, EmbeddingError, CannotDo) as error:
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
        typer.echo(f"besa {metadata.version('besa')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        serve(context)


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
    workspace = replace(_workspace(context, library, backend), apart=True)
    if watched:
        opened, sample = workspace.open_to_write(make=True), False
    else:
        opened, sample = workspace.open_to_read(sample_will_do=True)
    say("Starting the chat …")
    desk = workspace.desk(opened)
    from bot.page import build_page
    from bot.page import serve as serve_page

    embedding = workspace.embedding_in_background(opened)
    collector = None
    if (allow_uploads or host in LOOPBACK) and not opened.store.read_only:
        from bot.service.library_editor import LibraryEditor
        from bot.service.uploads import UploadRules

        rules = UploadRules(local_only=not allow_uploads)
        collector = LibraryEditor(workspace, desk, None if sample else opened, embedding, rules)
    page = build_page(desk, collector=collector)
    if watched:
        follow = threading.Thread(
            target=_follow, args=(workspace, opened, watched, polling), name="watching", daemon=True
        )
        follow.start()
    elif embedding is not None:
        embedding.wake()
    sys.setswitchinterval(0.0005)  # the page's threads take turns often, and each waited up to 5 ms for its own
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
    opened = workspace.open_to_write(make=True)
    counts: dict[str, int] = {}
    try:
        for outcome in workspace.add(opened, paths, limits, prune=prune):
            counts[outcome.status] = counts.get(outcome.status, 0) + 1
            _print_added(outcome, as_json)
    except KeyboardInterrupt as interrupt:
        raise CannotDo("Interrupted. What was added is in the library; say the same again to go on.") from interrupt
    removed, failed = counts.pop("removed", 0), counts.get("failed", 0)
    total = sum(counts.values())
    dropped = f", {removed:,} are no longer" if removed else ""
    say(f"{total - failed} of {total} files are in the library {opened.store.folder}{dropped}")
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
    opened, _ = _workspace(context, library).open_to_read()
    chosen = _chosen(opened, source, after, before)
    records = [record for record in opened.documents() if chosen is None or record.id in chosen]
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
    workspace = _workspace(context, library)
    opened = workspace.open_to_write()
    for name in documents:
        if Path(name).is_dir():
            raise CannotDo(
                f"{name} is a folder; name its documents (besa sources --source '{Path(name).absolute()}/*' lists "
                f"them), or delete the files themselves and then: besa add --prune {name}"
            )
    removal = workspace.remove(opened, documents)
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
    opened, _ = _workspace(context, library).open_to_read()
    text = opened.document(opened.find(document)).text
    end = len(text) if end is None else end
    if not start <= end <= len(text):
        raise CannotDo(f"The document has characters 0 to {len(text)}; {start} to {end} is no part of that.")
    sys.stdout.flush()
    sys.stdout.buffer.write(text[start:end].encode("utf-8"))
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
    from bot.evaluation.question_file import read_questions
    from bot.formats.answer_json import answer_to_json, refusal_to_json

    if (question is None) == (questions is None):
        raise typer.BadParameter("give one QUESTION, or --questions FILE.jsonl")
    asked = read_questions(questions) if questions is not None else []
    workspace = _workspace(context, library, backend)
    opened, _ = workspace.open_to_read()
    answerer = workspace.answerer(opened)
    documents = _chosen(opened, source, after, before)
    loading = (time.perf_counter() - _STARTED) * 1000.0

    def show(answer: Answer) -> None:
        _print_json(answer_to_json(answer)) if as_json else print_answer(answer)
        if timings:
            say_timings(answer, loading)

    if question is not None:
        show(answerer.answer(Question(question), top, documents))
        return
    refused = 0
    with progress("Answering") as advance:
        for number, each in enumerate(asked, 1):
            try:
                answer = answerer.answer(each, top, documents)
            except QuestionError as error:
                refused += 1
                say(f"Question {number}: {error}", "red")
                if as_json:
                    _print_json(refusal_to_json(each, str(error)))
            else:
                show(answer)
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
    from bot.answers import Question
    from bot.formats.citations import FORMATS, format_citations
    from bot.formats.html_report import report_html

    if (question is None) == (answers is None):
        raise typer.BadParameter("give one QUESTION, or --answers FILE.json")
    if answers is not None:
        found = _saved_answers(answers).answers
    else:
        workspace = _workspace(context, library, backend)
        opened, _ = workspace.open_to_read()
        documents = _chosen(opened, source, after, before)
        found = [workspace.answerer(opened).answer(Question(question or ""), top, documents)]
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
    from bot.formats.verification import verify as verify_answer
    from bot.formats.verification import verify_page

    saved = _saved_answers(answers)
    opened, _ = _workspace(context, library).open_to_read()
    findings = [finding for answer in saved.answers for finding in verify_answer(answer, opened)]
    page = verify_page(saved, str(answers))
    for finding in [*findings, *page]:
        if as_json:
            _print_json(asdict(finding))
        elif finding.reason:
            say(f"[{finding.citation}] {finding.path}: {finding.status}: {finding.reason}", "red")
    wrong = sum(finding.status != "verified" for finding in findings)
    say(f"{len(findings) - wrong} of {len(findings)} citations hold")
    if wrong or page:
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
    from bot.answering.answerer import Answering
    from bot.evaluation import report as evaluation_report
    from bot.evaluation.question_set import read_question_set
    from bot.evaluation.runner import evaluate as evaluate_questions

    earlier = evaluation_report.read_report(against) if against else None
    workspace = _workspace(context, library, backend)
    opened, _ = workspace.open_to_read()
    asked = read_question_set(questions, opened)
    documents = _chosen(opened, source, after, before)
    inside = asked if documents is None else [each for each in asked if each.documents <= documents]
    if not inside:
        raise CannotDo(f"No question of {questions} is about the documents that were chosen.")
    if len(inside) < len(asked):
        say(f"{len(asked) - len(inside)} questions about other documents are left out")
    encoder = workspace.encoder_of(opened)
    answering = Answering(citations=top)
    with progress("Asking", len(inside)) as advance:
        done = evaluate_questions(opened, encoder, inside, advance, answering, documents, hide=confidence)
    if all(result.refusal for result in done.results):
        raise CannotDo(f"Not one of {len(inside)} questions could be asked: {done.results[0].refusal}")
    described = _described(opened, sample=False)
    measured = ("library", "encoder", "dimension", "documents", "passages")
    settings = {name: described[name] for name in measured}
    settings |= {"questions": str(questions), "source": source, "top": top, "threshold": answering.threshold}
    settings |= {name: value for name, value in (("after", after), ("before", before)) if value is not None}
    found = evaluation_report.report(done, settings, described["versions"])
    comparison = evaluation_report.compare(earlier, found) if earlier else None
    missed = evaluation_report.misses(done, misses)
    if as_json:
        found |= {"misses": missed} if misses else {}
        found |= {"against": comparison} if comparison else {}
        _print_json(found)
        return
    for part in (*evaluation_report.tables(found, comparison), *evaluation_report.misses_text(missed)):
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
    say(f"{opened.passage_count()} passages have vectors")


@commands.command()
def info(context: typer.Context, as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """Describe the library, its encoder and index, and the versions in use."""
    from embeddings.store.coverage import Coverage

    opened, sample = _workspace(context, library).open_to_read()
    described = _described(opened, sample)
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
    named = option or context.obj
    workspace = replace(_own_workspace(), backend=backend)
    return workspace if named is None else replace(workspace, library=named.expanduser())


def _own_workspace() -> Workspace:
    named = os.environ.get("BESA_LIBRARY")
    return Workspace(Path(named).expanduser() if named else None, user_data_path("besa"), user_cache_path("besa"))


def _chosen(library: Library, source: str | None, after: str | None, before: str | None) -> frozenset[str] | None:
    """The documents that the options keep to; None where none is given."""
    return None if source is after is before is None else library.matching(source, after, before)


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


def _saved_answers(path: Path) -> SavedAnswers:
    from bot.errors import NotAnAnswer
    from bot.formats.saved_answers import read_saved_answers

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
        return read_saved_answers(text)
    except (OSError, UnicodeDecodeError, NotAnAnswer) as error:
        raise CannotDo(f"{path} holds no saved answers: {error}. Save some with: besa ask --json") from error


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.flush()
    # Bytes of a file's name that are no UTF-8 come out as JSON's own escapes.
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _announce(address: str) -> None:
    say(f"The chat is at {address}  (Ctrl+C ends it)", "bold")


def _has_browser() -> bool:
    return sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))


def _described(library: Library, sample: bool) -> dict[str, Any]:
    from embeddings.index.index_manager import IndexManager
    from embeddings.store.coverage import CoverageCount
    from embeddings.store.vector_store import VectorStore

    vectors = VectorStore(library.store)
    active = vectors.encoders.active()
    coverage = CoverageCount(library.store).current()
    return {
        "library": str(library.store.folder),
        "sample": sample,
        "read_only": library.store.read_only,
        "encoder": active.name if active else None,
        "dimension": active.dimension if active else None,
        "documents": len(library.documents()),
        "passages": coverage.passages,
        "embedded": coverage.embedded,
        "pending": coverage.pending,
        "index": IndexManager(vectors).state(active) if active else "missing",
        "versions": {name: metadata.version(name) for name in _VERSIONS} | {"python": platform.python_version()},
    }


def _demo() -> Page:
    from bot.page import build_page

    workspace = _own_workspace()
    library, _ = workspace.open_to_read(sample_will_do=True)
    return build_page(workspace.desk(library))


if TYPE_CHECKING:
    demo: Page
else:

    def __getattr__(name: str) -> Page:
        if name != "demo":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return _demo()


if __name__ == "__main__":
    main()
