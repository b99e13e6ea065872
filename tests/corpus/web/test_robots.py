from __future__ import annotations

import time

import pytest

from corpus.web.robots import MAX_BYTES, RobotRules

RULES = """\
User-agent: *
Disallow: /everyone

User-Agent: other
User-agent: BESA/1.0  # a version says nothing
Crawl-delay: 5
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Disallow: /caf%C3%A9
Disallow: /q?x=
Disallow: /a/*/c
Allow: /same
Disallow: /same
Disallow:

User-agent: besa
Disallow: /later
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True),
        ("/everyone", True),
        ("/private", True),
        ("/private/", False),
        ("/private/a", False),
        ("/private/open/a", True),
        ("/%70rivate/a", False),
        ("/a.pdf", False),
        ("/a.pdf?page=1", True),
        ("/caf%c3%a9/menu", False),
        ("/q?x=1", False),
        ("/q", True),
        ("/a/b/d/cc", False),
        ("/a/c", True),
        ("/same", True),
        ("/later", False),
    ],
)
def test_the_longest_rule_of_the_groups_for_besa_says(target: str, allowed: bool) -> None:
    assert RobotRules.parse(RULES).allows(target) is allowed


def test_without_a_group_of_its_own_the_rules_for_everyone_hold() -> None:
    rules = RobotRules.parse("user-agent:*\rdisallow:/a\r\n\nUSER-AGENT: b\nDISALLOW: /\n")
    assert not rules.allows("/a")
    assert rules.allows("/b")


@pytest.mark.parametrize("text", ["", "<html>no</html>", "Disallow: /", "User-agent: besa\nDisallow:", "\0:\0\n:::\n"])
def test_what_forbids_nothing_allows_all(text: str) -> None:
    assert RobotRules.parse(text).allows("/a")


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\n" * (MAX_BYTES // 28) + "Disallow: /\n" * (MAX_BYTES // 24),
        "User-agent: *\nDisallow: " + "*a" * (MAX_BYTES // 2),
        "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*a*b$\n" * (MAX_BYTES // 30),
    ],
)
def test_a_hostile_robots_txt_costs_no_more_than_its_length(text: str) -> None:
    started = time.process_time()
    RobotRules.parse(text).allows("/" + "a" * 2_000)
    assert time.process_time() - started < 20  # it is a fraction of a second; what grows with a power takes hours
