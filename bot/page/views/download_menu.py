"""The menu from which a visitor downloads the evidence of an answer, and the request that its buttons send."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from bot.wording.labels import Labels

DownloadFormat = Literal["report", "markdown", "bibtex", "ris", "csl-json"]
FORMATS: dict[DownloadFormat, tuple[str, str, str]] = {
    "report": ("HTML", "html", "text/html"),
    "markdown": ("Markdown", "md", "text/markdown"),
    "bibtex": ("BibTeX", "bib", "application/x-bibtex"),
    "ris": ("RIS", "ris", "application/x-research-info-systems"),
    "csl-json": ("CSL-JSON", "json", "application/vnd.citationstyles.csl+json"),
}
"""The name of a format, the suffix of its files, and their media type."""
_LONGEST_REQUEST = 200


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """The format that was chosen, and the turn of the conversation; None for all of them."""

    format: DownloadFormat
    turn: int | None

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
        turn = request.get("turn")
        return cls(request["format"], turn) if turn is None or isinstance(turn, int) else None


def menu_html(turn: int, labels: Labels = ENGLISH) -> str:
    """Render the menu beside the sources of a turn: every format, of this answer and of the whole conversation."""
    groups = ((turn, labels.download_answer), (None, labels.download_conversation))
    return (
        f'<details class="download"><summary>{labels.download}</summary>'
        f'<div class="menu">{"".join(_group(each, name, labels) for each, name in groups)}</div></details>'
    )


def _group(turn: int | None, name: str, labels: Labels) -> str:
    buttons = "".join(
        f'<button type="button" data-download="{as_html(request)}">{said}</button>'
        for each, (kind, _, _) in FORMATS.items()
        for request in [json.dumps(asdict(DownloadRequest(each, turn)))]
        for said in [f"{labels.report} ({kind})" if each == "report" else kind]
    )
    return f'<div role="group" aria-label="{name}"><p aria-hidden="true">{name}</p>{buttons}</div>'
