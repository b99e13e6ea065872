"""What a visitor takes away: the evidence of one answer or of a whole conversation, as a file of any format."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, get_args

from bot.formats.citations import format_citations, markdown_source
from bot.formats.html_report import report_html
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html, as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, Citation
    from bot.page.views.conversation import Conversation
    from bot.wording.labels import Labels

DownloadFormat = Literal["report", "markdown", "bibtex", "ris", "csl-json"]
_KINDS: dict[DownloadFormat, tuple[str, str, str]] = {
    "report": ("HTML", "html", "text/html"),
    "markdown": ("Markdown", "md", "text/markdown"),
    "bibtex": ("BibTeX", "bib", "application/x-bibtex"),
    "ris": ("RIS", "ris", "application/x-research-info-systems"),
    "csl-json": ("CSL-JSON", "json", "application/vnd.citationstyles.csl+json"),
}
"""The name of a format, the suffix of its files, and their media type."""
_LONGEST_WISH = 200
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """The format that was chosen, and the turn of the conversation; None for all of them."""

    format: DownloadFormat
    turn: int | None

    @classmethod
    def read(cls, written: object) -> DownloadRequest | None:
        """Parse what the menu's button sends; None for anything else."""
        if not isinstance(written, str) or len(written) > _LONGEST_WISH:
            return None
        try:
            wish = json.loads(written)
        except (ValueError, RecursionError):
            return None
        if not isinstance(wish, dict) or wish.get("format") not in get_args(DownloadFormat):
            return None
        turn = wish.get("turn")
        return cls(wish["format"], turn) if turn is None or isinstance(turn, int) else None


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the visitor's browser saves."""

    name: str
    media_type: str
    text: str


def download(conversation: Conversation, wish: DownloadRequest, made: str) -> Download | None:
    """Make the file that was requested of a conversation; None if it cites nothing.

    A source goes by its file's name: where the file lies on this machine is nobody else's business.
    """
    replies = [
        _without_folders(each.answer)
        for each in conversation.exchanges
        if each.answer and wish.turn in (None, each.number)
    ]
    if not any(reply.citations for reply in replies):
        return None
    _, suffix, media_type = _KINDS[wish.format]
    part = "conversation-" if wish.turn is None else ""
    name = f"besa-{part}{_slug(replies[0].question)}.{suffix}"
    return Download(name, media_type, _written(replies, wish.format, made, conversation.labels))


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
        for each, (kind, _, _) in _KINDS.items()
        for request in [json.dumps(asdict(DownloadRequest(each, turn)))]
        for said in [f"{labels.report} ({kind})" if each == "report" else kind]
    )
    return f'<div role="group" aria-label="{name}"><p aria-hidden="true">{name}</p>{buttons}</div>'


def _written(replies: Sequence[Answer], wanted: DownloadFormat, made: str, labels: Labels) -> str:
    if wanted == "report":
        return report_html(replies, made, labels)
    if wanted == "markdown":
        return "\n".join(_markdown(reply, labels) for reply in replies)
    answered = [reply for reply in replies if reply.found]
    return format_citations(answered or replies, wanted)


def _markdown(reply: Answer, labels: Labels) -> str:
    sentences = reply.sentences
    said = [f"{labels.quotation.format(as_markdown(each.text))} [{each.citation}]" for each in sentences]
    for difference in reply.disagreements:
        sides = " · ".join(f"{as_markdown(side.value)} [{side.citation}]" for side in difference.sides)
        said.append(f"**{labels.sources_differ}** {sides}")
    name = labels.sources if sentences else f"{labels.nearest}. {labels.nearest_note}"
    confidence = labels.confidence.format(round(100 * reply.confidence))
    parts = [f"## {as_markdown(reply.question)}", *(said or [labels.not_found]), f"*{confidence}*", f"**{name}**"]
    return "\n\n".join([*parts, *(_source(citation, labels) for citation in reply.citations)])


def _source(citation: Citation, labels: Labels) -> str:
    place = labels.characters.format(citation.start, citation.end, as_markdown(citation.path))
    return f"{markdown_source(citation)}\n   {place}; SHA-256 {citation.sha256}\n"


def _without_folders(reply: Answer) -> Answer:
    citations = tuple(
        replace(each, path=PurePath(each.path).name, others=tuple(PurePath(other).name for other in each.others))
        for each in reply.citations
    )
    return replace(reply, citations=citations)


def _slug(question: str) -> str:
    """Make a file name, valid on every system, of a question's words."""
    return "-".join(re.findall(r"\w+", question))[:_LONGEST_NAME].strip("-_").casefold() or "answer"
