"""The templates of all messages in the product, found in its source."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.messages import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "corpus" / "messages.py"
"""The file that makes messages of templates that it is given."""
_PACKAGES = ("corpus", "embeddings", "bot", "besa")


@dataclass(frozen=True, slots=True)
class Made:
    """A place where a message is made; `template` is None where that is no literal, `values` if they are not named."""

    where: str
    template: str | None
    values: frozenset[str] | None


def sources() -> list[Path]:
    """Return the files of the product, without what only trains, measures or releases it."""
    return [ROOT / "app.py", *(path for name in _PACKAGES for path in (ROOT / name).rglob("*.py"))]


def messages_made() -> list[Made]:
    """Return every place of the product where a message is made."""
    return [each for path in sources() for each in _made_in(path)]


def templates() -> set[str]:
    """Return the templates that say something; those that only join others need no translation."""
    found = {each.template for each in messages_made() if each.template is not None}
    return {each for each in found if any(letter.isalpha() for letter in without_placeholders(each))}


def without_placeholders(template: str) -> str:
    """Return the words of a template alone."""
    for name in placeholders(template):
        template = template.replace(f"{{{name}}}", "").replace(f"{{{name}:,}}", "")
    return template


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in a file, with the name of what is called."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""), node


def _made_in(path: Path) -> Iterator[Made]:
    for name, call in calls(path):
        if name == "Message":
            first = call.args[0] if len(call.args) == 1 else None
            literal = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
            names = [each.arg for each in call.keywords]
            values = None if None in names else frozenset(each for each in names if each)
            yield Made(f"{path.relative_to(ROOT)}:{call.lineno}", literal, values)
