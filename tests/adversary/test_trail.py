"""Entries re-texted, salted anew, called erased, or excused by a forged erasure: each is found at its place.

Half of the office's trail was written by the first format and taken over by an upgrade, so every attack is
tried on an entry of either.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.store import Database
from banfu_desktop.rules import paper_key, trail
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.audit import seals
from tests.adversary.conftest import Checked, deed
from tests.adversary.hands import (
    ERASABLE,
    behind_its_back,
    close_properly,
    relink,
    retext,
    said,
    unwatched,
)

Opened = Callable[..., Database]
ACCOUNT = "6217009999999999999"
OLD = (
    "SELECT max(id) FROM audit WHERE table_name = 'people' AND hash1 IS NOT NULL"
    " AND json_extract(after, '$.card_no') IS NOT NULL"
)


@pytest.fixture(params=["of the first format", "of the second"])
def entry(request: pytest.FixtureRequest, opened: Opened, file: Any) -> int:
    """The last entry about somebody who has an account."""
    if request.param == "of the second":
        database = opened()
        with deed(database, "改民族") as session:
            session.execute(sa.text("UPDATE people SET nation = '瑶族' WHERE id = 2"))
        database.close()
        query = "SELECT max(id) FROM audit WHERE table_name = 'people' AND hash1 IS NULL"
    else:
        query = OLD
    (found,) = file.execute(query).fetchone()
    assert said(file, found)["card_no"]
    return int(found)


def _forged(file: Any, entry: int, **values: Any) -> dict[str, Any]:
    return said(file, entry) | (values or {"card_no": ACCOUNT})


def _invented_tags(file: Any, entry: int) -> dict[str, Any]:
    tags = {name: "#" + "0" * 64 for name in ERASABLE["people"] if said(file, entry).get(name) is not None}
    return said(file, entry) | tags


RETEXTS: dict[str, Callable[[Any, int], None]] = {
    "another account": lambda file, entry: retext(file, entry, _forged(file, entry)),
    "another account under a fresh salt": lambda file, entry: retext(
        file, entry, _forged(file, entry), salt=os.urandom(32)
    ),
    "another account, called erased": lambda file, entry: retext(
        file, entry, _forged(file, entry), salt=bytes(32)
    ),
    "another account without a salt": lambda file, entry: retext(
        file, entry, _forged(file, entry), salt=None
    ),
    "tags that were made up": lambda file, entry: retext(
        file, entry, _invented_tags(file, entry), salt=bytes(32)
    ),
    "another name": lambda file, entry: retext(file, entry, _forged(file, entry, name="别人")),
    "who did it": lambda file, entry: retext(file, entry, said(file, entry), actor="别人"),
    "half a salt": lambda file, entry: retext(file, entry, said(file, entry), salt=b"x"),
}


@pytest.mark.parametrize("what", RETEXTS)
def test_an_entry_with_another_text_is_named(file: Any, checked: Checked, entry: int, what: str) -> None:
    RETEXTS[what](file, entry)
    assert f"留痕链从第{entry}条起对不上" in checked()


def test_a_text_that_reads_two_ways_is_named(file: Any, checked: Checked, entry: int) -> None:
    """A name twice: one reader takes the first, another the last, and both would find their hash."""
    text = trail.canonical(said(file, entry)).replace("{", f'{{"card_no":"{ACCOUNT}",', 1)
    with unwatched(file, only="audit_closes_once"):
        file.execute("UPDATE audit SET after = ? WHERE id = ?", (text, entry))
    assert f"留痕链从第{entry}条起对不上" in checked()


@pytest.mark.parametrize("more", ['"subject":"提醒",', '"other":NaN,'])
def test_nor_is_one_of_a_table_that_holds_nothing_to_erase(file: Any, checked: Checked, more: str) -> None:
    """The judges ask SQLite, which takes the first of a name twice, and of what it cannot read nothing."""
    file.execute("INSERT INTO quiet_reminders (subject, until) VALUES ('回执', '2026-12-02')")
    (own,) = file.execute("SELECT max(id) FROM audit").fetchone()
    close_properly(file, "登记日志", "审核", "2026-12-01T09:00:00", day="2026-12-01")
    text = trail.canonical(said(file, own)).replace("{", f"{{{more}", 1)
    with unwatched(file, only="audit_closes_once"):
        file.execute("UPDATE audit SET after = ? WHERE id = ?", (text, own))
        digest = trail.public_digest(
            file.execute(f"SELECT {', '.join(trail.COVERED)} FROM audit WHERE id = ?", (own,)).fetchone()
        )
        (before,) = file.execute("SELECT hash FROM audit WHERE id = ?", (own - 1,)).fetchone()
        file.execute("UPDATE audit SET hash = ? WHERE id = ?", (trail.link(before, digest), own))
    assert f"留痕链从第{own}条起对不上" in checked()


@pytest.mark.parametrize(
    "how", ["behind the trail's back", "as a proper deed", "in the middle of the old ones"]
)
def test_a_forged_record_of_an_erasure_excuses_nothing(
    opened: Opened, file: Any, checked: Checked, entry: int, how: str
) -> None:
    """Attack 2: an account changed in the row and in its entry, and an erasure on record that never was."""
    database = opened()
    with database.read() as session:
        code = seals.head_code(session)
    database.close()
    (row,) = file.execute("SELECT row_id FROM audit WHERE id = ?", (entry,)).fetchone()
    behind_its_back(file, f"UPDATE people SET card_no = '{ACCOUNT}' WHERE id = {row}")
    retext(file, entry, _forged(file, entry))
    listed = f"INSERT INTO erased_entries (entry, erasure_id, sides) VALUES ({entry}, 1, NULL)"
    if how == "as a proper deed":
        file.execute(listed)
        close_properly(file, "销毁到期个人信息", "审核", "2026-12-01T09:00:00")
    else:
        behind_its_back(file, listed)
    if how == "in the middle of the old ones":
        _change_a_record_of_an_old_erasure(file, entry)
    assert "留痕链从第" in checked()
    database = opened()
    with database.read() as session, pytest.raises(UserError, match="对不上"):
        seals.against(session, code)
    database.close()


def _change_a_record_of_an_old_erasure(file: Any, entry: int) -> None:
    """Let an erasure of the first format excuse this entry instead of the one it was about."""
    from banfu_desktop.db.audit import _OLD

    columns = ", ".join(trail.COVERED)
    covered = file.execute(f"SELECT {columns} FROM audit WHERE id = ?", (entry,)).fetchone()
    text = trail.first_content([covered[place] for place in _OLD])
    query = "SELECT max(id) FROM audit WHERE table_name = 'erased_entries' AND hash1 IS NOT NULL"
    (record,) = file.execute(query).fetchone()
    retext(file, record, said(file, record) | {"entry": entry, "sha256": text})


def test_a_past_wholly_rewritten_does_not_hold_the_first_links(
    opened: Opened, file: Any, checked: Checked
) -> None:
    """Whoever computes the whole second chain anew is still bound by the first, which papers know."""
    (entry,) = file.execute(OLD).fetchone()
    behind_its_back(
        file,
        f"UPDATE people SET card_no = '{ACCOUNT}' WHERE id = (SELECT row_id FROM audit WHERE id = {entry})",
    )
    retext(file, entry, _forged(file, entry))
    with unwatched(file, only="audit_closes_once"):
        relink(file, entry)
    assert f"留痕链从第{entry}条起对不上" in checked()


def test_the_first_links_taken_away(file: Any, checked: Checked) -> None:
    """Without them the old codes on paper would prove nothing; how many there were is on record."""
    with unwatched(file, only="audit_closes_once"):
        file.execute("UPDATE audit SET hash1 = NULL")
    assert "留痕链从第1条起对不上" in checked()


def test_a_code_printed_before_the_upgrade_is_found_and_proven(opened: Opened, file: Any) -> None:
    (entry, hash1) = file.execute(
        "SELECT id, hash1 FROM audit WHERE hash1 IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET 20"
    ).fetchone()
    database = opened()
    with database.read() as session:
        assert seals.against(session, paper_key.chain_code(hash1.hex())).entry == entry
    database.close()


def test_evidence_erased_off_the_record(file: Any, checked: Checked, entry: int) -> None:
    """Tags in the place of what an entry said break no chain; but every erasure stands on record."""
    (salts,) = file.execute("SELECT salt FROM audit WHERE id = ?", (entry,)).fetchone()
    text = trail.canonical(said(file, entry))
    public = trail.public(text, ERASABLE["people"], "after", trail.Salts(salts))
    retext(file, entry, json.loads(public or ""), salt=trail.Salts(salts).without(("after",)))
    found = checked()
    assert "内容被抹去的情况与销毁记录不符" in found
    assert f"留痕第{entry}条" in found


def test_an_entry_of_no_deed(file: Any, checked: Checked) -> None:
    """Somebody changed a row with the triggers up: the entry is there, and nobody's."""
    file.execute("UPDATE people SET nation = '瑶族' WHERE id = 2")
    (entry,) = file.execute("SELECT max(id) FROM audit").fetchone()
    assert f"第{entry}条（成员）不是由本程序写入的" in checked()


@pytest.mark.parametrize("which", ["first", "middle"])
def test_entries_taken_out(file: Any, checked: Checked, which: str) -> None:
    gone = {"first": 1, "middle": 400}[which]
    with unwatched(file, only="audit_stays"):
        file.execute("DELETE FROM audit WHERE id = ?", (gone,))
    assert f"第{gone}条不见了" in checked()


def test_the_end_cut_off_is_told_by_paper_only(opened: Opened, file: Any, checked: Checked) -> None:
    """What docs/security.md owns up to: rows and trail cut back together hold, but a later code is gone."""
    database = opened()
    with deed(database, "改民族") as session:
        session.execute(sa.text("UPDATE people SET nation = '瑶族' WHERE id = 2"))
    with database.read() as session:
        code = seals.head_code(session)
    database.close()
    behind_its_back(
        file,
        "UPDATE people SET nation ="
        " (SELECT json_extract(before, '$.nation') FROM audit ORDER BY id DESC LIMIT 1) WHERE id = 2",
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
    )
    assert checked() == ""
    database = opened()
    with database.read() as session, pytest.raises(UserError, match="留痕里没有这个码"):
        seals.against(session, code)
    database.close()
