"""Whatever is planted in the file, dropped or altered: no deed is done in it, and the place is named."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.cli import program
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.schema import ForeignSchemaError, refuse_foreign_file
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import DamagedError, UserError
from banfu_desktop.rules.roles import Role, RoleRefusalError
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import copies, exporting, repairing, rescue
from tests import old_offices
from tests.adversary.conftest import NOW, Checked, deed
from tests.adversary.hands import hands, redefine

Opened = Callable[..., Database]
EVIL = (
    "CREATE TRIGGER evil AFTER INSERT ON subsidy_lines BEGIN "
    "UPDATE people SET card_no = '6217009999999999999' WHERE id IN (SELECT person_id FROM postings); END"
)


def trigger_of(file: Any, name: str) -> str:
    (sql,) = file.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return str(sql)


def run(*statements: str) -> Callable[[Any], None]:
    """Statements, one after another."""
    return lambda file: [file.execute(statement) for statement in statements] and None


def again(name: str, old: str, new: str) -> Callable[[Any], None]:
    """A trigger written anew with another text."""

    def attack(file: Any) -> None:
        sql = trigger_of(file, name)
        assert old in sql
        file.execute(f"DROP TRIGGER {name}")
        file.execute(sql.replace(old, new, 1))

    return attack


def altered(name: str, old: str, new: str) -> Callable[[Any], None]:
    """A definition rewritten in the schema itself."""
    return lambda file: redefine(file, name, old, new)


ATTACKS: dict[str, tuple[Callable[[Any], None], str]] = {
    "a trigger that pays everybody to one account": (run(EVIL), "多出触发器 evil（在表 subsidy_lines 上）"),
    "an audit trigger dropped": (
        run("DROP TRIGGER audit_people_update"), "缺少触发器 audit_people_update（在表 people 上）",
    ),
    "a sealing trigger dropped": (
        run("DROP TRIGGER posted_voucher_changes"), "缺少触发器 posted_voucher_changes",
    ),
    "an audit trigger that looks away": (
        again("audit_people_update", " WHEN ", " WHEN NEW.id <> 3 AND "),
        "触发器 audit_people_update（在表 people 上）被改过",
    ),
    "an audit trigger that tells another account": (
        again("audit_people_insert", 'NEW."card_no"', "'6217000000000000000'"), "触发器 audit_people_insert",
    ),
    "a sealing trigger that spares one": (
        again("posted_voucher_goes", "OLD.state = 'posted'", "OLD.state = 'posted' AND OLD.id <> 2"),
        "触发器 posted_voucher_goes（在表 fund_vouchers 上）被改过",
    ),
    "a view": (run("CREATE VIEW accounts AS SELECT name, card_no FROM people"), "多出视图 accounts"),
    "a trigger on a view": (
        run("CREATE VIEW v AS SELECT 1 AS x", "CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN SELECT 1; END"),
        "多出触发器 t（在表 v 上）",
    ),
    "a table": (run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)"), "多出表 notes"),
    "a virtual table": (run("CREATE VIRTUAL TABLE found USING fts5(name)"), "多出表 found"),
    "an index": (run("CREATE INDEX ix_card ON people (card_no)"), "多出索引 ix_card（在表 people 上）"),
    "an index that forbids": (run("CREATE UNIQUE INDEX ux ON people (nation, sex, id)"), "多出索引 ux"),
    "an index dropped": (run("DROP INDEX ix_audit_row"), "缺少索引 ix_audit_row（在表 audit 上）"),
    "a column renamed": (run("ALTER TABLE people RENAME COLUMN phone TO tel"), "表 people 被改过"),
    "a column added": (run("ALTER TABLE people ADD COLUMN other TEXT"), "表 people 被改过"),
    "a table renamed": (run("ALTER TABLE overrides RENAME TO overridden"), "缺少表 overrides"),
    "a CHECK taken out": (altered("audit", "op IN ('I', 'U', 'D')", "1"), "表 audit 被改过"),
    "a default altered": (altered("office", "DEFAULT 'real'", "DEFAULT 'demo'"), "表 office 被改过"),
    "another reference": (
        altered("postings", "REFERENCES people", "REFERENCES leaves"), "表 postings 被改过",
    ),
    "no longer STRICT": (altered("subsidy_lines", "STRICT", ""), "表 subsidy_lines 被改过"),
}  # fmt: skip


@pytest.mark.parametrize("what", ATTACKS)
def test_a_foreign_schema_is_refused_and_its_place_named(
    opened: Opened, file: Any, checked: Checked, what: str
) -> None:
    attack, place = ATTACKS[what]
    attack(file)
    with pytest.raises(ForeignSchemaError) as refused:
        opened()
    assert place in str(refused.value)
    assert "从改动以前的备份恢复" in str(refused.value)
    assert place in checked()


def test_a_name_twice_does_not_open(opened: Opened, file: Any) -> None:
    """Two triggers of one name, which only a rewritten schema can have: SQLite takes the file for damaged."""
    sql = trigger_of(file, "audit_people_update")
    file.execute("PRAGMA writable_schema=ON")
    insert = "INSERT INTO sqlite_master VALUES ('trigger', 'audit_people_update', 'people', 0, ?)"
    file.execute(insert, (sql,))
    with pytest.raises(DamagedError):
        opened()


def test_what_is_planted_in_an_open_office_stops_the_very_next_deed(
    opened: Opened, file: Any, checked: Checked
) -> None:
    """The attack of a valid check code: the trigger would run inside the reviewer's own deed."""
    database = opened()
    with deed(database, "登记节假日") as session:
        session.execute(sa.text("INSERT INTO calendar_days (day, is_off, name) VALUES ('2026-12-25', 0, '')"))
    accounts = file.execute("SELECT id, card_no FROM people ORDER BY id").fetchall()
    file.execute("DROP TRIGGER audit_people_update")
    file.execute(EVIL)
    with pytest.raises(ForeignSchemaError, match="多出触发器 evil"), deed(database) as session:
        session.execute(sa.text("UPDATE subsidy_lines SET reason = reason"))
    with pytest.raises(ForeignSchemaError), deed(database):
        pass
    assert file.execute("SELECT id, card_no FROM people ORDER BY id").fetchall() == accounts
    database.close()
    assert "缺少触发器 audit_people_update" in checked()


