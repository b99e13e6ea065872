"""Besa and its peers on the same documents and questions, each in a process and an environment of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.cross_encoder import cross_encoder_folder
from benchmarks.errors import MeasurementFailed
from benchmarks.peers.environments import environment_for
from benchmarks.peers.known import ENTRANTS
from benchmarks.peers.peer import Source
from benchmarks.processes import ask_process
from benchmarks.question_sets import read_documents
from benchmarks.results import Measured, figure, once
from bot.evaluation.figures import Metric, ranking_figures
from bot.evaluation.metrics import TextRange
from bot.evaluation.question_set import read_question_set
from bot.evaluation.runner import DEPTH, judge
from bot.wording.terminal import say
from corpus.documents import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.peers.known import Entrant
    from benchmarks.plan import Plan
    from benchmarks.question_sets import QuestionSet
    from benchmarks.results import Figure
    from bot.evaluation.question_set import GoldQuestion

TITLE = "Besa beside other ways of searching, with the same models over the same text"
QUALITY = (Metric.HIT_AT_1, Metric.WITHIN_1000, Metric.WITHIN_4000)
A_QUESTION = "a question"


@dataclass(frozen=True, slots=True)
class Task:
    """What every peer is given, and what it should find; `title` says how much of which question set it is."""

    title: str
    documents: tuple[Source, ...]
    questions: tuple[GoldQuestion, ...]


def measure(plan: Plan) -> Iterator[Measured]:
    for chosen in plan.sets:
        task = cut(_read(plan, chosen), chosen.name, plan.documents, plan.questions)
        for entrant in ENTRANTS:
            say(f"{task.title}: {entrant.title} …")
            try:
                python = environment_for(entrant.peer, plan.environments)
                answer = ask_process("benchmarks.peers.run", _request(plan, entrant, task), python)
            except MeasurementFailed as error:
                say(f"{entrant.title}: {error}", "red")
                yield Measured(entrant.title, group=task.title, missing=str(error))
            else:
                title = entrant.title.replace(entrant.peer.title, f"{entrant.peer.title} {answer['version']}")
                yield Measured(title, judged(task.questions, answer), group=task.title)


def cut(task: Task, name: str, documents: int | None, questions: int | None) -> Task:
    """The first so many documents, and so many of the questions that only they answer, evenly chosen; None: all."""
    kept = task.documents[:documents]
    ids = {each.id for each in kept}
    about = [each for each in task.questions if each.answers and each.documents <= ids]
    count = min(questions or len(about), len(about))
    chosen = tuple(about[number * len(about) // count] for number in range(count))
    if not chosen:
        raise MeasurementFailed(f"No question of {name} is answered by the documents that were chosen: take more.")
    return Task(f"{name} ({len(kept)} documents, {len(chosen)} questions)", kept, chosen)


def judged(questions: Sequence[GoldQuestion], answer: dict[str, Any]) -> tuple[Figure, ...]:
    """The figures of what a peer answered, as `benchmarks.peers.run` gives it."""
    rankings = [
        judge([TextRange(document, Span(start, end)) for document, start, end in found], asked.answers)
        for found, asked in zip(answer["found"], questions, strict=True)
    ]
    quality = ranking_figures(rankings)
    return (
        *(once(name, "", quality[name]) for name in QUALITY),
        once("import and load", "s", answer["load_s"]),
        once("indexing", "s", answer["index_s"]),
        figure(A_QUESTION, "ms", answer["question_ms"]),
        once("most memory", "MB", answer["memory_mb"]),
    )


def _read(plan: Plan, chosen: QuestionSet) -> Task:
    """The whole of a question set, in the text that Besa reads from its files."""
    library = read_documents(chosen, plan.work / f"text-{chosen.name}")
    questions = read_question_set(chosen.questions, library)
    documents = [library.document(record.id) for record in library.documents()]
    library.close()
    sources = tuple(Source(each.id, each.path, each.text) for each in documents)
    return Task(chosen.name, tuple(sorted(sources, key=lambda each: each.path)), tuple(questions))


def _request(plan: Plan, entrant: Entrant, task: Task) -> dict[str, Any]:
    return {
        "peer": entrant.peer.key,
        "reranker": entrant.reranker(cross_encoder_folder(plan.work)),
        "cache": str(plan.cache),
        "k": DEPTH,
        "documents": [asdict(each) for each in task.documents],
        "questions": [each.question.text for each in task.questions],
    }
