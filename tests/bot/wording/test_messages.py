from __future__ import annotations

import ast

import pytest

import bot.errors  # noqa: F401
import embeddings.errors  # noqa: F401
from bot.wording.labels import LANGUAGES
from corpus.errors import BesaError
from corpus.messages import LONGEST_TEMPLATE, placeholders
from tests.support.templates import OWN, ROOT, calls, messages_made, sources, templates

CODES = sorted(set(LANGUAGES) - {"en"})


def test_every_message_is_a_literal_with_a_value_for_each_of_its_places() -> None:
    made = [each for each in messages_made() if not each.where.startswith(str(OWN.relative_to(ROOT)))]
    assert len(made) > 150
    assert [each.where for each in made if each.template is None or each.values != placeholders(each.template)] == []


def test_no_template_is_too_long_for_another_process() -> None:
    assert max(map(len, templates())) <= LONGEST_TEMPLATE


def test_no_error_is_made_with_a_text_that_cannot_be_translated() -> None:
    errors, waiting = {"InvalidJson"}, [BesaError]
    while waiting:
        found = waiting.pop().__subclasses__()
        errors |= {each.__name__ for each in found}
        waiting += found
    bare = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for name, call in calls(path)
        if name in errors
        and any(isinstance(each, ast.Constant | ast.JoinedStr | ast.BinOp) for each in call.args[:1])
        and name != "EncoderMismatch"  # takes two names, and makes the message itself
    ]
    assert {"UploadRefused", "TooLarge", "EncoderMismatch", "CannotDo"} <= errors
    assert bare == []


@pytest.mark.parametrize("code", CODES)
def test_a_language_translates_every_message_and_no_other(code: str) -> None:
    translated, wanted = set(LANGUAGES[code].messages), templates()
    assert {"missing": wanted - translated, "of nothing": translated - wanted} == {
        "missing": set(),
        "of nothing": set(),
    }


@pytest.mark.parametrize("code", CODES)
def test_a_translated_message_has_the_places_of_the_english_one(code: str) -> None:
    pairs = LANGUAGES[code].messages.items()
    assert [english for english, other in pairs if placeholders(english) != placeholders(other)] == []


@pytest.mark.parametrize("code", CODES)
def test_a_translation_names_commands_and_options_as_they_are(code: str) -> None:
    for english, other in LANGUAGES[code].messages.items():
        for word in ("besa ask --json", "--library", "--port", "--encoder", "--reranker", "pip install", "SHA-256"):
            assert (word in english) == (word in other), english
