"""Questions made of plain sentences: each pattern on one that it is for, and on what looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.clause_questions import clause_questions
from bot.english.reader_questions import reader_questions
from bot.english.standing_questions import LONGEST, label_questions, question_of_the_documents

KNOWN = frozenset(("Dolvarin", "Tunde", "Ana", "Leka"))


def made(sentence: str) -> list[str]:
    return [*clause_questions(sentence, KNOWN), *reader_questions(sentence), *label_questions(sentence)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The lease in Fenwick Row ends in 2024.", "When does the lease in Fenwick Row end?"),
        ("Stalls open at 8 and pack up at 2.", "When do stalls open?"),
        ("On 1 July we raised the price, for the first time in years.", "When did we raise the price?"),
        ("Our director, Rosa Kim, will retire in June 2022.", "When will the director retire?"),
        ("Your cover renews on 1 April 2023.", "When does my cover renew?"),
        ("The trip was planned by Ana Leka in March 2024.", "When was the trip planned?"),
        ("The bins are behind the shed.", "Where are the bins?"),
        ("The mobile library stands at the Co-op.", "Where does the mobile library stand?"),
        ("The rent is £865 a month, payable in advance.", "How much is the rent?"),
        ("The car park costs 2 for the first hour.", "How much does the car park cost?"),
        ("The share price fell by 27% in a day.", "By how much did the share price fall?"),
        ("The operation took 80 minutes and went well.", "How long did the operation take?"),
        ("Spare parts are kept for ten years.", "How long are spare parts kept?"),
        ("The antibodies are injected once a month.", "How often are the antibodies injected?"),
        ("The canister holds 120 puffs.", "How many puffs does the canister hold?"),
        ("Nineteen people drowned, most of them in the cottages.", "How many people drowned?"),
        ("There were 118 employees at the end of the year.", "How many employees were there at the end of the year?"),
        (
            "The wells had to be shut down in August because chloride was over the limit.",
            "Why did the wells have to be shut down in August?",
        ),
        ("Dr Hallam stopped the tablets because of her heart.", "Why did Dr Hallam stop the tablets?"),
        ("The hall was designed by Ada Noor.", "Who designed the hall?"),
        ("Our safeguarding officer is Lucia Prandi.", "Who is the safeguarding officer?"),
        ("Dolvarin may be crushed.", "Can Dolvarin be crushed?"),
        ("Internet costs are not covered.", "Are internet costs covered?"),
        ("The shell is made of gelatine.", "What is the shell made of?"),
        ("The network is called CarrowOpen.", "What is the network called?"),
        ("The opening was delayed twice: first by ice.", "What happened to the opening?"),
        ("Tunde reported a balance of £3,482.17.", "What did Tunde report?"),
        ("If you forget a dose, do not take double the next time.", "What should I do if I forget a dose?"),
        ("If the headache comes back, a tablet can be taken.", "What happens if the headache comes back?"),
        ("To get a new card, bring a passport to the desk.", "How do I get a new card?"),
        ("You may use your laptop for private mail.", "May I use my laptop for private mail?"),
        ("Clean the pump filter every two months.", "How often should I clean the pump filter?"),
        ("Keep the box in the dark, or it spoils.", "Why should I keep the box in the dark?"),
        ("**Landlord:** Hester Aldous", "Who is the landlord?"),
        ("Dividend: NOK 3.20 per share.", "How much is the dividend?"),
        ("Closing date: 31 January 2024.", "When is the closing date?"),
    ],
)
def test_a_sentence_makes_the_question_that_a_person_would_ask(sentence: str, question: str) -> None:
    assert question in made(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was closed in 1965.",
        "The deposit is held by Ana Leka.",
        "They meet on Mondays.",
        "Nobody comes on Sundays.",
        "The second was relegated in May.",
        "The price stayed at 1.42 euros.",
        "The list stands at 71, against 58 a year ago.",
        "Our five ships are between 7 and 112 years old.",
        "The gate has had a new lock since January.",
        "Is the bridge closed on Mondays?",
        "“The bridge is closed on Mondays,” she said.",
        "WE ARE SHUT ON MONDAYS",
        "If not, call the office.",
        "Note: the shop is 14 km away.",
        "",
    ],
)
def test_what_points_elsewhere_or_gives_no_plain_answer_makes_none(sentence: str) -> None:
    assert made(sentence) == []


@pytest.mark.parametrize(
    ("written", "question"),
    [
        ("**What does membership cost?**", "What does membership cost?"),
        ("Q: how do I pay by card?", "How do I pay by card?"),
        ("3. Can I bring my dog?", "Can I bring my dog?"),
        ("Were you ever afraid?", None),
        ("How did it come to that?", None),
        ("Too thick?", None),
        ("Who else?", None),
        ("It costs nothing.", None),
        (f"How {'very ' * LONGEST}long?", None),
    ],
)
def test_a_question_of_the_documents_is_offered_if_it_stands_alone(written: str, question: str | None) -> None:
    assert question_of_the_documents(written) == question


WORDS = st.lists(st.sampled_from("The a cat is in on 5 closed by If you , . : May was".split())).map(" ".join)  # noqa: SIM905


@pytest.mark.parametrize(
    "sentence",
    [
        "The gravest was in 1902.",
        "The last was connected to the sewer in 1987.",
        "The crest moved by 41 mm in June.",
        "The finger guard must be removed by nobody.",
        "A class from Sollin was in the dairy.",
        "The council searched in 2021 for a new home.",
    ],
)
def test_nothing_is_asked_that_says_little_by_itself(sentence: str) -> None:
    assert made(sentence) == []


@given(st.text(max_size=300) | WORDS)
def test_whatever_is_read_makes_short_questions_or_none(sentence: str) -> None:
    for question in made(sentence):
        assert question.endswith("?")
        assert len(question.split()) <= 18
