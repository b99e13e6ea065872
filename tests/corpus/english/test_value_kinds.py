"""Which value is asked for, of those with a form of their own, and what is written in that form."""

from __future__ import annotations

import pytest

from corpus.english.value_kinds import ValueKind, asked_value, holds_value


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much will the new gutter cost?", ValueKind.PRICE),
        ("What is the entrance fee?", ValueKind.PRICE),
        ("what does a day ticket cost", ValueKind.PRICE),
        ("How much money did the fair bring in?", ValueKind.PRICE),
        ("What is the janitor's number?", ValueKind.PHONE),
        ("what number do i call at night", ValueKind.PHONE),
        ("What is the e-mail address of the office?", ValueKind.EMAIL),
        ("do you have an email address", ValueKind.EMAIL),
        ("Which colour is the door?", ValueKind.COLOUR),
        ("At what time does the ferry leave?", ValueKind.CLOCK),
        ("How long is the guarantee?", ValueKind.DURATION),
        ("How many people does the stew feed?", ValueKind.SERVINGS),
        ("How much rain fell in May?", None),
        ("How many people work here?", None),
        ("How long ago was it built?", None),
        ("In which time zone are the readings?", None),
        ("What number of members is needed?", None),
        ("Who keeps the key?", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: ValueKind | None) -> None:
    assert asked_value(question) is kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ValueKind.PRICE, "He does it for €90."),
        (ValueKind.PRICE, "Children travel free."),
        (ValueKind.PRICE, "| Day ticket | 4.80 |"),
        (ValueKind.PRICE, "It comes to forty euros."),
        (ValueKind.PHONE, "the janitor, Mrs Hoxha (069 123 4567)"),
        (ValueKind.PHONE, "In an emergency dial 118."),
        (ValueKind.PHONE, "The office is at extension 400, also at night."),
        (ValueKind.EMAIL, "write to office@mill.example"),
        (ValueKind.WEB, "see www.mill.example"),
        (ValueKind.COLOUR, "The door was painted green."),
        (ValueKind.CLOCK, "We open at ten."),
        (ValueKind.CLOCK, "from 9.30 to noon"),
        (ValueKind.DURATION, "Guarantee 3 years, 2 years in offices."),
        (ValueKind.DURATION, "It stays shut until Easter."),
        (ValueKind.SERVINGS, "Serves six."),
    ],
)
def test_a_value_is_known_by_its_form(kind: ValueKind, text: str) -> None:
    assert holds_value(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ValueKind.PRICE, "The gutter is mended on 12 May 2026 at 10:30."),
        (ValueKind.PRICE, "The tablets have 400 mg."),
        (ValueKind.PRICE, "The gutter leaks."),
        (ValueKind.PRICE, "Ring Mrs Hoxha on 069 123 4567."),
        (ValueKind.PHONE, "Our staff numbers six."),
        (ValueKind.PHONE, "They ring for 300 people."),
        (ValueKind.PHONE, "Income was £318,400 in 2025."),
        (ValueKind.EMAIL, "We take no names by e-mail."),
        (ValueKind.COLOUR, "The door was painted last year."),
        (ValueKind.CLOCK, "We are closed on Mondays."),
        (ValueKind.CLOCK, "None between 1 April and 30 September."),
        (ValueKind.DURATION, "The guarantee does not cover glass."),
        (ValueKind.SERVINGS, "Some bread is left over."),
    ],
)
def test_what_has_another_form_is_none(kind: ValueKind, text: str) -> None:
    assert not holds_value(kind, text)
