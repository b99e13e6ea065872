"""Image files are documents whose text OCR finds, with the place of each word on the picture that is shown."""

from __future__ import annotations

import warnings
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from corpus import readers
from corpus.documents import Span
from corpus.errors import DamagedFile, PictureWithoutText, ReadError, TooLarge, UnsupportedFile
from corpus.folders.discovery import look_through
from corpus.folders.importer import add_files
from corpus.printed_layout import rectangles
from corpus.readers import ReadOptions
from corpus.readers.images import frames
from corpus.readers.ocr import recognition
from corpus.readers.pdf.page_image import page_image
from corpus.readers.sandbox.reader import Reader
from tests.support.pictures import FONT, file_of, page_of

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.documents import Part
    from corpus.store.library import Library

OCR = pytest.mark.skipif(not recognition.is_installed(), reason="needs OCR: pip install 'besa[ocr]'")
LINES = ("The ferry leaves at seven from", "the northern pier every morning.")
TEXT = " ".join(LINES)
SMALL = {
    kind: file_of(page_of("Bees").resize((120, 30)), kind, **how)
    for kind, how in {"PNG": {}, "JPEG": {}, "TIFF": {"dpi": (200, 100)}, "WEBP": {}, "BMP": {}}.items()
}


def part_of(data: bytes, **options: int) -> Part:
    (part,) = readers.read(data, "scan", ReadOptions(**options))  # type: ignore[arg-type]
    return part


@OCR
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_the_text_of_a_picture_is_its_document(kind: str) -> None:
    part = part_of(file_of(page_of(*LINES), kind))
    assert part.content.text == TEXT
    assert part.content.media_type == f"image/{kind.lower()}"
    assert [(place.page, place.label) for place in part.content.places] == [(1, "page 1")]


@OCR
def test_every_page_of_a_tiff_is_read_and_told_of() -> None:
    told: list[int] = []
    data = file_of(page_of(*LINES).convert("1"), "TIFF", page_of("The second page is about bees."))
    recognised: list[None] = []
    options = ReadOptions(on_scanned=told.append, on_recognised=lambda: recognised.append(None))
    (part,) = readers.read(data, "fax.tif", options)
    assert part.content.text == f"{TEXT}\n\nThe second page is about bees."
    assert [place.page for place in part.content.places] == [1, 2]
    assert (told, len(recognised)) == ([2], 2)


@OCR
@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_a_photo_is_read_and_shown_as_its_camera_was_held(orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    data = file_of(page_of(*LINES).rotate(turn, expand=True), "JPEG", exif=exif)
    part = part_of(data)
    assert part.content.text == TEXT
    at = TEXT.index("northern")
    shown = page_image(data, 1, rectangles(part.printed, Span(at, at + len("northern"))), 1200)
    marked = Image.open(BytesIO(shown)).convert("RGB")
    assert marked.size == page_of(*LINES).size
    colour = ImageChops.difference(marked.getchannel("R"), marked.getchannel("B")).point(lambda each: 255 * (each > 60))
    box = colour.getbbox()
    assert box
    left, top, right, bottom = box
    start, end = (60 + FONT.getlength(words) for words in ("the ", "the northern"))
    assert [left, right] == pytest.approx([start, end], abs=15)
    assert top < 150 < 165 < bottom


@OCR
@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "CMYK", "I;16"])
def test_colours_of_any_kind_are_read(mode: str) -> None:
    page = page_of(*LINES)
    if mode == "RGBA":
        image = Image.new("RGBA", page.size, (0, 0, 0, 0))
        image.paste("black", mask=page.point(lambda value: 255 - value))
    else:
        deep = page.convert("I").point(lambda value: value * 200)
        image = deep.convert(mode) if mode == "I;16" else page.convert(mode)
    assert part_of(file_of(image, "TIFF" if mode in ("CMYK", "I;16") else "PNG")).content.text == TEXT


def test_pixels_that_are_not_square_are_shown_square() -> None:
    fax = page_of(*LINES).resize((1200, 160))
    image, points = frames.page_for_view(file_of(fax, "TIFF", dpi=(204, 102)), 1, 600)
    assert image.size == (600, 160)
    assert list(points) == pytest.approx([1200 * 72 / 204, 320 * 72 / 204])


@OCR
def test_a_picture_without_text_says_so() -> None:
    with pytest.raises(PictureWithoutText, match="no text in this picture"):
        part_of(file_of(Image.new("L", (300, 300), "white"), "PNG"))


def test_without_ocr_a_picture_says_what_to_install_and_is_passed_over_in_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "is_installed", lambda: False)
    data = file_of(page_of(*LINES), "PNG")
    with pytest.raises(UnsupportedFile, match=r"pip install 'besa\[ocr\]'"):
        part_of(data)
    (tmp_path / "scan.png").write_bytes(data)
    found = look_through([tmp_path])
    assert found.files == []
    assert ["besa[ocr]" in each.reason for each in found.passed_over] == [True]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_a_picture_that_is_cut_short_is_refused(kind: str) -> None:
    data = file_of(page_of(*LINES), kind)
    with pytest.raises(DamagedFile, match="broken"):
        frames.page_for_ocr(data[: len(data) // 3], 1)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "TIFF", "WEBP", "BMP"]), st.data())
def test_damaged_pictures_are_read_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(SMALL[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(8, len(damaged)))])
    for look in (lambda: frames.page_count(cut, 5), lambda: frames.page_for_ocr(cut, 1)):
        with suppress(ReadError), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            look()
    with suppress(ReadError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown, _ = frames.page_for_view(cut, 1, 100)
        assert shown.width == 100


def test_a_picture_of_more_pixels_than_can_be_read_is_not_unpacked() -> None:
    bomb = file_of(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 2**20
    with pytest.raises(TooLarge, match="100 million pixels"):
        frames.page_for_ocr(bomb, 1)


def test_more_pages_than_are_allowed_are_refused() -> None:
    pages = [page_of(f"Page {number}") for number in range(4)]
    with pytest.raises(TooLarge, match="more than 3 pages"):
        frames.page_count(file_of(pages[0], "TIFF", *pages[1:]), 3)


def test_pages_that_lead_in_a_circle_end() -> None:
    data = bytearray(file_of(page_of("One"), "TIFF"))
    start = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[start : start + 2], "little")
    data[start + 2 + 12 * entries : start + 6 + 12 * entries] = data[4:8]
    assert frames.page_count(bytes(data), 100) == 1


@OCR
def test_a_picture_in_a_folder_is_added_with_its_page(library: Library, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(file_of(page_of(*LINES), "PNG"))
    (tmp_path / "sky.png").write_bytes(file_of(Image.new("L", (300, 300), "white"), "PNG"))
    with Reader() as reader:
        added, empty = add_files(library, [tmp_path / "scan.png", tmp_path / "sky.png"], reader)
        assert (added.status, empty.status, empty.is_picture) == ("added", "failed", True)
        file = reader.load(tmp_path / "scan.png")
        assert reader.page_image(tmp_path / "scan.png", file.sha256, 1, (), 300).startswith(b"\x89PNG")
        with pytest.raises(ReadError):
            reader.page_image(tmp_path / "scan.png", file.sha256, 2)
