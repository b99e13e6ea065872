"""Learns the projection and the rotation of the token vectors from documents.

    python -m training.projection FOLDER [FOLDER ...] [--write]
    python -m training.projection --rotation FOLDER [FOLDER ...] [--write]

The columns of the projection are the principal components, about the origin, of the default encoder's token vectors;
every folder counts the same. The rotation is the one after which the signs of projected vectors come closest to them;
it is learned for the projection that there is. Without --write only what they keep is printed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from platformdirs import user_cache_path

from bot.wording.terminal import progress, say
from corpus.folders.discovery import find_files
from corpus.readers.sandbox.reader import Reader
from corpus.text.passages import split
from embeddings.encoders.registry import load_encoder
from embeddings.store.token_vectors import drawn_rotation, projection_for, projection_path
from embeddings.unit_vectors import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from embeddings.encoders.base import Encoder

KEPT, ROUNDS = 128, 40


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.projection", description=__doc__)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    parser.add_argument("--rotation", action="store_true", help="learn the rotation only")
    parser.add_argument("--write", action="store_true", help="write it into the product")
    options = parser.parse_args()
    encoder = load_encoder(None, user_cache_path("besa") / "models", report=say)
    tokens = [np.concatenate(list(_tokens(encoder, folder))) for folder in options.folders]
    known = projection_for(encoder.name)
    matrix = known.matrix if options.rotation else _components(tokens)
    assert matrix is not None
    projected = normalize(np.concatenate(tokens) @ matrix)
    unseen = projected[::5]
    rotation = learn_rotation(np.delete(projected, slice(None, None, 5), axis=0))
    kept = np.abs(unseen @ rotation).sum(axis=1).mean() / KEPT**0.5
    sys.stdout.write(f"Signs have a cosine of {kept:.3f} with the vectors that they stand for, a fifth held out\n")
    if options.write:
        file = projection_path(encoder.name)
        np.savez(file, matrix=matrix.astype(np.float16), rotation=rotation.astype(np.float16))


def _tokens(encoder: Encoder, folder: Path) -> Iterator[NDArray[np.float32]]:
    """Yield the token vectors of each passage in a folder's files, float32 (n, dimension)."""
    files = find_files([folder])
    with Reader() as reader, progress(f"Encoding, {folder}", len(files)) as advance:
        for done, path in enumerate(files, 1):
            contents = [part.content for part in reader.parse(reader.load(path))]
            texts = [each.span.of(content.text) for content in contents for each in split(content)]
            for encoding in encoder.encode_passages(texts):
                yield encoding.tokens
            advance(done, len(files))


def _components(folders: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the principal components of the tokens of all folders: float32 (dimension, KEPT)."""
    moments = sum((tokens.T @ tokens).astype(np.float64) / max(1, len(tokens)) for tokens in folders)
    values, vectors = np.linalg.eigh(moments)
    components = vectors[:, ::-1][:, :KEPT]
    signs = np.sign(components[np.abs(components).argmax(axis=0), np.arange(KEPT)])
    sys.stdout.write(f"{KEPT} of {len(vectors)} components keep {values[::-1][:KEPT].sum() / values.sum():.3f}\n")
    found: NDArray[np.float32] = (components * signs).astype(np.float32)
    return found


def learn_rotation(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rotation after which the signs of `vectors` (n, d) are nearest to them: float32 (d, d).

    Iterative quantisation (Gong & Lazebnik 2011): signs, then the rotation that fits them best, in turn.
    """
    rotation = drawn_rotation(vectors.shape[1])
    for _ in range(ROUNDS):
        left, _, right = np.linalg.svd(vectors.T @ np.sign(vectors @ rotation))
        rotation = (left @ right).astype(np.float32)
    return rotation


if __name__ == "__main__":
    main()
