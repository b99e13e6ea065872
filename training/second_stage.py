"""Learns what decides whether a question is answered: the weights of the second stage and of the confidence.

    python -m training.second_stage read SET [SET ...] --examples FOLDER
    python -m training.second_stage learn --examples FOLDER [--write]

A SET is a folder with documents/ and questions.jsonl; where documents/ has folders, each is a library by itself. `read`
asks every question with the product's own two stages, and keeps what they say in FOLDER, a file for each set: of the
whole library, of a part of it, of the document alone, with the documents that answer there and hidden. `learn` measures
each set with what was learned on the others, and learns on all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from training.reading import ReadExample, read_set
from training.weights import learn

LONGEST_SET = 70
"""Questions with an answer of a large library that are asked, and half as many without; small ones are asked all."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.second_stage", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read")
    read.add_argument("sets", metavar="SET", nargs="+", type=Path)
    learning = commands.add_parser("learn")
    learning.add_argument("--write", action="store_true", help="write what was learned on all sets into the product")
    for command in (read, learning):
        command.add_argument("--examples", metavar="FOLDER", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "read":
        options.examples.mkdir(parents=True, exist_ok=True)
        for folder in options.sets:
            examples = list(read_set(folder, LONGEST_SET))
            (options.examples / f"{folder.name}.json").write_bytes(msgspec.json.encode(examples))
            sys.stdout.write(f"{folder.name}: {len(examples)} searches\n")
            sys.stdout.flush()
    else:
        files = sorted(options.examples.glob("*.json"))
        learn({f.stem: msgspec.json.decode(f.read_bytes(), type=list[ReadExample]) for f in files}, options.write)


if __name__ == "__main__":
    main()
