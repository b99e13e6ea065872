from __future__ import annotations

import re

from bot.page.appearance import ASSETS

STYLES = [each for each in sorted(ASSETS.glob("*.css")) if each.name != "print.css"]
TYPE = re.compile(r"font(?:-size)?: (?:italic )?(?:\d{3} )?([\d.]+px)")
SPACE = re.compile(r"(?:margin|padding|gap)(?:-[a-z-]+)?: ([^;}(]+)[;}]")
LENGTH = re.compile(r"(?<![\w.(-])([\d.]+)px")
TO_THE_EYE = 7


def test_every_size_of_type_is_on_the_one_scale() -> None:
    assert [(each.name, size) for each in STYLES for size in TYPE.findall(each.read_text("utf-8"))] == []


def test_every_distance_is_on_the_one_scale_or_set_to_the_eye() -> None:
    loose = [
        (each.name, space)
        for each in STYLES
        for space in SPACE.findall(each.read_text("utf-8"))
        if any(TO_THE_EYE <= float(length) <= 48 for length in LENGTH.findall(space))
    ]
    assert loose == []


def test_every_step_that_is_used_is_there() -> None:
    scale = (ASSETS / "style.css").read_text("utf-8")
    used = {step for each in STYLES for step in re.findall(r"var\((--(?:type|space)-\w+)\)", each.read_text("utf-8"))}
    assert len(used) == 17
    assert [step for step in sorted(used) if f"{step}:" not in scale] == []
