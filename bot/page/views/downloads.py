"""What a visitor takes away: the evidence of one answer or of a whole conversation, as a file of any format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.formats.citations import format_citations, markdown_source
from bot.formats.html_report import report_html
from bot.formats.quotations import list_of_references, quoted_alone
from bot.formats.without_folders import answer_without_folders
from bot.page.views.download_menu import FORMATS
from bot.wording.markup import as_markdown
from bot.wording.outcome import match_in_words, outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, Citation
    from bot.formats.reference_styles import ReferenceStyle
    from bot.page.views.conversation import Conversation
    from bot.page.views.download_menu import DownloadFormat, DownloadRequest
    from bot.wording.labels import Labels

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the visitor's browser saves."""

    name: str
    media_type: str
    text: str


def download(conversation: Conversation, request: DownloadRequest, made: str) -> Download | None:
    """Make the file that was requested of a conversation; None if it cites nothing.

    It has what was quoted, unless all that was found is wanted. A source goes by its file's name: where the file lies
    on this machine is nobody else's business.
    """
    replies = [
        answer_without_folders(each.answer if request.found else quoted_alone(each.answer))
        for each in conversation.exchanges
        if each.answer and request.turn in (None, each.number)
    ]
    if not any(reply.citations for reply in replies):
        return None
    _, suffix, media_type = FORMATS[request.format]
    part = "conversation-" if request.turn is None else ""
    style = f"-{request.style}" if request.format == "references" else ""
    name = f"besa-{part}{_slug(replies[0].question)}{style}.{suffix}"
    return Download(name, media_type, _written(replies, request, made, conversation.labels))


def written(answers: Sequence[Answer], format: DownloadFormat, style: ReferenceStyle, made: str, labels: Labels) -> str:
    """Return what a file of this format says of answers; `style` is that of a list of references."""
    if format == "report":
        return report_html(answers, made, labels)
    if format == "references":
        return list_of_references([citation for answer in answers for citation in answer.citations], style, labels)
    return format_citations(answers, format)


def _written(replies: Sequence[Answer], request: DownloadRequest, made: str, labels: Labels) -> str:
    if request.format == "markdown":
        return "\n".join(_markdown(reply, labels) for reply in replies)
    answered = [reply for reply in replies if reply.found] or replies
    told = replies if request.format == "report" else answered
    return written(told, request.format, request.style, made, labels)


def _markdown(reply: Answer, labels: Labels) -> str:
    sentences = reply.sentences
    said = [f"{labels.quotation.format(as_markdown(reply.words_of(each)))} [{each.citation}]" for each in sentences]
    for difference in reply.disagreements:
        sides = " · ".join(f"{as_markdown(side.value)} [{side.citation}]" for side in difference.sides)
        said.append(f"**{labels.sources_differ}** {sides}")
    words = outcome(reply, labels)
    name = ". ".join(filter(None, (words.sources, words.note)))
    sure = [f"*{match_in_words(reply.confidence, labels)}*"] if reply.found else []
    parts = [f"## {as_markdown(reply.question)}", *(said or [words.said]), *sure, f"**{name}**"]
    return "\n\n".join([*parts, *(_source(citation, labels) for citation in reply.citations)])


def _source(citation: Citation, labels: Labels) -> str:
    place = labels.characters.format(citation.start, citation.end, as_markdown(citation.full_path))
    return f"{markdown_source(citation)}\n   {place}; SHA-256 {citation.sha256}\n"


def _slug(question: str) -> str:
    """Make a file name, valid on every system, of a question's words."""
    return "-".join(re.findall(r"\w+", question))[:_LONGEST_NAME].strip("-_").casefold() or "answer"
