from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.answering.settings import Answering
from bot.errors import NothingToEvaluate
from bot.evaluation.figures import Metric, figures, times
from bot.evaluation.question_set import read_question_set
from bot.evaluation.results import Shown
from bot.evaluation.runner import EvaluationOptions, evaluate_both
from bot.wording.reporter import Reporter
from tests.support.evaluation import CAPITAL, TEXTS, WRONG, question_file, run
from tests.support.fakes import FakeEncoder, FakeReranker, MissingReranker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.evaluation.results import Evaluation
    from corpus.folders.discovery import PassedOver
    from corpus.store.library import Library
    from embeddings.reranking.base import Reranker


def test_the_characters_read_are_those_of_the_excerpts_before(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, CAPITAL, WRONG)
    before = len(TEXTS["olives.txt"])
    assert [result.ranking.characters for result in evaluation.results] == [33, before + len(TEXTS["capital.txt"])]


def test_the_best_of_several_gold_answers_counts(library: Library, tmp_path: Path) -> None:
    both = {**WRONG, "answers": [*WRONG["answers"], {"document": "olives.txt", "text": "Vlora"}]}
    assert run(library, tmp_path, both).results[0].ranking.rank == 1


def test_a_refused_question_is_a_miss_and_the_others_are_asked(library: Library, tmp_path: Path) -> None:
    evaluation = run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, CAPITAL)
    assert evaluation.results[0].refusal
    assert figures(evaluation)[Metric.HIT_AT_1] == 0.5
    assert times(evaluation)[Metric.MEDIAN] == evaluation.results[1].milliseconds


def test_without_one_question_that_can_be_asked_there_is_nothing_to_evaluate(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NothingToEvaluate, match="Not one of 2 questions could be asked: "):
        run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, {**CAPITAL, "question": "?"})


def test_a_question_that_cannot_be_asked_is_not_answered(library: Library, tmp_path: Path) -> None:
    found = figures(run(library, tmp_path, {**CAPITAL, "question": "Who is it?"}, CAPITAL))
    assert (found[Metric.WRONGLY_NOT_FOUND], found[Metric.WRONGLY_NOT_FOUND_PERHAPS]) == (0.5, 0.0)


def test_what_the_bot_says_is_that_of_its_answer(library: Library, tmp_path: Path) -> None:
    for threshold, said in ((0.0, (True, False)), (1.1, (False, True))):
        (result,) = run(library, tmp_path, CAPITAL, answering=Answering(threshold=threshold, possible=0.0)).results
        assert (result.answered, result.perhaps) == said
        assert (result.sentence_hit, result.shown) == (True, Shown("capital.txt", "Tirana is the capital of Albania."))


def test_a_value_that_stands_nowhere_is_not_answered_though_a_sentence_is_picked(
    library: Library, tmp_path: Path
) -> None:
    other = {**CAPITAL, "question": "Which capital had Albania in 1833?"}
    evaluation = run(library, tmp_path, other)
    (result,) = evaluation.results
    assert (result.answered, result.sentence_hit) == (False, True)
    assert 0.0 < result.confidence < evaluation.answering.possible


@dataclass
class Heard:
    """A reporter that keeps what it is told."""

    warnings: list[str] = field(default_factory=list)
    progress: list[tuple[str, int, int | None]] = field(default_factory=list)

    def reporter(self) -> Reporter:
        def ignore(message: str | Sequence[PassedOver]) -> None:
            pass

        @contextmanager
        def steps() -> Iterator[Callable[[str, int, int | None], None]]:
            yield lambda what, done, total: self.progress.append((what, done, total))

        return Reporter(ignore, self.warnings.append, ignore, steps)


def both(library: Library, folder: Path, reranker: Reranker | None, heard: Heard, *lines: object) -> Evaluation:
    questions = read_question_set(question_file(folder, *lines), library)
    options = EvaluationOptions(reranker=reranker)
    return evaluate_both(library, FakeEncoder(), questions, options, heard.reporter())


NOWHERE = {"question": "Who invented zeppelins?", "answerable": False}


def test_with_a_reranker_every_question_is_asked_without_it_too(library: Library, tmp_path: Path) -> None:
    heard = Heard()
    evaluation = both(library, tmp_path, FakeReranker(), heard, CAPITAL, WRONG, NOWHERE)
    plain = both(library, tmp_path, None, Heard(), CAPITAL, WRONG, NOWHERE)
    without = evaluation.without_reranker
    assert without is not None
    assert [each.confidence for each in without.results] == [each.confidence for each in plain.results]
    assert [each.confidence for each in evaluation.results] != [each.confidence for each in plain.results]
    assert plain.without_reranker is None
    assert without.measures.keys() >= {"sentence", "wrongly_not_found", "unanswerable_answered", "hidden_answered"}
    for what in ("Asking", "Asking without the re-ranker"):
        assert [done for name, done, _ in heard.progress if name == what] == [0, 1, 2, 3]


def test_a_reranker_that_cannot_read_is_said_and_not_compared(library: Library, tmp_path: Path) -> None:
    heard = Heard()
    evaluation = both(library, tmp_path, MissingReranker(), heard, CAPITAL)
    assert evaluation.without_reranker is None
    assert heard.warnings == ["There is no re-ranker here."] == [evaluation.unread]
