"""An address of a library on a server is shown without its password, whatever is wrong with it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from corpus.postgres.address import Address, is_address, shown
from corpus.postgres.store import PostgresStore

SECRET = "ge%3Aheim%40"
MEANT = "ge:heim@"


@pytest.mark.parametrize(
    "location",
    [
        f"postgresql://ana:{SECRET}@db.example.org:5432/archive?schema=minutes&sslmode=require",
        f"postgres://ana:{SECRET}@db.example.org/archive",
        f"postgresql:/ana:{SECRET}@db.example.org/archive",  # as a path has it
        f"postgresql://ana@db.example.org/archive?password={SECRET}",
    ],
)
def test_nothing_that_is_shown_of_an_address_has_its_password(location: str) -> None:
    address = Address.parse(location)
    for text in (address.shown, repr(address), str(address), address.digest, shown(location)):
        assert SECRET not in text
        assert MEANT not in text
    assert MEANT not in address.masked(f'FATAL: password "{MEANT}" of {location} is wrong')
    assert SECRET in address.conninfo


def test_an_address_names_the_schema_of_the_library() -> None:
    address = Address.parse("postgresql://ana@db/archive?schema=minutes&sslmode=require")
    assert (address.schema, address.conninfo) == ("minutes", "postgresql://ana@db/archive?sslmode=require")
    assert Address.parse("postgresql://ana@db/archive").schema == "besa"


def test_how_the_server_is_used_is_no_part_of_which_library_it_is() -> None:
    address = Address.parse("postgresql://ana@db/archive?connections=4&slow_ms=250&ef_search=400&schema=minutes")
    assert (address.connections, address.slow_ms, address.ef_search) == (4, 250, 400)
    plain = Address.parse("postgresql://ana@db/archive?schema=minutes")
    assert (address.shown, address.digest, address.conninfo) == (plain.shown, plain.digest, plain.conninfo)
    assert (plain.connections, plain.slow_ms) == (None, None)
    with pytest.raises(LibraryError, match="connections takes a whole number"):
        Address.parse("postgresql://ana@db/archive?connections=many")


@pytest.mark.parametrize("schema", ["x; drop table documents", "Minutes", "", "a-b", "1"])
def test_a_schema_that_is_no_plain_name_is_refused(schema: str) -> None:
    with pytest.raises(LibraryError, match="schema=NAME"):
        Address.parse(f"postgresql://ana@db/archive?schema={schema}")


def test_folders_are_no_addresses() -> None:
    assert not any(map(is_address, ["library", "/home/ana/postgres", "postgres", Path("postgresql"), "http://db"]))
    assert is_address(Path("postgresql://ana@db/archive"))


def test_what_looks_like_an_address_and_is_none_does_not_show_its_password_either() -> None:
    broken = f"postgresql://ana:{SECRET}@[db/archive"
    with pytest.raises(LibraryError) as caught:
        Address.parse(broken)
    assert SECRET not in str(caught.value)
    assert SECRET not in shown(broken)


@pytest.mark.parametrize(
    "location",
    [
        f"postgresql://ana:{SECRET}@127.0.0.1:1/archive",  # nothing listens there
        f"postgresql://ana:{SECRET}@127.0.0.1:port/archive",
        f"postgresql://ana:{SECRET}@127.0.0.1:1/archive?no_such_option=1",
    ],
)
def test_a_server_that_cannot_be_reached_is_said_to_be_without_its_password(
    location: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(LibraryError, match="cannot be reached") as caught:
        PostgresStore.open_at(Address.parse(location), tmp_path)
    assert "try again" in str(caught.value)
    assert "ana@127.0.0.1" in str(caught.value)
    assert caught.value.__suppress_context__
    for text in (str(caught.value), caplog.text):
        assert SECRET not in text
        assert MEANT not in text
