from __future__ import annotations

from bot.english.keywords import key_phrases, keywords


def test_keywords_are_what_a_text_is_about_in_order() -> None:
    assert keywords("What did Khamenei call Albania?") == ["Khamenei", "Albania"]
    assert keywords("Why did that happen?") == []


def test_keywords_that_stand_together_are_a_phrase_and_a_name_is_one_of_its_own() -> None:
    assert key_phrases("Which bomb attack did the Albanian police foil?") == ["bomb attack", "Albanian", "police foil"]
