"""A small library with a question set, asked with a fake encoder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.evaluation.question_set import read_question_set
from bot.evaluation.runner import EvaluationOptions, evaluate
from corpus.documents import Content, Document, Metadata, Span
from corpus.text.passages import split
from embeddings.embedding import embed_pending
from tests.support.fakes import FakeEncoder

if TYPE_CHECKING:
    from pathlib import Path

    from bot.evaluation.results import Evaluation
    from corpus.store.library import Library

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
SETTINGS = {"documents": 3, "passages": 3, "encoder": "fake", "reranker": "none"}


def fill(library: Library) -> None:
    """Put TEXTS into the library, with vectors."""
    for name, text in TEXTS.items():
        content = Content(text, Metadata(title=name, date="2001", language="en"), "text/plain", Span(0, len(text)))
        library.put(Document(f"/made/up/{name}", "0" * 64, content), split(content))
    encoder = FakeEncoder()
    embed_pending(library, encoder, lambda done, total: None)


def question_file(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    text = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(text) + "\n", "utf-8")
    return path


def run(library: Library, folder: Path, *lines: object, **options: Any) -> Evaluation:
    questions = read_question_set(question_file(folder, *lines), library)
    return evaluate(library, FakeEncoder(), questions, EvaluationOptions(**options), lambda done, total: None)
