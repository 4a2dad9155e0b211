"""What another record has sealed is changed with a proper entry, its trigger down: each is named."""

import hashlib
from typing import Any

from tests.adversary.conftest import NOW, Checked
from tests.adversary.hands import close_properly, past_the_rules

AT = NOW.isoformat(timespec="seconds")

PAPER = "(SELECT min(x.id) FROM {0} x JOIN bundles b ON b.id = x.bundle_id WHERE b.sealed)"
ROUND = "(SELECT min(round_id) FROM (SELECT round_id FROM project_signatures GROUP BY 1 HAVING count(*) = 2))"
HANDED, PAID = (
    f"(SELECT min(id) FROM claims WHERE state {state})" for state in ("IN ('handed', 'approved')", "= 'paid'")
)
ATTACKS = (
    f"DELETE FROM attachments WHERE id = {PAPER.format('attachments')}",
    f"UPDATE attachments SET position = position + 7 WHERE id = {PAPER.format('attachments')}",
    f"UPDATE invoices SET amount_fen = amount_fen + 100 WHERE id = {PAPER.format('invoices')}",
    f"UPDATE claim_lines SET note = '改' WHERE claim_id = {HANDED}",
    f"DELETE FROM claim_lines WHERE claim_id = {HANDED}",
    f"UPDATE claim_lines SET approved_fen = 1 WHERE claim_id = {PAID}",
    f"UPDATE project_rounds SET amount_fen = amount_fen + 1 WHERE id = {ROUND}",
    "DELETE FROM project_signatures WHERE id ="
    f" (SELECT max(id) FROM project_signatures WHERE round_id = {ROUND})",
)


def test_each_is_named(file: Any, checked: Checked) -> None:
    """One deed each, of somebody who may do such things; the rows and the trail agree."""
    entries = []
    for statement in ATTACKS:
        past_the_rules(file, statement)
        (entry,) = file.execute("SELECT min(id) FROM audit WHERE hash IS NULL").fetchone()
        assert entry is not None, statement
        close_properly(file, "登记", "审核", AT, day="2026-12-01")
        entries.append(entry)
    found = [line for line in checked().splitlines() if "记录已封存" in line]
    missed = [
        statement
        for entry, statement in zip(entries, ATTACKS, strict=True)
        if not any(f"第{entry}条" in line for line in found)
    ]
    assert missed == []


def test_a_scan_swapped_for_another_under_the_same_number(file: Any, checked: Checked) -> None:
    """The attachment stays what it was; what it points at goes and comes anew, hash and all, on record."""
    piece = b"%PDF-1.7 forged"
    digest = hashlib.sha256(piece).hexdigest()
    query = f"SELECT content_id FROM attachments WHERE id = {PAPER.format('attachments')}"
    (content,) = file.execute(query).fetchone()
    file.execute("PRAGMA foreign_keys=OFF")
    past_the_rules(
        file,
        f"DELETE FROM content_pieces WHERE content_id = {content}",
        f"DELETE FROM contents WHERE id = {content}",
        f"INSERT INTO contents (id, sha256, size) VALUES ({content}, '{digest}', {len(piece)})",
        f"INSERT INTO content_pieces (content_id, position, piece) VALUES ({content}, 0, x'{piece.hex()}')",
    )
    close_properly(file, "登记", "审核", AT, day="2026-12-01")
    assert "记录已封存，本程序不会这样改它" in checked()


def test_a_voucher_posted_into_a_closed_month(file: Any, checked: Checked) -> None:
    past_the_rules(
        file,
        "UPDATE fund_years SET closed_to = (SELECT substr(max(dated), 1, 7) FROM fund_vouchers"
        " WHERE year_id = fund_years.id AND state = 'posted') WHERE closed_on IS NULL",
    )
    close_properly(file, "月结", "审核", AT, day="2026-12-01")
    columns = [name for _, name, *_ in file.execute("PRAGMA table_info(fund_vouchers)") if name != "id"]
    own = {"number": "number + 1", "bundle_id": "(SELECT max(id) FROM bundles)"}
    past_the_rules(
        file,
        "INSERT INTO bundles (room, label, sealed) SELECT room, '凭证', 1 FROM bundles WHERE room = 'funds'",
        f"INSERT INTO fund_vouchers ({', '.join(columns)})"
        f" SELECT {', '.join(own.get(name, name) for name in columns)} FROM fund_vouchers"
        " WHERE year_id IN (SELECT id FROM fund_years WHERE closed_on IS NULL) AND state = 'posted'"
        " ORDER BY number DESC LIMIT 1",
    )
    query = "SELECT min(id) FROM audit WHERE hash IS NULL AND table_name = 'fund_vouchers'"
    (entry,) = file.execute(query).fetchone()
    close_properly(file, "登记支出", "审核", AT, day="2026-12-01")
    assert any(f"第{entry}条" in line and "记录已封存" in line for line in checked().splitlines())


ENTRY = (
    "INSERT INTO log_entries (day, half, duty, kind, content, initials, late, made_at)"
    " VALUES ('2026-10-{}', 'whole', 'people', 'visit', '走访', 'zf', {}, '2026-10-31T09:00:00')"
)
SIGNED = (
    "INSERT INTO log_months"
    " (month, signed_by, signed_on, sealed_at, sealed_by, audit_head, check_code, snapshot)"
    " VALUES ('2026-10', '队长', '2026-12-01', '2026-12-01T09:00:00', '审核', '', '', '{}')"
)
LATER = (
    "UPDATE log_entries SET content = '会议' WHERE id = 1",
    ENTRY.format(14, 0),
    "DELETE FROM log_people WHERE entry_id = 1",
)


def test_a_month_of_the_work_log_that_was_signed_off(file: Any, checked: Checked) -> None:
    """Its sheet is printed from its snapshot; but what it was made of stays as well, and 补记 is let in."""
    somebody = "INSERT INTO log_people (entry_id, posting_id) VALUES (1, 1)"
    for deed in (
        (ENTRY.format(12, 0), somebody),
        (SIGNED,),
        (ENTRY.format(13, 1),),
        *((one,) for one in LATER),
    ):
        past_the_rules(file, *deed)
        close_properly(file, "登记日志", "审核", AT, day="2026-12-01")
    (last,) = file.execute("SELECT max(id) FROM audit").fetchone()
    sealed = [line for line in checked().splitlines() if "记录已封存" in line]
    assert [line.split("条")[0] for line in sealed] == [f"留痕第{last - 2 + place}" for place in range(3)]
