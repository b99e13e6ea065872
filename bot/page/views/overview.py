"""The page that shows a library as a whole: counts, the map of its passages, its timeline and its documents."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.page.views.document import Opening
from bot.page.views.map import MARKED, Mark, clusters_html, map_svg, shapes_svg
from bot.page.views.panels import listing_html
from bot.page.views.timeline import Dated, dated, timeline_svg
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html
from corpus.documents import DOCUMENT_ID, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Citation
    from bot.wording.labels import Labels
    from corpus.store.survey import LibrarySurvey
    from embeddings.map.passage_map import MapDrawing

MOST_FOUND = 20
_PLACE = re.compile(rf"({DOCUMENT_ID.pattern})-([0-9]{{1,12}})-([0-9]{{1,12}})")


@dataclass(frozen=True, slots=True)
class FoundPlaces:
    """Places of documents that an answer cites, in the order of its numbers."""

    places: tuple[tuple[str, Span], ...] = ()

    @classmethod
    def asked(cls, parameter: str | None) -> FoundPlaces:
        """Parse the places that an address names; what makes no sense is left out, never an error."""
        found = []
        for written in (parameter or "").split("_")[:MOST_FOUND]:
            match = _PLACE.fullmatch(written)
            if match and int(match[2]) < int(match[3]):
                found.append((match[1], Span(int(match[2]), int(match[3]))))
        return cls(tuple(found))

    @classmethod
    def cited(cls, citations: Sequence[Citation]) -> FoundPlaces:
        """Collect the places of the first citations."""
        return cls(tuple((each.document, Span(each.start, each.end)) for each in citations[:MOST_FOUND]))

    def href(self) -> str:
        """Return the map's address with these places numbered, relative to the chat's page, for an `href`."""
        places = "_".join(f"{document}-{span.start}-{span.end}" for document, span in self.places)
        return as_html(f"library?found={places}" if places else "library")


def overview_html(
    survey: LibrarySurvey,
    drawn: MapDrawing | None,
    found: FoundPlaces,
    labels: Labels = ENGLISH,
    collection: str | None = None,
) -> str:
    """Render the whole page, of one `collection` or of all; `drawn` is None while the map is being drawn."""
    name = labels.library if collection is None else as_html(collection or labels.no_collection)
    only = "" if collection is None else f' data-collection="{as_html(collection)}"'
    whole = "" if collection is None else f'<p class="to-map"><a href="library">{labels.whole_library}</a></p>'
    titles = {each.id: each.metadata.title for each in survey.documents}
    marked = len(survey.documents) <= MARKED
    marks = {each.id: Mark.of(survey.order.get(each.id, 0)) for each in survey.documents} if marked else {}
    dates = [
        each for one in survey.documents if (each := dated(one.id, one.metadata.title, one.metadata.date)) is not None
    ]
    if not survey.documents:
        return f'<article class="atlas"><h1>{name}</h1>{whole}<p class="meta">{labels.nothing_yet}</p></article>'
    return (
        f'<article class="atlas"{only}>{shapes_svg()}<h1>{name}</h1>{whole}{_counts(survey, dates, labels)}'
        f'<div class="spread"><section class="plot" aria-labelledby="map-title">'
        f'<h2 id="map-title">{labels.map}</h2>{_map(survey, drawn, titles, marks, labels)}</section>'
        f"<div class=beside>{_found(found, drawn, titles, labels)}{_documents(labels)}</div>"
        f'<section class="plot" aria-labelledby="timeline-title"><h2 id="timeline-title">{labels.timeline}</h2>'
        f"{_timeline(survey, dates, marks, labels)}</section></div></article>"
    )


def _counts(survey: LibrarySurvey, dates: Sequence[Dated], labels: Labels) -> str:
    languages = Counter(each.metadata.language or "en" for each in survey.documents)
    named = ", ".join(
        f'<span data-language="{as_html(each)}">{as_html(each)}</span>' for each, _ in languages.most_common(6)
    )
    more = " …" if len(languages) > 6 else ""
    facts = [
        (labels.count_documents, labels.number(len(survey.documents))),
        (labels.count_passages, labels.number(survey.passages)),
        (labels.count_words, labels.number(survey.words)),
        (labels.count_languages, f"{named}{more}"),
    ]
    if dates:
        years = sorted(each.date[0] for each in dates)
        facts.append((labels.count_dates, f"{years[0]:04}" + (f"–{years[-1]:04}" if years[-1] > years[0] else "")))
    return f"<dl>{''.join(f'<div><dt>{name}</dt><dd>{value}</dd></div>' for name, value in facts)}</dl>"


def _map(
    survey: LibrarySurvey, drawn: MapDrawing | None, titles: dict[str, str], marks: dict[str, Mark], labels: Labels
) -> str:
    if drawn is None:
        return f'<p class="blank" role="status">{labels.map_drawing}</p>'
    if not drawn.points:
        return f'<p class="blank">{labels.map_without}</p>'
    note = [labels.map_note]
    if len(drawn.points) < drawn.embedded:
        note.append(labels.map_thinned.format(labels.number(len(drawn.points)), labels.number(drawn.embedded)))
    if drawn.embedded < survey.passages:
        note.append(labels.map_pending.format(labels.number(survey.passages - drawn.embedded)))
    subjects = clusters_html(drawn, bool(marks), labels)
    return f'{map_svg(drawn, titles, marks, labels)}<p class="meta">{" ".join(note)}</p>{subjects}'


def _found(found: FoundPlaces, drawn: MapDrawing | None, titles: dict[str, str], labels: Labels) -> str:
    """List the found places, whether they are on the map or not."""
    if not any(document in titles for document, _ in found.places):
        return ""
    items = []
    for number, (document, span) in enumerate(found.places, 1):
        if document not in titles:
            continue
        missing = drawn is not None and drawn.found[number - 1] is None
        note = f'<span class="meta">{labels.not_on_map}</span>' if missing else ""
        items.append(
            f'<li value="{number}" data-shelved="{document}"><span class="number" aria-hidden="true">{number}</span>'
            f'<a href="{Opening(document, span).href()}" dir="auto">{as_html(titles[document])}</a>{note}</li>'
        )
    return f'<section class="seen"><h2>{labels.found_passages}</h2><ol role="list">{"".join(items)}</ol></section>'


def _documents(labels: Labels) -> str:
    return f'<section class="legend"><h2>{labels.count_documents}</h2>{listing_html()}</section>'


def _timeline(survey: LibrarySurvey, dates: Sequence[Dated], marks: dict[str, Mark], labels: Labels) -> str:
    if not dates:
        return f'<p class="blank">{labels.no_dates}</p>'
    undated = len(survey.documents) - len(dates)
    note = f'<p class="meta">{labels.undated.format(labels.number(undated))}</p>' if undated else ""
    return timeline_svg(dates, marks, labels) + note
