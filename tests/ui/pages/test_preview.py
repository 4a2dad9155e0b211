"""The preview shows the bytes that are saved and printed; full numbers only when meant, and recorded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import papers
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.preview import preview
from banfu_desktop.ui.preview.paper_view import Fit
from banfu_desktop.ui.preview.preview_box import Job, Preview, Print
from tests.ui.conftest import NOW
from tests.ui.pages import a_preview
from tests.ui.pages.a_preview import Watching
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit


@pytest.fixture
def dialogs() -> Watching:
    return Watching()


@pytest.fixture
def october(deed: DoDeed[None]) -> None:
    """A draft to print."""
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))


def test_what_is_shown_is_what_is_saved(
    ctx: Context, dialogs: Watching, october: None, tmp_path: Path
) -> None:
    saved = tmp_path / "发放表.pdf"

    def look(box: Preview) -> None:
        shown = a_preview.shown(ctx, box)
        dialogs.answers = [saved]
        a_preview.press(box, "save-pdf")
        ctx.tasks.wait()
        assert saved.read_bytes() == shown
        assert a_preview.said(box, "notice-text") == f"已保存：发放表.pdf（在“{tmp_path.name}”文件夹）"

    dialogs.look = look
    a_preview.sheet(ctx)
    assert page_count(saved.read_bytes()) == 7
    assert "谭䶮" in page_text(saved.read_bytes(), 3)


def test_one_payer_alone(ctx: Context, dialogs: Watching, october: None) -> None:
    def look(box: Preview) -> None:
        assert page_count(a_preview.shown(ctx, box)) == 7
        a_preview.choose(box, "choice", "县司法局")
        pdf = a_preview.shown(ctx, box)
        assert page_count(pdf) == 1
        assert "1,290.32" in page_text(pdf, 0)
        assert a_preview.said(box, "page-count") == "1 / 1 页"

    dialogs.look = look
    a_preview.sheet(ctx)


def test_full_numbers_are_asked_for_and_recorded(
    ctx: Context, dialogs: Watching, october: None, office: Database
) -> None:
    card = "6217007567366692478"

    def look(box: Preview) -> None:
        a_preview.choose(box, "choice", "县司法局")
        assert card not in page_text(a_preview.shown(ctx, box), 0)
        dialogs.answers = [False]
        a_preview.choose(box, "variant", "完整（发放单位财务用）")
        assert card not in page_text(a_preview.shown(ctx, box), 0)
        a_preview.choose(box, "variant", "完整（发放单位财务用）")
        assert card in page_text(a_preview.shown(ctx, box), 0)

    dialogs.look = look
    a_preview.sheet(ctx)
    with office.read() as session:
        names = [deed.name for deed in history.deeds(session)]
    assert names[0] == "打印驻镇帮扶工作补助发放表（完整号码）"
    assert names.count(names[0]) == 1


def test_a_refusal_is_said_in_place(ctx: Context, dialogs: Watching) -> None:
    said = []

    def look(box: Preview) -> None:
        ctx.tasks.wait()
        said.append(a_preview.said(box, "preview-said"))
        assert not box.findChild(QPushButton, "print").isEnabled()  # type: ignore[union-attr]

    dialogs.look = look
    preview.preview_form(ctx, "subsidy-sheet", month=OCTOBER)
    assert said == ["2026年10月的发放表还没有编制，请先编制本月发放表。"]


def test_the_workbook_is_of_the_same_rows(
    ctx: Context, dialogs: Watching, october: None, tmp_path: Path
) -> None:
    import openpyxl

    def look(box: Preview) -> None:
        a_preview.shown(ctx, box)
        dialogs.answers = [tmp_path / "发放表.xlsx"]
        a_preview.press(box, "save-xlsx")
        ctx.tasks.wait()

    dialogs.look = look
    a_preview.sheet(ctx)
    assert len(openpyxl.load_workbook(tmp_path / "发放表.xlsx").sheetnames) == 7


def test_the_printer_s_offset_moves_everything(ctx: Context, dialogs: Watching, october: None) -> None:
    shown = []
    dialogs.look = lambda box: shown.append(a_preview.shown(ctx, box))
    a_preview.sheet(ctx)
    ctx.settings.setValue(preview.OFFSET_RIGHT, 2.5)
    a_preview.sheet(ctx)
    assert shown[0] != shown[1]
    assert page_text(shown[0], 0) == page_text(shown[1], 0)
    assert preview.offset_mm(ctx.settings) == (2.5, 0.0)


def test_pages_are_walked_and_sized_by_keys(
    ctx: Context, dialogs: Watching, october: None, qtbot: QtBot
) -> None:
    def look(box: Preview) -> None:
        a_preview.shown(ctx, box)
        view = a_preview.view(box)
        assert a_preview.said(box, "page-count") == "1 / 7 页"
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
        assert a_preview.said(box, "page-count") == "2 / 7 页"
        qtbot.keyClick(view, Qt.Key.Key_End)
        assert view.page == 7
        assert view.accessibleName() == "第 7 页，共 7 页"
        qtbot.keyClick(view, Qt.Key.Key_Home)
        wide = view.zoom
        a_preview.choose(box, "zoom", Fit.PAGE.value)
        assert view.zoom < wide
        assert view.page == 1
        a_preview.choose(box, "zoom", Fit.FULL.value)
        assert view.zoom == 1.0
        qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        assert view.zoom == 1.25
        view.grab()

    dialogs.look = look
    a_preview.sheet(ctx)


def test_the_recovery_card_goes_onto_paper_only(ctx: Context, dialogs: Watching) -> None:
    def look(box: Preview) -> None:
        assert box._print is not None
        assert "7K2M" in page_text(box._print.pdf, 0)
        assert box.findChild(QPushButton, "save-pdf") is None

    dialogs.look = look
    key = "7K2M-X9QD-4HTR-B0WV-5NZC-8E1J-P6GS-A3YF"
    preview.preview_recovery_card(key, "梅坑镇", NOW, ctx.look, dialogs)
    assert dialogs.asked == [("run", "preview")]


def test_the_bank_list_is_saved_masked_or_in_full(
    ctx: Context, dialogs: Watching, october: None, tmp_path: Path, office: Database
) -> None:
    import openpyxl

    def cells(path: Path) -> set[str]:
        book = openpyxl.load_workbook(path)
        return {str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line}

    masked, full = tmp_path / "masked.xlsx", tmp_path / "full.xlsx"
    dialogs.answers = ["隐藏账号（存档）", masked]
    preview.save_workbook(ctx, "bank-list", OCTOBER)
    ctx.tasks.wait()
    dialogs.answers = ["完整账号（交银行）", full]
    preview.save_workbook(ctx, "bank-list", OCTOBER)
    ctx.tasks.wait()
    assert "6217007567366692478" not in cells(masked)
    assert "6217007567366692478" in cells(full)
    with office.read() as session:
        assert history.deeds(session)[0].name == "导出银行代发清单（完整账号）"


def test_a_paper_that_arrives_after_closing_is_dropped(ctx: Context, dialogs: Watching, qtbot: QtBot) -> None:
    waiting: list[Callable[[Print], object]] = []
    job = Job("测试", lambda choice, variant, done, failed: waiting.append(done))
    box = Preview(ctx.look, dialogs, job)
    box.show()
    box.hide()
    box.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(box))
    waiting[0](Print(papers.Paper("x", ()), b""))


def test_what_went_wrong_otherwise_is_our_bug(ctx: Context, dialogs: Watching) -> None:
    answers: list[bool] = []
    job = Job("测试", lambda choice, variant, done, failed: answers.append(failed(ValueError())))
    box = Preview(ctx.look, dialogs, job)
    box.show()
    assert answers == [False]
    assert a_preview.said(box, "preview-said") == "这张表没有生成出来。"
    box.hide()
    box.deleteLater()


@pytest.fixture(autouse=True)
def refusals_end_the_test(dialogs: Watching) -> Iterator[None]:
    """Nothing here is refused aloud."""
    yield
    assert not [call for call in dialogs.asked if call[0] in ("refuse", "trouble", "bug")], UserError


def test_the_year_of_the_funds_and_its_notice_come_from_the_window(
    ctx: Context, dialogs: Watching, visit: Visit
) -> None:
    page = visit("funds", OCTOBER)
    seen: list[str] = []

    def look(box: Preview) -> None:
        a_preview.choose(box, "choice", preview.ALL)
        seen.append(page_text(a_preview.shown(ctx, box), 0))
        a_preview.choose(box, "variant", "公示（不含号码）")
        seen.append(page_text(a_preview.shown(ctx, box), 0))

    dialogs.look = look
    page.command_actions["print_fund_year"].trigger()
    assert "年度收支情况表" in seen[0]
    assert "收支情况公示" in seen[1]
    assert "公示期" in seen[1]
