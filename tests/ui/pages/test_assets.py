"""资产登记 in the window: a card begun from the voucher that wants it, and disposed of."""

from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.assets import Disposal
from banfu_desktop.services.assets import assets
from banfu_desktop.services.funds import books, funds
from banfu_desktop.ui.pages.assets.page import AssetsPage
from tests.services.test_projects import pay
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

AT = datetime(2026, 11, 2, 8)


@pytest.fixture
def voucher(deed: DoDeed[Any]) -> int:
    def buy(session: Any) -> int:
        if not funds.books(session):
            books.open_standard(session, 2026)
        book = funds.books(session)[0].id
        pay(session, book, 5_000_000, category="年度拨款", day=date(2026, 10, 3), now=AT)
        return pay(session, book, 219_900, category="设备购置", day=date(2026, 10, 9), now=AT)

    made: int = deed(buy)
    return made


def save(page: AssetsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.findChild(QWidget, "form"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()


def test_the_home_page_leads_to_a_card_filled_from_its_voucher(
    voucher: int, visit: Visit, office: Database, qtbot: QtBot
) -> None:
    page = visit("assets", f"voucher {voucher}")
    for name, value in {"item": "激光打印机", "place": "队办公室", "keeper": "罗海涛"}.items():
        page.propose(name, value)
    save(page, qtbot)
    with office.read() as session:
        card = next(row for row in assets.listing(session) if row.voucher_id == voucher)
    assert (card.item, card.value_fen, card.acquired_on) == ("激光打印机", 219_900, date(2026, 10, 9))
    assert "还没有登记资产" not in page._header.accessibleName()


@pytest.fixture
def card(deed: DoDeed[Any]) -> int:
    values = {
        "item": "移动硬盘", "quantity": 1, "value_fen": 45_900, "acquired_on": date(2025, 5, 8),
        "place": "办公室", "keeper": "罗海涛",
    }  # fmt: skip
    made: int = deed(lambda session: assets.save(session, values, date(2026, 11, 2)))
    return made


def test_a_card_is_disposed_of_in_the_panel(card: int, visit: Visit, office: Database, qtbot: QtBot) -> None:
    page = visit("assets", card)
    page.refresh_commands()
    page.command_actions["dispose_asset"].trigger()
    page.propose("disposal", Disposal.SCRAPPED)
    page.propose("disposal_reason", "摔坏")
    save(page, qtbot)
    with office.read() as session:
        row = next(one for one in assets.listing(session) if one.id == card)
    assert (row.disposed_on, row.disposal) == (date(2026, 11, 2), Disposal.SCRAPPED)


@pytest.fixture
def bought(voucher: int, deed: DoDeed[Any]) -> int:
    values = {
        "item": "激光打印机", "quantity": 1, "value_fen": 219_900, "acquired_on": date(2026, 10, 9),
        "place": "队办公室", "keeper": "罗海涛", "voucher_id": voucher,
    }  # fmt: skip
    made: int = deed(lambda session: assets.save(session, values, date(2026, 11, 2)))
    return made


def test_the_papers_of_a_card_are_those_of_its_voucher(
    voucher: int, bought: int, card: int, visit: Visit, office: Database
) -> None:
    page = visit("assets", bought)
    with office.read() as session:
        wanted = funds.voucher(session, voucher).bundle_id
    rows = {row.id: row for row in page.rows}
    assert (page.papers(rows[bought]), page.papers(rows[card])) == (wanted, None)
    switch = page.findChild(QWidget, "record-switch")
    assert switch is not None
    assert switch.isVisible()


def test_keepers_and_places_known_are_proposed(card: int, visit: Visit) -> None:
    page = visit("assets")
    page.new_record()
    line = page.findChild(QLineEdit, "keeper")
    assert line is not None
    completer = line.completer()
    completer.setCompletionPrefix("lht")
    assert completer.currentCompletion() == "罗海涛"
    page._desk.form.forget()


@pytest.fixture
def lamps(deed: DoDeed[Any]) -> int:
    values = {
        "number": "2026-007", "item": "太阳能路灯", "quantity": 3, "value_fen": 100_000,
        "acquired_on": date(2026, 6, 30), "place": "文化广场", "keeper": "村委会",
    }  # fmt: skip
    made: int = deed(lambda session: assets.save(session, values, date(2026, 11, 2)))
    return made


def test_a_part_is_disposed_of_after_its_share_was_told(
    lamps: int, visit: Visit, office: Database, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    page = visit("assets", lamps)
    page.refresh_commands()
    page.command_actions["dispose_asset"].trigger()
    sold = {"gone": 1, "disposal": Disposal.SOLD, "disposal_reason": "更换", "proceeds_fen": 5_000}
    for name, value in sold.items():
        page.propose(name, value)
    dialogs.answers = [False]
    save(page, qtbot)
    assert "处置 1 件，原值 333.33 元；留下 2 件，原值 666.67 元" in dialogs.asked[-1][2]
    with office.read() as session:
        assert all(row.part_of_id is None for row in assets.listing(session))
    save(page, qtbot)
    with office.read() as session:
        rows = {row.part_of_id: row for row in assets.listing(session) if row.item == "太阳能路灯"}
    assert (rows[lamps].quantity, rows[lamps].number) == (1, "2026-007（部分）")
    page.propose("keeper", "")
    page._desk.form.forget()


def test_the_next_number_is_proposed(lamps: int, visit: Visit) -> None:
    page = visit("assets")
    page.new_record()
    assert page._desk.form.boxes["number"].editor.read() == "2026-008"
    page._desk.form.forget()
