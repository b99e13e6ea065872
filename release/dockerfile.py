"""The Dockerfile as data: its stages, and what each of them says."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from dockerfile_parse import DockerfileParser

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction; `value` is what follows its name, on one line."""

    name: str
    value: str

    def words(self) -> list[str]:
        """Return the words of the value: those of a JSON list, or of a shell, its variables not filled in."""
        words: list[str] = json.loads(self.value) if self.value.startswith("[") else shlex.split(self.value)
        return words


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, called `name` where it has one, that begins with the image `base`."""

    base: str
    name: str | None
    instructions: tuple[Instruction, ...]

    def values(self, name: str) -> list[str]:
        return [each.value for each in self.instructions if each.name == name]

    def command(self, name: str) -> list[str]:
        """Return the words of the last instruction of that name."""
        return Instruction(name, self.values(name)[-1]).words()

    def health_check(self) -> list[str]:
        """Return the command of the health check."""
        return Instruction("CMD", self.values("HEALTHCHECK")[-1].partition(" CMD ")[2]).words()

    def environment(self) -> dict[str, str]:
        """Return what ENV says, its variables not filled in."""
        said = (word for each in self.instructions if each.name == "ENV" for word in each.words())
        return dict(word.split("=", 1) for word in said)


def read_stages(file: Path) -> list[Stage]:
    """Return the stages of a Dockerfile, in order."""
    parsed = DockerfileParser(fileobj=BytesIO(file.read_bytes()), env_replace=False).structure
    instructions = [
        Instruction(each["instruction"], each["value"]) for each in parsed if each["instruction"] != "COMMENT"
    ]
    starts = [at for at, each in enumerate(instructions) if each.name == "FROM"]
    stages = []
    for start, end in zip(starts, [*starts[1:], len(instructions)], strict=True):
        base, _, name = instructions[start].value.partition(" AS ")
        stages.append(Stage(base, name or None, tuple(instructions[start + 1 : end])))
    return stages


def filled(text: str, variables: Mapping[str, str]) -> str:
    """Return the text with its $VARIABLES filled in; those that are not known stay."""
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], found[0]), text)
