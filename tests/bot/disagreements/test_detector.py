from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from platformdirs import user_cache_path

from bot.answering.answerer import Answerer
from bot.answering.settings import Answering
from bot.answers import Answer, Disagreement, Question, Side
from bot.disagreements.detector import MOST_SIDES, STRONG, find_disagreements
from bot.disagreements.statements import CandidateSentence
from bot.disagreements.values import contradict
from bot.english.dates import Date, find_dates
from bot.english.names import Name, find_names
from bot.english.quantities import Quantity, find_quantities
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json, answers_from_json
from bot.formats.verification import verify
from bot.wording.terminal import print_answer, results
from corpus.documents import Content, Document, Metadata, Span
from corpus.folders.samples import fill_with_samples
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from corpus.text.passages import split
from embeddings.embedding import embed_pending
from embeddings.encoders.registry import load_encoder
from embeddings.ranking.retriever import Retriever
from tests.support.fakes import FakeEncoder
from tests.support.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from embeddings.encoders.base import Encoder

    Ask = Callable[[str], Answer]

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (DATA / "disagreements.jsonl").read_text("utf-8").splitlines()
]
SAMPLE = [case for case in CASES if case["documents"] == "sample"]
MADE_UP = [case for case in CASES if case["documents"] != "sample"]


@dataclass(frozen=True)
class Measured:
    """How many disagreements were claimed, how many are there, and which questions went wrong."""

    right: int
    claimed: int
    there: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / self.claimed

    @property
    def recall(self) -> float:
        return self.right / self.there


def measure(
    cases: Sequence[dict[str, Any]], differences: Callable[[dict[str, Any]], tuple[Disagreement, ...]]
) -> Measured:
    right = claimed = there = 0
    wrong = []
    for case in cases:
        found = differences(case)
        expected = case["expected"]
        hit = bool(found) and expected is not None and same_sides(found[0], expected)
        right, claimed, there = right + hit, claimed + bool(found), there + (expected is not None)
        if hit != (expected is not None) or hit != bool(found):
            wrong.append(case["question"])
    return Measured(right, claimed, there, tuple(wrong))


def same_sides(found: Disagreement, expected: Sequence[str]) -> bool:
    """Whether each expected value is one of the sides, however it is written, and each side is expected."""
    values = [side.value for side in found.sides]
    return all(any(same(value, each) for each in values) for value in expected) and all(
        any(same(value, each) for each in expected) for value in values
    )


def same(one: str, other: str) -> bool:
    return not contradict(read(one), read(other))


def read(value: str) -> Quantity | Date | Name:
    found: list[Quantity | Date | Name] = [*find_dates(value), *find_quantities(value), *find_names(value)]
    return found[0]


def fill(library: Library, documents: Sequence[dict[str, str | None]], encoder: Encoder) -> Answerer:
    for number, each in enumerate(documents):
        text = each["text"] or ""
        about = Metadata(each["title"] or "", date=each.get("date"), publisher=each.get("publisher"))
        content = Content(text, about, "text/plain", Span(0, len(text)))
        library.put(Document(f"/made-up/{number}.txt", f"{number:064}", content), split(content))
    return embedded(library, encoder, Answering(threshold=0.0))


def embedded(library: Library, encoder: Encoder, settings: Answering) -> Answerer:
    embed_pending(library, encoder, lambda done, total: None)
    return Answerer(library, Retriever(library, encoder), settings)


@pytest.fixture
def ask(library: Library) -> Callable[[str, Sequence[dict[str, str | None]]], Answer]:
    def answer(question: str, documents: Sequence[dict[str, str | None]]) -> Answer:
        found = fill(library, documents, FakeEncoder()).answer(Question(question))
        assert found.found
        return found

    return answer


@pytest.fixture(scope="module")
def real_encoder() -> Encoder:
    return load_encoder(None, user_cache_path("besa") / "models")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, real_encoder: Encoder) -> Iterator[Answerer]:
    library = Library.open(tmp_path_factory.mktemp("sample"))
    with Reader() as reader:
        fill_with_samples(library, reader, lambda done, total: None)
    yield embedded(library, real_encoder, Answering())
    library.close()


def text(value: str, title: str = "Untitled", date: str | None = None) -> dict[str, str | None]:
    return {"text": value, "title": title, "date": date}


TOLLS = [
    text("In all, 43 people died in the Vessel Bridge collapse, the police said.", "Bridge disaster", "2011-05-06"),
    text("In all, 51 people died in the Vessel Bridge collapse, the coroner found.", "Coroner's report", "2012"),
]
HOW_MANY = "How many people died in the Vessel Bridge collapse?"


def test_at_least_twenty_cases_half_of_them_false_alarms() -> None:
    alarms = [case for case in CASES if case["expected"] is None]
    assert len(CASES) >= 20
    assert 0.4 <= len(alarms) / len(CASES) <= 0.6
    assert {len(case["expected"]) for case in CASES if case["expected"]} == {2}


