"""Rows changed behind the trail's back, with every trigger put back word for word: `check` names each."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.audit import papers, seals
from tests.adversary.conftest import NOW, Checked, deed
from tests.adversary.hands import behind_its_back, close_properly, redefine, retext, said, unwatched

Opened = Callable[..., Database]
ACCOUNT = "6217009999999999999"
NAMED = "(SELECT id FROM people WHERE card_no IS NOT NULL ORDER BY id LIMIT 1)"
NEXT = NAMED.replace("LIMIT 1", "LIMIT 1 OFFSET {}")

ATTACKS: dict[str, tuple[str, str]] = {
    "an account": (f"UPDATE people SET card_no = '{ACCOUNT}' WHERE id = {NAMED}", "银行账号留痕为“"),
    "a posted voucher": (
        "UPDATE fund_vouchers SET amount_fen = amount_fen + 100 WHERE id ="
        " (SELECT min(id) FROM fund_vouchers WHERE state = 'posted')",
        "金额（元）留痕为“",
    ),
    "a sealed line": (
        "UPDATE subsidy_lines SET days_present = days_present - 1 WHERE id = 1", "在岗天数留痕为“",
    ),
    "a sealed month's snapshot": (
        "UPDATE subsidy_months SET snapshot = replace(snapshot, '200000', '300000') WHERE id = 1",
        "校验码与封存的内容不符",
    ),
    "a day of attendance deleted": (
        "DELETE FROM attendance_days WHERE id = (SELECT min(id) FROM attendance_days)",
        "不见了，留痕里没有删除它的记录",
    ),
    "disclosures deleted": ("DELETE FROM disclosures WHERE id < 3", "登录、查看与导出"),
    "a row put in": (
        "INSERT INTO calendar_days (day, is_off, name) VALUES ('2026-12-30', 1, '')", "不是由本程序写入的",
    ),
    "a setting": ("UPDATE settings SET value = '0' WHERE id = (SELECT min(id) FROM settings)", "设置"),
    "a forged record of an erasure": (
        "INSERT INTO erased_entries (entry, erasure_id, sides) VALUES (20, 1, 'after')", "不是由本程序写入的",
    ),
    "an upgrade that never was": ("DELETE FROM upgrades", "程序升级"),
    "a role in the team": (
        "UPDATE postings SET role = 'leader' WHERE id = (SELECT max(id) FROM postings)", "职务",
    ),
    "the office's own verify key": ("UPDATE office SET verify_key = hex(randomblob(32))", "签名公钥"),
    "a text that is none": (
        f"UPDATE people SET bank = CAST(x'ff41' AS TEXT) WHERE id = {NEXT.format(1)}", "开户行留痕为“",
    ),
    "a number for a text": (f"UPDATE people SET nation = '1' WHERE id = {NEXT.format(2)}", "民族留痕为“"),
}  # fmt: skip


def test_changed_rows_are_named_each_of_them(file: Any, checked: Checked) -> None:
    """All in one office, so that none hides another; test_bytes.py changes one value at a time."""
    assert checked() == ""
    behind_its_back(file, *(statement for statement, _ in ATTACKS.values()))
    found = checked()
    assert [what for what, (_, place) in ATTACKS.items() if place not in found] == []
    assert ACCOUNT not in found


def test_two_members_accounts_swapped_name_both(file: Any, checked: Checked) -> None:
    query = "SELECT id, name, card_no FROM people WHERE card_no IS NOT NULL ORDER BY id LIMIT 2"
    (one, name, card), (other, other_name, other_card) = file.execute(query).fetchall()
    behind_its_back(
        file,
        f"UPDATE people SET card_no = NULL WHERE id = {one}",
        f"UPDATE people SET card_no = '{card}' WHERE id = {other}",
        f"UPDATE people SET card_no = '{other_card}' WHERE id = {one}",
    )
    found = checked()
    assert f"成员 {name}（第{one}号）" in found
    assert f"成员 {other_name}（第{other}号）" in found


def test_the_bytes_of_an_attachment_swapped(file: Any, checked: Checked) -> None:
    """Length and name stay, and so does every row that the trail tells."""
    (content,) = file.execute("SELECT content_id FROM attachments ORDER BY id LIMIT 1").fetchone()
    names = file.execute(
        "SELECT name FROM attachments WHERE content_id = ? ORDER BY id", (content,)
    ).fetchall()
    behind_its_back(
        file, f"UPDATE content_pieces SET piece = randomblob(length(piece)) WHERE content_id = {content}"
    )
    assert f"附件“{'、'.join(name for (name,) in names)}”的内容与登记的校验值不符" in checked()


def test_pieces_of_an_attachment_in_another_order(file: Any, checked: Checked) -> None:
    (content,) = file.execute("SELECT content_id FROM content_pieces ORDER BY id LIMIT 1").fetchone()
    behind_its_back(file, f"UPDATE content_pieces SET position = position + 1 WHERE content_id = {content}")
    assert "附件" in checked()


def test_an_index_that_hides_a_row(file: Any, checked: Checked) -> None:
    """Its text is ours, its content is not: what is looked up by it misses the row that is there."""
    (sql,) = file.execute("SELECT sql FROM sqlite_master WHERE name = 'ix_audit_row'").fetchone()
    file.execute("DROP INDEX ix_audit_row")
    file.execute(f"{sql} WHERE id <> 30")
    redefine(file, "ix_audit_row", " WHERE id <> 30", "")
    assert "索引与数据表不一致" in checked()


def test_an_honest_edit_does_not_wash_a_dishonest_one_clean(
    opened: Opened, file: Any, checked: Checked
) -> None:
    """After it the trail ends in what the row says; the word before is not what the edit began with."""
    behind_its_back(file, f"UPDATE people SET card_no = '{ACCOUNT}' WHERE id = {NAMED}")
    database = opened()
    with deed(database, "改民族") as session:
        session.execute(sa.text(f"UPDATE people SET nation = '瑶族' WHERE id = {NAMED}"))
    database.close()
    found = checked()
    assert "改动前的内容与它上一次的留痕不符" in found
    assert "改民族" in found


def test_a_sealed_record_changed_with_a_proper_entry(file: Any, checked: Checked) -> None:
    """Only the sealing triggers were down, so the change is told – as something the program does not do."""
    with unwatched(file, only="posted_voucher_%"), unwatched(file, only="voucher_%"):
        file.execute(
            "UPDATE fund_vouchers SET amount_fen = amount_fen + 100 WHERE id ="
            " (SELECT min(id) FROM fund_vouchers WHERE state = 'posted')"
        )
    close_properly(file, "更正凭证", "经办", "2026-12-01T09:00:00")
    found = checked()
    assert "更正凭证" in found
    assert "记录已封存，本程序不会这样改它" in found
    assert "从第" not in found  # the chain itself holds


def test_the_last_word_erased_and_the_row_changed(file: Any, checked: Checked) -> None:
    """An erasure is no cover: of a row that is there the trail's last word must be readable."""
    (row,) = file.execute(f"SELECT {NAMED}").fetchone()
    last = "SELECT max(id) FROM audit WHERE table_name = 'people' AND row_id = ?"
    (entry,) = file.execute(last, (row,)).fetchone()
    (salts,) = file.execute("SELECT salt FROM audit WHERE id = ?", (entry,)).fetchone()
    from banfu_desktop.rules import trail
    from tests.adversary.hands import ERASABLE

    text = trail.canonical(said(file, entry))
    public = trail.public(text, ERASABLE["people"], "after", trail.Salts(salts))
    retext(file, entry, json.loads(public or ""), salt=trail.Salts(salts).without(("after",)))
    behind_its_back(file, f"UPDATE people SET card_no = '{ACCOUNT}' WHERE id = {row}")
    found = checked()
    assert f"（第{row}号）与留痕第{entry}条不符" in found
    assert "内容被抹去的情况与销毁记录不符" in found


def test_no_seal_and_no_code_says_that_all_is_well(opened: Opened, file: Any) -> None:
    """`check --against` and the printed 审计封条 look at the rows too."""
    database = opened()
    with database.read() as session:
        code = seals.head_code(session)
        assert "对得上" in seals.against(session, code).sentence
    behind_its_back(file, f"UPDATE people SET card_no = '{ACCOUNT}' WHERE id = {NAMED}")
    with database.read() as session:
        with pytest.raises(UserError, match=r"但成员 .*不符"):
            seals.against(session, code)
        with pytest.raises(UserError, match="不能打印封条"):
            papers.seal(session, NOW)
    database.close()
