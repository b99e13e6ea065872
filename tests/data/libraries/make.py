"""Make a small library with an earlier commit, for the tests of migrations.

    python tests/data/libraries/make.py COMMIT VERSION

checks COMMIT out into a temporary folder, adds four documents with its own `besa add`, removes a fifth, and keeps the
library's file as `VERSION.sqlite.gz` beside this script. Those that are there were made with

    python tests/data/libraries/make.py 811efbb 1
    python tests/data/libraries/make.py 17e5c58 2
    python tests/data/libraries/make.py fa796bc 3
    python tests/data/libraries/make.py 10403bc 4
    python tests/data/libraries/make.py 453f11b 5
    python tests/data/libraries/make.py 2d200f0 6
    python tests/data/libraries/make.py d44794b 7

One content stands at two paths, and the PDF has two pages.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCUMENTS = Path("/tmp/besa-documents")
BEES = (
    "A honey bee colony holds about fifty thousand workers in summer. The queen lays up to two thousand eggs a day.\n"
)
LIGHTHOUSE = """---
title: The lighthouse of Skagen
author: Ana Leka
date: 2021-03-04
---
# Its light

The lighthouse of Skagen was lit in 1858. Its tower is forty-six metres tall.
"""
PAGES = ("Whales sing under the ice.", "Owls hunt by night in the forest.")


def pdf(pages: tuple[str, ...]) -> bytes:
    """Return a PDF with a line of text on each page; readers mend the table of its objects, which it lacks."""
    kids = " ".join(f"{10 * n} 0 R" for n in range(1, len(pages) + 1))
    body = f"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [{kids}] /Count "
    body += f"{len(pages)}>> endobj\n3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n"
    for n, text in enumerate(pages, 1):
        drawn = f"BT /F 12 Tf 72 700 Td ({text}) Tj ET"
        body += (
            f"{10 * n} 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {10 * n + 1} 0 R "
            f"/Resources <</Font <</F 3 0 R>>>>>> endobj\n"
            f"{10 * n + 1} 0 obj <</Length {len(drawn)}>> stream\n{drawn}\nendstream endobj\n"
        )
    return (body + "trailer <</Root 1 0 R>>\n%%EOF\n").encode()


def write_documents() -> None:
    """Write the five documents."""
    shutil.rmtree(DOCUMENTS, ignore_errors=True)
    (DOCUMENTS / "copies").mkdir(parents=True)
    (DOCUMENTS / "bees.txt").write_text(BEES, "utf-8")
    (DOCUMENTS / "copies" / "bees.txt").write_text(BEES, "utf-8")
    (DOCUMENTS / "lighthouse.md").write_text(LIGHTHOUSE, "utf-8")
    (DOCUMENTS / "pages.pdf").write_bytes(pdf(PAGES))
    (DOCUMENTS / "removed.txt").write_text("Nobody reads this any more.\n", "utf-8")


def make(commit: str, version: str) -> None:
    """Make VERSION.sqlite.gz with the Besa of `commit`."""
    write_documents()
    with tempfile.TemporaryDirectory() as temporary:
        checkout, library = Path(temporary, "checkout"), Path(temporary, "library")
        subprocess.run(["git", "worktree", "add", "--detach", checkout, commit], check=True)
        besa = [sys.executable, "-m", "app", "--library", str(library)]
        environment = {**os.environ, "PYTHONPATH": str(checkout), "HF_HUB_OFFLINE": "1", "XDG_CACHE_HOME": temporary}
        for arguments in (["add", str(DOCUMENTS)], ["remove", "removed.txt"]):
            subprocess.run([*besa, *arguments], cwd=checkout, env=environment, check=True)
        subprocess.run(["git", "worktree", "remove", "--force", checkout], check=True)
        packed = gzip.compress((library / "library.sqlite").read_bytes(), mtime=0)
    Path(__file__).with_name(f"{version}.sqlite.gz").write_bytes(packed)


if __name__ == "__main__":
    make(*sys.argv[1:])
