"""Composes the parts: the commands of `besa`, and `demo` for Gradio's reload mode and for Spaces.

Results go to standard output, progress and messages to standard error. Exit status: 0 done, 1 could not, 2 misused.
What can be done from Python too, the commands leave to `besa`. What takes long to import, they import when needed.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING, Any

import typer

from besa import BesaError, OpenLibrary, __version__
from besa import options as cli
from besa.access_options import access_rules, with_access_options
from besa.commands import add_commands
from besa.log_options import with_log_options
from besa.programs import programs
from besa.workspaces import interrupted, told_to_stop, workspace_of
from bot.access.rules import AccessRules  # noqa: TC001  typer reads the annotations
from bot.errors import CannotDo
from bot.operation.logs import LogSettings, write_log
from bot.service.own_process import prepare_page, prepare_process, uncollected
from bot.service.workspace import Workspace
from bot.wording import output
from bot.wording.standard_output import whole_output
from bot.wording.terminal import TERMINAL, results, say
from corpus.messages import Message
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from bot.answers import Question
    from bot.page import Page

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


def main(arguments: list[str] | None = None) -> None:
    """Run a command, and exit with its status."""
    prepare_process()
    try:
        with whole_output():
            commands(args=arguments, prog_name="besa")
    except BesaError as error:
        say(str(error), "red")
        sys.exit(1)


@commands.callback()
def root(  # noqa: D103  typer would show a docstring in place of the help above
    context: typer.Context,
    library: cli.LibraryOption = None,
    version: cli.VersionOption = False,
) -> None:
    context.obj = library
    if version:
        typer.echo(f"besa {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        with _serve_context(context) as serving:
            serving.command.invoke(serving)


@commands.command()
@with_access_options
@with_log_options
def serve(
    context: typer.Context,
    access: AccessRules,
    log: LogSettings,
    host: cli.HostOption = "127.0.0.1",
    port: cli.PortOption = None,
    browser: cli.BrowserOption = True,
    watched: cli.WatchOption = None,
    polling: cli.PollingOption = False,
    backend: cli.BackendOption = Backend.ONNX,
    reranker: cli.RerankerOption = None,
    api: cli.ApiOption = False,
    tools: cli.ToolsOption = False,
    library: cli.LibraryOption = None,
) -> None:
    """Serve the chat, over the sample library with no other yet. The printed link opens it to add documents, too."""
    prepare_page()
    write_log(log)
    folder = library or context.obj
    workspace = Workspace.of_user(folder, backend=backend, apart=True, reporter=TERMINAL, reranker=reranker)
    told = programs(api, tools)
    page = _page(workspace, watched=tuple(watched or ()), polling=polling, access=access, programs=told)
    from bot import page as pages

    pages.serve(page, host, port, open_browser=browser and pages.has_browser(), announce=output.say_address)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # what embeds or draws in the background may be inside native code, which no orderly end survives


@commands.command()
def add(
    context: typer.Context,
    paths: cli.PathsArgument,
    prune: cli.PruneOption = False,
    encoding: cli.EncodingOption = "",
    as_json: cli.JsonOption = False,
    file_size: cli.FileSizeOption = 200,
    read_memory: cli.ReadMemoryOption = 4096,
    read_seconds: cli.ReadSecondsOption = 120.0,
    source: cli.SourceNameOption = "",
    backend: cli.BackendOption = Backend.ONNX,
    library: cli.LibraryOption = None,
) -> None:
    """Add files, folders, pages of the web; the unchanged are skipped, changed ones replaced, moved ones followed."""
    from corpus.readers.sandbox.reader import Limits

    limits, stop = Limits(file_size * 2**20, read_memory * 2**20, read_seconds), told_to_stop(context)
    workspace, counts = workspace_of(context, library, backend, source=source, stop=stop), Counter[str]()
    opened = context.with_resource(OpenLibrary(workspace))
    for outcome in opened.iter_add(*paths, prune=prune, limits=limits, fetch=True, encoding=encoding):
        counts[outcome.status] += 1
        output.print_outcome(outcome, as_json)
    interrupted(stop)
    output.say_added(counts, workspace.libraries.name)
    if counts["failed"]:
        raise typer.Exit(1)


@commands.command()
def watch(
    context: typer.Context,
    folders: cli.FoldersArgument,
    polling: cli.PollingOption = False,
    as_json: cli.JsonOption = False,
    source: cli.SourceNameOption = "",
    backend: cli.BackendOption = Backend.ONNX,
    library: cli.LibraryOption = None,
) -> None:
    """Keep the library in step with folders: what is added, changed, moved or deleted there. Ctrl+C ends it."""
    workspace = workspace_of(context, library, backend, source=source, stop=told_to_stop(context))
    opened = context.with_resource(closing(workspace.libraries.open_to_write(make=True)))
    for folder in folders:
        if folder.exists() and not folder.is_dir():
            raise CannotDo(Message("{file} is a file; name the folder that it is in.", file=folder))
    say(f"Watching {', '.join(map(str, folders))}  (Ctrl+C ends it)", "bold")
    for outcome in workspace.writer(opened).watch(folders, polling=polling):
        output.print_outcome(outcome, as_json)
    say("Ended. What was done is in the library; the next watch brings in the rest.")


@commands.command()
def sources(
    context: typer.Context,
    as_json: cli.JsonOption = False,
    source: cli.SourceOption = None,
    after: cli.AfterOption = None,
    before: cli.BeforeOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """List the documents of the library with what they say of themselves."""
    records = _opened(context, library).each_source(source=source, after=after, before=before)
    output.print_sources(records, as_json)


@commands.command()
def remove(
    context: typer.Context,
    documents: cli.DocumentsArgument,
    as_json: cli.JsonOption = False,
    library: cli.LibraryOption = None,
) -> None:
    """Remove documents from the library, and say from which indexes what went. The files themselves stay."""
    output.print_removal(_opened(context, library).remove(*documents), as_json)


@commands.command()
def show(
    context: typer.Context,
    document: cli.DocumentArgument,
    start: cli.StartOption = 0,
    end: cli.EndOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """Print the stored text of a document, exactly."""
    output.print_exactly(_opened(context, library).show(document, start, end))


@commands.command()
def ask(
    context: typer.Context,
    question: cli.QuestionArgument = None,
    questions: cli.QuestionsOption = None,
    as_json: cli.JsonOption = False,
    timings: cli.TimingsOption = False,
    top: cli.TopOption = 5,
    source: cli.SourceOption = None,
    after: cli.AfterOption = None,
    before: cli.BeforeOption = None,
    backend: cli.BackendOption = Backend.ONNX,
    reranker: cli.RerankerOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """Answer a question, or many, with sentences quoted from the documents."""
    from bot.answers import Question
    from bot.formats.question_file import read_questions

    if (question is None) == (questions is None):
        raise typer.BadParameter("give one QUESTION, or --questions FILE.jsonl")
    asked = read_questions(questions) if questions is not None else [Question(question or "")]
    opened = _opened(context, library, backend, reranker)

    def answer(each: Question) -> None:
        answered = opened.ask(each.text, history=each.history, source=source, after=after, before=before, top=top)
        output.print_answered(answered, as_json, timings, _STARTED)

    if question is not None:
        answer(asked[0])
    elif output.answer_many(asked, answer, as_json):
        raise typer.Exit(1)


@commands.command()
def cite(
    context: typer.Context,
    question: cli.QuestionArgument = None,
    answers: cli.AnswersOption = None,
    style: cli.StyleOption = cli.Style.MARKDOWN,
    top: cli.TopOption = 5,
    source: cli.SourceOption = None,
    after: cli.AfterOption = None,
    before: cli.BeforeOption = None,
    backend: cli.BackendOption = Backend.ONNX,
    reranker: cli.RerankerOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """Print the citations of an answer for other programs, in a style of references, or as a report in HTML."""
    from bot.formats.citations import FORMATS, format_citations
    from bot.formats.html_report import report_html
    from bot.formats.saved_answers import load_saved_answers

    if (question is None) == (answers is None):
        raise typer.BadParameter("give one QUESTION, or --answers FILE.json")
    if answers is not None:
        found = load_saved_answers(answers).answers
    else:
        opened = _opened(context, library, backend, reranker)
        found = [opened.ask(question or "", source=source, after=after, before=before, top=top)]
    output.say_what_was_not_found(found)
    if style.value == "html":
        text = report_html(found, date.today().isoformat())
    else:
        text = format_citations(found, next(each for each in FORMATS if each == style.value))
    output.print_exactly(text)


@commands.command()
def verify(
    context: typer.Context,
    answers: cli.AnswersArgument,
    as_json: cli.JsonOption = False,
    library: cli.LibraryOption = None,
) -> None:
    """Check every citation of saved answers against the stored documents."""
    if not output.print_findings(_opened(context, library).verify(answers), as_json):
        raise typer.Exit(1)


@commands.command()
def evaluate(
    context: typer.Context,
    questions: cli.QuestionSetArgument,
    as_json: cli.JsonOption = False,
    misses: cli.MissesOption = 0,
    against: cli.AgainstOption = None,
    confidence: cli.ConfidenceOption = True,
    top: cli.TopOption = 5,
    source: cli.SourceOption = None,
    after: cli.AfterOption = None,
    before: cli.BeforeOption = None,
    backend: cli.BackendOption = Backend.ONNX,
    reranker: cli.RerankerOption = None,
    library: cli.LibraryOption = None,
) -> None:
    """Measure how well the bot does on your own questions."""
    from bot.evaluation.command import EvaluateCommand

    command = EvaluateCommand(questions, top, source, after, before, confidence, misses, against)
    opened = _opened(context, library, backend, reranker)
    outcome = command.run(opened.evaluate, asdict(opened.info()))
    if as_json:
        output.print_json(outcome.to_json())
        return
    for part in outcome.parts():
        results.print(part, soft_wrap=True)


@commands.command()
def embed(
    context: typer.Context,
    encoder: cli.EncoderOption = None,
    follow: cli.FollowOption = False,
    backend: cli.BackendOption = Backend.ONNX,
    library: cli.LibraryOption = None,
) -> None:
    """Make the vectors that are missing, or all of them with another encoder."""
    stop = told_to_stop(context)
    workspace = workspace_of(context, library, backend, stop=stop)
    opened = context.with_resource(closing(workspace.libraries.open_to_write()))
    workspace.writer(opened).embed(encoder, follow=follow)
    if not follow:
        interrupted(stop)
    say(f"{opened.passages.count()} passages have vectors")


@commands.command()
def info(context: typer.Context, as_json: cli.JsonOption = False, library: cli.LibraryOption = None) -> None:
    """Describe the library, its encoder and index, and the versions in use."""
    output.print_info(asdict(_opened(context, library).info()), as_json)


add_commands(commands)


def _opened(
    context: typer.Context, option: Path | None, backend: Backend = Backend.ONNX, reranker: str | None = None
) -> OpenLibrary:
    return context.with_resource(OpenLibrary(workspace_of(context, option, backend, reranker)))


def _serve_context(parent: typer.Context | None = None) -> Any:
    """Return click's context of `serve` where nobody names it: its options come from the environment."""
    return typer.main.get_group(commands).commands["serve"].make_context("serve", [], parent)


def _page(workspace: Workspace, watched: tuple[Path, ...] = (), **options: Any) -> Page:
    """Return the page over the library, or over the sample library while there is none."""
    if watched:
        opened, sample = workspace.libraries.open_to_write(make=True), False
    else:
        opened, sample = workspace.libraries.open_to_read(sample_will_do=True)
    say("Starting the chat …")
    with uncollected():
        from bot.page import PageOptions, compose_page

    return compose_page(workspace, opened, sample, PageOptions(watched, **options), output.print_outcome)


@cache
def _demo() -> Page:
    """Return the page that `besa serve` serves, with the options that the environment gives; always the same one.

    Its questions are answered in this process, for gradio's reload mode ends no other.
    """
    prepare_process()
    prepare_page()
    options = _serve_context().params
    workspace = Workspace.of_user(backend=Backend(options["backend"]), reporter=TERMINAL, reranker=options["reranker"])
    told = programs(options["api"], options["tools"])
    return _page(workspace, host=options["host"], port=options["port"], access=access_rules(options), programs=told)


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
