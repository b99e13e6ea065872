from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.store.connections import ConnectionPool, connect_to_write
from corpus.store.database import Store
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

DESCRIPTORS = Path("/proc/self/fd")
counts_descriptors = pytest.mark.skipif(not DESCRIPTORS.exists(), reason="the system does not list a process's files")


def descriptors_below(folder: Path) -> int:
    """How many files below a folder this process has open."""
    return sum(os.path.realpath(each).startswith(str(folder)) for each in DESCRIPTORS.iterdir())


def in_threads(count: int, do: Callable[[], object]) -> None:
    threads = [threading.Thread(target=do) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def pool(folder: Path, kept: int) -> tuple[ConnectionPool, list[sqlite3.Connection]]:
    """A pool, and all connections that it has opened."""
    opened: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        opened.append(connect_to_write(folder / "some.sqlite"))
        return opened[-1]

    return ConnectionPool(connect, kept), opened


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


@counts_descriptors
def test_threads_that_come_and_go_leave_the_number_of_descriptors_flat(tmp_path: Path) -> None:
    store = Store.open(tmp_path.resolve())
    in_threads(40, store.generation)
    after_first = descriptors_below(store.folder)
    for _ in range(20):
        in_threads(40, store.generation)
    # SQLite closes no file while another connection of the process has it locked, and takes it again for the next one:
    # so there are as many as the threads that once read at the same time had, whatever is kept.
    assert descriptors_below(store.folder) <= max(after_first, 2 * 40 + 1)
    store.close()
    assert descriptors_below(store.folder) == 0


FEW_DESCRIPTORS = """
import resource, sys, threading
from pathlib import Path
from corpus.store.database import Store

store = Store.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
answers = []
for _ in range(30):
    threads = [threading.Thread(target=lambda: answers.append(store.generation())) for _ in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
print(len(answers))
"""


def test_a_process_that_may_open_few_files_serves_any_number_of_threads(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FEW_DESCRIPTORS, tmp_path], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ran.stdout == "600\n", ran.stderr


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
def test_idle_connections_are_kept_up_to_the_limit(at_once: int, tmp_path: Path) -> None:
    connections, opened = pool(tmp_path, kept=3)
    together = threading.Barrier(at_once)

    def use() -> None:
        with connections.connection():
            together.wait(30)

    in_threads(at_once, use)
    assert len(opened) == at_once
    assert sum(map(is_open, opened)) == min(at_once, 3)
    connections.close()
    assert not any(map(is_open, opened))


def test_one_thread_after_another_uses_the_same_connection(tmp_path: Path) -> None:
    connections, opened = pool(tmp_path, kept=3)

    def use() -> None:
        with connections.connection() as connection:
            connection.execute("SELECT 1")

    for _ in range(5):
        in_threads(1, use)
    assert len(opened) == 1


def test_a_block_inside_another_one_has_the_same_connection(tmp_path: Path) -> None:
    connections, _ = pool(tmp_path, kept=3)
    with connections.connection() as outer:
        with connections.connection() as inner:
            assert inner is outer
        with connections.connection() as again:
            assert again is outer
    store = Store.open(tmp_path)
    with store.writing() as connection:
        connection.execute("UPDATE settings SET value = 7 WHERE name = 'generation'")
        assert store.generation() == 7


def test_a_connection_in_a_transaction_is_not_kept(tmp_path: Path) -> None:
    connections, opened = pool(tmp_path, kept=3)
    with connections.connection() as connection:
        connection.execute("BEGIN")
    assert not any(map(is_open, opened))


def test_closing_while_others_read_lets_them_finish_and_leaves_nothing_open(tmp_path: Path) -> None:
    connections, opened = pool(tmp_path, kept=8)
    closed, failed, reading = threading.Event(), [], threading.Barrier(5)

    def read() -> None:
        try:
            with connections.connection() as connection:
                reading.wait(30)
                assert closed.wait(30)
                assert connection.execute("SELECT 1").fetchone() == (1,)
            with connections.connection() as connection:  # what was begun before goes on
                assert connection.execute("SELECT 2").fetchone() == (2,)
        except Exception as error:  # noqa: BLE001  any is one too many
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    reading.wait(30)
    connections.close()
    closed.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert not any(map(is_open, opened))


def test_a_store_can_be_closed_at_any_moment(tmp_path: Path) -> None:
    for _ in range(20):
        store = Store.open(tmp_path)
        failed: list[Exception] = []

        def read(store: Store = store, failed: list[Exception] = failed) -> None:
            try:
                for _ in range(50):
                    store.generation()
            except Exception as error:  # noqa: BLE001  any is one too many
                failed.append(error)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        store.close()
        for thread in threads:
            thread.join()
        assert not failed
