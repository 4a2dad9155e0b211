"""No drop-down of the program loses or changes what stands in it unless the clerk means it.

The mouse wheel scrolls and never chooses; a text typed where others are proposed survives every reload; a
record is chosen and never typed.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.assets import assets
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.funds import funds, posting
from banfu_desktop.services.projects import projects
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.choices import ChoiceEditor, ReferenceEditor
from banfu_desktop.ui.page.editors import Editor
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.registry import ROOMS
from banfu_desktop.ui.tasks import EVERY_TABLE
from tests.services.test_projects import pay
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit
from tests.ui.test_choices import turned_by_the_wheel

AT = datetime(2026, 11, 2, 8)
TYPED = "手写的文字"


def views(page: Page) -> Iterator[None]:
    """Every view of a page in turn, each with its first record open, if it has any."""
    buttons = page.findChildren(QAbstractButton)
    for button in [button for button in buttons if button.objectName().startswith("view-")] or [None]:
        if button is not None:
            button.click()
            page.ctx.tasks.wait()
        if isinstance(page, ListPage) and page.rows:
            page.open_record(page.rows[0])
        yield


@pytest.fixture
def offices_books(deed: DoDeed[Any]) -> None:
    """Something to look at in every room."""

    def enter(session: Any) -> None:
        book = funds.books(session)[0].id
        voucher = pay(session, book, 219_900, category="设备购置", day=date(2026, 10, 9), now=AT)
        values = {"item": "打印机", "quantity": 1, "value_fen": 219_900, "acquired_on": date(2026, 10, 9),
                  "place": "办公室", "keeper": "罗海涛", "voucher_id": voucher}  # fmt: skip
        assets.save(session, values, AT.date())

    deed(enter)


def test_the_wheel_turns_no_drop_down_of_any_page(visit: Visit, ctx: Context, offices_books: None) -> None:
    turned, seen = [], set()
    for room in ROOMS:
        page = visit(room.name, OCTOBER if room.name in ("attendance", "subsidies", "funds") else None)
        for _ in views(page):
            there, tried = turned_by_the_wheel(page)
            turned += there
            seen |= {room.name} if tried else set()
        if isinstance(page, ListPage):
            page.close_record()
    assert turned == []
    assert seen >= {
        "members", "attendance", "exams", "insurance", "reimbursements", "funds", "projects", "assets",
        "bank",
    }  # fmt: skip


def test_the_wheel_over_a_drop_down_scrolls_its_panel(visit: Visit, shell: Shell) -> None:
    page = visit("members")
    page.open_record(page.rows[0])
    area = page.findChild(QWidget, "form-scroll")
    assert area is not None
    bar = area.verticalScrollBar()  # type: ignore[attr-defined]
    assert bar.maximum() > 0
    combo = page.findChild(QComboBox, "sex")
    assert combo is not None
    before, window = combo.currentText(), shell.windowHandle()
    QTest.wheelEvent(window, QPointF(combo.mapTo(shell, combo.rect().center())), QPoint(0, -120))
    assert bar.value() > 0
    assert combo.currentText() == before


def test_what_was_typed_survives_a_reload_in_every_page(
    visit: Visit, ctx: Context, offices_books: None
) -> None:
    tried = []
    for room in ROOMS:
        page = visit(room.name, OCTOBER if room.name in ("attendance", "subsidies", "funds") else None)
        editors = [
            editor for editor in page.findChildren(ChoiceEditor)
            if editor.field.words is None and not isinstance(editor, ReferenceEditor)
        ]  # fmt: skip
        if not isinstance(page, ListPage) or not editors:
            continue
        page.new_record()
        for editor in editors:
            editor.combo.setEditText(TYPED)
        ctx.signals.changed.emit(EVERY_TABLE)
        ctx.tasks.wait()
        assert [editor.words for editor in editors] == [TYPED] * len(editors), room.name
        for editor in editors:
            editor.offer([("别的", "别的")])
            assert editor.read() == TYPED
        tried += [f"{room.name} {editor.field.name}" for editor in editors]
        page._desk.form.forget()
        page.close_record()
    assert {"funds summary", "funds payee", "funds handler", "members organisation", "insurance payer",
            "reimbursements unit", "exams payer"} <= set(tried)  # fmt: skip


CASES = [
    ("assets", "voucher_id", "相机", {"item": "相机", "place": "办公室", "keeper": "罗海涛"}),
    ("assets", "project_id", "3", {"item": "相机", "place": "办公室", "keeper": "罗海涛"}),
    ("funds", "project_id", "3", {"summary": "寄送", "amount_fen": 100}),
    ("funds", "category_id", "3", {"summary": "寄送", "amount_fen": 100}),
    ("reimbursements", "posting_id", "3", {}),
    ("attendance", "posting_id", "3", {}),
    ("attendance", "posting_id", "999", {}),
]


def test_a_text_typed_for_a_record_is_refused_at_the_window(
    visit: Visit, ctx: Context, office: Database, qtbot: QtBot
) -> None:
    before = _stored(office)
    for room, name, typed, others in CASES:
        page = visit(room, 1 if room == "attendance" else OCTOBER if room == "funds" else None)
        page.new_record()
        ctx.tasks.wait()
        for other, value in others.items():
            page.propose(other, value)
        form = page._desk.form
        editor: Editor = form.boxes[name].editor
        assert isinstance(editor, ReferenceEditor), (room, name)
        editor.combo.setEditText(typed)
        form.submit()
        ctx.tasks.wait()
        assert f"没有“{typed}”" in form.boxes[name].trouble, (room, name)
        form.forget()
        page.close_record()
    assert _stored(office) == before


def _stored(office: Database) -> list[int]:
    with office.read() as session:
        book = funds.books(session)[0].id
        return [
            len(assets.listing(session)), len(attendance.leaves(session)),
            len(reimbursements.listing(session)), len(funds.vouchers(session, book, 2026)),
        ]  # fmt: skip


def test_a_draft_of_a_retired_category_shows_its_name(
    visit: Visit, ctx: Context, office: Database, deed: DoDeed[Any]
) -> None:
    from banfu_desktop.services.funds import books

    def draft(session: Any) -> int:
        chosen = posting.category_named(session, "邮寄")
        values = {"dated": date(2026, 10, 30), "summary": "寄", "category_id": chosen, "amount_fen": 1}
        made = posting.save(session, funds.books(session)[0].id, values)
        books.save_category(session, {"retired": True}, chosen)
        return made

    made = deed(draft)
    page = visit("funds", OCTOBER)
    page.open_record(next(row for row in page.rows if row.id == made))
    assert page._desk.form.boxes["category_id"].editor.words == "邮寄"


def test_a_service_refuses_a_record_that_is_not_there(deed: DoDeed[Any]) -> None:
    values = {"item": "相机", "quantity": 1, "value_fen": 1, "acquired_on": date(2026, 10, 9),
              "place": "办公室", "keeper": "罗海涛"}  # fmt: skip
    for link in ("voucher_id", "project_id"):
        with pytest.raises(UserError, match="已不在了"):
            deed(lambda session, link=link: assets.save(session, {**values, link: 99_999}, AT.date()))


def test_a_paid_voucher_of_a_project_that_is_over_names_it(visit: Visit, deed: DoDeed[Any]) -> None:
    from banfu_desktop.rules.projects import Stage

    def begin(session: Any) -> int:
        proposal = {"name": "路灯", "source": "县财政", "amount_fen": 100, "reason": "照明"}
        project = projects.save(session, {**proposal, "proposed_on": date(2026, 10, 1)})
        chosen = posting.category_named(session, "邮寄")
        values = {"dated": date(2026, 10, 30), "summary": "寄", "category_id": chosen, "amount_fen": 1,
                  "project_id": project}  # fmt: skip
        made = posting.save(session, funds.books(session)[0].id, values)
        projects.move(session, project, Stage.ABANDONED, AT.date(), AT.date(), "不做了")
        return made

    made = deed(begin)
    page = visit("funds", OCTOBER)
    page.open_record(next(row for row in page.rows if row.id == made))
    assert page._desk.form.boxes["project_id"].editor.words == "路灯"