def test_a_schema_counted_back_does_not_hide_it(opened: Opened, file: Any) -> None:
    """SQLite's own count of changes is the attacker's to set; another connection looks for itself."""
    database = opened()
    with deed(database):
        pass
    (count,) = file.execute("PRAGMA schema_version").fetchone()
    file.execute(EVIL)
    file.execute(f"PRAGMA schema_version={count}")
    database.engine.dispose()
    with pytest.raises(ForeignSchemaError), deed(database):
        pass
    database.close()


def test_nothing_planted_leaves_in_a_package(opened: Opened, file: Any, tmp_path: Path) -> None:
    database = opened()
    file.execute(EVIL)
    with pytest.raises(ForeignSchemaError, match="evil"):
        exporting.export_package(database, tmp_path / "上报包.bfb", NOW, "审核")
    assert not (tmp_path / "上报包.bfb").exists()
    database.close()


def test_a_copy_with_something_planted_is_neither_offered_nor_restored(
    opened: Opened, office: Path, upgraded: tuple[Path, bytes]
) -> None:
    database = opened()
    good = copies.backup_now(database, NOW)
    database.close()
    evil = good.path.with_name("office-20261202-090000-hand.db")
    shutil.copy(good.path, evil)
    with hands(office, upgraded[1]) as file:
        file.execute(EVIL)
    shutil.copy(office / "office.db", evil)
    unlocked = Unlocked(upgraded[1], Role.REVIEWER)
    ways = rescue.ways_back(office, unlocked=unlocked)
    assert [way.copy.path.name for way in ways][:1] == [good.path.name]
    assert evil.name not in {way.copy.path.name for way in ways}
    with pytest.raises(ForeignSchemaError, match=r"数据文件 office-20261202-090000-hand\.db"):
        copies.restore_copy(office, evil, NOW, unlocked=unlocked)
    copies.restore_copy(office, good.path, NOW, unlocked=unlocked)
    opened().close()


