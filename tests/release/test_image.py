"""The container: what the Dockerfile and compose.yaml say, and the Dockerfile's steps carried out without Docker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from platformdirs import user_cache_path

from benchmarks.serving import Visitor
from bot.page import build_page, launch
from release.build_context import context_files
from release.dockerfile import read_stages
from release.export_only import EXPORTERS, export_only
from release.rehearsal import Image, check_health, rehearse, served
from release.requirements import needed, required
from tests.support.browser import FakeLibraryService
from tests.support.paths import ROOT
from tests.support.shelves import LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib import metadata

BUILDER, FINAL = read_stages(ROOT / "Dockerfile")
PROGRAM = ("app.py", "bot", "corpus", "embeddings")
SERVICE_KEYS = {
    "build",
    "cap_drop",
    "environment",
    "image",
    "ports",
    "read_only",
    "restart",
    "security_opt",
    "tmpfs",
    "volumes",
}
"""Of what the Compose specification knows of a service, what is used."""


# What the image is made of


def test_the_image_is_made_of_all_of_the_program_and_of_nothing_else_that_lies_about(tmp_path: Path) -> None:
    found = {each.as_posix() for each in context_files(ROOT)}
    own = {each for name in PROGRAM for each in [ROOT / name, *(ROOT / name).rglob("*")] if each.is_file()}
    assert {each.relative_to(ROOT).as_posix() for each in own if "__pycache__" not in each.parts} <= found
    assert {"pyproject.toml", "LICENSE", "README.md", "constraints.txt", "requirements.txt", "packages.txt"} <= found
    for stray in (".env", ".git/config", ".venv/x.py", "library.sqlite", "documents/mine.pdf", "tests/x.py", "app.pyc"):
        (tmp_path / stray).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / stray).touch()
    for kept in ("app.py", "bot/page/x.css", "bot/__pycache__/x.pyc", "__pycache__/app.pyc"):
        (tmp_path / kept).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / kept).touch()
    shutil.copy(ROOT / ".dockerignore", tmp_path)
    assert [each.as_posix() for each in context_files(tmp_path)] == ["app.py", "bot/page/x.css"]


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ("", ["a.txt", "b/a.txt", "b/c/a.md"]),
        ("a.txt", ["b/a.txt", "b/c/a.md"]),
        ("**/a.txt", ["b/c/a.md"]),
        ("*\n!b", ["b/a.txt", "b/c/a.md"]),
        ("*\n!b\nb/c", ["b/a.txt"]),
        ("# all\nb\n!b/c/a.md", ["a.txt", "b/c/a.md"]),
        ("?.txt\nb/*/a.md", ["b/a.txt"]),
    ],
)
def test_ignore_rules_are_read_as_docker_reads_them(tmp_path: Path, rules: str, left: list[str]) -> None:
    for name in ("a.txt", "b/a.txt", "b/c/a.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".dockerignore").write_text(rules)
    found = [each.as_posix() for each in context_files(tmp_path)]
    assert [each for each in found if each != ".dockerignore"] == left


def test_what_is_copied_from_the_repository_is_given_to_the_build() -> None:
    context = {each.as_posix() for each in context_files(ROOT)} | {"."}
    for stage in (BUILDER, FINAL):
        for each in stage.instructions:
            if each.name == "COPY" and not each.value.startswith("--from="):
                assert set(each.words()[:-1]) <= context


# What the Dockerfile says


def test_both_stages_begin_with_the_same_python_which_besa_runs_on() -> None:
    assert BUILDER.base == FINAL.base
    image, _, tag = FINAL.base.partition(":")
    assert image == "python"
    assert tag.split("-")[0] in {"3.11", "3.12", "3.13", "3.14"}


def test_the_last_stage_runs_as_nobody_in_particular_and_keeps_the_library_in_a_volume() -> None:
    names = [each.name for each in FINAL.instructions]
    assert "RUN" not in names[names.index("USER") :]
    (user,) = FINAL.values("USER")
    assert user not in ("root", "0")
    assert any(f"useradd --uid 10001 --create-home {user}" in each for each in FINAL.values("RUN"))
    assert FINAL.values("VOLUME") == [FINAL.environment()["XDG_DATA_HOME"]]


def test_the_last_stage_gets_from_the_first_what_was_installed_and_nothing_else() -> None:
    assert [each.words() for each in FINAL.instructions if each.name == "COPY"] == [
        ["packages.txt", "/opt/"],
        ["--from=builder", "/opt", "/opt"],
    ]
    assert not any("pip" in each for each in FINAL.values("RUN"))
    for folder in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):  # the prepared model, and the note of it
        assert FINAL.environment()[folder] == BUILDER.environment()[folder]


def test_nothing_in_the_container_tells_anybody_anything() -> None:
    said = FINAL.environment()
    assert said["ORT_DISABLE_TELEMETRY"] == said["HF_HUB_DISABLE_TELEMETRY"] == said["HF_HUB_OFFLINE"] == "1"
    assert said["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_its_command_is_one_that_besa_knows_and_ends_with_what_ctrl_c_sends() -> None:
    assert FINAL.command("ENTRYPOINT") == ["besa"]
    assert FINAL.command("CMD") == ["serve"]
    assert FINAL.values("STOPSIGNAL") == ["SIGINT"]


def test_one_port_is_served_exposed_published_on_this_machine_and_looked_after() -> None:
    port = FINAL.environment()["BESA_PORT"]
    assert FINAL.values("EXPOSE") == [port]
    assert f"http://127.0.0.1:{port}/" in FINAL.health_check()[-1]
    assert service()["ports"] == [f"127.0.0.1:{port}:{port}"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_health_check_is_content_with_a_page_and_with_nothing_else(tmp_path: Path) -> None:
    image = Image(tmp_path, {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}, tmp_path)
    page = build_page(FakeLibraryService())
    address = launch(page, "127.0.0.1", None).rstrip("/")
    check_health(image, FINAL, address)
    page.close(verbose=False)
    with pytest.raises(subprocess.CalledProcessError):
        check_health(image, FINAL, address)


# What compose.yaml says


def service() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert described.keys() == {"services", "volumes"}
    assert described["services"].keys() == {"besa"}
    one: dict[str, Any] = described["services"]["besa"]
    return one


def test_compose_says_what_it_can_say() -> None:
    assert service().keys() <= SERVICE_KEYS


def test_the_token_alone_is_handed_on_from_outside() -> None:
    assert service()["environment"] == ["BESA_TOKEN"]


def test_the_library_is_in_a_volume_and_the_documents_are_only_read() -> None:
    library, documents = service()["volumes"]
    described = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    name, _, target = library.partition(":")
    assert name in described["volumes"]
    assert [target] == FINAL.values("VOLUME")
    assert documents.endswith(":/documents:ro")


def test_the_container_can_change_nothing_but_the_library() -> None:
    assert service()["read_only"] is True
    assert service()["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service()["security_opt"]


# The steps themselves


def test_only_the_export_needs_pytorch_and_its_kind() -> None:
    left_out = set(export_only())
    assert {"torch", "transformers", "sentence-transformers", "onnx", "sympy"} <= left_out
    assert not left_out & {"gradio", "onnxruntime", "numpy", "tokenizers", "faiss-cpu", "huggingface-hub"}
    assert set(required()) >= EXPORTERS


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The Dockerfile carried out with the packages, and the prepared model, that the tests have."""
    folder = tmp_path_factory.mktemp("image")
    offline = {"UV_OFFLINE": "1", "UV_NO_BUILD_ISOLATION": "1", "UV_PYTHON_DOWNLOADS": "never", "PIP_NO_INDEX": "1"}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    yield rehearse(folder, offline | {"PATH": path, "HOME": str(folder)}, {"UV_TORCH_BACKEND": ""}, _fill)
    shutil.rmtree(folder)