@pytest.mark.encoder
def test_disagreements_of_made_up_documents_are_found_and_false_alarms_are_not_raised(
    tmp_path: Path, real_encoder: Encoder
) -> None:
    def differences(case: dict[str, Any]) -> tuple[Disagreement, ...]:
        library = Library.open(tmp_path / str(CASES.index(case)))
        answer = fill(library, case["documents"], real_encoder).answer(Question(case["question"]))
        library.close()
        return answer.disagreements

    measured = measure(MADE_UP, differences)
    assert measured.precision == 1, measured
    assert measured.recall >= 0.9, measured


@pytest.mark.encoder
def test_disagreements_of_the_sample_library_are_found_and_false_alarms_are_not_raised(sample: Answerer) -> None:
    def differences(case: dict[str, Any]) -> tuple[Disagreement, ...]:
        answer = sample.answer(Question(case["question"]))
        return answer.disagreements

    measured = measure(SAMPLE, differences)
    assert measured.precision >= 0.85, measured
    assert measured.recall >= 0.8, measured


def test_both_sides_are_quoted_and_cited_and_can_be_verified(library: Library, ask: Any) -> None:
    answer = ask(HOW_MANY, TOLLS)
    (difference,) = answer.disagreements
    assert difference.about == "number"
    assert {side.value for side in difference.sides} == {"43", "51"}
    quoted = {(each.citation, each.start, each.end, each.text) for each in answer.sentences}
    for side in difference.sides:
        cited = answer.citations[side.citation - 1]
        assert library.document(cited.document).text[side.start : side.end] == side.text
        assert (side.citation, side.start, side.end, side.text) in quoted
    assert len(quoted) == len(answer.sentences)
    assert {finding.status for finding in verify(answer, library)} == {"verified"}


def test_differences_survive_being_saved(ask: Any) -> None:
    answer = replace(ask(HOW_MANY, TOLLS), elapsed_ms=1.5, confidence=0.5)
    answer = replace(answer, citations=tuple(replace(each, score=0.25) for each in answer.citations))
    saved = answer_to_json(answer)
    assert {side["value"] for side in saved["differences"][0]["sides"]} == {"43", "51"}
    assert answers_from_json(json.dumps(saved)) == [answer]


def test_an_answer_saved_without_differences_has_none(ask: Any) -> None:
    saved = answer_to_json(ask(HOW_MANY, TOLLS))
    del saved["differences"]
    (answer,) = answers_from_json(json.dumps(saved))
    assert answer.found
    assert answer.disagreements == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"about": "colour", "sides": []},
        {"about": "date", "sides": []},
        {"about": "date", "sides": [{"value": "2013"}, {"value": "2014"}]},
        {"about": "date", "sides": [{"value": "x", "text": "in 2013", "citation": 1, "start": 0, "end": 7}] * 2},
        None,
    ],
)
def test_broken_differences_are_refused(ask: Any, broken: object) -> None:
    saved = {**answer_to_json(ask(HOW_MANY, TOLLS)), "differences": [broken]}
    with pytest.raises(NotAnAnswer):
        answers_from_json(json.dumps(saved))


def test_the_terminal_shows_each_value_with_its_source_and_date(ask: Any) -> None:
    answer = ask(HOW_MANY, TOLLS)
    with results.capture() as printed:
        print_answer(answer)
    lines = printed.get().splitlines()
    start = lines.index("Sources differ:")
    shown = {" ".join(line.split()) for line in lines[start + 1 : start + 3]}
    numbers_of = {side.value: side.citation for side in answer.disagreements[0].sides}
    assert shown == {
        f"43 [{numbers_of['43']}] · Bridge disaster · 2011-05-06",
        f"51 [{numbers_of['51']}] · Coroner's report · 2012",
    }


def candidate(
    value: str, document: str = "a", around: str = "", score: float = 1.0, citation: int = 1
) -> CandidateSentence:
    return CandidateSentence(citation, document, 0, len(value), value, around, around, score)


FOUNDED = "When was the Harrow Observatory founded?"


def values(question: str, *candidates: CandidateSentence) -> list[str]:
    return [side.value for difference in find_disagreements(question, candidates) for side in difference.sides]


def test_a_document_does_not_disagree_with_itself() -> None:
    first = candidate("The Harrow Observatory was founded in 1821.")
    second = candidate("The Harrow Observatory was founded in 1824.")
    assert values(FOUNDED, first, second) == []
    assert values(FOUNDED, first, replace(second, document="b", citation=2)) == ["1821", "1824"]


def test_a_document_that_names_two_sources_reports_their_disagreement() -> None:
    both = candidate(
        "The Harrow Observatory was founded in a year that the guide dates to 1821 and the almanac to 1824."
    )
    by_one = candidate("The guide says that the Harrow Observatory was founded in 1821 and its library in 1824.")
    assert values(FOUNDED, both) == []
    named = candidate(
        "The commentary dates the Harrow Observatory to 1821 and Deutsche Welle to 1824.", around="founded"
    )
    assert values(FOUNDED, named) == ["1821", "1824"]
    assert values(FOUNDED, by_one) == []


