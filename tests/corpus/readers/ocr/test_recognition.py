"""Pictures of text are read by the engine that has the letters for them; its models are those that were pinned."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing

import pypdfium2
import pytest

from corpus.errors import UnsupportedFile
from corpus.readers.ocr import rapid, recognition, tesseract
from corpus.readers.ocr.page_picture import Picture
from corpus.readers.options import ReadOptions
from corpus.readers.pdf.printed_words import PdfWord
from tests.support.papers import draw, paper
from tests.support.paths import ROOT
from tests.support.pictures import page_of

RAPID = pytest.mark.skipif(not rapid.is_installed(), reason="needs rapidocr: pip install 'besa[ocr]'")
WORD = PdfWord("порт", 0.0, 0.0, 20.0, 10.0, 0.0, 10.0)


def picture_of(*lines: str) -> Picture:
    image = page_of(*lines)
    return Picture(image.tobytes(), image.width, image.height, image.width, 72 / 200)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages that Tesseract is asked for; it knows English and Russian, and reads one word."""
    asked: list[str] = []

    def recognise(_: Picture, languages: str, __: float) -> list[PdfWord]:
        asked.append(languages)
        return [WORD]

    monkeypatch.setattr(tesseract, "recognise", recognise)
    monkeypatch.setattr(tesseract, "is_installed", lambda: True)
    monkeypatch.setattr(tesseract, "installed_languages", lambda: ("eng", "rus", "sqi"))
    monkeypatch.setattr(rapid, "is_installed", lambda: True)
    return asked


@RAPID
@pytest.mark.parametrize(
    "line",
    ["Der Bürgermeister prüfte größere Beträge.", "Kryetari i bashkisë së Korçës", "L'été, où étaient les élus?"],
)
def test_latin_letters_of_any_language_are_read_without_being_told_which(line: str) -> None:
    pdf = paper()
    draw(pdf, 60, 120, [line])
    with closing(pypdfium2.PdfDocument(bytes(pdf.output()))) as document:
        page = document[0].render(scale=200 / 72, grayscale=True)
        picture = Picture(bytes(page.buffer), page.width, page.height, page.stride, 72 / 200)
    words = recognition.recognise(picture, ReadOptions())
    assert " ".join(word.text for word in words) == line


@RAPID
def test_words_stand_where_they_are_drawn() -> None:
    words = {word.text: word for word in recognition.recognise(picture_of("harbour master"), ReadOptions())}
    scale, high = 72 / 200, 260 * 72 / 200
    assert words["harbour"].left == pytest.approx(60 * scale, abs=4)
    assert words["harbour"].bottom < high - 100 * scale < words["harbour"].top
    assert words["harbour"].right < words["master"].left + 2


def test_a_page_in_letters_that_are_not_known_goes_to_tesseract_s_languages_for_them(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rapid, "recognise", lambda *_: ([], True))
    assert recognition.recognise(picture_of("x"), ReadOptions()) == [WORD]
    assert told == ["rus+eng"]


def test_a_page_that_was_read_is_not_read_again(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "recognise", lambda *_: ([WORD], False))
    assert recognition.recognise(picture_of("x"), ReadOptions()) == [WORD]
    assert told == []


def test_a_language_that_is_asked_for_by_name_decides(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "recognise", lambda *_: ([], False))
    assert recognition.recognise(picture_of("x"), ReadOptions(languages="rus+eng")) == [WORD]
    assert recognition.recognise(picture_of("x"), ReadOptions(languages="deu+eng")) == []
    assert told == ["rus+eng"]


def test_where_the_package_is_not_installed_tesseract_reads(told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "is_installed", lambda: False)
    assert recognition.recognise(picture_of("x"), ReadOptions()) == [WORD]
    assert told == [""]


@RAPID
def test_a_model_that_was_changed_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "_MODELS", {"Det": ("PP-OCRv6_det_small.onnx", "0" * 64)})
    rapid._engine.cache_clear()
    with pytest.raises(UnsupportedFile, match=r"not the one that belongs to Besa.*pip install"):
        rapid.recognise(picture_of("x"), 1)


@RAPID
def test_the_engine_leaves_the_environment_alone_and_reports_to_nobody() -> None:
    program = (
        "import os; before = dict(os.environ)\n"
        "from corpus.readers.ocr import rapid\n"
        "import builtins; real = builtins.__import__\n"
        "seen = []\n"
        "def watch(name, *rest):\n"
        "    if name == 'onnxruntime': seen.append(os.environ.get('ORT_DISABLE_TELEMETRY'))\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = watch\n"
        "rapid._engine(1)\n"
        "assert seen and set(seen) == {'1'}, seen\n"
        "assert dict(os.environ) == before\n"
    )
    bare = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=bare, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
