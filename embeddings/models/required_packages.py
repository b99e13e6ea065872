"""Packages that only some encoders need, or only their export. An installation that answers can be without them."""

from __future__ import annotations

from importlib.util import find_spec

from corpus.messages import Message, listed
from embeddings.errors import PackagesMissing


def require_packages(model: str, *modules: str) -> None:
    """Raise PackagesMissing, saying how to install them, unless all modules can be imported; import none.

    `model` is the one that is made or run with them.
    """
    missing = [_package(name) for name in modules if find_spec(name) is None]
    if missing:
        raise PackagesMissing(
            Message(
                "{model} needs {packages}. Install what is missing with: pip install {missing}",
                model=model,
                packages=listed([_package(name) for name in modules]),
                missing=" ".join(missing),
            )
        )


def _package(module: str) -> str:
    return module.replace("_", "-")
