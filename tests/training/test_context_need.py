"""What is counted in conversations and in questions that stand alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.english.leaning import Lean, Newness
from training.context_need import learn, read_conversations, read_unrelated

if TYPE_CHECKING:
    from pathlib import Path

ASKED = ["Where is the ferry?", "It lies at the pier."]


def test_a_question_leans_where_its_rewrite_says_more(tmp_path: Path) -> None:
    lines = [
        {"history": ["Ships", "Ferries", *ASKED], "question": "Who built it?", "rewrite": "Who built the ferry?"},
        {"history": ["Ships", "Ferries", *ASKED], "question": "Who owns the mill?", "rewrite": "Who owns the mill?"},
        {"history": ["Ships", "Ferries"], "question": "Where is it?", "rewrite": "Where is the ferry?"},
    ]
    file = tmp_path / "talks.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    talks = read_conversations([file])
    assert [each.text for each in talks.leaning] == ["Who built it?"]
    assert [each.text for each in talks.standing] == ["Who owns the mill?"]
    assert [each.text for each in talks.rewritten] == ["Who built the ferry?"]


def test_what_is_frequent_in_conversations_and_rare_elsewhere_leans(tmp_path: Path) -> None:
    row = {"history": ["", "", *ASKED], "question": "Who built it?", "rewrite": "Who built the ferry?"}
    (tmp_path / "talks.jsonl").write_text(json.dumps(row), "utf-8")
    questions = [
        {"question": f"Who painted tower {at} in Oslo?", "answers": [{"document": str(at), "text": "Nobody."}]}
        for at in range(4)
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), "utf-8")
    unrelated = read_unrelated(tmp_path)
    assert len(unrelated) == 4
    needs = learn([read_conversations([tmp_path / "talks.jsonl"])], [unrelated])
    assert needs[Lean.THING, Newness.ONE] > 0.99
    assert (Lean.PERSON, Newness.ONE) not in needs
