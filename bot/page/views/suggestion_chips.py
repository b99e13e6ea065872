"""Questions to ask next, as buttons below the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.wording.labels import Labels


def chips_html(questions: Sequence[str], labels: Labels = ENGLISH) -> str:
    """Render a button for each question, which the page's script asks when it is pressed; nothing without questions."""
    items = "".join(f'<li><button type="button" dir="auto">{as_html(each)}</button></li>' for each in questions)
    return f'<ul class="chips" role="list" aria-label="{labels.ask_next}">{items}</ul>' if items else ""
