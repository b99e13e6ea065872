"""The options of `besa serve` that say where its log goes."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from besa.option_groups import with_options
from bot.operation.logs import LogFormat, LogLevel, LogSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _options(
    log_file: Annotated[
        Path | None,
        typer.Option(
            envvar="BESA_LOG_FILE", metavar="FILE", help="Write the log there, in six files of 10 MB at most, by age."
        ),
    ] = None,
    log_level: Annotated[
        LogLevel | None,
        typer.Option(
            envvar="BESA_LOG_LEVEL",
            help="From where on. [default: warning; in a file, info, which tells each request]",
        ),
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option(envvar="BESA_LOG_FORMAT", help="Lines for people, or one JSON object a line.")
    ] = LogFormat.TEXT,
) -> None:
    """Carry the options; `with_log_options` gives them to a command."""


def with_log_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it takes them as one argument, `log`."""
    return with_options(command, "log", _options, _settings)


def _settings(options: Mapping[str, Any]) -> LogSettings:
    return LogSettings(options["log_file"], options["log_level"], options["log_format"])
