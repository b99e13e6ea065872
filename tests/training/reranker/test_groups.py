"""The groups that are learned from: searched, retold, reworded and made up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from embeddings.reranking.reading_text import leans
from tests.support.fakes import FakeEncoder
from tests.support.tiny_cross_encoder import word_groups
from training.reranker import making
from training.reranker.candidates import Sample, search_set
from training.reranker.groups import Candidate, Group, read_groups, write_groups
from training.reranker.made_documents import Layout, made_groups
from training.reranker.making import is_measured, make_groups
from training.reranker.relayouts import as_faq, title_only
from training.reranker.rewording import reworded
from training.reranker.texts import Form, text_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "sentence",
    ["It takes place on Saturday.", "The group says so.", "However, they left.", "“He was 91.", "These cost more."],
)
def test_a_sentence_that_leans_on_the_one_before_is_known(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence", ["Italy has a king.", "There are two lifts.", "Theatre tickets cost 5 euros.", "Anna left."]
)
def test_a_sentence_that_stands_alone_is_known(sentence: str) -> None:
    assert not leans(sentence)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.ALONE, "Fair. Date. It is on Saturday."),
        (Form.WITH_BEFORE, "Fair. Date. The fair is back! It is on Saturday."),
        (Form.MARKED_BEFORE, "Fair. Date. [The fair is back!] It is on Saturday."),
    ],
)
def test_the_text_has_title_and_heading_and_what_the_sentence_leans_on(form: Form, text: str) -> None:
    assert text_of(Candidate("Fair", "Date", "The fair is back!", "It is on Saturday.", 0), form) == text


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert text_of(Candidate("Fair", "Fair", "", "Open daily.", 0)) == "Fair. Open daily."


def test_a_searched_set_gives_right_and_wrong_sentences_and_hidden_documents(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    (folder / "documents").mkdir(parents=True)
    lines: list[dict[str, object]] = []
    for number in range(12):
        text = f"Mill {number}\n\nThe mill of village{number} was built in {1700 + number}. It burned down later.\n"
        (folder / "documents" / f"{number}.txt").write_text(text)
        answer = {"document": f"{number}.txt", "start": 0, "end": 4, "text": str(1700 + number)}
        lines.append({"question": f"When was the mill of village{number} built?", "answers": [answer]})
    lines.append({"question": "Who owns it?", "answers": [], "answerable": False, "passage": {"document": "3.txt"}})
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    groups = list(search_set(folder, Sample(documents=12, questions=99), FakeEncoder(), "mills"))
    answerable = [group for group in groups if group.answerable]
    assert len(answerable) == 12
    for group in answerable:
        right = [each for each in group.candidates if each.right]
        assert len(right) == 1
        assert right[0].held
        assert right[0].sentence.split("built in")[0].split()[-2] in group.question
    hidden = [group for group in groups if not group.answerable]
    assert len(hidden) > 1
    assert not any(each.right or each.held for group in hidden for each in group.candidates)


def test_an_answer_that_a_document_does_not_give_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text("A plain text.\n")
    answer = {"document": "a.txt", "start": 0, "end": 3, "text": "not said"}
    (tmp_path / "questions.jsonl").write_text(json.dumps({"question": "What?", "answers": [answer]}))
    with pytest.raises(ValueError, match="does not say 'not said'"):
        list(search_set(tmp_path, Sample(9, 9), FakeEncoder(), "kind"))


def _entry(question: str, sentence: str, *wrong: str) -> Group:
    right = Candidate("Tarn Ltd", "", "", sentence, 0, right=True, held=True)
    return Group("natural", "set", question, (right, *(Candidate("Other", "", "", each, 1) for each in wrong)))


ENTRIES = [
    _entry("Where is Tarn Ltd?", "Tarn Ltd is in Oslo.", "Bryce is in Hull."),
    _entry("Who leads it?", "Ms Moe leads the firm."),
    _entry("How many work there?", "Tarn employs 131 people."),
    _entry("How large is the staff?", "Tarn employs 131 people."),
]


def test_an_faq_holds_its_own_questions_as_wrong_candidates() -> None:
    groups = [group for group in as_faq(ENTRIES) if group.answerable]
    assert groups
    for group in groups:
        (right,) = (each for each in group.candidates if each.right)
        questions = [each for each in group.candidates if each.sentence == each.heading]
        assert any(each.heading == right.heading for each in questions)
        assert not any(each.right for each in questions)
        assert [each.sentence for each in group.candidates].count(right.sentence) == 1
    asked = {
        group.question for group in groups if any(each.right and "131" in each.sentence for each in group.candidates)
    }
    assert {"How many work there?", "How large is the staff?"} <= asked


def test_the_subject_stands_in_the_title_only_and_other_titles_are_wrong() -> None:
    (group,) = title_only(ENTRIES)
    assert [(each.title, each.sentence, each.right) for each in group.candidates] == [
        ("Tarn Ltd", "It is in Oslo.", True),
        ("Other", "It is in Oslo.", False),
        ("Other", "Bryce is in Hull.", False),
    ]


def test_a_reworded_question_keeps_what_it_asks_about() -> None:
    random = Random(3)
    forms = {reworded("When was the harbour of Skagen enlarged?", random) for _ in range(60)}
    assert len(forms) > 12
    assert all(any(word in form.lower() for word in ("harbour", "skagen", "enlarged")) for form in forms)


def test_made_up_libraries_tell_in_every_layout_what_is_asked() -> None:
    groups = list(made_groups(60))
    assert {group.kind for group in groups} == {layout.kind for layout in Layout}
    told = Counter(group.answerable for group in groups)
    assert told[True] > 3 * told[False] > 0
    assert all(group.found == group.answerable for group in groups)
    assert not any("{" in each.sentence + each.heading + each.title for group in groups for each in group.candidates)
    assert not any("{" in group.question for group in groups)


def test_groups_come_back_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "groups.jsonl.gz"
    assert write_groups(path, word_groups(5)) == 5
    assert read_groups(path) == word_groups(5)


def test_nothing_that_is_measured_with_is_learned_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MADE_LIBRARIES", 2)
    shared, alone = (
        _entry("Where is Tarn Ltd?", "Tarn Ltd is in Oslo."),
        _entry("Who leads it?", "Ms Moe leads the firm."),
    )
    write_groups(tmp_path / "nq-dev.jsonl.gz", [replace(each, source="nq-dev") for each in (shared, alone)])
    write_groups(tmp_path / "wikiqa-dev.jsonl.gz", [replace(shared, source="wikiqa-dev")])
    groups = make_groups(tmp_path.glob("*.jsonl.gz"))
    learned = [group for group in groups if not is_measured(group.kind)]
    assert shared.question not in {group.question for group in learned}
    assert alone.question in {group.question for group in learned}
    assert {group.source for group in learned} <= {"nq-dev", "made"}
    assert {group.kind for group in groups if group.source == "wikiqa-dev"} >= {"bing", "title only, unseen"}
