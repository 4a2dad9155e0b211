"""What a trigger forbids in the light of another row: done past it with a proper entry, each is named."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.db.judging import forbidden
from banfu_desktop.db.store import Database
from banfu_desktop.rules.schema import ITEMS
from banfu_desktop.services.program import checking
from tests.adversary.conftest import NOW
from tests.adversary.hands import close_properly, hands, past_the_rules

AT, DAY = NOW.isoformat(timespec="seconds"), NOW.date().isoformat()
PAID, VOIDED = "(SELECT min(id) FROM subsidy_sheets)", "(SELECT max(id) FROM subsidy_sheets)"
VOIDS = (
    "UPDATE subsidy_sheets SET voided_at = '2026-12-01 09:00:00.000000', voided_by = '审核',"
    " void_reason = '错' WHERE id = "
)
SIGNATURE = "(SELECT min(id) FROM project_signatures)"
SCANNED = "UPDATE project_signatures SET attachment_id = {} WHERE id = " + SIGNATURE
ISSUED = "(SELECT r.document_id FROM half_reports r JOIN issued_reports i ON i.report_id = r.id)"
FIRST_IN = "(SELECT min(id) FROM documents WHERE direction = 'in' AND serial = 1)"
TICK, LINE = (f"(SELECT min(id) FROM {table})" for table in ("handover_ticks", "handover_lines"))
POSTED = "INSERT INTO fund_vouchers ({columns}) SELECT {values} FROM fund_vouchers WHERE id = 1"
PROJECT, UNSIGNED, NONE = "(SELECT min(id) FROM projects)", "(SELECT max(id) FROM projects)", "4711"
BUNDLE = "INSERT INTO bundles (room, label, sealed) VALUES ('projects', '项目', 0)"
PROJECT_OF_ITS_OWN = (
    "INSERT INTO projects (bundle_id, stage) VALUES ((SELECT max(id) FROM bundles), 'planned')",
    "INSERT INTO project_rounds (project_id, number, name, initials, source, amount_fen, reason, proposed_on)"
    " VALUES ((SELECT max(id) FROM projects), 1, '水渠', 'sq', '工作经费', 100, '修', '2026-11-01')",
)
SIGNS = (
    "INSERT INTO project_signatures (round_id, signer, name, signed_on, attachment_id)"
    " VALUES ((SELECT min(id) FROM project_rounds), '{}', '某', '2026-11-02', {})"
)
PREPARATION = (
    *(each for _ in range(2) for each in (BUNDLE, *PROJECT_OF_ITS_OWN)),
    SIGNS.format("secretary", 1),
    SIGNS.format("leader", "NULL"),
    f"UPDATE subsidy_lines SET paid_on = NULL, paid_reference = NULL WHERE sheet_id = {VOIDED}",
    VOIDS + VOIDED,
    "UPDATE handovers SET snapshot = '{}', check_code = 'AAAA-BBBB', sealed_at = '2026-12-01 09:00:00',"
    " sealed_by = '审核', audit_head = ''",
    PROJECT,
)
"""A voided sheet, a signature's scan, a sealed list, a voucher of a project: what the attacks are about."""
ATTACKS = {
    "voided_line_changes": f"UPDATE subsidy_lines SET paid_on = '2026-12-01' WHERE sheet_id = {VOIDED}",
    "paid_sheet_is_voided": VOIDS + PAID,
    "signature_changes": SCANNED.format("2"),
    "issued_document_changes": f"UPDATE documents SET title = '另一份' WHERE id = {ISSUED}",
    "number_of_document_changes": f"UPDATE documents SET serial = 77 WHERE id = {FIRST_IN}",
    "numbered_document_goes": f"DELETE FROM documents WHERE id = {ISSUED}",
    "sealed_handover_ticks_come": "INSERT INTO handover_ticks (handover_id, item, words, given, taken)"
    " SELECT handover_id, '另一项', '补的', 1, 1 FROM handover_ticks LIMIT 1",
    "sealed_handover_ticks_change": f"UPDATE handover_ticks SET words = '换的' WHERE id = {TICK}",
    "sealed_handover_ticks_go": f"DELETE FROM handover_ticks WHERE id = {TICK}",
    "sealed_handover_lines_come": "INSERT INTO handover_lines (handover_id, section, kind, text)"
    " SELECT handover_id, section, kind, '补的' FROM handover_lines LIMIT 1",
    "sealed_handover_lines_change": f"UPDATE handover_lines SET text = '钥匙 2 把' WHERE id = {LINE}",
    "sealed_handover_lines_go": f"DELETE FROM handover_lines WHERE id = {LINE}",
    "project_with_vouchers_stays": f"DELETE FROM projects WHERE id = {PROJECT}",
    "unsigned_project_is_paid_by_insert": UNSIGNED,
    "voucher_of_no_project_by_insert": NONE,
}
THE_SAME = {"unsigned_project_is_paid_by_update", "voucher_of_no_project_by_update"}
"""An update is judged by the same lines as the insert above."""
ELSEWHERE = {
    "sealed_attachment_changes", "sealed_attachment_goes", "sealed_invoice_changes", "sealed_invoice_comes",
    "sealed_invoice_goes", "handed_line_changes", "handed_line_comes", "handed_line_goes",
    "signed_round_changes", "signed_round_goes", "signature_goes", "voucher_dated_insert",
    "voucher_dated_update", "signed_entry_comes", "signed_entry_changes", "signed_entry_goes",
    "signed_entry_gains_somebody", "signed_entry_changes_somebody", "signed_entry_loses_somebody",
    "text_of_issued_report_changes", "text_of_issued_report_goes", "sealed_line_comes", "sealed_line_goes",
}  # fmt: skip
"""In test_sealed.py, or of one kind with what is there."""
BY_ROWS = {
    "voucher_number_insert", "voucher_number_update", "same_unit_comes", "same_unit_changes",
    "same_unit_stays",
}  # fmt: skip
"""The rows show it themselves: a number left out, a unit that leads nowhere (test_denial.py)."""


