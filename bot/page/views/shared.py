"""An answer that was shared, as a page to read: the report with its preview, and ways on from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.formats.html_report import Surroundings, report_html
from bot.page.preview import preview_tags
from bot.wording.labels import LANGUAGES
from bot.wording.markup import as_html
from bot.wording.outcome import outcome

if TYPE_CHECKING:
    from bot.answers import Answer
    from bot.service.shared_answers import SharedAnswer
    from bot.wording.labels import Labels


def shared_page(shared: SharedAnswer, changed: int, address: str, page: str) -> str:
    """Render a shared answer, which is at `address`; `page` is the chat's, `changed` how many documents are others."""
    labels, answer = LANGUAGES[shared.language], shared.answer
    notice = f"<p><strong>{labels.shared_changed.format(changed)}</strong></p>\n" if changed else ""
    again = as_html(f"{page}?{urlencode({'q': answer.question})}")
    file = as_html(f"{address}/file")
    ways = f'<a href="{file}">{labels.save_as_file}</a> · <a href="{again}">{labels.ask_anew}</a>'
    frame = Surroundings(
        labels.shared_title,
        head=preview_tags(address, page, answer.question, _said(answer, labels)),
        top=f"{notice}<p>{ways}</p>\n",
        foot=f"<p>{labels.shared_note}</p>\n",
        page=page,
    )
    return report_html([answer], shared.made, labels, frame)


def missing_page(page: str, labels: Labels) -> str:
    """Render what stands where nothing was shared, or is no more."""
    back = f'<p><a href="{as_html(page)}">{labels.back}</a></p>\n'
    frame = Surroundings(labels.shared_missing, top=f"<p>{labels.shared_missing_note}</p>\n", foot=back)
    return report_html([], date.today().isoformat(), labels, frame)


def _said(answer: Answer, labels: Labels) -> str:
    """Return what the preview says of an answer: its quotations."""
    quoted = [labels.quotation.format(" ".join(answer.words_of(each).split())) for each in answer.told]
    return " ".join(quoted) or outcome(answer, labels).said
