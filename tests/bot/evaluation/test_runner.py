import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins
from rich.console import Console

from bot.answering.answerer import Answering
from bot.errors import NotAnEvaluation, NotAQuestionFile
from bot.evaluation.comparison import Change, compare
from bot.evaluation.figures import Metric, confidence_quality, figures, times
from bot.evaluation.question_set import read_question_set
from bot.evaluation.report import make_report, read_report, worst_misses
from bot.evaluation.runner import Evaluation, EvaluationOptions, Shown, evaluate
from bot.evaluation.tables import misses_text, tables
from corpus.documents import Content, Document, Metadata, Span
from corpus.errors import UnknownDocument
from corpus.store.library import Library
from corpus.text.passages import split
from embeddings.embedding import embed_pending
from embeddings.store.vector_store import VectorStore
from tests.support.fakes import FakeEncoder

TEXTS = {
    "capital.txt": "Tirana is the capital of Albania. Rivers run westwards.",
    "olives.txt": "Olives ripen near Vlora. Oil follows.",
    "bridge.txt": "Shkodra keeps an ancient bridge. Stone lasts.",
}
CAPITAL = {"question": "Which capital has Albania?", "answers": [{"document": "capital.txt", "start": 0, "end": 33}]}
WRONG = {
    "question": "Where do olives ripen?",
    "answers": [{"document": "capital.txt", "text": "Rivers run westwards."}],
}
SETTINGS = {"documents": 3, "passages": 3, "encoder": "fake"}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path / "library")
    for name, text in TEXTS.items():
        content = Content(text, Metadata(title=name, language="en"), "text/plain", Span(0, len(text)))
        library.put(Document(f"/made/up/{name}", "0" * 64, content), split(content))
    encoder = FakeEncoder()
    record = VectorStore(library.store).require(encoder.name, encoder.dimension)
    embed_pending(library, encoder, record, lambda done, total: None)
    yield library
    library.close()


def question_file(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    text = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(text) + "\n", "utf-8")
    return path


def run(library: Library, folder: Path, *lines: object, **options: Any) -> Evaluation:
    questions = read_question_set(question_file(folder, *lines), library)
    return evaluate(library, FakeEncoder(), questions, EvaluationOptions(**options), lambda done, total: None)


def test_figures_are_those_computed_by_hand(library: Library, tmp_path: Path) -> None:
    found = figures(run(library, tmp_path, CAPITAL, WRONG, answering=Answering(threshold=0.0)))
    assert found == pytest.approx(
        {
            "hit@1": 0.5,
            "hit@3": 1.0,
            "hit@5": 1.0,
            "mrr@10": (1 + 1 / 2) / 2,
            "within@1000": 1.0,
            "within@2000": 1.0,
            "within@4000": 1.0,
            "sentence": 0.5,
            "sentence_any": 0.5,
        }
    )


def test_a_sentence_below_the_threshold_is_not_said_but_was_picked(library: Library, tmp_path: Path) -> None:
    found = figures(run(library, tmp_path, CAPITAL, answering=Answering(threshold=1.1)))
    assert (found[Metric.SENTENCE], found[Metric.SENTENCE_ANY]) == (0.0, 1.0)


