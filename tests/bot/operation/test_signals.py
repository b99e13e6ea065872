"""A signal is heard wherever it comes, and interrupts no line."""

from __future__ import annotations

import signal

import pytest

from bot.operation.signals import stop_signal

PATIENCE = 60.0


class Finalized:
    """Has a finalizer in which a signal comes; Python ignores what is raised there."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_sets_an_event(sent: signal.Signals) -> None:
    before, said = signal.getsignal(sent), []
    with stop_signal(lambda: said.append("ending")) as stop:
        signal.raise_signal(sent)
        assert stop.told.wait(PATIENCE)
    assert said == ["ending"]
    assert signal.getsignal(sent) == before


def test_a_signal_in_a_finalizer_is_not_lost() -> None:
    with stop_signal() as stop:
        Finalized()
        assert stop.told.wait(PATIENCE)


def test_a_signal_may_come_while_the_event_is_looked_at() -> None:
    with stop_signal() as stop:
        with stop.told._cond:  # type: ignore[attr-defined]  # its lock, which the interrupted line may hold
            signal.raise_signal(signal.SIGINT)
        assert stop.told.wait(PATIENCE)


def test_without_a_signal_nothing_is_told() -> None:
    with stop_signal() as stop:
        pass
    assert not stop.told.is_set()
