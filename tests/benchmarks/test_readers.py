"""What the comparison of readers counts, and that nothing is lost or invented in files made from known words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.readers.__main__ import LEAST_PRECISION, LEAST_RECALL
from benchmarks.readers.agreement import agreement, findable
from benchmarks.readers.figures import measure, table
from corpus import readers
from tests.support.known_files import KINDS
from tests.support.known_files.pictures import picture_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.known_files.known_file import KnownFile


def test_words_are_counted_as_often_as_they_stand() -> None:
    found = agreement("The ferry leaves at seven.", "The ferry, the ferry leaves at seven")
    assert found.recall == pytest.approx(5 / 7)
    assert found.precision == 1.0
    assert found.words == 7


def test_order_is_that_of_neighbours() -> None:
    assert agreement("one two three", "one two three").order == 1.0
    assert agreement("three two one", "one two three").order == 0.0


def test_nothing_to_find_is_wholly_found() -> None:
    assert agreement("", "") == agreement("..", "!")


def test_signs_of_a_script_without_spaces_are_words() -> None:
    assert agreement("灯塔建成。", "灯塔未建成。").recall == pytest.approx(4 / 5)


def test_files_are_read_beside_another_extractor(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry\n\nIt leaves at seven from the northern pier.", "utf-8")
    head = "From: a@example.org\nTo: b@example.org\nSubject: The mill\nMIME-Version: 1.0\n\n"
    (tmp_path / "mill.eml").write_text(f"{head}The mill burned in 1990.\n", "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    figures = list(measure(sorted(tmp_path.iterdir())))
    empty, ferry, mill = figures
    assert empty.reason
    assert ferry.agreement is not None
    assert (ferry.other, ferry.agreement.recall) == ("its bytes", 1.0)
    assert mill.agreement is not None
    assert (mill.other, mill.agreement.recall, mill.has_title) == ("email", 1.0, True)
    assert any(line.startswith("| .txt | 2 | 1 |") for line in table(figures))


@pytest.fixture(scope="module")
def made() -> dict[str, list[KnownFile]]:
    """Those of them that Besa reads without OCR, by what makes them."""
    kinds = {make.__name__: [each for each in make() if not each.needs] for make in KINDS if make is not picture_files}
    assert sum(map(len, kinds.values())) > 60
    return kinds


@pytest.mark.parametrize("kind", [make.__name__ for make in KINDS if make is not picture_files])
def test_no_visible_word_is_lost_and_none_invented(made: dict[str, list[KnownFile]], kind: str) -> None:
    """Pictures and what other programs make are measured by `python -m benchmarks.readers` alone."""
    wrong = []
    for file in made[kind]:
        contents = [part.content for part in readers.read(file.data, f"/made/{file.name}")]
        title = contents[0].metadata.title
        found = agreement("\n".join(map(findable, contents)), file.says, title)
        if found.recall < LEAST_RECALL or found.precision < LEAST_PRECISION or title != (file.title or title):
            wrong.append((file.name, found, title))
    assert not wrong
