"""费用报销 in the window: a claim from its first line to its payment and back, what is owed, the year."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState, Line, Vehicle
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import home
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import deeds, reimbursements
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.pages.reimbursements.boxes import ApprovalBox
from banfu_desktop.ui.pages.reimbursements.page import OWED_VIEW, YEAR_VIEW, ReimbursementsPage
from banfu_desktop.ui.tasks import EVERY_TABLE
from tests.services import hostile_files as made
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

TODAY = NOW.date()
PLAIN = Line(date(2026, 10, 20), item="资料费", amount_fen=10_000)
DRIVEN = Line(date(2026, 10, 20), "梅坑镇", date(2026, 10, 20), "县城", Vehicle.UNIT_CAR, fare_fen=2_500)


def write(session: Any, kind: ClaimKind, *lines: Line, filled: date = TODAY) -> int:
    """A draft of 谭䶮."""
    posting = members.named(session, "谭䶮")[0]
    values = {"posting_id": posting.id, "kind": kind, "filled_on": filled}
    claim_id = reimbursements.save(session, values, NOW)
    reimbursements.set_lines(session, claim_id, lines)
    return claim_id


@pytest.fixture
def draft(deed: DoDeed[int]) -> int:
    """A plain draft."""
    return deed(lambda session: write(session, ClaimKind.OTHER, PLAIN))


@pytest.fixture
def page(draft: int, visit: Visit) -> ReimbursementsPage:
    """The room, with the draft open."""
    found: ReimbursementsPage = visit("reimbursements", draft)
    found.ctx.tasks.wait()
    return found


def do(page: ReimbursementsPage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()


def one(page: ReimbursementsPage, claim_id: int) -> ClaimRow:
    found: ClaimRow = next(row for row in page.rows if row.id == claim_id)
    return found


def can(page: ReimbursementsPage) -> set[str]:
    """The steps that are open."""
    page.refresh_commands()
    steps = ("hand_in", "approve_claim", "unapprove_claim", "pay_claim", "withdraw_claim", "refuse_claim",
             "reverse_claim",
             "remove_claim")  # fmt: skip
    return {name for name in steps if page.command_actions[name].isEnabled()}


def test_a_claim_goes_from_draft_to_payment_and_is_taken_back(
    page: ReimbursementsPage, draft: int, dialogs: FakeDialogs
) -> None:
    assert can(page) == {"hand_in", "remove_claim"}
    do(page, "hand_in")
    assert (one(page, draft).state, one(page, draft).number) == (ClaimState.HANDED, "2026-001")
    assert can(page) == {"approve_claim", "withdraw_claim", "refuse_claim"}
    do(page, "withdraw_claim")
    assert can(page) == {"hand_in", "refuse_claim"}
    do(page, "hand_in")
    do(page, "approve_claim")
    assert ("run", "approval-box") in dialogs.asked
    assert can(page) == {"pay_claim", "unapprove_claim", "refuse_claim"}
    do(page, "unapprove_claim")
    do(page, "approve_claim")
    assert one(page, draft).approved_fen == 10_000
    do(page, "pay_claim")
    assert one(page, draft).state is ClaimState.PAID
    assert can(page) == {"reverse_claim"}
    dialogs.answers = ["重复付款"]
    do(page, "reverse_claim")
    negative = one(page, page.record.id)
    assert (negative.claimed_fen, negative.reverses) == (-10_000, "2026-001")
    paid = one(page, draft)
    assert (negative.reversal, paid.reversal) == ("冲销 2026-001", "已由 2026-002 冲销")
    assert "冲销2026-001的红字报销单" in page.sealed(negative)
    assert "已由2026-002冲销" in page.sealed(paid)
    assert can(page) == set()


def test_what_keeps_a_claim_back_is_said_and_explained(
    page: ReimbursementsPage, deed: DoDeed[int], dialogs: FakeDialogs
) -> None:
    key = deed(lambda session: write(session, ClaimKind.TRAVEL, DRIVEN))
    page.reload()
    page.visit(key)
    page.ctx.tasks.wait()
    do(page, "hand_in")
    said = next(call for call in dialogs.asked if call[0] == "tell")
    assert "单位公车" in said[2]
    (warning,) = [fact for fact in page.facts(one(page, key)) if "单位公车" in fact.text]
    assert warning.clause == "六(二)"
    check = next(check for check in page._checks[key] if check.open)
    from banfu_desktop.ui.pages.reimbursements.deeds import ClaimDeeds

    dialogs.answers = ["过路费自付"]
    ClaimDeeds(page.ctx).explain(one(page, key), check)
    page.ctx.tasks.wait()
    assert not any(check.open for check in page._checks[key])
    ClaimDeeds(page.ctx).take_back(one(page, key), check)
    page.ctx.tasks.wait()
    assert any(check.open for check in page._checks[key])


def test_a_refusal_and_a_day_that_cannot_be(
    page: ReimbursementsPage, draft: int, dialogs: FakeDialogs
) -> None:
    dialogs.answers = ["昨天"]
    do(page, "hand_in")
    assert one(page, draft).state is ClaimState.DRAFT
    dialogs.answers = ["2027-01-01"]
    do(page, "hand_in")
    assert one(page, draft).state is ClaimState.DRAFT
    do(page, "hand_in")
    dialogs.answers = ["票据不合规"]
    do(page, "refuse_claim")
    assert (one(page, draft).state, one(page, draft).reason) == (ClaimState.REFUSED, "票据不合规")


def test_a_second_draft_of_one_refused_claim_is_asked_about(
    page: ReimbursementsPage, draft: int, dialogs: FakeDialogs, deed: DoDeed[int]
) -> None:
    do(page, "hand_in")
    dialogs.answers = ["票据不合规"]
    do(page, "refuse_claim")

    def again(*answers: str) -> int:
        page.visit(draft)
        page.ctx.tasks.wait()
        dialogs.answers = list(answers)
        do(page, "copy_claim")
        page.ctx.tasks.wait()
        return sum(row.state is ClaimState.DRAFT for row in page.rows)

    assert again() == 1
    copied = page.record.id
    assert again("取消") == 1
    asked = dialogs.asked[-1]
    assert (asked[0], "照报销单2026-001已经另开过" in asked[2]) == ("choose", True)
    assert again("看那一张") == 1
    assert page.record.id == copied
    assert again("再开一张") == 2
    page.visit(copied)
    page.ctx.tasks.wait()
    do(page, "remove_claim")
    dialogs.asked.clear()
    again("取消")
    assert "另开过" in str(dialogs.asked), "the other one is there still"


def test_the_sum_approved_follows_while_it_is_typed(
    page: ReimbursementsPage, draft: int, qtbot: QtBot
) -> None:
    box = ApprovalBox(page.window(), page.ctx.look, one(page, draft), TODAY)
    qtbot.addWidget(box)
    amount = box.findChild(QLineEdit, "approved-1")
    assert amount is not None
    amount.selectAll()
    qtbot.keyClicks(amount, "60")
    assert box._said.text() == "核定 60.00 元，核减 40.00 元", "before the cell is left"


def test_a_draft_is_removed_and_undo_brings_it_back(
    page: ReimbursementsPage, draft: int, office: Database, ctx: Context
) -> None:
    do(page, "remove_claim")
    assert not page.rows
    with office.write(Deed(history.UNDO, "测试", NOW)) as session:
        assert history.undo(session, NOW) == "删除报销草稿 谭䶮"
    page.reload()
    ctx.tasks.wait()
    assert [row.id for row in page.rows] == [draft]


def test_lines_are_typed_into_the_grid(page: ReimbursementsPage, draft: int, qtbot: QtBot) -> None:
    lines = page.lines.grid.lines
    lines.setData(lines.index(1, 0), "10-21", Qt.ItemDataRole.EditRole)
    lines.setData(lines.index(1, 1), "邮寄费", Qt.ItemDataRole.EditRole)
    lines.setData(lines.index(1, 3), "12.5", Qt.ItemDataRole.EditRole)
    page._store_lines()
    page.ctx.tasks.wait()
    assert one(page, draft).claimed_fen == 11_250
    assert one(page, draft).lines[1].day == date(2026, 10, 21)


def test_the_sum_follows_while_an_amount_is_typed(page: ReimbursementsPage, qtbot: QtBot) -> None:
    grid, total = page.lines.grid, page.lines.findChild(QLabel, "lines-total")
    assert total is not None
    grid.setCurrentIndex(grid.lines.index(1, 3))
    grid.edit(grid.currentIndex())
    editor = grid.findChild(QLineEdit, "line-editor")
    assert editor is not None
    qtbot.keyClicks(editor, "12.5")
    assert total.text() == "申报合计 112.50"
    assert page.record.claimed_fen == 10_000, "nothing is stored before the cell is left"


def test_a_cell_nobody_can_read_is_never_lost_unasked(
    page: ReimbursementsPage, draft: int, deed: DoDeed[int], dialogs: FakeDialogs, shell: Shell
) -> None:
    other = deed(lambda session: write(session, ClaimKind.OTHER, PLAIN))
    page.reload()
    page.visit(draft)
    page.ctx.tasks.wait()
    lines = page.lines.grid.lines
    lines.setData(lines.index(1, 0), "13-45", Qt.ItemDataRole.EditRole)
    lines.setData(lines.index(1, 3), "abc", Qt.ItemDataRole.EditRole)
    page.ctx.tasks.wait()
    assert page.unsaved
    dialogs.answers = ["继续编辑"]
    page.open_record(one(page, other))
    assert "“13-45”、“abc”" in str(dialogs.asked[-1])
    assert (page.record.id, lines.unread) == (draft, ["13-45", "abc"])
    dialogs.answers = ["继续编辑"]
    assert shell.show_room("home") is page
    page.lines.grid.lines.remove({0})
    assert lines.unread == ["13-45", "abc"], "another line goes, these stay"
    page.ctx.signals.changed.emit(EVERY_TABLE)
    page.ctx.tasks.wait()
    assert lines.unread == ["13-45", "abc"], "something else was changed, these stay"
    dialogs.answers = ["继续编辑"]
    page.close_record()
    assert page.record_is_open
    assert lines.unread == ["13-45", "abc"], "Esc takes nothing away unasked"
    dialogs.answers = ["放弃改动"]
    page.open_record(one(page, other))
    page.ctx.tasks.wait()
    assert (page.record.id, lines.unread) == (other, [])


def test_handing_in_says_what_the_panel_says(page: ReimbursementsPage, dialogs: FakeDialogs) -> None:
    dialogs.answers = [None]
    do(page, "hand_in")
    assert "还没有登记发票" in str(dialogs.asked[-1])


def test_a_new_claim_is_written_at_its_head_first(page: ReimbursementsPage, office: Database) -> None:
    do(page, "new_claim")
    form = page.findChild(QWidget, "form")
    assert form is not None
    with office.read() as session:
        posting = members.named(session, "罗海涛")[0]
    saving = page.save(None, {"posting_id": posting.id, "kind": ClaimKind.MEDICAL, "filled_on": TODAY})
    page.ctx.tasks.write(saving.deed, saving.work)
    page.ctx.tasks.wait()
    assert {row.kind for row in page.rows} == {ClaimKind.OTHER, ClaimKind.MEDICAL}


def test_what_is_owed_and_the_year(
    page: ReimbursementsPage, draft: int, ctx: Context, tmp_path: Path, dialogs: FakeDialogs
) -> None:
    do(page, "hand_in")
    for view, words in ((OWED_VIEW, "0–30天"), (YEAR_VIEW, "（小计）")):
        page._views.show_view(view)
        ctx.tasks.wait()
        out = tmp_path / f"{view}.xlsx"
        dialogs.answers = [out]
        do(page, "export_claims")
        sheet = load_workbook(out).active
        assert sheet is not None
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert any(words in cell for cell in cells), cells
        page._copy()
    page._views.show_view("报销单")
    ctx.tasks.wait()


def test_home_leads_to_what_is_owed(
    page: ReimbursementsPage, deed: DoDeed[None], visit: Visit, office: Database
) -> None:
    def old(session: Any) -> None:
        key = write(session, ClaimKind.OTHER, PLAIN, filled=date(2026, 10, 21))
        session.flush()
        deeds.hand_in(session, key, date(2026, 10, 21), TODAY)

    deed(old)
    page.reload()
    page.ctx.tasks.wait()
    with office.read() as session:
        found = [
            item
            for item in home.view(session, date(2026, 12, 1), office.folder).due
            if item.room == "reimbursements"
        ]
    assert [item.clause for item in found] == ["六(二)"]
    page = visit("reimbursements", found[0].key)
    assert [row.number for row in page.selected()] == ["2026-001"]


def test_the_whole_claim_is_previewed_with_its_papers(
    page: ReimbursementsPage, draft: int, deed: DoDeed[None], dialogs: FakeDialogs, office: Database
) -> None:
    def attach(session: Any) -> None:
        bundle = reimbursements.one(session, draft).bundle_id
        bundles.add(session, bundle, "票.jpg", made.photograph(), NOW)

    deed(attach)
    do(page, "print_claim")
    assert any(call[0] == "run" for call in dialogs.asked)
    assert page.papers(one(page, draft)) > 0


def test_texts_are_whole_at_the_small_size(page: ReimbursementsPage, ctx: Context) -> None:
    for view in (OWED_VIEW, YEAR_VIEW, "报销单"):
        page._views.show_view(view)
        ctx.tasks.wait()
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.text() and not label.wordWrap():
                assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() + 1, label.text()
        for button in page.findChildren(QPushButton):
            assert not button.isVisible() or button.accessibleName() or button.text()
