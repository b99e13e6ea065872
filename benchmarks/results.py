"""What was measured, and the one file that keeps it: each part with the conditions under which it was measured."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.encoders.onnx import available_cores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACKAGES = ("besa", "sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "numpy", "gradio")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that was measured `count` times; `p95` is the 95th percentile, None where once says nothing of it."""

    name: str
    unit: str
    median: float
    p95: float | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one subject: a peer, a kind of file, a size. `missing` is why there are none.

    `size` is in passages, where cost grows with them; `group` names what only some of a part's subjects share.
    """

    subject: str
    figures: tuple[Figure, ...] = ()
    size: int | None = None
    group: str = ""
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """When and on what: `load` is the machine's average over a minute, before and after. Other work makes it slower."""

    date: str
    cores: int
    processor: str
    system: str
    load: tuple[float, ...]
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement: `name` on the command line, `title` over its table."""

    name: str
    title: str
    rows: tuple[Measured, ...]
    conditions: Conditions


def figure(name: str, unit: str, values: Sequence[float]) -> Figure:
    """Of everything that was measured, in any order. At least one value."""
    if not values:
        raise ValueError(f"{name} was never measured")
    tail = float(np.percentile(values, 95)) if len(values) > 1 else None
    return Figure(name, unit, float(median(values)), tail, len(values))


def once(name: str, unit: str, value: float) -> Figure:
    return Figure(name, unit, float(value))


def conditions() -> Conditions:
    """Those of now."""
    versions = {name: metadata.version(name) for name in PACKAGES} | {"python": platform.python_version()}
    date = datetime.now(UTC).isoformat(timespec="seconds")
    return Conditions(date, available_cores(), _processor(), platform.system(), _load(), versions)


def since(before: Conditions) -> Conditions:
    """`before`, with the load of now."""
    return replace(before, load=(*before.load, *_load()))


def read(path: Path) -> list[Part]:
    """The parts that a file keeps; none where there is no file yet."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    return [_part(name, value) for name, value in kept.items()]


def keep(path: Path, part: Part, order: Sequence[str]) -> list[Part]:
    """Writes a part into the file, in place of an earlier one; the parts that are there now, in `order`."""
    parts = {each.name: each for each in read(path)} | {part.name: part}
    kept = [parts[name] for name in order if name in parts]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    described = {each.name: {name: value for name, value in asdict(each).items() if name != "name"} for each in kept}
    beside.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", "utf-8")
    beside.replace(path)
    return kept


def _part(name: str, value: dict[str, Any]) -> Part:
    rows = tuple(
        Measured(**{**row, "figures": tuple(Figure(**figure) for figure in row["figures"])}) for row in value["rows"]
    )
    of = value["conditions"]
    return Part(name, value["title"], rows, Conditions(**{**of, "load": tuple(of["load"])}))


def _load() -> tuple[float, ...]:
    """Nothing where the system does not say it."""
    return (round(os.getloadavg()[0], 2),) if hasattr(os, "getloadavg") else ()


def _processor() -> str:
    """The processor's model, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
