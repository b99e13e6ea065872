"""Native code that could talk is known by name, so that an update that brings another one is looked at."""

from __future__ import annotations

import re
import socket
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from release.requirements import offered
from tests.support.elf import imported_functions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads shared libraries of Linux")

_REACHES_OUT = frozenset({"connect", "getaddrinfo", "gethostbyname", "gethostbyname_r", "sendto", "sendmsg"})
LOOKED_AT = frozenset({"hf-xet", "onnxruntime", "opencv-python-headless", "pillow", "psycopg-binary", "torch", "typst"})
"""What each of them was found to do, and how, is in docs/decisions/0020-nothing-leaves.md, with what to do for more."""


def installed_for_besa() -> dict[str, metadata.Distribution]:
    """Return what besa needs, with its extras, and what that needs, by normalized name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = ["besa", *offered(), "psycopg-binary"]  # the last is an extra of what is offered
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # an extra's, or another system's
            continue
        wanted = map(Requirement, found[name].requires or ())
        waiting += [each.name for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]
    return found


def test_no_other_native_library_than_those_that_were_looked_at_can_reach_out() -> None:
    distributions = installed_for_besa()
    talking = {
        name
        for name, distribution in distributions.items()
        for file in distribution.files or ()
        if re.search(r"\.so(\.|$)", file.name) and imported_functions(Path(str(file.locate()))) & _REACHES_OUT
    }
    assert len(distributions) > 40
    assert talking <= LOOKED_AT, "look at what it does, as decision 20 says, and write that down there"


def test_a_library_that_can_reach_out_is_seen() -> None:
    assert imported_functions(Path(socket.__file__)) == set()
    assert "getaddrinfo" in imported_functions(Path(sys.modules["_socket"].__file__ or ""))
