"""The log of a server: lines or JSON, in files that do not grow without end, and never the same in a flood."""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from bot.errors import CannotDo
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FILE_BYTES = 10 * 2**20
_FILES = 5
_A_MINUTE = 60.0
_OFTEN = 5
"""So often a minute the same warning is written; how often it came beyond that is told with the next."""
_KINDS = 200
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_OTHERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


class LogLevel(StrEnum):
    """From which weight on lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a line is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where the log goes (standard error without a `file`), and what of it. Of requests, `level` info tells each."""

    file: Path | None = None
    level: LogLevel | None = None
    format: LogFormat = LogFormat.TEXT

    @property
    def weight(self) -> int:
        """The level as `logging` counts it: on standard error, beside what the commands say, only warnings."""
        chosen = self.level or (LogLevel.INFO if self.file is not None else LogLevel.WARNING)
        return logging.getLevelNamesMapping()[chosen.upper()]


def write_log(settings: LogSettings) -> None:
    """Have this process write its log so; what other programs import is left as it is. Raises CannotDo."""
    handler = _handler(settings)
    handler.setFormatter(JsonLines() if settings.format is LogFormat.JSON else logging.Formatter(_TEXT))
    handler.addFilter(FloodFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)  # of the libraries
    for name in ("besa", "bot", "corpus", "embeddings"):
        logging.getLogger(name).setLevel(settings.weight)
    take_over_uvicorn()


def take_over_uvicorn() -> None:
    """Have uvicorn write into the same log; it sets up its own whenever a server is made."""
    for name in _OTHERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)


def _handler(settings: LogSettings) -> logging.Handler:
    if settings.file is None:
        return logging.StreamHandler()
    try:
        return RotatingFileHandler(settings.file, maxBytes=_FILE_BYTES, backupCount=_FILES, encoding="utf-8")
    except OSError as error:
        raise CannotDo(
            Message("The log cannot be written to {file} ({error}).", file=settings.file, error=error.strerror or "?")
        ) from error


class FloodFilter(logging.Filter):
    """Lets the same warning or error through a few times a minute, and counts the others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: OrderedDict[tuple[str, int, str], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True for a record that is written; it may be told how many like it were not."""
        if record.levelno < logging.WARNING:
            return True
        key, now = (record.name, record.levelno, str(record.msg)[:200]), self._clock()
        since, count = self._seen.pop(key, (now, 0))
        if now - since >= _A_MINUTE:
            if count > _OFTEN:
                record.msg = f"{record.msg} (and {count - _OFTEN} more like it before)"
            since, count = now, 0
        self._seen[key] = (since, count + 1)
        if len(self._seen) > _KINDS:
            self._seen.popitem(last=False)
        return count < _OFTEN


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, of a request its parts, of an error where it was."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= getattr(record, "request", {})
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
