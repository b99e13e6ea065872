"""Other extractors that may be installed: what each of them reads of a file."""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MARKUP = {
    ".docx": "docx",
    ".odt": "odt",
    ".epub": "epub",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".rst": "rst",
    ".org": "org",
    ".ipynb": "ipynb",
}
_SECONDS = 120


def read_by_other(path: Path) -> tuple[str, str] | None:
    """Return the name of another extractor and the text that it finds, or None where none here reads such a file."""
    for name, extract in _OTHERS:
        text = extract(path)
        if text is not None:
            return name, text
    return None


def _by_pdftotext(path: Path) -> str | None:
    return _output("pdftotext", "-q", str(path), "-") if path.suffix.lower() == ".pdf" else None


def _by_pandoc(path: Path) -> str | None:
    form = _MARKUP.get(path.suffix.lower())
    return _output("pandoc", "--sandbox", "--from", form, "--to", "plain", "--wrap=none", str(path)) if form else None


def _by_email(path: Path) -> str | None:
    if path.suffix.lower() != ".eml":
        return None
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return None if body is None else f"{message['subject']}\n{body.get_content()}"


def _by_bytes(path: Path) -> str | None:
    return path.read_text("utf-8", "replace") if path.suffix.lower() in {".txt", ".text"} else None


def _output(program: str, *arguments: str) -> str | None:
    found = shutil.which(program)
    if found is None:
        return None
    try:
        done = subprocess.run([found, *arguments], check=True, capture_output=True, timeout=_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace")


_OTHERS: tuple[tuple[str, Callable[[Path], str | None]], ...] = (
    ("pdftotext", _by_pdftotext),
    ("pandoc", _by_pandoc),
    ("email", _by_email),
    ("its bytes", _by_bytes),
)
