from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from bot.access.passwords import check_password, hash_password
from bot.access.sessions import SECONDS, Sessions
from bot.access.slow_down import FREE_TRIES, LONGEST_WAIT, SlowDown
from bot.access.users import UsersFile
from bot.access.visitors import Role
from bot.errors import CannotDo

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "a lot of bees"


def test_a_password_is_kept_as_a_hash_of_its_own() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one != other
    assert PASSWORD not in one
    assert check_password(PASSWORD, one)
    assert not check_password(PASSWORD + "s", one)
    assert not check_password(PASSWORD, None)
    assert not check_password("", "scrypt$x")


def test_users_are_kept_in_a_file_of_their_own_and_read_anew_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "access" / "users.json"
    kept, serving = UsersFile(file), UsersFile(file)
    assert serving.users() == {}
    kept.add("ina", Role.EDIT, password=PASSWORD)
    kept.add("program", Role.READ, key="k" * 43)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD not in file.read_text()
    assert "k" * 43 not in file.read_text()
    assert {name: user.role for name, user in serving.users().items()} == {"ina": Role.EDIT, "program": Role.READ}
    found = serving.by_key("k" * 43)
    assert found is not None
    assert found.name == "program"
    assert serving.by_key("") is None
    kept.remove("ina")
    assert set(serving.users()) == {"program"}
    with pytest.raises(CannotDo, match="besa users list"):
        kept.remove("ina")


@pytest.mark.parametrize(("name", "password"), [("*", PASSWORD), ("", PASSWORD), ("a\nb", PASSWORD), ("ina", "short")])
def test_a_name_or_password_that_will_not_do_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(CannotDo):
        UsersFile(tmp_path / "users.json").add(name, Role.READ, password=password)


def test_users_that_others_could_have_written_are_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "users.json"
    file.write_text("{}")
    file.chmod(0o644)
    with pytest.raises(CannotDo, match="chmod 600"):
        UsersFile(file).users()
    file.chmod(0o600)
    file.write_text('{"users": [{"name": "ina", "role": "owner"}]}')
    with pytest.raises(CannotDo, match="holds no users"):
        UsersFile(file).users()


def test_a_cookie_counts_until_its_day_and_as_long_as_the_credentials_are_the_same(tmp_path: Path) -> None:
    now = [1_000_000.0]
    sessions = Sessions(tmp_path, lambda: now[0])
    made = sessions.cookie("ina", "hash", "/besa", secure=True)
    assert made.endswith(f"; Path=/besa; Max-Age={SECONDS}; HttpOnly; SameSite=Lax; Secure")
    cookie = made.partition(";")[0]

    def who(cookies: str, credentials: str | None = "hash") -> str | None:
        return Sessions(tmp_path, lambda: now[0]).name_in(cookies, lambda name: credentials)

    assert who(f"other=1; {cookie}") == "ina"
    assert who(cookie, "another hash") is None
    assert who(cookie, None) is None
    name, _, value = cookie.partition("=")
    for forged in (value[:-1], f"{value}0", value.replace(".3", ".9", 1), "..", "x.y.z", "=" * 2_000):
        assert who(f"{name}={forged}") is None
    now[0] += SECONDS
    assert who(cookie) is None


def test_another_key_makes_another_cookie(tmp_path: Path) -> None:
    one, other = Sessions(tmp_path / "one"), Sessions(None)
    assert one.cookie_name != other.cookie_name
    assert stat.S_IMODE((tmp_path / "one" / "session-key").stat().st_mode) == 0o600


def test_who_tries_one_password_after_the_other_waits_longer_each_time() -> None:
    now = [0.0]
    slow = SlowDown(lambda: now[0])
    waits = []
    for _ in range(20):
        slow.failed("203.0.113.7")
        waits.append(slow.seconds_to_wait("203.0.113.7"))
    assert waits[: FREE_TRIES + 2] == [0.0] * (FREE_TRIES - 1) + [1.0, 2.0, 4.0]
    assert waits[-1] == LONGEST_WAIT
    assert slow.seconds_to_wait("203.0.113.8") == 0
    now[0] += LONGEST_WAIT
    assert slow.seconds_to_wait("203.0.113.7") == 0
    slow.failed("2001:db8:1:2::1")
    for _ in range(FREE_TRIES):
        slow.failed("2001:db8:1:2::ffff")
    assert slow.seconds_to_wait("2001:db8:1:2:3::4") > 0
    slow.succeeded("2001:db8:1:2::1")
    assert slow.seconds_to_wait("2001:db8:1:2:3::4") == 0


def test_no_more_addresses_are_remembered_than_there_is_room_for() -> None:
    slow = SlowDown(lambda: 0.0)
    for number in range(10_050):
        slow.failed(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(slow._failures) == 10_000
