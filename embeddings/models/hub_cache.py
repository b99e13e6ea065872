"""Where models lie that were downloaded from the Hugging Face Hub before: the one door to huggingface_hub.

A model that is loaded by its name makes huggingface_hub fetch a list of programs from the Hub, to say in its requests
which of them is at work, also where nothing but local files may be used. One that is loaded from its folder does not.
"""

from __future__ import annotations

from pathlib import Path

_DESCRIPTIONS = ("modules.json", "config.json")
"""One of these stands in each model's folder."""
_ORGANIZATION = "sentence-transformers"


def model_folder(model: str) -> Path | None:
    """Return the folder of a model, which is one or the Hub's name of one; None where it is not on this machine.

    A name without an organization is looked for among those of sentence-transformers first, as that library does.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    names = [model] if "/" in model else [f"{_ORGANIZATION}/{model}", model]
    return next(filter(None, map(_downloaded, names)), None)


def _downloaded(name: str) -> Path | None:
    from huggingface_hub import try_to_load_from_cache

    for description in _DESCRIPTIONS:
        try:
            found = try_to_load_from_cache(name, description)
        except ValueError:  # the Hub has no such names
            return None
        if isinstance(found, str):
            return Path(found).parent
    return None