def _fill(image: Image, command: str) -> None:
    """Put in place what would be downloaded, or take half a minute, before the command that would do it."""
    image.environment["UV_COMPILE_BYTECODE"] = "0"
    if "--requirement requirements.txt" in command:
        (packages,) = image.path("/opt/besa").glob("lib/python*/site-packages")
        for package in needed(required()).values():
            _link(package, packages)
    models = user_cache_path("besa") / "models"
    if command.startswith("besa ask") and models.is_dir():
        kept = image.path("/opt/cache/besa/models")
        shutil.copytree(models, kept, ignore=shutil.ignore_patterns(".export-*"), dirs_exist_ok=True)


def _link(package: metadata.Distribution, target: Path) -> None:
    for file in package.files or ():
        source = Path(str(package.locate_file(file)))
        if ".." not in file.parts and source.is_file():
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            try:
                (target / file).hardlink_to(source)
            except OSError:  # another disk
                shutil.copyfile(source, target / file)


@pytest.mark.encoder
def test_the_steps_of_the_dockerfile_end_with_a_page_that_answers_without_pytorch(image: Image) -> None:
    (packages,) = image.path("/opt/besa").glob("lib/python*/site-packages")
    gone = [each for each in ("torch", "transformers", "sentence_transformers", "onnx") if (packages / each).exists()]
    assert gone == []
    with served(image, FINAL) as address, Visitor(address) as visitor:
        check_health(image, FINAL, address)
        assert "Ashraf-3" in visitor.ask("Who raided Ashraf-3?").text
    assert [each.split()[0] for each in image.skipped] == ["apt-get", "useradd"]


@pytest.mark.encoder
def test_what_pytorch_would_be_needed_for_is_refused_with_what_to_install(image: Image) -> None:
    (image.root / "lighthouses.txt").write_text(LIGHTHOUSES, "utf-8")
    image.run(["besa", "add", str(image.root / "lighthouses.txt")])
    for command in (
        ["besa", "embed", "--encoder", "intfloat/e5-small"],
        ["besa", "ask", "--encoder-backend", "torch", "Who raided Ashraf-3?"],
    ):
        with pytest.raises(subprocess.CalledProcessError) as refused:
            image.run(command)
        assert refused.value.returncode == 1
        assert "pip install" in refused.value.stderr
        assert "Traceback" not in refused.value.stderr
    versions = json.loads(image.run(["besa", "info", "--json"]).stdout)["versions"]
    assert "torch" not in versions
    assert {"onnxruntime", "gradio", "python"} <= versions.keys()
