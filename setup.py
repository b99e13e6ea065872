"""Adds to the metadata what depends on where a release is published: the URLs, and the README that an index shows.

A package index shows the README far from its files, so a relative link leads nowhere there, and an index takes no
picture that is written into the page. With BESA_REPOSITORY, the public address of the repository, links and pictures
point into the tag of this version; without it the links become plain words, and the pictures are left out.
"""

from __future__ import annotations

import os
import re
import runpy
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).parent
PICTURE = re.compile(r"!\[([^\]]*)\]\((?!https?:)([^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\((?!https?:|mailto:|#)([^)\s]+)\)")
PICTURES_ONLY = re.compile(r"<!-- pictures -->.*?<!-- end of pictures -->\n*", re.DOTALL)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n+", re.DOTALL)


def index_readme(text: str, repository: str | None, version: str) -> str:
    """Return the README `text` as a package index can show it."""
    text = FRONT_MATTER.sub("", text)
    if repository:
        text = PICTURE.sub(rf"![\1]({repository}/raw/v{version}/\2)", text)
        text = LINK.sub(rf"[\1]({repository}/blob/v{version}/\2)", text)
    else:
        text = LINK.sub(r"\1", PICTURE.sub("", PICTURES_ONLY.sub("", text)))
    return re.sub(r"\n{3,}", "\n\n", text)


def project_urls(repository: str | None, version: str) -> dict[str, str]:
    """Return the project's URLs; none where no public address is known."""
    if not repository:
        return {}
    return {"Repository": repository, "Changelog": f"{repository}/blob/v{version}/CHANGELOG.md"}


def own_version() -> str:
    """Return the version without importing the package, which needs what is not installed yet."""
    return str(runpy.run_path(str(ROOT / "besa" / "version.py"))["__version__"])


if __name__ == "__main__":
    address = os.environ.get("BESA_REPOSITORY", "").rstrip("/") or None
    number = own_version()
    setup(
        version=number,
        long_description=index_readme((ROOT / "README.md").read_text("utf-8"), address, number),
        long_description_content_type="text/markdown",
        project_urls=project_urls(address, number),
    )
