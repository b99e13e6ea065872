"""Are the top-level names that Besa needs its own? Other programs have modules of these names, too.

A script's own `bot.py` is found before Besa's `bot`; another package `embeddings` in one environment overwrites the
files of Besa's. Either would fail with an error that does not say why.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGES = ("corpus", "embeddings", "bot")
_HOME = Path(__file__).resolve().parent.parent
_ADVICE = "give Besa an environment of its own (with pipx, uv tool or python -m venv) and install it there"


def check_names(names: Iterable[str] = PACKAGES) -> None:
    """Raise ImportError, saying what to do, where one of these modules is not Besa's. Nothing is imported for that."""
    for name in names:
        found = _place(name)
        if found is None:
            raise ImportError(f"Besa's own {name!r} is missing from {_HOME}: install Besa again.", name=name)
        if found.parent not in (_HOME, _HOME / name):
            raise ImportError(
                f"{found} is found before Besa's own {name!r} in {_HOME}, which needs that name. "
                f"Rename it or move it away from what imports Besa; or {_ADVICE}.",
                name=name,
                path=str(found),
            )
        if not _names_besa(found):
            raise ImportError(
                f"Besa's own {name!r} in {_HOME} was overwritten or removed in part by another package of that name. "
                f"Uninstall that and install Besa again; better, {_ADVICE}.",
                name=name,
                path=str(found),
            )


def _place(name: str) -> Path | None:
    """Return the file that a module is or would be read from; of a folder without one, its `__init__.py`."""
    loaded = sys.modules.get(name)
    if loaded is not None:
        origin, folders = loaded.__file__, getattr(loaded, "__path__", ())
    elif spec := find_spec(name):
        origin, folders = spec.origin, spec.submodule_search_locations or ()
    else:
        return None
    if origin is not None:
        return Path(origin).resolve()
    return Path(next(iter(folders), f"<{name}>")).resolve() / "__init__.py"


def _names_besa(file: Path) -> bool:
    """Return whether a file begins as each of Besa's own does: its first line names Besa."""
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return "besa" in lines.readline().casefold()
    except FileNotFoundError:
        return False