@pytest.fixture
def opened(demonstrated: Path, tmp_path: Path) -> Database:
    database = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    yield database
    database.close()


def test_every_trigger_is_judged_somewhere(opened: Database) -> None:
    """A new one belongs into db/judging_sealed.py and among the attacks, unless it looks at one row only."""
    with opened.read() as session:
        items = session.connection().exec_driver_sql(ITEMS).all()
    refusing = [item for item in items if item[0] == "trigger" and "RAISE(ABORT" in item[3]]
    in_others_light = {item[1] for item in refusing if item[2] != "audit" and not list(forbidden([item]))}
    assert in_others_light == {*ATTACKS, *THE_SAME, *ELSEWHERE, *BY_ROWS}


def test_each_is_named(opened: Database) -> None:
    assert checking.check(opened).bad == ()
    opened.close()
    with hands(opened.folder, opened.data_key) as file:
        deed(file, *PREPARATION)
        entries = {name: deed(file, statement) for name, statement in ATTACKS.items()}
    database = Database.open(opened.folder)
    found = [line for line in checking.check(database).bad if "记录已封存" in line]
    database.close()
    assert [n for n, entry in entries.items() if not any(f"第{entry}条" in line for line in found)] == []
    assert len(found) == len(ATTACKS), "and what they were prepared with is in order"


def deed(file: Any, *statements: str) -> int:
    """Do something past the triggers, as a deed with proper entries; gives the first of them."""
    past_the_rules(file, *(voucher(file, each) if each[0] in "(4" else each for each in statements))
    (entry,) = file.execute("SELECT min(id) FROM audit WHERE hash IS NULL").fetchone()
    assert entry is not None, statements
    close_properly(file, "登记", "审核", AT, day=DAY)
    return int(entry)


def voucher(file: Any, project: str) -> str:
    """A posted expense of a project."""
    own = {
        "number": "(SELECT max(number) + 1 FROM fund_vouchers WHERE year_id = 1)", "project_id": project,
        "bundle_id": "(SELECT max(bundle_id) + 1000 FROM fund_vouchers)", "dated": f"'{DAY}'",
    }  # fmt: skip
    columns = [name for _, name, *_ in file.execute("PRAGMA table_info(fund_vouchers)") if name != "id"]
    values = ", ".join(own.get(name, name) for name in columns)
    return POSTED.format(columns=", ".join(columns), values=values)
