"""Where messages and progress go: into the terminal, or, for a program that uses Besa, into its log."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from corpus.folders.discovery import PassedOver

log = logging.getLogger("besa")


@dataclass(frozen=True, slots=True)
class Reporter:
    """What is told while something is done.

    `say` takes a message, `warn` one about something that went wrong, `passed_over` the files of folders that are no
    documents. `steps` opens progress, which takes (what, done, total), one bar for each of what is done.
    """

    say: Callable[[str], None]
    warn: Callable[[str], None]
    passed_over: Callable[[Sequence[PassedOver]], None]
    steps: Callable[[], AbstractContextManager[Callable[[str, int, int | None], None]]]

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Callable[[int, int | None], None]]:
        """Open one bar, which takes (done, total)."""
        with self.steps() as advance:
            advance(what, 0, total)
            yield partial(advance, what)

    @contextmanager
    def late_progress(self, message: str, what: str) -> Iterator[Callable[[int, int], None]]:
        """Say `message` and open a bar as soon as the function is called with (done, total), if it ever is."""
        with ExitStack() as shown:
            bars: list[Callable[[int, int | None], None]] = []

            def advance(done: int, total: int) -> None:
                if not bars:
                    self.say(message)
                    bars.append(shown.enter_context(self.progress(what)))
                bars[0](done, total)

            yield advance


def _log_passed_over(passed_over: Sequence[PassedOver]) -> None:
    for each in passed_over:
        log.info("passed over: %s: %s", each.path, each.reason)


def _no_bars(what: str, done: int, total: int | None) -> None:
    pass


LOG = Reporter(partial(log.info, "%s"), partial(log.warning, "%s"), _log_passed_over, lambda: nullcontext(_no_bars))
"""Messages are records of the logger "besa"; progress is not shown."""
