"""How the browser is sent to a link with a token, which no other user of this machine shall see."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bot.access.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def file_that_leads_to(link: str) -> Iterator[str]:
    """Give the address of a file of mode 600 that leads to the link, for as long as the page is served.

    What a command is given stands in the list of processes, which everyone can read.
    """
    page = (
        '<!doctype html><meta charset="utf-8"><title>Besa</title>'
        f'<meta http-equiv="refresh" content="0; url={escape(link)}"><a href="{escape(link)}">Besa</a>'
    )
    with tempfile.TemporaryDirectory(prefix="besa-") as folder:
        file = Path(folder) / "open.html"
        write_private(file, page.encode())
        yield file.as_uri()
