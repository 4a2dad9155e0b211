"""体检, 意外险, 费用报销 as the rooms before them: Ctrl+Z, Ctrl+K, Excel and the trail, in the window."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.exams import ExamState
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState, Line
from banfu_desktop.services.audit import history
from banfu_desktop.services.exams import exams
from banfu_desktop.services.hall import search
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.ui.context import Found
from banfu_desktop.ui.frame.palette import Palette
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.page import Page
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

TODAY, OPENS_AT = NOW.date(), "insurance"


def _plan(session: Any) -> None:
    exams.plan(session, 2026)


def _policy(session: Any) -> None:
    values = {
        "insurer": "人保财险", "number": "PEAC77", "start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31),
        "premium_fen": 240_000, "insured_fen": 30_000_000, "payer": "县司法局",
    }  # fmt: skip
    people = [row.person_id for row in members.listing(session, Period(TODAY, TODAY))]
    insurance.choose(session, insurance.save(session, values), people)


def _claim(session: Any) -> None:
    posting = members.named(session, "谭䶮")[0]
    values = {"posting_id": posting.id, "kind": ClaimKind.OTHER, "filled_on": TODAY, "title": "搬运行李"}
    claim_id = reimbursements.save(session, values, NOW)
    reimbursements.set_lines(session, claim_id, [Line(date(2026, 10, 20), item="邮寄费", amount_fen=10_000)])


def _real_search(session: Any, text: str) -> list[Found]:
    return [Found(hit.label, hit.hint, hit.room, hit.key) for hit in search.find(session, text)]


def _planned(session: Any) -> bool:
    return any(row.state is ExamState.PLANNED for row in exams.listing(session, 2026, 2026))


def _covered(session: Any) -> bool:
    return bool(insurance.policies(session, TODAY))


def _handed(session: Any) -> bool:
    return any(row.state is ClaimState.HANDED for row in reimbursements.listing(session))


def do(page: Page, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()


@pytest.mark.parametrize(
    ("room", "before", "command", "holds", "after"),
    [
        ("exams", lambda session: None, "plan_exams", _planned, True),
        ("insurance", _policy, "remove_policy", _covered, False),
        ("reimbursements", _claim, "hand_in", _handed, True),
    ],
)
def test_ctrl_z_takes_a_deed_back_and_the_trail_keeps_both(
    shell: Shell, visit: Visit, deed: DoDeed[None], office: Database, qtbot: QtBot, room: str,
    before: Callable[[Any], None], command: str, holds: Callable[[Any], bool], after: bool,
) -> None:  # fmt: skip
    deed(before)
    page = visit(room)
    page.reload()
    page.ctx.tasks.wait()
    if page.rows and room != "exams":
        page.visit(page.rows[0].id)
        page.ctx.tasks.wait()
    do(page, command)
    with office.read() as session:
        assert holds(session) is after
    qtbot.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    with office.read() as session:
        assert holds(session) is not after
    trail = visit("audit")
    assert [row.name.startswith(history.UNDO) for row in trail.rows[:2]] == [True, False]


@pytest.mark.parametrize(
    ("typed", "room", "before"),
    [("peac77", "insurance", _policy), ("2026-001", "reimbursements", _claim)],
)
def test_ctrl_k_leads_to_a_policy_and_to_a_claim(
    shell: Shell, visit: Visit, deed: DoDeed[None], qtbot: QtBot, typed: str, room: str,
    before: Callable[[Any], None],
) -> None:  # fmt: skip
    page = visit(room)
    page.ctx.search = _real_search
    deed(before)
    page.reload()
    page.ctx.tasks.wait()
    if room == "reimbursements":
        page.visit(page.rows[0].id)
        page.ctx.tasks.wait()
        do(page, "hand_in")
    visit("home")
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = shell.findChild(Palette)
    assert palette is not None
    line, found = palette.findChild(QLineEdit), palette.findChild(QListWidget)
    assert line is not None
    assert found is not None
    qtbot.keyClicks(line, typed)
    qtbot.waitUntil(lambda: any(typed.upper() in text for text in _labels(found)))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    page.ctx.tasks.wait()
    assert shell.page is not None
    assert shell.page.room == room
    assert [row.number.upper() for row in shell.page.selected()] == [typed.upper()]  # type: ignore[attr-defined]


def _labels(found: QListWidget) -> list[str]:
    return [found.item(number).text() for number in range(found.count())]


@pytest.mark.parametrize(
    ("room", "before", "command", "words"),
    [
        ("exams", _plan, "export_exams", "已安排"),
        ("insurance", _policy, "export_policies", "PEAC77"),
        ("insurance", _policy, "export_coverage", "谭䶮"),
        ("reimbursements", _claim, "export_claims", "谭䶮"),
    ],
)
def test_the_lists_go_out_as_excel(
    visit: Visit, deed: DoDeed[None], dialogs: FakeDialogs, tmp_path: Path, room: str,
    before: Callable[[Any], None], command: str, words: str,
) -> None:  # fmt: skip
    deed(before)
    page = visit(room)
    page.reload()
    page.ctx.tasks.wait()
    out = tmp_path / "a.xlsx"
    dialogs.answers = [out]
    do(page, command)
    sheet = load_workbook(out).active
    assert sheet is not None
    assert any(words in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
