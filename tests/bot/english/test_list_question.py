from __future__ import annotations

import pytest

from bot.english.list_question import asks_for_several


@pytest.mark.parametrize(
    "question",
    [
        "Which countries joined in 2007?",
        "What other languages are spoken there?",
        "List the members.",
        "Please list all members of the board",
        "Can you name all the ferries?",
        "Name every ferry.",
        "Give me a list of the ferries",
        "What are the opening hours?",
        "Who were the first keepers?",
        "What were its main causes?",
        "“Which countries joined?”",
        "Which buses stop here?",
        "Which causes are named?",
    ],
)
def test_a_list_is_asked_for(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Which bus is the last?",
        "Which bus leaves at nine?",
        "What is the list price?",
        "Who is the keeper?",
        "What is the name of the ferry?",
        "Which class was cancelled?",
        "What basis does it have?",
        "Which species is it?",
        "When do the ferries leave?",
        "Whose names were read?",
        "What does besa mean?",
        "What was the cause?",
        "What has she said?",
        "What happens in June?",
        "What is this?",
        "",
    ],
)
def test_one_thing_is_asked_for(question: str) -> None:
    assert not asks_for_several(question)
