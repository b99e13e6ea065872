"""The options that several commands share, as typer takes them. Each says in `--help` what it does."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.answering.scope import iso_date
from bot.errors import NothingChosen
from embeddings.encoders.backend import Backend


def _date(value: str | None) -> str | None:
    """Return a year, month or day. Raises BadParameter for anything else."""
    try:
        return iso_date(value)
    except NothingChosen as error:
        raise typer.BadParameter(f"{value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD") from error


def _encoding(value: str) -> str:
    """Return the name of an encoding in small letters. Raises BadParameter for one that nobody knows."""
    from corpus.readers.encodings.names import codecs_of

    if value and not codecs_of(value):
        raise typer.BadParameter(f"{value!r} is no encoding; write a name such as cp1250, mac-roman or euc-kr")
    return value.strip().lower()


Context = typer.Context
"""What typer hands a command: in `obj`, the library that was named before it."""
LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library folder, or postgresql://… [env: BESA_LIBRARY; default: your data folder]",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
TopOption = Annotated[int, typer.Option("--top", min=1, max=50, help="How many excerpts at most.")]
SourceOption = Annotated[
    str | None,
    typer.Option("--source", metavar="GLOB", help="Only documents whose path, name, title or publisher fits."),
]
SourceNameOption = Annotated[
    str,
    typer.Option(
        "--source",
        envvar="BESA_SOURCE",
        metavar="NAME",
        help="Whose files these are, as of a disk that several machines mount.  [default: this machine's]",
    ),
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
    float,
    typer.Option("--read-seconds", min=1, metavar="SECONDS", help="How much processor time reading one file may take."),
]
BackendOption = Annotated[
    Backend,
    typer.Option(
        "--encoder-backend",
        envvar="BESA_ENCODER_BACKEND",
        help="What runs the default encoder: onnx starts at once, torch can use a GPU.",
    ),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        envvar="BESA_RERANKER",
        metavar="NAME",
        help="What reads the best passages: a CrossEncoder by folder or hub name, or none.",
    ),
]
HostOption = Annotated[
    str,
    typer.Option(
        envvar=["BESA_HOST", "GRADIO_SERVER_NAME"], help="The address to serve on; others can reach any but 127.0.0.1."
    ),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        envvar=["BESA_PORT", "GRADIO_SERVER_PORT"], min=1, max=65535, help="The port. [default: first free from 7860]"
    ),
]

ApiOption = Annotated[
    bool,
    typer.Option("--api", envvar="BESA_API", help="Answer programs at /api/v1 and, in OpenAI's shape, /v1; /docs."),
]
ToolsOption = Annotated[
    bool, typer.Option("--mcp", envvar="BESA_MCP", help="Give tools to hosts of language models (MCP) at /mcp.")
]


class Style(StrEnum):
    """A format of citations, by its name on the command line."""

    MARKDOWN = "markdown"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    APA = "apa"
    MLA = "mla"
    CHICAGO = "chicago"
    HARVARD = "harvard"
    VANCOUVER = "vancouver"
    HTML = "html"


VersionOption = Annotated[bool, typer.Option("--version", help="Print the version and exit.")]
BrowserOption = Annotated[bool, typer.Option(help="Open the page in the browser, where there is one.")]
WatchOption = Annotated[
    list[Path] | None,
    typer.Option("--watch", metavar="DIR", help="Keep the library in step with this folder; may be repeated."),
]
PathsArgument = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Files and folders; an address (https://…) is fetched, and a copy kept."),
]
PruneOption = Annotated[bool, typer.Option("--prune", help="Drop what is no longer there, too.")]
EncodingOption = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        callback=_encoding,
        help="The encoding of text that is neither UTF-8 nor marked, such as cp1250, instead of a guess.",
    ),
]
RereadArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH...]", help="Files and folders. [default: all that an older version has read]"),
]
FoldersArgument = Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders.")]
DocumentsArgument = Annotated[
    list[str], typer.Argument(metavar="DOCUMENT...", help="Ids, or paths or names of files with all they hold.")
]
DocumentArgument = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id, path or file name.")]
StartOption = Annotated[int, typer.Option(min=0, metavar="N", help="The first character.")]
EndOption = Annotated[int | None, typer.Option(min=0, metavar="N", help="The character after the last.")]
QuestionArgument = Annotated[str | None, typer.Argument(help="In plain words.")]
QuestionsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.jsonl",
        help='Many: one {"question", "history": [{"question", "answer"}]} a line; - is standard input.',
    ),
]
TimingsOption = Annotated[bool, typer.Option("--timings", help="Say how long each step took.")]
AnswersOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Answers of 'besa ask --json', or a report; - is standard input."),
]
StyleOption = Annotated[Style, typer.Option("--format", help="The format of the citations.")]
AnswersArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Answers of 'besa ask --json', or a report.")]
QuestionSetArgument = Annotated[
    Path,
    typer.Argument(
        metavar="QUESTIONS.jsonl",
        help='One {"question", "answers": [{"document", "start", "end", "text"}]} a line; - is stdin.',
    ),
]
MissesOption = Annotated[int, typer.Option(min=0, metavar="N", help="Show the N worst misses.")]
AgainstOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Compare with an earlier run, saved with --json.")
]
ConfidenceOption = Annotated[bool, typer.Option(help="Ask each question again without the documents that answer it.")]
EncoderOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Change to this encoder: a folder or a hub name.")
]
FollowOption = Annotated[
    bool, typer.Option("--follow", help="Go on with what is added meanwhile, here or elsewhere, until Ctrl+C.")
]
CheckOption = Annotated[bool, typer.Option("--check", help="Only look; change nothing.")]
BackupArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.")]
FromArgument = Annotated[Path, typer.Argument(metavar="FROM", help="The library: its folder, or postgresql://…")]
ToArgument = Annotated[Path, typer.Argument(metavar="TO", help="Where it is to be: a folder, or postgresql://…")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