def test_what_was_planted_before_the_upgrade_is_not_taken_along(tmp_path: Path) -> None:
    """The upgrade writes all triggers anew; it must not wipe away that there was one too many."""
    folder, _ = old_offices.unpack(tmp_path)
    from banfu_desktop.db import keys

    with hands(folder, keys.unlock_with_recovery(folder, old_offices.RECOVERY)) as file:
        file.execute(EVIL)
    with pytest.raises(ForeignSchemaError, match="多出触发器 evil"):
        Database.open(folder, recovery=old_offices.RECOVERY)
    with hands(folder, keys.unlock_with_recovery(folder, old_offices.RECOVERY)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (7,)


def test_the_command_says_so_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database, _ = Database.create(tmp_path / "office")
    database.close()
    with hands(tmp_path / "office", database.data_key) as file:
        file.execute("CREATE VIEW v AS SELECT 1")
    for words in (["check"], ["subsidy", "show", "2026-10"]):
        assert program.main(["--data", str(tmp_path / "office"), *words], lambda *_: 0) == program.MACHINE
        told = capsys.readouterr().err
        assert "多出视图 v" in told
        assert "备份" in told


TABLES = ("表 ", "缺少表")
"""How the places begin that are a table's own: those cannot be put right."""


def test_what_is_no_table_s_own_is_put_right_by_one_deed(
    opened: Opened, file: Any, checked: Checked, office: Path
) -> None:
    """All of it at once, but for what is done twice to one trigger; that comes after."""
    mended = {what: it for what, it in ATTACKS.items() if not it[1].startswith(TABLES)}
    again_ = mended.pop("an audit trigger that looks away")
    assert len(mended) >= 11
    for attacks in (tuple(mended.values()), (again_,)):
        for attack, _ in attacks:
            attack(file)
        database = opened(inspecting=True)
        done = repairing.repair(
            database, "换电脑的人装过别的工具", "审核", NOW + timedelta(seconds=len(attacks))
        )
        database.close()
        for _, place in attacks:
            assert place in "、".join(done.amiss)
        database = opened()
        with database.read() as session:
            assert history.deeds(session)[0].name == repairing.REPAIRED
            what = list(session.scalars(sa.text("SELECT what FROM disclosures WHERE kind = 'repair'")))[-1]
        database.close()
        assert attacks[0][1] in what
        assert "换电脑的人装过别的工具" in what
        assert done.kept.name in what
        assert done.kept.parent == office / "backups"
        engine = open_engine(done.kept, database.data_key, readonly=True)
        with pytest.raises(ForeignSchemaError):  # as it was, for whoever looks into it
            refuse_foreign_file(engine, done.kept.name)
        engine.dispose()
    assert checked() == ""


@pytest.mark.parametrize("what", ["a column renamed", "a CHECK taken out", "another reference"])
def test_an_altered_table_is_left_as_it_is(opened: Opened, file: Any, office: Path, what: str) -> None:
    attack, place = ATTACKS[what]
    assert place.startswith(TABLES)
    attack(file)
    before = file.execute("SELECT count(*), max(id) FROM audit").fetchone()
    database = opened(inspecting=True)
    with pytest.raises(ForeignSchemaError):
        repairing.repair(database, "试试", "审核", NOW)
    database.close()
    assert file.execute("SELECT count(*), max(id) FROM audit").fetchone() == before
    assert list((office / "backups").glob("office-before-repair-*")) == []


def test_the_evil_trigger_s_rows_are_named_after_it_is_gone(
    opened: Opened, file: Any, checked: Checked
) -> None:
    """Putting the schema right hides nothing of what the trigger did."""
    file.execute("DROP TRIGGER audit_people_update")
    file.execute("UPDATE people SET card_no = '6217009999999999999' WHERE id = 3")
    database = opened(inspecting=True)
    done = repairing.repair(database, "不知道是谁", "审核", NOW)
    database.close()
    assert "检查数据" in "".join(done.sentences)
    assert "罗海涛（第3号）与留痕第82条不符：银行账号" in checked()


def test_who_may_put_it_right_and_why(opened: Opened, file: Any) -> None:
    database = opened(inspecting=True)
    with pytest.raises(UserError, match="不需要修复"):
        repairing.repair(database, "没事", "审核", NOW)
    file.execute(EVIL)
    with pytest.raises(UserError, match="没有写明原因"):
        repairing.repair(database, "  ", "审核", NOW)
    database.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="“经办”不能修复表结构"):
        repairing.repair(database, "我来", "经办", NOW)
    database.close()
    with pytest.raises(ForeignSchemaError):
        opened()


def test_the_command_line_puts_it_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "small"

    def call(*words: str) -> tuple[int, str]:
        code = program.main(["--data", str(folder), *words], lambda *_: 0)
        told = capsys.readouterr()
        return code, told.out + told.err

    assert call("init", "--town", "梅坑镇")[0] == program.DONE
    assert call("check", "--repair", "没有坏")[0] == program.REFUSED
    database = Database.open(folder)
    database.close()
    with hands(folder, database.data_key) as file:
        file.execute("CREATE VIEW accounts AS SELECT name, card_no FROM people")
    code, said = call("leave", "show")
    assert code == program.MACHINE
    assert "check --repair" in said
    code, said = call("check", "--repair", "维修的人装过别的工具")
    assert code == program.DONE, said
    assert "多出视图 accounts" in said
    assert "请接着检查数据" in said
    assert call("check")[0] == program.DONE
