import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.answering.answerer import Answering
from bot.errors import NotAnEvaluation, NotAQuestionFile
from bot.evaluation.question_set import read_question_set
from bot.evaluation.report import compare, misses, misses_text, read_report, report, tables
from bot.evaluation.runner import Evaluation, confidence_quality, evaluate, figures, times
from corpus.documents import Content, Document, Metadata, Span
from corpus.errors import UnknownDocument
from corpus.store.library import Library
from corpus.text.passages import split
from embeddings.embedding import embed_pending
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
    embed_pending(library, encoder, lambda done, total: None)
    yield library
    library.close()


def question_file(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    text = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(text) + "\n", "utf-8")
    return path


def run(library: Library, folder: Path, *lines: object, **options: Any) -> Evaluation:
    questions = read_question_set(question_file(folder, *lines), library)
    return evaluate(library, FakeEncoder(), questions, lambda done, total: None, **options)


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
    assert (found["sentence"], found["sentence_any"]) == (0.0, 1.0)


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
    assert figures(evaluation)["hit@1"] == 1.0


def test_a_refused_question_is_a_miss_and_the_others_are_asked(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, CAPITAL)
    assert evaluation.results[0].refusal
    assert figures(evaluation)["hit@1"] == 0.5
    assert times(evaluation)["median"] == evaluation.results[1].milliseconds


def test_the_worst_miss_comes_first_with_what_was_shown_instead(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    (miss,) = misses(evaluation, 5)
    assert (miss["question"], miss["rank"]) == (WRONG["question"], 2)
    assert miss["shown"] == {"title": "olives.txt", "sentence": "Olives ripen near Vlora."}
    assert miss["answers"][0]["text"] == "Rivers run westwards."
    assert misses(evaluation, 0) == []


def test_a_report_compares_with_itself_without_a_difference(library: Library, tmp_path: Path) -> None:
    found = report(run(library, tmp_path, CAPITAL, WRONG), SETTINGS, {})
    saved = tmp_path / "earlier.json"
    saved.write_text(json.dumps(found), "utf-8")
    comparison = compare(read_report(saved), found)
    assert comparison["shared_questions"] == 2
    assert {each["difference"] for each in comparison["measures"].values()} == {0.0}
    assert comparison["changes"]["hit@1"] == {"gained": 0, "lost": 0, "p": 1.0}


def test_a_comparison_counts_questions_gained_and_lost(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    capital, wrong = evaluation.results
    swapped = replace(
        evaluation, results=(replace(capital, ranking=wrong.ranking), replace(wrong, ranking=capital.ranking))
    )
    comparison = compare(report(evaluation, SETTINGS, {}), report(swapped, SETTINGS, {}))
    assert comparison["changes"]["hit@1"] == {"gained": 1, "lost": 1, "p": 1.0}


def test_a_person_reads_every_figure_and_no_escape_of_a_document(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**WRONG, "question": "Where do olives \x1b[31m ripen?"})
    found = report(evaluation, SETTINGS, {})
    console = Console(width=100)
    with console.capture() as captured:
        for part in (*tables(found, compare(found, found)), *misses_text(misses(evaluation, 1))):
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
        ("{", "is not JSON"),
        ("7", "is no object"),
        ({"answers": []}, '"question"'),
        ({"question": "Who?"}, '"answers"'),
        ({"question": "Who?", "answers": [3]}, '"answers"'),
        ({"question": "Who?", "answers": [{"start": 0, "end": 3}]}, '"document"'),
        ({"question": "Who?", "answers": [{"document": "olives.txt"}]}, '"text"'),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": 0}]}, "whole numbers"),
        ({"question": "Who?", "answers": [{"document": "olives.txt", "start": True, "end": 2}]}, "whole numbers"),
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
    with pytest.raises(NotAQuestionFile, match="line 2") as caught:
        read_question_set(question_file(tmp_path, CAPITAL, line), library)
    assert reason in str(caught.value)


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
