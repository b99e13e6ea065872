"""The menu from which a visitor downloads the evidence of an answer, and the request that its buttons send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from bot.formats.reference_styles import STYLES
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from bot.formats.reference_styles import ReferenceStyle
    from bot.wording.labels import Labels

DownloadFormat = Literal["report", "markdown", "references", "bibtex", "ris", "csl-json"]
FORMATS: dict[DownloadFormat, tuple[str, str, str]] = {
    "report": ("HTML", "html", "text/html"),
    "markdown": ("Markdown", "md", "text/markdown"),
    "references": ("TXT", "txt", "text/plain"),
    "bibtex": ("BibTeX", "bib", "application/x-bibtex"),
    "ris": ("RIS", "ris", "application/x-research-info-systems"),
    "csl-json": ("CSL-JSON", "json", "application/vnd.citationstyles.csl+json"),
}
"""The name of a format, the suffix of its files, and their media type."""
_GLOSSES: dict[DownloadFormat, str] = {
    "bibtex": "for_latex",
    "ris": "for_managers",
    "csl-json": "for_zotero",
}
"""The label that says what a format is good for, where its name does not."""
_LONGEST_REQUEST = 200


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """The format that was chosen, and the turn of the conversation; None for all of them.

    `style` is that of a list of references. With `found`, the file has what was found and not quoted, too.
    """

    format: DownloadFormat
    turn: int | None
    style: ReferenceStyle = "apa"
    found: bool = False

    @classmethod
    def read(cls, written: object) -> DownloadRequest | None:
        """Parse what the menu's button sends; None for anything else."""
        if not isinstance(written, str) or len(written) > _LONGEST_REQUEST:
            return None
        try:
            request = json.loads(written)
        except (ValueError, RecursionError):
            return None
        if not isinstance(request, dict) or request.get("format") not in get_args(DownloadFormat):
            return None
        turn, style = request.get("turn"), request.get("style", "apa")
        if not (turn is None or isinstance(turn, int)) or style not in STYLES:
            return None
        return cls(request["format"], turn, style, request.get("found") is True)


def menu_html(turn: int, labels: Labels = ENGLISH) -> str:
    """Render the menu beside the sources of a turn: every format, of this answer and of the whole conversation."""
    groups = ((turn, labels.download_answer), (None, labels.download_conversation))
    found = f'<label class="found"><input type="checkbox"><span>{labels.also_found}</span></label>'
    return (
        f'<details class="download"><summary>{labels.download}</summary>'
        f'<div class="menu">{"".join(_group(each, name, labels) for each, name in groups)}{found}</div></details>'
    )


def _group(turn: int | None, name: str, labels: Labels) -> str:
    words = labels.words()
    buttons = "".join(
        f'<button type="button" data-download="{as_html(json.dumps({"format": each, "turn": turn}))}">'
        f"<span>{_named(each, labels)}</span>{gloss}</button>"
        for each in FORMATS
        for gloss in [f" <small>{words[_GLOSSES[each]]}</small>" if each in _GLOSSES else ""]
    )
    return f'<div role="group" aria-label="{name}"><p aria-hidden="true">{name}</p>{buttons}</div>'


def _named(format: DownloadFormat, labels: Labels) -> str:
    kind = FORMATS[format][0]
    return {"report": f"{labels.report} ({kind})", "references": labels.references}.get(format, kind)
