from __future__ import annotations

import doctest
import importlib
import pkgutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

import corpus.references
import corpus.web
from corpus.documents import Metadata
from corpus.references.bibtex import attached_files, read_bibtex
from corpus.references.latex import plain_text

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path("/refs")
EXPORTED = r"""
% A comment with an @ in it
@string{ieee = "IEEE " # {Transactions}}
@preamble{"\newcommand{\x}{y}"}
@comment{@article{no, title = {Not this}}}

@article{leka_bees_2020,
	title = {{Bees} of {Tiran\"e}: {\'E}tudes \& more --- a \emph{survey}},
	volume = {12},
	url = {https://example.org/a_b%20c\_d},
	doi = {10.1234/bees_\_2020},
	language = {sq},
	urldate = {2024-03-14},
	journal = ieee # { on Bees},
	author = {Leka, Ana and M{\"u}ller, J{\"o}rg and {Bees and Honey Ltd.} and Ludwig van Beethoven and others},
	month = may,
	year = 2020,
	file = {Full Text PDF:files/12/Leka - 2020 - Bees.pdf:application/pdf;Snapshot:files/13/a\;b.html:text/html},
}
@INPROCEEDINGS(hoxha21, title = "Code " # "Review {"}quoted{"}",
   booktitle = {Proc.\ of Nothing}, date = {2021-05-03/2021-05-05}, editor = {Hoxha, Jr., Dritan}, publisher = {Press})
@book{broken, title = {never ends
@misc{last, title = {After the broken one}, howpublished = {x}, year = {2019}, month = {07}, file = {plain.pdf}}
"""


def test_an_export_gives_what_its_entries_say() -> None:
    bees, hoxha, *_ = read_bibtex(EXPORTED, FOLDER)
    assert bees.metadata == Metadata(
        title="Bees of Tiranë: Études & more — a survey",
        author="Ana Leka, Jörg Müller, Bees and Honey Ltd., Ludwig van Beethoven, et al.",
        date="2020-05",
        url="https://example.org/a_b%20c_d",
        language="sq",
        accessed="2024-03-14",
        publication="IEEE Transactions on Bees",
        doi="10.1234/bees__2020",
    )
    assert bees.files == (FOLDER / "files/12/Leka - 2020 - Bees.pdf", FOLDER / "files/13/a;b.html")
    assert hoxha.metadata.author == "Dritan Hoxha Jr."
    assert hoxha.metadata.title == 'Code Review "quoted"'
    assert (hoxha.metadata.date, hoxha.metadata.publisher) == ("2021-05-03", "Press")
    assert hoxha.metadata.publication == "Proc. of Nothing"


def test_an_entry_that_is_broken_costs_no_other() -> None:
    found = [each.metadata.title for each in read_bibtex(EXPORTED, FOLDER)]
    assert "After the broken one" in found
    assert "Not this" not in found


def test_titles_and_names_are_those_that_pybtex_reads() -> None:
    text = r"""
@string{pub = {The Publisher}}
@book{a, title = {One {Two} Three}, author = {Leka, Ana and Dritan Hoxha}, year = 1999, publisher = pub}
@article{b, title = "Quoted {``inner''} title", author = {de la Cruz, Mar{\'\i}a}, year = "2001",
   journal = "J" # " of " # "K"}
@misc{c, title = {With = signs, commas, # and "quotes" inside}, year = {2002}}
"""
    theirs = parse_string(text, "bibtex").entries
    ours = read_bibtex(text, FOLDER)
    assert [each.metadata.title for each in ours] == [plain_text(each.fields["title"]) for each in theirs.values()]
    assert [each.metadata.date for each in ours] == [each.fields["year"] for each in theirs.values()]
    assert ours[0].metadata.publisher == theirs["a"].fields["publisher"]
    assert ours[1].metadata.publication == theirs["b"].fields["journal"]
    assert ours[1].metadata.author == "María de la Cruz"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\'e{\'e}\'{e}{\'{e}}{\' e}", "ééééé"),
        (r"\c{c}\c c{\c{C}}\v{s}\v s\k{a}\H{o}\r{a}\u{g}\d{h}", "ççÇššąőåğḥ"),
        (r"\i\'{\i}\ss\o\L\AE \oe", "iíßøŁÆœ"),
        (r"50\% of \$5 \& \#1 \_x \{y\}", "50% of $5 & #1 _x {y}"),
        (r"1--2 --- ``a'' 'b' c~d", "1–2 — “a” 'b' c d"),
        (r"\textit{a} \textbf{\emph{b}} \unknown{c} \url{d}", "a b c d"),
        ("line\n  break", "line break"),
        (r"trailing \\", "trailing \\"),
        ("", ""),
    ],
)
def test_latex_is_letters(written: str, meant: str) -> None:
    assert plain_text(written) == meant


@pytest.mark.parametrize(
    ("field", "paths"),
    [
        ("a.pdf", ["/refs/a.pdf"]),
        (":a.pdf:PDF", ["/refs/a.pdf"]),
        ("PDF:/home/x/b.pdf:application/pdf", ["/home/x/b.pdf"]),
        (r"PDF:C\:\\Users\\x.pdf:application/pdf", ["/refs/C:\\Users\\x.pdf"]),
        ("a.pdf; b.pdf;", ["/refs/a.pdf", "/refs/b.pdf"]),
        ("", []),
    ],
)
def test_attachments_are_named_in_several_ways(field: str, paths: list[str]) -> None:
    assert [str(each) for each in attached_files(field, FOLDER)] == paths


@given(st.text(alphabet='@a{}(),="#\\ \nbook1 and', max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    for each in read_bibtex(text, FOLDER):
        assert each.metadata.title == " ".join(each.metadata.title.split())


@pytest.mark.parametrize(
    "text",
    ["@a{b, c = {" * 200_000, "@a{b, c = \"" * 200_000, "@a{" * 500_000, "@a{b, t = {" + "\\'" * 1_000_000 + "}}",
     "@a{b, author = {" + "x and " * 300_000 + "}}", "@a{b, t = " + "x # " * 500_000, "@a{b, t = " + "{" * 1_000_000],
)  # fmt: skip
def test_a_hostile_file_costs_no_more_than_its_length(text: str) -> None:
    started = time.process_time()
    read_bibtex(text, FOLDER)
    assert time.process_time() - started < 60  # seconds at the most; what grows with a power takes hours


@pytest.mark.parametrize("room", [corpus.references, corpus.web], ids=lambda room: room.__name__)
def test_the_examples_in_the_documentation_hold(room: ModuleType) -> None:
    names = [module.name for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")]
    outcomes = [doctest.testmod(importlib.import_module(name)) for name in names]
    assert sum(each.attempted for each in outcomes) >= 3
    assert sum(each.failed for each in outcomes) == 0
