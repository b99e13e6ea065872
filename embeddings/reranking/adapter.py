"""The low-rank adapter as a file of its own: two thin matrices for each weight, in half precision."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from embeddings.reranking.dequantise import Weights

    Adapter = dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
    """By the name of a weight (out, in): down (rank, in) and up (out, rank); up @ down is added to it."""


def write_adapter(path: Path, adapter: Adapter, facts: dict[str, Any]) -> None:
    """Write the factors as float16 into `path`, an .npz, and `facts` with the SHA-256 of that file beside it."""
    arrays = {f"{name}:down": down.astype(np.float16) for name, (down, _) in adapter.items()}
    arrays |= {f"{name}:up": up.astype(np.float16) for name, (_, up) in adapter.items()}
    with path.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    facts = {**facts, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


def read_adapter(path: Path) -> Adapter:
    """Return the factors in `path`. Raises ValueError if the file is not the one that the JSON beside it describes."""
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))["sha256"]
    if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise ValueError(f"{path} is not the file that {path.with_suffix('.json').name} describes. Fetch both again.")
    with np.load(path, allow_pickle=False) as file:
        names = [name.removesuffix(":down") for name in file.files if name.endswith(":down")]
        return {name: (file[f"{name}:down"].astype("f4"), file[f"{name}:up"].astype("f4")) for name in names}


def merged(weights: Weights, adapter: Adapter) -> Weights:
    """Return the weights with each product of the adapter added. Raises KeyError for a weight that is not there.

    Processors add up a product in different orders. In double precision, what is left of that is lost in rounding, so
    the same weights come out everywhere.
    """
    result = dict(weights)
    for name, (down, up) in adapter.items():
        product = up.astype(np.float64) @ down.astype(np.float64)
        result[name] = (result[name] + product).astype(np.float32)
    return result
