"""What an upgrade may is no cover: neither a forged one, nor one deed more under a true one's number."""

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.db import migrations
from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.store import Database
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.services.program import checking
from tests.adversary.conftest import NOW, Checked
from tests.adversary.hands import close_properly, hands, past_the_rules, relink, unwatched

AT = NOW.isoformat(timespec="seconds")
PAID = (
    "UPDATE fund_vouchers SET amount_fen = amount_fen + 100"
    " WHERE id = (SELECT min(id) FROM fund_vouchers WHERE state = 'posted')"
)
NOW_VERSION = schema_version()
PUT = (
    "INSERT INTO upgrades"
    " (from_schema, to_schema, program, entries, head, broken_at, erased_sha256, differing)"
    " SELECT {since}, {to}, '0.1.0', max(id), lower(hex((SELECT hash FROM audit ORDER BY id DESC LIMIT 1))),"
    " NULL, '', 0 FROM audit"
)


def test_a_step_that_puts_something_on_record_says_what() -> None:
    """Else the next upgrade of a true office would count as forged."""
    steps = [import_module(step) for step in migrations.STEPS[SECOND_FORMAT - 1 :]]
    assert [
        step.__name__ for step in steps if hasattr(step, "put_on_record") != hasattr(step, "RECORDS")
    ] == []


@pytest.mark.parametrize("since", [NOW_VERSION, NOW_VERSION - 1, 7])
def test_a_forged_upgrade_covers_nothing(file: Any, checked: Checked, since: int) -> None:
    """What an upgrade puts on record is held against no rights; so nobody may be able to make one up."""
    past_the_rules(file, PUT.format(since=since, to=NOW_VERSION), PAID)
    close_properly(file, "升级数据库", "程序", AT, day="2026-12-01")
    assert "升级" in checked()


def test_a_deed_under_the_number_of_a_true_upgrade(file: Any, checked: Checked) -> None:
    past_the_rules(file, PAID)
    close_properly(file, "升级数据库", "程序", AT, day="2026-12-01")
    (entry,) = file.execute("SELECT max(id) FROM audit").fetchone()
    with unwatched(file, only="audit_closes_once"):
        file.execute(
            "UPDATE audit SET deed = (SELECT deed FROM audit WHERE table_name = 'upgrades') WHERE id = ?",
            (entry,),
        )
        relink(file, entry)
    assert f"第{entry}条" in checked()


@pytest.mark.parametrize(
    "ghost",
    [
        ["INSERT INTO audit (op, table_name, row_id) VALUES ('D', 'upgrades', 4711)"],
        [PUT.format(since=NOW_VERSION - 1, to=NOW_VERSION), "DELETE FROM upgrades WHERE id > 1"],
    ],
)
def test_a_deed_that_says_of_an_upgrade_which_never_was(
    file: Any, checked: Checked, ghost: list[str]
) -> None:
    """What belongs to an upgrade nobody judges; so no other deed may speak of one."""
    past_the_rules(file, PAID, *ghost)
    close_properly(file, "登记", "审核", AT, day="2026-12-01")
    assert "升级的记录不合规矩" in checked()


@pytest.mark.parametrize(
    ("since", "also"), [(NOW_VERSION - 1, PAID), (16, "UPDATE office SET county_key = 'age1own'"), (7, PAID)]
)
def test_nor_does_the_first_upgrade_of_an_office_that_never_had_one(
    demonstrated: Path, tmp_path: Path, since: int, also: str
) -> None:
    """Of 16 to 20 an upgrade changes the office's row; but before it that row was not yet what it is."""
    database = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    assert checking.check(database).bad == ()
    database.close()
    with hands(database.folder, database.data_key) as file:
        past_the_rules(file, PUT.format(since=since, to=NOW_VERSION), also)
        close_properly(file, "升级数据库", "程序", AT, day="2026-12-01")
    database = Database.open(database.folder, inspecting=True)
    told = "\n".join(checking.check(database).bad)
    database.close()
    assert ("没有这样升级过" in told) or ("留痕链从第" in told)
