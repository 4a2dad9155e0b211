"""With a password of his own and the data key: others' passwords called their own, persons ended unsigned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from banfu_desktop.db import passwords
from banfu_desktop.db.audit import close_deed, last_entry
from banfu_desktop.db.signatures import CARD
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.keeping import appointing
from banfu_desktop.services.program import checking
from tests.past_the_door import past_the_door
from tests.services.a_desk import CHEAP, CHEN, LI, WORDS, Desk, set_up_once
from tests.services.conftest import NOW


@pytest.fixture(scope="module")
def prepared(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk as it was set up, once; every test sits down at a copy."""
    return set_up_once(demonstrated, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(prepared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)
    made = prepared.moved(tmp_path / "office")
    yield made
    made.leave()


LOGIN = "INSERT INTO disclosures (kind, what, at) VALUES ('login', '用密码打开', '2026-11-02 09:00:00')"


def told(database: Database) -> str:
    return "\n".join(checking.check(database).bad)


@pytest.mark.parametrize(
    "lie",
    ["how = 'own', set_by = id", "how = 'own', set_by = NULL", "set_by = 3", "how = 'card', set_by = NULL"],
)
def test_a_password_another_knows_is_not_called_its_owners_own(desk: Desk, lie: str) -> None:
    """The reviewer has set the clerk's password, signs in his own name that she has, and plays both."""
    database = desk.sit(CHEN)
    appointing.reset(database, LI, WORDS[LI], "经办", NOW)
    assert told(database) == ""
    with database.write(Deed("改人员", "经办", NOW)) as session:
        session.execute(text(f"UPDATE persons SET {lie} WHERE name = :name"), {"name": LI})
    assert "这个密码是谁设置的，写得与办理的人不符" in told(database)


def test_nobody_signs_a_deed_that_is_called_anothers(desk: Desk) -> None:
    """The signature proves who did it; the name is what everybody reads."""
    database = desk.sit(LI)
    with Session(database.engine) as session, session.begin():
        before = last_entry(session)
        session.execute(text("UPDATE people SET nation = '瑶族' WHERE id = 1"))
        close_deed(session, Deed("改民族", CHEN, NOW), before, database.person)
    assert f"签名的是{LI}，写的却是别人" in told(database)


@pytest.mark.parametrize("said", ["{", "[1]", "[" * 100_000])
def test_a_text_about_persons_that_nobody_can_read_ends_no_check(desk: Desk, said: str) -> None:
    """Whoever signed is looked for there; what cannot be checked any more is said, the rest is checked."""
    database = desk.sit(LI)
    with Session(database.engine) as session, session.begin():
        before = last_entry(session)
        entry = text(
            "INSERT INTO audit (op, table_name, row_id, before, after) VALUES ('U', 'persons', 1, :t, :t)"
        )
        session.execute(entry, {"t": said})
        close_deed(session, Deed("改人员", LI, NOW), before, database.person)
    found = told(database)
    assert f"留痕链从第{before + 1}条起对不上" in found
    assert "有一项因此无法核对" in found


def test_nobody_puts_on_another_what_he_did(desk: Desk) -> None:
    """Who posted, sealed or erased stands in the row as well, and papers print it."""
    database = desk.sit(LI)
    erased = "INSERT INTO erasures (erased_on, erased_by, years, gone_before) VALUES"
    with Session(database.engine) as session, session.begin():
        before = last_entry(session)
        session.execute(text(f"{erased} ('2026-11-02', '{CHEN}', 3, '2023-11-02')"))
        close_deed(session, Deed("销毁", LI, NOW), before, database.person)
    assert f"签名的是{LI}，里面写的却是别人办的" in told(database)


def test_what_nobody_signs_is_called_the_cards(desk: Desk) -> None:
    """Among logins that nobody signed either, one forged appointment would fall out of the list."""
    database = desk.sit(LI)

    def unsigned(name: str, actor: str, sql: str) -> int:
        with Session(database.engine) as session, session.begin():
            before = last_entry(session)
            session.execute(text(sql))
            close_deed(session, Deed(name, actor, NOW), before)
        return before + 1

    unsigned("改人员", CARD, f"UPDATE persons SET role = 'reviewer' WHERE name = '{LI}'")
    for _ in range(4):
        unsigned("登录", CARD, LOGIN)
    (line,) = [line for line in checking.check(database).good if "没有签名的有5次" in line]
    assert "其中改动人员或恢复卡的有1次" in line
    assert "改人员" in line
    entry = unsigned("登录", CHEN, LOGIN)
    assert f"第{entry}条" in told(database)


def test_the_card_does_not_end_the_persons(desk: Desk) -> None:
    """Else whoever forges its deed, which nobody signs, could go on without any signature."""
    database = desk.sit(CHEN)
    with past_the_door(database, NOW, "改人员") as session:
        session.execute(text("UPDATE persons SET left_on = '2026-11-02'"))
    assert "没有本人的签名" in told(database)
