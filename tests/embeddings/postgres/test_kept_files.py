"""What machines share beside the documents of a library on a server: shared answers, users, the cookies' key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.access import users as users_module
from bot.access.rules import AccessRules
from bot.access.shared_rules import shared_rules
from bot.access.users import USERS_FILE, SharedUsers
from bot.access.visitors import Role
from bot.answers import Answer
from bot.errors import CannotDo
from bot.service.shared_answers import SharedAnswer, SharedAnswers
from tests.support.postgres_server import open_here, shared_server
from tests.support.served import wait_until

if TYPE_CHECKING:
    from corpus.store.library import Library

SHARED = SharedAnswer(Answer("Who?", "Who?", 0.9, (), (), 1.0), "2026-11-27", "en")


def test_an_answer_that_is_shared_on_one_machine_is_opened_on_any(on_server: Library) -> None:
    other = SharedAnswers.beside(open_here(on_server.location))
    name = SharedAnswers.beside(on_server).keep(SHARED)
    assert name is not None
    assert other.get(name) == SHARED
    assert other.get("0" * 32) is None
    other.forget_missing(set)  # it quotes nothing that could be gone
    assert other.get(name) is not None


def test_users_cookies_and_the_link_are_the_same_on_all_machines(
    on_server: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(users_module, "FOLLOWED_SECONDS", 0.01)
    files = on_server.server_files
    assert files is not None
    served = [shared_rules(AccessRules(), files) for _ in range(2)]
    (one, _), (other, _) = served
    assert one.session_key == other.session_key
    assert one.secret == other.secret != AccessRules().secret
    assert one.users is not None
    assert other.users is not None
    one.users.add("ina", Role.EDIT, key="a key for a program")
    wait_until(lambda: other.users is not None and other.users.by_key("a key for a program") is not None)
    one.users.remove("ina")
    wait_until(lambda: other.users is not None and not other.users.users())
    for _, end in served:
        end()
    files.kept.write(USERS_FILE, b"[]")
    with pytest.raises(CannotDo):
        SharedUsers(files.kept)


def test_who_may_not_read_them_has_users_of_its_own(on_server: Library) -> None:
    schema = on_server.location.rpartition("schema=")[2]
    shared_server().psql(
        f"CREATE ROLE asks_{schema} LOGIN; GRANT USAGE ON SCHEMA {schema} TO asks_{schema}; "
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO asks_{schema}; "
        f"REVOKE SELECT ON {schema}.kept_files, {schema}.original_pieces FROM asks_{schema}"
    )
    library = open_here(on_server.location.replace("besa@", f"asks_{schema}@"))
    rules, files = AccessRules(), library.server_files
    assert files is not None
    assert shared_rules(rules, files)[0] is rules
    assert SharedAnswers.beside(library).get("0" * 32) is None
    assert files.original("0123456789ab") is None
    library.close()
