"""What stands where the first answer will be: what this is, over which documents, and what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.page.replies.own_reply import ADD, LIST, SAMPLE

if TYPE_CHECKING:
    from bot.page.replies.glance import LibraryGlance
    from bot.wording.labels import Labels


def welcome_markdown(library: LibraryGlance, labels: Labels) -> str:
    """Render the welcome over a library: the sample, one's own, or one without any document."""
    may_add = library.formats is not None
    add, see = f"[{labels.add_documents}]({ADD})", f"[{labels.do_list}]({LIST})"
    if not library.count:
        todo = f"{add} [{labels.ask_sample}]({SAMPLE})" if library.has_sample else add
        said = [labels.empty_note, todo] if may_add else [labels.empty_read_only]
        return _page(labels.welcome_empty if may_add else labels.library, *said)
    count = library.counted(labels)
    links = " ".join([see, add] if may_add else [see])
    if not library.is_sample:
        return _page(labels.welcome, labels.welcome_note.format(count), links)
    own = [labels.sample_own] if may_add else []
    return _page(labels.welcome_sample, labels.sample_note.format(count), " ".join([labels.welcome_ask, *own]), links)


def _page(title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"## {title}", *paragraphs])
