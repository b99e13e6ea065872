from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from bot.page.views.document import Opening
from bot.page.views.map import HEIGHT, WIDTH, Mark, clusters_html, map_svg, spread
from bot.page.views.overview import MOST_FOUND, FoundPlaces, overview_html
from bot.page.views.timeline import BINS, HIGHEST, STEP, TAB_STOPS, Dated, dated, timeline_svg, unit_of
from bot.wording.labels import ENGLISH, LANGUAGES, Labels
from corpus.documents import Metadata, Span
from corpus.store.document_line import DocumentLine
from corpus.store.survey import LibrarySurvey
from embeddings.map.clusters import MapCluster
from embeddings.map.passage_map import MapDrawing, MapPoint
from tests.bot.page.test_page import contrast
from tests.support.browser import HOSTILE_TITLE
from tests.support.paths import ROOT

CSS = ROOT / "bot" / "page" / "assets"


def a_document(
    number: int, title: str = "A title", date: str | None = None, language: str | None = "en"
) -> DocumentLine:
    return DocumentLine(f"{number:012x}", f"/{number}.txt", Metadata(title, date=date, language=language))


def survey_of(*documents: DocumentLine, words: int = 0) -> LibrarySurvey:
    return LibrarySurvey(documents, {each.id: int(each.id, 16) for each in documents}, words, 2 * len(documents))


def points(document: str, count: int) -> tuple[MapPoint, ...]:
    return tuple(MapPoint(document, Span(100 * at, 100 * at + 50), at / count, at / count, at) for at in range(count))


def as_xml(svg: str) -> etree._Element:
    """The drawing as a strict parser reads it: what is not well-formed, or not escaped, is an error."""
    return etree.fromstring(svg.split("<p ", 1)[0].encode())


def a_map(found: tuple[MapPoint | None, ...] = ()) -> tuple[etree._Element, MapDrawing]:
    drawn = MapDrawing((*points("0" * 12, 5), *points("a" * 12, 3)), found, 8)
    marks = {"0" * 12: Mark.of(0), "a" * 12: Mark.of(1)}
    return as_xml(map_svg(drawn, {"0" * 12: HOSTILE_TITLE, "a" * 12: "Bees & wasps"}, marks, ENGLISH)), drawn


def points_in(svg: etree._Element) -> list[tuple[str, str, int]]:
    """The looks, the places and the numbers of the points, path by path."""
    found = []
    for path in svg.iter("path"):
        numbers = str(path.get("data-passages", "")).split()
        places = re.findall(r"M([\d.]+ [\d.]+)", str(path.get("d")))
        found += [(str(path.get("class")), at, int(number)) for at, number in zip(places, numbers, strict=False)]
    return found


def test_points_of_one_look_are_one_path_that_numbers_their_passages() -> None:
    svg, drawn = a_map()
    assert len(list(svg.iter("path"))) == 2
    assert [(look, number) for look, _, number in points_in(svg)] == [
        *(("points dots tone-0", each.passage) for each in drawn.points[:5]),
        *(("points dots tone-1", each.passage) for each in drawn.points[5:]),
    ]
    assert points_in(svg)[0][1] == "26.0 26.0"


@pytest.mark.parametrize("shape", ["circle", "square", "triangle", "diamond", "cross"])
def test_every_shape_is_drawn_around_its_point(shape: str) -> None:
    svg = as_xml(map_svg(MapDrawing(points("0" * 12, 2), (), 2), {"0" * 12: "A"}, {"0" * 12: Mark(3, shape)}, ENGLISH))
    assert len(points_in(svg)) == 2
    assert len(list(svg.iter("path"))) == 1


def test_a_large_map_is_few_elements_coloured_by_named_clusters() -> None:
    at = [MapPoint("0" * 12, Span(0, 9), 0.5, 0.5, number, number % 3 - 1) for number in range(3_000)]
    named = (MapCluster(("<bees>", "queen", "hive"), 0.2, 0.3, 1_000), MapCluster(("tram", "rail"), 0.8, 0.3, 1_000))
    drawn = MapDrawing(tuple(at), (), 3_000, named)
    svg = as_xml(map_svg(drawn, {"0" * 12: "A"}, {}, ENGLISH))
    assert len(list(svg.iter())) < 12
    assert {look for look, _, _ in points_in(svg)} == {f"points dots tone-{tone}" for tone in ("none", "0", "1")}
    assert [each.text for each in svg.iter("text")] == ["<bees> · queen", "tram · rail"]
    listed = clusters_html(drawn, False, ENGLISH)
    assert "&lt;bees&gt;, queen, hive" in listed
    assert listed.count("<button") == 2


