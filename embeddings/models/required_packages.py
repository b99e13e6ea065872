"""Packages that only some encoders need, or only their export. An installation that answers can be without them."""

from __future__ import annotations

from importlib.util import find_spec

from embeddings.errors import PackagesMissing


def require_packages(purpose: str, *modules: str) -> None:
    """Raise PackagesMissing, saying how to install them, unless all modules can be imported; import none.

    `purpose` is the beginning of a sentence: "The default encoder is prepared with".
    """
    missing = [name.replace("_", "-") for name in modules if find_spec(name) is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise PackagesMissing(
            f"{purpose} {_listed(modules)}; {_listed(missing)} {are} not installed here. "
            f"Install with: pip install {' '.join(missing)}"
        )


def _listed(names: list[str] | tuple[str, ...]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    packages = [name.replace("_", "-") for name in names]
    return " and ".join(filter(None, [", ".join(packages[:-1]), packages[-1]]))
