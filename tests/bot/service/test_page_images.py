from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from bot.page.routes.reading import add_reading_routes
from bot.service import page_images
from bot.service.library_service import LibraryService
from bot.service.page_images import PageImages
from corpus.documents import Span
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from tests.support.papers import draw, paper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.shelves import Shelf

SENTENCE = "The tower on Gull Rock was first lit in 1884."
_MARKER = (255, 226, 120)


def marked(png: bytes) -> int:
    """How many pixels of a picture have the marker's colour."""
    pixels = Image.open(BytesIO(png)).convert("RGB").getcolors(1 << 24) or []
    return sum(count for count, colour in pixels if colour == _MARKER)


@pytest.fixture
def printed(shelf: Shelf, tmp_path: Path) -> Path:
    """A library of one PDF of two pages."""
    pdf = paper()
    draw(pdf, 72, 100, [SENTENCE, "Its lamp burned rapeseed oil."])
    pdf.add_page()
    draw(pdf, 72, 100, ["The keeper left with the cat."])
    path = tmp_path / "rock.pdf"
    path.write_bytes(bytes(pdf.output()))
    with Reader() as reader:
        (added,) = add_files(shelf.library, [path], reader)
    assert added.status == "added"
    return path


@pytest.fixture
def images(shelf: Shelf) -> Iterator[PageImages]:
    images = PageImages(shelf.library)
    yield images
    images.close()


def the_id(shelf: Shelf) -> str:
    return shelf.library.documents()[0].id


@pytest.mark.usefixtures("printed")
def test_a_page_is_drawn_with_the_cited_place_marked(shelf: Shelf, images: PageImages) -> None:
    text = shelf.library.document(the_id(shelf)).text
    here = Span(text.index(SENTENCE), text.index(SENTENCE) + len(SENTENCE))
    plain, shown = images.image(the_id(shelf), 1, ()), images.image(the_id(shelf), 1, (here,))
    other = images.image(the_id(shelf), 2, (here,))
    assert plain
    assert shown
    assert other
    assert marked(plain.data) == marked(other.data) == 0
    assert marked(shown.data) > 1_000
    assert len({plain.tag, shown.tag, other.tag}) == 3


@pytest.mark.usefixtures("printed")
@pytest.mark.parametrize("page", [0, 3, 10**11])
def test_there_is_no_picture_of_a_page_that_is_not_there(shelf: Shelf, images: PageImages, page: int) -> None:
    assert images.image(the_id(shelf), page, ()) is None
    assert images.image("0" * 12, 1, ()) is None


def test_there_is_no_picture_of_a_file_that_has_changed_or_gone(
    shelf: Shelf, printed: Path, images: PageImages
) -> None:
    printed.write_bytes(printed.read_bytes() + b"\n")
    assert images.image(the_id(shelf), 1, ()) is None
    printed.unlink()
    assert images.image(the_id(shelf), 1, ()) is None


def test_a_picture_that_was_drawn_is_kept_and_the_oldest_make_room(
    shelf: Shelf, printed: Path, images: PageImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "CACHED_IMAGES", 6)
    first = images.image(the_id(shelf), 1, ())
    for end in range(1, 6):
        images.image(the_id(shelf), 1, (Span(0, 1), *(Span(0, 1),) * end))
    printed.unlink()
    assert images.image(the_id(shelf), 1, ()) == first
    assert images.image(the_id(shelf), 2, ()) is None


@pytest.mark.usefixtures("printed")
def test_the_route_answers_with_a_png_or_with_nothing(shelf: Shelf) -> None:
    app = FastAPI()
    add_reading_routes(app, LibraryService(shelf.library, shelf.answerer()))
    client = TestClient(app)
    address = f"/page-image?document={the_id(shelf)}&page=1&start=0&end=9&others=12-20"
    found = client.get(address)
    assert found.status_code == 200
    assert found.headers["content-type"] == "image/png"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.content.startswith(b"\x89PNG")
    assert client.get(address, headers={"If-None-Match": found.headers["etag"]}).status_code == 304
    for nonsense in (
        "",
        "?document=..%2F..%2Fetc%2Fpasswd&page=1",
        f"?document={the_id(shelf)}",
        f"?document={the_id(shelf)}&page=-1",
        f"?document={the_id(shelf)}&page=9&page=99",
        f"?document={the_id(shelf)}&page={'9' * 5_000}",
    ):
        assert client.get(f"/page-image{nonsense}").status_code == 404
