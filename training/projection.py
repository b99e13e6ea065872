"""Learns the projection of the token vectors from documents.

    python -m training.projection FOLDER [FOLDER ...] [--write]

The columns are the principal components, about the origin, of the default encoder's token vectors; every folder
counts the same. Without --write only the share of the squared length that they keep is printed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from bot.wording.terminal import progress, say
from corpus.folders.discovery import find_files
from corpus.readers.sandbox.reader import Reader
from corpus.text.passages import split
from embeddings.encoders.registry import load_encoder
from embeddings.store.token_vectors import projection_path

KEPT = 128


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.projection", description=__doc__)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write it into the product")
    options = parser.parse_args()
    encoder = load_encoder(None, user_cache_path("besa") / "models", report=say)
    moments = np.zeros((encoder.dimension, encoder.dimension))
    for folder in options.folders:
        total, count = np.zeros_like(moments), 0
        files = find_files([folder])
        with Reader() as reader, progress(f"Encoding, {folder}", len(files)) as advance:
            for done, path in enumerate(files, 1):
                contents = [part.content for part in reader.parse(reader.load(path))]
                texts = [each.span.of(content.text) for content in contents for each in split(content)]
                for encoding in encoder.encode_passages(texts):
                    total += encoding.tokens.T @ encoding.tokens
                    count += len(encoding.tokens)
                advance(done, len(files))
        moments += total / max(1, count)
    values, vectors = np.linalg.eigh(moments)
    components = vectors[:, ::-1][:, :KEPT]
    signs = np.sign(components[np.abs(components).argmax(axis=0), np.arange(KEPT)])
    sys.stdout.write(f"{KEPT} of {encoder.dimension} components keep {values[::-1][:KEPT].sum() / values.sum():.3f}\n")
    if options.write:
        np.save(projection_path(encoder.name), (components * signs).astype(np.float16))


if __name__ == "__main__":
    main()