def test_the_characters_read_are_those_of_the_excerpts_before(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    before = len(TEXTS["olives.txt"])
    assert [result.ranking.characters for result in evaluation.results] == [33, before + len(TEXTS["capital.txt"])]


def test_the_best_of_several_gold_answers_counts(library: Library, tmp_path: Path) -> None:
    both = {**WRONG, "answers": [*WRONG["answers"], {"document": "olives.txt", "text": "Vlora"}]}
    assert run(library, tmp_path, both).results[0].ranking.rank == 1


def test_hiding_the_documents_that_answer_makes_it_less_sure(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL)
    (result,) = evaluation.results
    assert result.hidden is not None
    assert result.hidden < result.confidence
    quality = confidence_quality(evaluation)
    assert quality is not None
    assert (quality.asked, quality.right, quality.auroc) == (2, 0.5, 1.0)


def test_without_hiding_only_questions_without_an_answer_tell_about_confidence(
    library: Library, tmp_path: Path
) -> None:
    assert confidence_quality(run(library, tmp_path, CAPITAL, hide=False)) is None
    nowhere = {"question": "Who invented zeppelins?", "answers": []}
    evaluation = run(library, tmp_path, CAPITAL, nowhere, hide=False)
    quality = confidence_quality(evaluation)
    assert quality is not None
    assert (quality.asked, quality.auroc) == (2, 1.0)
    assert figures(evaluation)[Metric.HIT_AT_1] == 1.0


def test_a_refused_question_is_a_miss_and_the_others_are_asked(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, CAPITAL)
    assert evaluation.results[0].refusal
    assert figures(evaluation)[Metric.HIT_AT_1] == 0.5
    assert times(evaluation)[Metric.MEDIAN] == evaluation.results[1].milliseconds


def test_the_worst_miss_comes_first_with_what_was_shown_instead(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    (miss,) = worst_misses(evaluation, 5)
    assert (miss.question, miss.rank) == (WRONG["question"], 2)
    assert miss.shown == Shown("olives.txt", "Olives ripen near Vlora.")
    assert miss.answers[0].text == "Rivers run westwards."
    assert worst_misses(evaluation, 0) == []


def test_a_report_compares_with_itself_without_a_difference(library: Library, tmp_path: Path) -> None:
    found = make_report(run(library, tmp_path, CAPITAL, WRONG), SETTINGS, {})
    saved = tmp_path / "earlier.json"
    saved.write_text(json.dumps(to_builtins(found)), "utf-8")
    assert read_report(saved) == found
    comparison = compare(read_report(saved), found)
    assert comparison.shared_questions == 2
    assert comparison.measures.keys() == found.figures().keys()
    assert {each.difference for each in comparison.measures.values()} == {0.0}
    assert comparison.changes[Metric.HIT_AT_1] == Change(0, 0, 1.0)


def test_a_comparison_counts_questions_gained_and_lost(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    capital, wrong = evaluation.results
    swapped = replace(
        evaluation, results=(replace(capital, ranking=wrong.ranking), replace(wrong, ranking=capital.ranking))
    )
    comparison = compare(make_report(evaluation, SETTINGS, {}), make_report(swapped, SETTINGS, {}))
    assert comparison.changes[Metric.HIT_AT_1] == Change(1, 1, 1.0)


def test_a_person_reads_every_figure_and_no_escape_of_a_document(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**WRONG, "question": "Where do olives \x1b[31m ripen?"})
    found = make_report(evaluation, SETTINGS, {})
    console = Console(width=100)
    with console.capture() as captured:
        for part in (*tables(found, compare(found, found)), *misses_text(worst_misses(evaluation, 1))):
            console.print(part)
    text = captured.get()
    assert "answer in the first excerpt" in text
    assert "AUROC" in text
    assert "found at rank 2" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "measures": 3}', "[" * 99_999])
def test_a_file_that_is_no_evaluation_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "earlier.json"
    path.write_text(content, "utf-8")
    with pytest.raises(NotAnEvaluation, match=r"earlier\.json"):
        read_report(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "it is not JSON: column 2"),
        ("7", "expected an object, got a whole number"),
        ({"answers": []}, '"question" is missing'),
        ({"question": "Who?"}, '"answers" is missing'),
        ({"question": "Who?", "answers": [3]}, "answers[0]: expected an object, got a whole number"),
        ({"question": "Who?", "answers": [{"start": 0, "end": 3}]}, 'answers[0]: "document" is missing'),
        ({"question": "Who?", "answers": [{"document": "olives.txt"}]}, 'answers[0]: "text" is missing'),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "text": ""}]}, 'answers[0]: "text" is missing'),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0}]}, "are both whole numbers"),
        (
            {"question": "Who?", "answers": [{"document": "olives.txt", "start": True, "end": 2}]},
            "answers[0].start: expected a whole number or null, got true or false",
        ),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": 38}]}, "0 to 37"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 3, "end": 3}]}, "3 to 3 is no part"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": 99}]}, "0 to 37"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 6, "end": 7}]}, "says nothing"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "text": "figs"}]}, "does not say 'figs'"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "text": "i"}]}, "more than once"),
        (
            {"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": 6, "text": "Figs"}]},
            "says 'Olives' at 0 to 6, not 'Figs'",
        ),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(library: Library, tmp_path: Path, line: object, reason: str) -> None:
    with pytest.raises(NotAQuestionFile, match=f"line 2: .*{re.escape(reason)}"):
        read_question_set(question_file(tmp_path, CAPITAL, line), library)


def test_a_place_that_ends_with_the_document_is_read(library: Library, tmp_path: Path) -> None:
    line = {"question": "Who?", "answers": [{"document": "olives.txt", "start": 0, "end": len(TEXTS["olives.txt"])}]}
    (question,) = read_question_set(question_file(tmp_path, line), library)
    assert question.answers[0].text == TEXTS["olives.txt"]


def test_a_gold_document_that_is_not_in_the_library_is_named(library: Library, tmp_path: Path) -> None:
    line = {"question": "Who?", "answers": [{"document": "figs.txt", "text": "Figs"}]}
    with pytest.raises(UnknownDocument, match=r"line 1: .*figs\.txt"):
        read_question_set(question_file(tmp_path, line), library)


def test_an_empty_or_missing_question_file_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotAQuestionFile, match="holds no question"):
        read_question_set(question_file(tmp_path, "", ""), library)
    with pytest.raises(NotAQuestionFile, match="cannot be read"):
        read_question_set(tmp_path / "none.jsonl", library)


def test_a_separator_inside_a_question_does_not_end_the_line(library: Library, tmp_path: Path) -> None:
    line = {**CAPITAL, "question": "Which capital\u2028has Albania?"}
    (question,) = read_question_set(question_file(tmp_path, line), library)
    assert question.question.text == "Which capital\u2028has Albania?"