def test_every_found_place_is_numbered_and_only_these_are_tab_stops() -> None:
    here, there = MapPoint("a" * 12, Span(7, 9), 0.2, 0.3), MapPoint("0" * 12, Span(1, 2), 0.9, 0.1)
    svg, _ = a_map((here, None, there))
    stops = [each for each in svg.iter("a") if each.get("tabindex") is None]
    assert [each.findtext("text") for each in stops] == ["1", "3"]
    assert stops[0].get("aria-label") == "Found passage 1: Bees & wasps"
    assert [str(each.get("href")) for each in stops] == [
        Opening(each.document, each.span).href().replace("&amp;", "&") for each in (here, there)
    ]


def test_a_title_is_shown_as_it_is_and_runs_nowhere() -> None:
    svg, _ = a_map((MapPoint("0" * 12, Span(1, 2), 0.5, 0.5),))
    titles = [each.text for each in svg.iter("title")]
    assert titles == [f"Found passage 1: {HOSTILE_TITLE}"]
    assert {each.tag for each in svg.iter()} <= {"svg", "g", "title", "a", "path", "circle", "text"}


def test_numbers_of_found_places_do_not_hide_each_other() -> None:
    shown = spread([(100.0, 100.0), (101.0, 100.0), (100.0, 100.0), (26.0, 26.0), (27.0, 26.0), (500.0, 300.0)])
    apart = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for at, (a, b) in enumerate(shown) for c, d in shown[:at]]
    assert min(apart) > 20
    assert shown[-1] == (500.0, 300.0)
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in shown)


def test_forty_documents_in_a_row_all_look_different() -> None:
    assert len({Mark.of(number) for number in range(40)}) == 40


@pytest.mark.parametrize("scheme", [":root", ".dark"])
def test_every_colour_of_a_mark_stands_out(scheme: str) -> None:
    def colours(file: str) -> dict[str, str]:
        block = (CSS / file).read_text("utf-8").split(f"{scheme} {{", 1)[1].split("}", 1)[0]
        return dict(re.findall(r"--([\w-]+): (#\w+);", block))

    tones, ground = colours("map.css"), colours("style.css")
    assert len(tones) == 8
    assert [name for name, tone in tones.items() if contrast(tone, ground["shade"]) < 4.5] == []


def test_found_places_go_into_an_address_and_come_back() -> None:
    found = FoundPlaces((("0123456789ab", Span(3, 9)), ("ffffffffffff", Span(0, 1))))
    query = parse_qs(urlsplit(found.href()).query)
    assert FoundPlaces.asked(query["found"][0]) == found
    assert FoundPlaces().href() == "library"


@pytest.mark.parametrize(
    "written",
    [None, "", "_", "x", "0123456789ab-9-3", "0123456789AB-1-2", "0123456789ab-1-2-3", "<script>", "0123456789ab-1-²"],
)
def test_an_address_that_makes_no_sense_has_no_found_places(written: str | None) -> None:
    assert FoundPlaces.asked(written) == FoundPlaces()


def test_an_address_names_so_many_places_at_most() -> None:
    assert len(FoundPlaces.asked("_".join(["0123456789ab-1-2"] * 1_000)).places) == MOST_FOUND


# The timeline


def a_date(number: int, date: str) -> Dated:
    found = dated(f"{number:012x}", HOSTILE_TITLE, date)
    assert found is not None
    return found


@pytest.mark.parametrize("date", [None, "", "yesterday", "0000", "{{1+1}}"])
def test_what_is_no_date_has_no_place_in_time(date: str | None) -> None:
    assert dated("0" * 12, "title", date) is None


def test_a_month_that_is_none_leaves_the_year() -> None:
    assert a_date(1, "2020-13-01").date == (2020,)


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (["2026-11-22"], 1),
        (["2020-01", "2022-05-03"], 1),
        (["2020-01", "2026-05"], 3),
        (["2020", "2022-05-03"], 12),
        (["1990", "2020"], 12),
        (["1900", "2020"], 60),
        (["0001", "9999"], 3_000),
    ],
)
def test_a_line_of_time_is_as_fine_as_its_dates_and_its_room_allow(dates: list[str], months: int) -> None:
    documents = [a_date(number, date) for number, date in enumerate(dates)]
    assert unit_of(documents) == months
    assert max(e.months for e in documents) // months - min(e.months for e in documents) // months < BINS


