from __future__ import annotations

import threading

import pytest

from bot.limits.turns import TurnTaking

PATIENCE = 30.0


def test_nobody_waits_for_all_that_another_one_asked_before() -> None:
    turns, begun, may_go_on, order = TurnTaking(1, "test"), threading.Event(), threading.Event(), list[str]()

    def hold() -> None:
        begun.set()
        assert may_go_on.wait(PATIENCE)

    turns.submit("greedy", hold)
    assert begun.wait(PATIENCE)
    work = [turns.submit("greedy", lambda: order.append("greedy")) for _ in range(5)]
    work.append(turns.submit("honest", lambda: order.append("honest")))
    may_go_on.set()
    for each in work:
        each.result(PATIENCE)
    assert "honest" in order[:2]


def test_one_has_all_threads_only_while_nobody_else_is_here() -> None:
    now = [0.0]
    turns = TurnTaking(2, "test", lambda: now[0])
    both = threading.Barrier(2)
    for both_begun in [turns.submit("one", lambda: both.wait(PATIENCE)) for _ in range(2)]:
        both_begun.result(PATIENCE)
    turns.submit("other", lambda: None).result(PATIENCE)
    may_go_on = threading.Event()
    held = [turns.submit("one", lambda: may_go_on.wait(PATIENCE)) for _ in range(3)]
    turns.submit("other", lambda: None).result(PATIENCE)  # a thread is free
    may_go_on.set()
    for each in held:
        each.result(PATIENCE)
    now[0] = 1_000.0
    for both_begun in [turns.submit("one", lambda: both.wait(PATIENCE)) for _ in range(2)]:
        both_begun.result(PATIENCE)


def test_what_was_given_up_is_not_done_and_errors_are_raised_where_they_are_waited_for() -> None:
    turns, may_go_on, begun, done = TurnTaking(1, "test"), threading.Event(), threading.Event(), list[str]()

    def hold() -> None:
        begun.set()
        may_go_on.wait(PATIENCE)

    turns.submit("a", hold)
    assert begun.wait(PATIENCE)
    given_up = turns.submit("a", lambda: done.append("given up"))
    assert given_up.cancel()
    may_go_on.set()
    with pytest.raises(ZeroDivisionError):
        turns.submit("a", lambda: 1 / 0).result(PATIENCE)
    assert done == []