@pytest.mark.parametrize(("score", "expected"), [(STRONG, ["1821", "1824"]), (STRONG - 0.001, [])])
def test_a_sentence_is_heard_from_a_share_of_the_best_score_on(score: float, expected: list[str]) -> None:
    first = candidate("The Harrow Observatory was founded in 1821.")
    second = candidate("The Harrow Observatory was founded in 1824.", "b", citation=2, score=score)
    assert values(FOUNDED, first, second) == expected


@pytest.mark.parametrize("sources", [MOST_SIDES - 1, MOST_SIDES, MOST_SIDES + 1])
def test_a_disagreement_has_a_few_sides_at_most(sources: int) -> None:
    years = [
        candidate(f"The Harrow Observatory was founded in {1820 + n}.", str(n), citation=n) for n in range(sources)
    ]
    assert len(values(FOUNDED, *years)) == min(sources, MOST_SIDES)


def test_a_sentence_needs_more_than_half_of_the_words_of_a_question_that_names_its_subject() -> None:
    question = "When was the Harrow Observatory founded and its dome painted?"  # founded, dome, painted
    said = "The Harrow Observatory was founded in {}."
    half = [candidate(said.format(1821 + n), str(n), around="Its dome.", citation=n) for n in (1, 2)]
    fewer = [candidate(said.format(1821 + n), str(n), citation=n) for n in (1, 2)]
    assert values(question, *half) == ["1822", "1823"]
    assert values(question, *fewer) == []


def test_a_question_for_several_values_has_no_sides() -> None:
    years = [candidate(f"The Harrow Observatory was founded in {1820 + n}.", str(n), citation=n) for n in (1, 2)]
    assert values("What were the years in which the Harrow Observatory was founded?", *years) == []
    assert values("What was the year in which the Harrow Observatory was founded?", *years) == ["1821", "1822"]


@pytest.mark.parametrize(
    "other",
    [
        "The Harrow Observatory was not founded in 1824.",
        "The Harrow Observatory's second dome was founded in 1824.",
        "The Harrow Observatory was to be founded by 1824.",
        "The Lindow Observatory was founded in 1824.",
        "The Harrow Observatory owns telescopes of 1824.",
        "The Harrow Observatory was founded between 1820 and 1824.",
    ],
)
def test_what_is_denied_or_of_another_thing_is_no_other_side(other: str) -> None:
    first = candidate("The Harrow Observatory was founded in 1821.")
    assert values(FOUNDED, first, candidate(other, "b", citation=2)) == []


def test_a_third_source_that_differs_from_both_is_shown_too() -> None:
    years = [candidate(f"The Harrow Observatory was founded in {1820 + n}.", str(n), citation=n) for n in (1, 2, 3)]
    assert values(FOUNDED, *years) == ["1821", "1822", "1823"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("What is the name of the camp near Lindow?", []), ("Where is the camp near Lindow?", ["Ashby", "Corran"])],
)
def test_where_a_place_lies_is_no_name_of_it(question: str, expected: list[str]) -> None:
    first, second = (f"The camp near Lindow is in {town}." for town in ("Ashby", "Corran"))
    assert values(question, candidate(first), candidate(second, "b", citation=2)) == expected


@pytest.mark.parametrize(
    "question", ["Why was the Harrow Observatory founded?", "When was an observatory founded?", ""]
)
def test_questions_for_no_one_value_have_no_sides(question: str) -> None:
    years = [candidate(f"The Harrow Observatory was founded in {1820 + n}.", str(n), citation=n) for n in (1, 2)]
    assert values(question, *years) == []


def test_without_candidates_nothing_differs() -> None:
    assert find_disagreements(FOUNDED, []) == ()


@pytest.mark.parametrize("piece", ["one ", "1,1 ", "Aa ", "and ", ", said x ", "in 2013 or ", "more than ", "a, b "])
@pytest.mark.timeout(20)
def test_long_sentences_of_hostile_text_are_read(piece: str) -> None:
    hostile = (piece * 1000)[:1000]
    for question in (FOUNDED, "How many members has Harrow?", "Who founded Harrow?", "Where was Harrow founded?"):
        found = find_disagreements(
            question, [candidate(f"Harrow founded {hostile}", str(n), hostile) for n in range(5)]
        )
        assert all(side.value in side.text for each in found for side in each.sides)


def test_a_side_without_its_value_and_a_disagreement_of_one_cannot_be_made() -> None:
    side = Side("2013", "It began in 2013.", 1, 0, 17)
    with pytest.raises(ValueError, match="does not stand in"):
        replace(side, value="2014")
    with pytest.raises(ValueError, match="two sides"):
        Disagreement("date", (side,))