def test_each_dated_document_is_a_link_in_the_order_of_time() -> None:
    documents = [a_date(1, "2021"), a_date(2, "1998"), a_date(3, "2003-05-01")]
    svg = as_xml(timeline_svg(documents, {each.document: Mark.of(0) for each in documents}, ENGLISH))
    links = list(svg.iter("a"))
    assert [each.get("href") for each in links] == [f"document?id={number:012x}" for number in (2, 3, 1)]
    assert [each.get("aria-label") for each in links] == [
        f"{HOSTILE_TITLE} · {d}" for d in ("1998", "2003-05-01", "2021")
    ]
    places = [float(re.findall(r"[\d.]+", str(each.get("transform")))[0]) for each in links]
    assert places == sorted(places)
    assert all(each.get("tabindex") is None for each in links)
    assert [each.text for each in svg.iter("text")][:1] == ["1998"]


def test_many_documents_of_one_year_stand_in_rows_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.page.views.timeline.TAB_STOPS", 1_000)
    documents = [a_date(number, "2020") for number in range(900)] + [a_date(900, "1990")]
    svg = as_xml(timeline_svg(documents, {each.document: Mark.of(0) for each in documents}, ENGLISH))
    links = list(svg.iter("a"))
    (rest,) = (int(str(each.text)[1:]) for each in svg.iter("text") if str(each.text).startswith("+"))
    assert len(links) + rest == 901
    assert len({each.get("transform") for each in links}) == len(links)
    assert float(str(svg.get("viewBox")).split()[3]) < (HIGHEST + 4) * STEP


def test_more_documents_than_can_be_shown_one_by_one_are_counted() -> None:
    years = [1990 + number % 50 for number in range(TAB_STOPS + 1)]
    documents = [a_date(number, str(year)) for number, year in enumerate(years)]
    svg = as_xml(timeline_svg(documents, {}, ENGLISH))
    assert list(svg.iter("a")) == []
    said = [str(each.text) for each in svg.iter("title")]
    assert said[0] == "1990–1991 · 4 documents"
    assert sum(int(each.split()[-2]) for each in said) == len(documents)


def test_no_dates_no_line() -> None:
    assert timeline_svg([], {}, ENGLISH) == ""


# The page


def test_the_counts_are_those_of_the_library() -> None:
    survey = survey_of(
        a_document(1, date="1998"), a_document(2, date="2021-05"), a_document(3, language="sq"), words=12_345
    )
    html = overview_html(survey, MapDrawing((), (), 0), FoundPlaces())
    counts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html))
    assert counts["Documents"] == "3"
    assert counts["Passages"] == "6"
    assert counts["Words"] == "12,345"
    assert re.sub("<.*?>", "", counts["Languages"]) == "en, sq"
    assert counts["Dates"] == "1998–2021"
    assert "Documents without a date: 1." in html


def test_a_map_says_what_it_does_not_show() -> None:
    survey = survey_of(*(a_document(number) for number in range(5)))
    drawn = MapDrawing(points(survey.documents[0].id, 3), (), 8)
    html = overview_html(survey, drawn, FoundPlaces())
    assert "3 of 8 passages are shown." in html
    assert "2 passages are not on it yet." in html
    assert "No document gives a date." in html


def test_every_found_place_is_listed_whether_it_is_on_the_map_or_not() -> None:
    survey = survey_of(a_document(1, HOSTILE_TITLE), a_document(2, "Bees"))
    one, two = (each.id for each in survey.documents)
    found = FoundPlaces(((one, Span(1, 5)), ("f" * 12, Span(1, 5)), (two, Span(3, 4))))
    drawn = MapDrawing(points(one, 2), (points(one, 2)[0], None, None), 2)
    html = overview_html(survey, drawn, found)
    listed = re.findall(r'<li value="(\d)".*?href="(.*?)".*?</a>(.*?)</li>', html)
    assert [number for number, _, _ in listed] == ["1", "3"]
    assert [href for _, href, _ in listed] == [Opening(one, Span(1, 5)).href(), Opening(two, Span(3, 4)).href()]
    assert ["Not on the map" in note for _, _, note in listed] == [False, True]
    assert "<img" not in html


@pytest.mark.parametrize("labels", LANGUAGES.values())
def test_a_map_that_is_not_there_is_explained(labels: Labels) -> None:
    survey = survey_of(a_document(1), words=5)
    assert labels.map_drawing in overview_html(survey, None, FoundPlaces(), labels)
    assert labels.map_without in overview_html(survey, MapDrawing((), (), 0), FoundPlaces(), labels)
    assert labels.nothing_yet in overview_html(survey_of(), MapDrawing((), (), 0), FoundPlaces(), labels)
