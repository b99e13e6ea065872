"""Quotations that a visitor kept, each a turn of one citation: as files with their citations, and as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from bot.formats.citations import plain_citation
from bot.formats.reference_styles import STYLES
from bot.formats.typed_json import InvalidJson, convert
from bot.page.kept.checks import NONE
from bot.page.kept.turns import turn_from_json
from bot.page.views.download_menu import FORMATS
from bot.page.views.downloads import Download, written
from bot.wording.markup import as_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answers import Answer, Citation
    from bot.formats.reference_styles import ReferenceStyle
    from bot.page.views.download_menu import DownloadFormat
    from bot.service.library_service import LibraryService
    from bot.wording.labels import Labels

MOST_CLIPPINGS = 1_000
_WORST_FIRST = ("altered", "missing", "changed", "verified")


@dataclass(frozen=True, slots=True)
class KeptClipping:
    """A quotation as the browser keeps it: the turn that it is from, cut down to its one citation, and a note on it."""

    turn: dict[str, Any]
    note: Annotated[str, Meta(max_length=10_000)] = ""


@dataclass(frozen=True, slots=True)
class Clipping:
    """A quotation and the note on it; its answer has one citation."""

    answer: Answer
    note: str

    @property
    def citation(self) -> Citation:
        """Return what is cited."""
        return self.answer.citations[0]

    @property
    def words(self) -> str:
        """Return what is quoted, without markup; the whole excerpt where no sentence is."""
        said = [self.answer.words_of(each).strip() for each in self.answer.sentences]
        return " … ".join(said) if said else self.citation.excerpt


def read_clippings(value: Any) -> list[Clipping]:
    """Return the quotations that a browser sends. Raises InvalidJson, whatever came."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_CLIPPINGS:
        raise InvalidJson(NONE)
    return [_clipping(convert(each, KeptClipping)) for each in value]


def clippings_file(
    clippings: Sequence[Clipping], wanted: str, made: str, labels: Labels, style: str = "apa"
) -> Download:
    """Write quotations, in their order, into a file of a format of the page's downloads; `style` is that of references.

    Raises InvalidJson where there is no such format or style.
    """
    formats: dict[str, DownloadFormat] = {each: each for each in FORMATS}
    styles: dict[str, ReferenceStyle] = {each: each for each in STYLES}
    kind, references = formats.get(wanted), styles.get(style)
    if kind is None or references is None:
        raise InvalidJson(NONE)
    _, suffix, media_type = FORMATS[kind]
    if kind == "markdown":
        text = _markdown(clippings, labels)
    else:
        text = written([each.answer for each in clippings], kind, references, made, labels)
    return Download(f"besa-quotations-{made}.{suffix}", media_type, text)


def standing_now(clippings: Sequence[Clipping], service: LibraryService) -> list[str]:
    """Return for each quotation what comes of comparing it with the documents: the status of a Finding."""
    return [_worst({each.status for each in service.verify(clipping.answer)}) for clipping in clippings]


def _worst(statuses: set[str]) -> str:
    return next((each for each in _WORST_FIRST if each in statuses), "verified")


def _clipping(kept: KeptClipping) -> Clipping:
    answer = turn_from_json(kept.turn, 1).answer
    if answer is None or len(answer.citations) != 1:
        raise InvalidJson(NONE)
    return Clipping(answer, kept.note.strip())


def _markdown(clippings: Sequence[Clipping], labels: Labels) -> str:
    """Write each quotation as a block, with its citation, what was asked, and the note."""
    return f"# {labels.kept_quotations}\n\n" + "\n".join("".join(_lines(each, labels)) for each in clippings)


def _lines(clipping: Clipping, labels: Labels) -> Iterator[str]:
    cited = clipping.citation
    yield f"> {as_markdown(clipping.words)}\n\n"
    yield f"{as_markdown(plain_citation(cited, '').removeprefix('“” '))}\n\n"
    if clipping.note:
        yield from (f"{as_markdown(line)}\n" for line in clipping.note.splitlines())
        yield "\n"
    place = labels.characters.format(cited.start, cited.end, as_markdown(cited.full_path))
    yield f"*{as_markdown(clipping.answer.question)}* · {place}; SHA-256 {cited.sha256}\n"
