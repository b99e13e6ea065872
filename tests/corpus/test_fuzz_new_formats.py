"""Small files of the newer formats and layouts that chance has damaged, within the packages too, in this process.

A change inside a part of a package reaches the reader behind it, which a change of the packed bytes seldom does.
"""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from corpus.readers import read
from corpus.readers.ocr import recognition
from tests.corpus.test_fuzz import SHARP, check, damaged
from tests.support.hostile_packages import repacked
from tests.support.known_files.open_formats import open_files
from tests.support.known_files.pdf import pdf_files
from tests.support.known_files.pdf_scripts import pdf_script_files
from tests.support.known_files.pdf_tables import pdf_table_files
from tests.support.known_files.sheets import sheet_files
from tests.support.known_files.slides import slide_files
from tests.support.known_files.word import word_files
from tests.support.pictures import file_of, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.known_files.known_file import KnownFile

TURNS = 12
"""Damaged copies of each file; each reader has several files."""
MAKERS = (
    word_files,
    slide_files,
    sheet_files,
    pdf_files,
    pdf_script_files,
    pdf_table_files,
    open_files,
)
KINDS = ("flip", "cut", "double", "move", "replace", "shorten")
PICTURES = {"png": "PNG", "jpg": "JPEG", "tiff": "TIFF", "webp": "WEBP", "bmp": "BMP"}


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_damaged_file_is_refused_or_read_with_true_offsets(
    make: Callable[[], Iterator[KnownFile]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    for file in make():
        draw = random.Random(file.name)
        for _ in range(TURNS):
            changed = _damaged_inside(draw, file.data) if file.data[:2] == b"PK" else _damaged(draw, file.data)
            check(lambda data, path: read(data, path), changed, f"/x/{file.name}")


@pytest.mark.parametrize("suffix", PICTURES)
def test_a_damaged_image_is_refused_or_read(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recognised of it is not of interest here: each picture says the same."""
    monkeypatch.setattr(recognition, "is_installed", lambda: True)
    monkeypatch.setattr(recognition, "recognise", lambda picture, options: [])
    sound, draw = file_of(page_of("The lamp burns."), PICTURES[suffix]), random.Random(suffix)
    for _ in range(4 * TURNS):
        check(lambda data, path: read(data, path), _damaged(draw, sound), f"/x/page.{suffix}")


def _damaged(draw: random.Random, data: bytes) -> bytes:
    for _ in range(draw.randint(1, 4)):
        at, length = draw.randrange(len(data) + 1), draw.randrange(min(200, len(data) + 1) + 1)
        data = damaged(data, draw.choice(KINDS), at, length, draw.choice(SHARP))
    return data


def _damaged_inside(draw: random.Random, package: bytes) -> bytes:
    """Damage one part of a package, or leave it out."""
    with zipfile.ZipFile(BytesIO(package)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = draw.choice([each for each, data in parts.items() if data])
    return repacked(package, {name: _damaged(draw, parts[name])})
