"""What a Hugging Face Space is told: the README's first lines, requirements.txt and packages.txt."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from release.dockerfile import read_stages
from tests.support.paths import ROOT

with (ROOT / "pyproject.toml").open("rb") as _file:
    PROJECT: dict[str, Any] = tomllib.load(_file)["project"]
README = (ROOT / "README.md").read_text("utf-8")
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}


def pins(name: str) -> dict[tuple[str, str], str]:
    """The versions in a file, by package and system."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {(canonicalize_name(each.name), str(each.marker or "")): str(each.specifier) for each in found}


def front_matter() -> dict[str, Any]:
    found = re.match(r"---\n(.*?)\n---\n\n# Besa\n", README, re.DOTALL)
    assert found, "a Space reads what stands between two lines of --- at the very beginning"
    told: dict[str, Any] = yaml.safe_load(found[1])
    return told


def test_the_readme_tells_a_space_what_it_asks_for() -> None:
    told = front_matter()
    assert told["title"] == "Besa"
    assert told["sdk"] == "gradio"
    assert (ROOT / told["app_file"]).is_file()
    assert told["license"] == PROJECT["license"].lower()
    assert {told["colorFrom"], told["colorTo"]} <= COLOURS
    assert len(told["emoji"]) == 1


def test_a_space_has_the_gradio_and_a_python_that_besa_is_tested_with() -> None:
    told = front_matter()
    assert f"=={told['sdk_version']}" == pins("constraints.txt")["gradio", ""]
    assert told["python_version"] in SpecifierSet(PROJECT["requires-python"])
    assert read_stages(ROOT / "Dockerfile")[0].base.startswith(f"python:{told['python_version']}-")


def test_a_space_installs_what_besa_asks_for_as_it_is_pinned() -> None:
    required, pinned = pins("requirements.txt"), pins("constraints.txt")
    assert {name for name, _ in required} == {
        canonicalize_name(Requirement(each).name) for each in PROJECT["dependencies"]
    }, "make it anew with: make pins"
    assert {each: pinned.get(each) for each in required} == required, "make it anew with: make pins"


def test_packages_txt_names_debian_s_packages_for_ocr_one_a_line() -> None:
    lines = (ROOT / "packages.txt").read_text("utf-8").splitlines()
    assert lines[0] == "tesseract-ocr"
    assert len(lines) >= 2
    assert all(re.fullmatch(r"tesseract-ocr(-[a-z]{3})?", line) for line in lines)
