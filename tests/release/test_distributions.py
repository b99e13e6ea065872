"""What a release consists of: the distributions, the README that an index shows, and what says which version it is."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import yaml
from markdown_it import MarkdownIt
from readme_renderer.clean import clean

import besa
from release.contents import repository_files, source_problems, wheel_problems
from release.requirements import required
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from email.message import Message
    from types import ModuleType

REPOSITORY = "https://code.example/someone/besa"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASES = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's files, for setuptools writes where it builds."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a checkout tells which files are the repository's")
    folder = tmp_path_factory.mktemp("repository")
    for name, data in repository_files(ROOT).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(repository)]
    subprocess.run(build, check=True, capture_output=True, timeout=240)
    (source,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return source, wheel


@pytest.fixture(scope="session")
def metadata(built: tuple[Path, Path]) -> Message:
    with ZipFile(built[1]) as packed:
        (name,) = (each for each in packed.namelist() if each.endswith(".dist-info/METADATA"))
        return message_from_bytes(packed.read(name))


@pytest.fixture(scope="session")
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("besa_setup", ROOT / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_distributions_hold_the_repository(built: tuple[Path, Path]) -> None:
    files = repository_files(ROOT)
    source, wheel = built
    assert source_problems(source, files) == []
    assert wheel_problems(wheel, files) == []


def test_what_a_distribution_lacks_or_has_otherwise_is_named(built: tuple[Path, Path]) -> None:
    files = repository_files(ROOT)
    source, wheel = built
    files["bot/page/assets/new.css"] = b""
    files["corpus/py.typed"] = b"changed"
    del files["besa/py.typed"]
    for problems in (source_problems(source, files), wheel_problems(wheel, files)):
        assert [problem.partition(": ")[2] for problem in problems] == [
            "bot/page/assets/new.css is missing",
            "besa/py.typed is not of the repository",
            "corpus/py.typed differs",
        ]


def test_every_package_whose_types_are_seen_is_typed(built: tuple[Path, Path]) -> None:
    with ZipFile(built[1]) as packed:
        assert {f"{name}/py.typed" for name in ("besa", "bot", "corpus", "embeddings")} <= set(packed.namelist())


def test_the_metadata_passes_what_an_index_asks(built: tuple[Path, Path], metadata: Message) -> None:
    twine = [sys.executable, "-m", "twine", "--no-color", "check", "--strict", *map(str, built)]
    checked = subprocess.run(twine, capture_output=True, text=True, timeout=120, check=False)
    assert checked.returncode == 0, checked.stdout
    assert metadata["Version"] == besa.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Author"] == "The Besa authors"
    assert metadata.get_all("License-File") == ["LICENSE", "THIRD-PARTY.md"]
    assert metadata.get_all("Project-URL") is None  # no address is made up


def shown(readme: str) -> str:
    """The README as a page, through the filter that an index has for what such a page may hold."""
    page = clean(MarkdownIt().enable("table").render(readme))
    assert page is not None
    return page


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]*)"', page)


def test_an_index_shows_the_readme_without_a_picture_or_link_that_leads_nowhere(metadata: Message) -> None:
    text = metadata.get_payload()
    assert isinstance(text, str)
    assert text.lstrip().startswith("# Besa")
    page = shown(text)
    assert "<img" not in page
    assert all(each.startswith(("https://", "#")) for each in addresses(page))
    for command in ("besa add", "besa ask", "import besa"):
        assert command in text


def test_with_a_public_repository_its_pictures_and_pages_are_linked(setup: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert readme.startswith("---\n")
    text = setup.index_readme(readme, REPOSITORY, "0.2.0")
    assert text.startswith(("# Besa", "<!--"))
    page = shown(text)
    assert all(each.startswith(("https://", "#")) for each in addresses(page))
    own = {each.partition("/v0.2.0/")[2] for each in addresses(page) if each.startswith(REPOSITORY)}
    assert {"docs/demo.webp", "docs/screenshots/answer.png", "docs/how-it-works.svg", "CHANGELOG.md"} <= own
    assert [each for each in sorted(own) if not (ROOT / each).exists()] == []
    assert page.count("<img") == len(re.findall(r"!\[", readme))
    assert set(setup.project_urls(REPOSITORY, "0.2.0")) == {"Repository", "Changelog"}


def test_the_readme_in_the_repository_links_to_files_that_are_there() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def cited() -> dict[str, Any]:
    citation: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    return citation


def test_every_place_names_the_same_version_and_day() -> None:
    released = next(each for each in RELEASES if each != "Unreleased")
    assert released == f"{besa.__version__} - {cited()['date-released']}"
    assert str(cited()["version"]) == besa.__version__
    for command in ([Path(sys.executable).with_name("besa")], [sys.executable, "-m", "besa"]):
        said = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, timeout=120, cwd=ROOT, check=True
        )
        assert said.stdout == f"besa {besa.__version__}\n"


def test_the_citation_has_what_the_format_asks_and_nothing_else() -> None:
    """By the schema of Citation File Format 1.2.0."""
    citation = cited()
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert citation["license"] == "MIT"
    assert isinstance(citation["date-released"], date)
    assert all(
        isinstance(citation[name], str) and citation[name] for name in ("message", "title", "abstract", "version")
    )
    assert citation["authors"]
    assert all(author.keys() <= {"name", "family-names", "given-names", "orcid"} for author in citation["authors"])
    known = {"cff-version", "message", "title", "type", "authors", "version", "date-released", "license", "abstract"}
    assert citation.keys() <= known | {"keywords", "repository-code", "url", "doi", "commit", "identifiers"}


def test_the_changelog_has_a_dated_section_for_each_release_newest_first() -> None:
    assert [each for each in RELEASES[1:] if each == "Unreleased"] == []
    dated = [
        re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", each) for each in RELEASES if each != "Unreleased"
    ]
    found = [((int(each[1]), int(each[2]), int(each[3])), date.fromisoformat(each[4])) for each in dated if each]
    assert len(found) == len(dated) >= 2
    assert found == sorted(found, reverse=True)
    kinds = set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_every_package_that_besa_asks_for_is_listed_with_its_licence() -> None:
    listed = re.findall(r"^\| \*\*(.+?)\*\* \| .*\w", (ROOT / "THIRD-PARTY.md").read_text("utf-8"), re.MULTILINE)

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).casefold()

    assert {plain(name) for name in listed} == {plain(name) for name in required()}
