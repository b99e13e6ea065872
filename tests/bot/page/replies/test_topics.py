from __future__ import annotations

import re

import pytest

from bot.page.replies.topics import LONGEST, Topic, folded, said_to_page
from bot.wording.labels import ENGLISH, LANGUAGES

SAID = {
    Topic.GREETING: ["Hello", "hi!", "Hello there", "Good morning, how are you?", "HEY"],
    Topic.THANKS: ["thanks", "Thank you very much!", "great, thanks", "bye"],
    Topic.HELP: [
        "help",
        "Help me please",
        "What can I ask?",
        "How does this work?",
        "what can you do",
        "How do I use this?",
    ],
    Topic.WHO: ["Who are you?", "are you an AI?", "What is this page?", "What does this do?"],
    Topic.ADDING: [
        "How do I add a file?",
        "how can i upload my own documents",
        "Where do I add more PDFs here?",
        "Can I add my own files?",
        "How to add documents",
        "upload a file",
    ],
    Topic.TRUST: [
        "Can I trust this?",
        "Is this true?",
        "how reliable are the answers?",
        "Do you make things up?",
        "Why should I trust you?",
        "Is my data private?",
        "Where do the answers come from?",
    ],
    Topic.ABOUT: [
        "What is this about?",
        "What's this?",
        "what are these documents about",
        "What’s in here?",
        "Summarize these documents",
        "tell me about this library",
    ],
}
QUESTIONS = [
    "Who killed Soleimani?",
    "Who said hello to the queen?",
    "How do I add a file to a ZIP archive?",
    "How do I add a user?",
    "What is this agreement about?",
    "What is the raid about?",
    "Can I trust the landlord to return the deposit?",
    "Is this clause true for tenants?",
    "Hello Kitty",
    "help desk opening hours",
    "What does the lease say about help?",
    "Thanks to whom did the evacuation succeed?",
    "Where do the Afghans in Albania come from?",
    "What is MEK?",
    "How does the camp work?",
    "What can tenants do?",
    "",
    "?",
]


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in SAID.items() for text in texts])
def test_what_is_said_to_the_page_is_known_by_its_topic(topic: Topic, text: str) -> None:
    said = said_to_page(text, ENGLISH)
    assert said is not None
    assert (said.topic, said.labels) == (topic, ENGLISH)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_not_said_to_the_page(question: str) -> None:
    assert said_to_page(question, ENGLISH) is None


@pytest.mark.parametrize(
    ("text", "code", "topic"),
    [
        ("Përshëndetje!", "sq", Topic.GREETING),
        ("tungjatjeta", "sq", Topic.GREETING),
        ("Faleminderit shumë", "sq", Topic.THANKS),
        ("Ndihmë", "sq", Topic.HELP),
        ("Si mund të shtoj një skedar?", "sq", Topic.ADDING),
        ("si te shtoj dokumente", "sq", Topic.ADDING),
        ("A mund t’i besoj kësaj?", "sq", Topic.TRUST),
        ("Për çfarë bëhet fjalë këtu?", "sq", Topic.ABOUT),
        ("Kush je ti?", "sq", Topic.WHO),
        ("Guten Tag!", "de", Topic.GREETING),
        ("Vielen Dank", "de", Topic.THANKS),
        ("Hilfe", "de", Topic.HELP),
        ("Was kann ich hier fragen?", "de", Topic.HELP),
        ("Wie füge ich eine Datei hinzu?", "de", Topic.ADDING),
        ("Kann ich eigene Dokumente hochladen?", "de", Topic.ADDING),
        ("Kann ich dem vertrauen?", "de", Topic.TRUST),
        ("Worum geht es hier?", "de", Topic.ABOUT),
        ("Wer bist du?", "de", Topic.WHO),
    ],
)
def test_whoever_speaks_another_language_is_answered_in_it(text: str, code: str, topic: Topic) -> None:
    said = said_to_page(text, ENGLISH)
    assert said is not None
    assert (said.topic, said.labels.language) == (topic, code)


def test_what_two_languages_say_alike_is_answered_in_the_visitors_own() -> None:
    german = said_to_page("hi", LANGUAGES["de"])
    assert german is not None
    assert german.labels.language == "de"


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_each_language_has_phrases_of_every_topic_written_as_they_are_compared(code: str) -> None:
    phrases = LANGUAGES[code].phrases
    assert set(phrases) == {each.value for each in Topic}
    for pattern in (each for written in phrases.values() for each in written):
        letters = re.sub(r"[()|?+*$\[\]]", " ", pattern)
        assert folded(letters) == " ".join(letters.split()), pattern


def test_a_long_text_is_a_question_however_it_begins() -> None:
    assert said_to_page("thanks " * LONGEST, ENGLISH) is None
    assert said_to_page("add " + "my own " * 16 + "fil", ENGLISH) is None
