"""本月打印: ticks, copies and sheets, what is missing, and how a month's papers leave."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.month_steps import Step, StepName
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.hall import pack as packs
from banfu_desktop.services.keeping import unlocking
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.boxes.pack_box import PackBox, open_pack
from banfu_desktop.ui.boxes.pack_preview import Thumbnail
from banfu_desktop.ui.boxes.pack_tree import NAME, PAGES
from banfu_desktop.ui.boxes.password_box import PRESENT, PasswordBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.steps import take
from banfu_desktop.ui.preview.preview_box import Preview
from banfu_desktop.ui.preview.stepper import Stepper
from tests.a_printer import FakeLp
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import OCTOBER, DoDeed

CARD = "6217007567366692478"
PASSWORD = "五个词的口令很好记"


class Watching(FakeDialogs):
    """Lets the box be used while it is open."""

    def __init__(self) -> None:
        super().__init__()
        self.use: Callable[[PackBox], object] = lambda box: None
        self.password = ""
        self.previewed: list[str] = []

    def run(self, dialog: QDialog) -> bool:
        if isinstance(dialog, PackBox):
            dialog.show()
            self.use(dialog)
        elif isinstance(dialog, PasswordBox):
            field = dialog.findChild(QLineEdit, PRESENT)
            assert field is not None
            field.setText(self.password)
            dialog.accept()
        elif isinstance(dialog, Preview):
            self.previewed.append(dialog.windowTitle())
        accepted = dialog.result() == QDialog.DialogCode.Accepted
        dialog.hide()
        dialog.deleteLater()
        return accepted


@pytest.fixture
def dialogs() -> Watching:
    return Watching()


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeLp:
    folder = tmp_path / "lp"
    folder.mkdir()
    return FakeLp(folder, monkeypatch)


@pytest.fixture
def october(deed: DoDeed[object]) -> None:
    """Five sheets sealed; 罗海涛 was absent and nobody has decided yet."""
    days = parse_period("2026-10-22..2026-10-23")
    deed(lambda session: attendance.set_named(session, "罗海涛", days, DayState.ABSENT))
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    deed(lambda session: subsidies.seal(session, OCTOBER, "经办", NOW))


def headings(box: PackBox) -> dict[str, QTreeWidgetItem]:
    tree = box.tree
    found = (tree.topLevelItem(number) for number in range(tree.topLevelItemCount()))
    return {item.text(NAME): item for item in found if item is not None}


def line(box: PackBox, unit: str, label: str) -> QTreeWidgetItem:
    heading = headings(box)[unit]
    found = (heading.child(number) for number in range(heading.childCount()))
    return next(item for item in found if item is not None and item.text(NAME) == label)


def said(box: PackBox, name: str) -> str:
    shown = box.findChild(QLabel, name)
    assert shown is not None
    return shown.text()


def press(box: PackBox, name: str) -> None:
    shown = box.findChild(QPushButton, name)
    assert shown is not None
    shown.click()


def button_text(box: PackBox) -> str:
    shown = box.findChild(QPushButton, "print")
    assert shown is not None
    return shown.text()


def tick(box: PackBox, name: str, *, on: bool) -> None:
    shown = box.findChild(QCheckBox, name)
    assert shown is not None
    shown.setChecked(on)


def opened(ctx: Context, dialogs: Watching, use: Callable[[PackBox], object]) -> None:
    used: list[bool] = []
    dialogs.use = lambda box: (use(box), used.append(True))
    open_pack(ctx, OCTOBER)
    come(ctx, used)
    assert used
    ctx.tasks.wait()


def come(ctx: Context, used: list[bool]) -> None:
    """Wait for the box, which is opened a turn of events after what it shows was gathered."""
    ctx.tasks.wait()
    for _ in range(20):
        if not used:
            QCoreApplication.processEvents()


def records(office: Database) -> list[tuple[str, str]]:
    with office.read() as session:
        return [(row.kind, row.what) for row in session.query(Disclosure)]


def test_the_step_of_the_month_opens_it(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    used: list[bool] = []
    dialogs.use = lambda box: used.append(isinstance(box, PackBox))
    take(ctx, Step(StepName.PRINT, False, ""), OCTOBER)
    come(ctx, used)
    assert used == [True]


def test_all_is_ticked_what_is_missing_is_said_and_whole_units_are_folded(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    def use(box: PackBox) -> None:
        there = headings(box)
        assert next(iter(there)) == "镇里存档"
        assert {name for name, item in there.items() if item.isExpanded()} == {"镇里存档", "县人社局"}
        assert there["县司法局"].checkState(NAME) == Qt.CheckState.Checked
        assert there["县人社局"].checkState(NAME) == Qt.CheckState.PartiallyChecked
        assert box.tree.summary(there["县司法局"]) == "发放表 2 份、银行代发清单 2 份、驻镇情况证明"
        lacking = line(box, "县人社局", "工作补助发放表")
        assert "罗海涛暂缓，还没有决定" in lacking.data(NAME, Qt.ItemDataRole.AccessibleTextRole)
        assert said(box, "missing") == "缺 1 张：县人社局。办好以后可以单独补印。"

    opened(ctx, dialogs, use)


def test_the_foot_counts_kinds_copies_and_pages_and_the_button_sheets_of_paper(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp, qtbot: QtBot
) -> None:
    def use(box: PackBox) -> None:
        chosen = box.choice.chosen()
        pages = sum(one.line.pages * one.copies for one in chosen)
        copies = sum(one.copies for one in chosen)
        assert said(box, "sums") == f"{len(chosen)} 种 · {copies} 份 · {pages} 页"
        assert button_text(box) == f"打印 {pages} 张"
        item = line(box, "县司法局", "工作补助发放表")
        item.setCheckState(NAME, Qt.CheckState.Unchecked)
        assert button_text(box) == f"打印 {pages - 2} 张"
        assert headings(box)["县司法局"].checkState(NAME) == Qt.CheckState.PartiallyChecked
        item.setCheckState(NAME, Qt.CheckState.Checked)
        box.tree.setCurrentItem(item)
        qtbot.keyClick(box.tree, Qt.Key.Key_5)
        assert item.text(PAGES) == "5 页"
        qtbot.keyClick(box.tree, Qt.Key.Key_Minus)
        assert button_text(box) == f"打印 {pages + 2} 张"
        press(box, "cancel")

    opened(ctx, dialogs, use)


def test_a_heading_takes_its_papers_in_and_out_and_all_of_them_too(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    def use(box: PackBox) -> None:
        heading = headings(box)["县人社局"]
        heading.setCheckState(NAME, Qt.CheckState.Checked)  # what a click on the dash does
        assert heading.checkState(NAME) == Qt.CheckState.Unchecked
        heading.setCheckState(NAME, Qt.CheckState.Checked)
        assert heading.checkState(NAME) == Qt.CheckState.PartiallyChecked  # one is missing
        everything = box.findChild(QCheckBox, "all")
        assert everything is not None
        everything.click()
        assert box.choice.chosen() == []
        assert said(box, "where") == "还没有勾选"
        assert not any(box.findChild(QPushButton, name).isEnabled()  # type: ignore[union-attr]
                       for name in ("print", "save-pdf", "save-folder"))  # fmt: skip

    opened(ctx, dialogs, use)


def test_the_preview_follows_the_line_and_shows_it_large(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp, qtbot: QtBot
) -> None:
    def use(box: PackBox) -> None:
        box.tree.setCurrentItem(line(box, "县司法局", "驻镇情况证明"))
        assert said(box, "unit") == "县司法局"
        assert said(box, "unit-facts") == "3 种 5 页，点开看大图"
        ctx.tasks.wait()
        pages = box.findChildren(Thumbnail)
        assert all(page.is_drawn for page in pages[-3:])
        assert [page.chosen for page in pages[-3:]] == [False, False, True]
        qtbot.mouseClick(pages[-1], Qt.MouseButton.LeftButton)

    opened(ctx, dialogs, use)
    assert dialogs.previewed == ["驻镇情况证明"]


def test_the_way_of_a_missing_paper_leaves_for_its_room(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    went: list[tuple[str, object]] = []
    ctx.signals.asked.connect(lambda room, where: went.append((room, where)))
    opened(ctx, dialogs, lambda box: press(box, "way"))
    assert went == [("subsidies", OCTOBER)]


def test_it_is_printed_in_one_job_and_the_month_counts_as_printed(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp, office: Database
) -> None:
    expected: list[int] = []

    def use(box: PackBox) -> None:
        expected.append(box.choice.pages())
        press(box, "print")
        ctx.tasks.wait()
        assert box.result() == QDialog.DialogCode.Accepted

    opened(ctx, dialogs, use)
    (sent,) = printing.sent
    assert page_count(sent.pdf) == expected[0]
    assert (sent.said("-t"), sent.said("-n")) == ("2026年10月打印件", "1")
    assert sent.options["sides"] == "one-sided"
    assert not any(CARD in page_text(sent.pdf, page) for page in range(expected[0]))
    with office.read() as session:
        assert packs.printed_at(session, OCTOBER) == NOW
    ((kind, what),) = records(office)
    assert kind == "pack"
    assert what.startswith("2026年10月本月打印：镇里存档、县交通运输局、")


def test_on_both_sides_every_copy_begins_on_a_sheet_of_its_own(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    def use(box: PackBox) -> None:
        tick(box, "duplex", on=True)
        sheets = sum((one.line.pages + 1) // 2 * one.copies for one in box.choice.chosen())
        assert button_text(box) == f"打印 {sheets} 张"
        press(box, "print")
        ctx.tasks.wait()
        (sent,) = printing.sent
        assert sent.options["sides"] == "two-sided-long-edge"
        assert (page_count(sent.pdf) + 1) // 2 == sheets

    opened(ctx, dialogs, use)


def test_ticks_and_copies_are_remembered(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    def first(box: PackBox) -> None:
        line(box, "镇里存档", "考勤表").setCheckState(NAME, Qt.CheckState.Unchecked)
        steppers = [
            one for one in box.findChildren(Stepper) if "县司法局驻镇情况证明" in one.accessibleName()
        ]
        steppers[0].put(3)
        press(box, "print")
        ctx.tasks.wait()

    def second(box: PackBox) -> None:
        assert line(box, "镇里存档", "考勤表").checkState(NAME) == Qt.CheckState.Unchecked
        assert line(box, "县司法局", "驻镇情况证明").text(PAGES) == "3 页"

    opened(ctx, dialogs, first)
    opened(ctx, dialogs, second)


def test_it_is_saved_as_one_pdf_or_as_a_folder_each_paper_once(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp, tmp_path: Path
) -> None:
    kinds: list[int] = []

    def as_pdf(box: PackBox) -> None:
        kinds.append(len(box.choice.chosen()))
        dialogs.answers = [tmp_path / "十月.pdf"]
        press(box, "save-pdf")
        ctx.tasks.wait()

    def as_folder(box: PackBox) -> None:
        dialogs.answers = [tmp_path]
        press(box, "save-folder")
        ctx.tasks.wait()

    opened(ctx, dialogs, as_pdf)
    opened(ctx, dialogs, as_folder)
    assert page_count((tmp_path / "十月.pdf").read_bytes()) >= kinds[0]
    assert len(list((tmp_path / "2026年10月").rglob("*.pdf"))) == kinds[0]
    assert printing.sent == []


def test_whole_numbers_are_asked_for_and_are_one_record(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp, office: Database
) -> None:
    def use(box: PackBox) -> None:
        tick(box, "masked", on=False)
        dialogs.answers = [False]
        press(box, "print")
        ctx.tasks.wait()
        assert (printing.sent, records(office)) == ([], [])
        press(box, "print")
        ctx.tasks.wait()

    opened(ctx, dialogs, use)
    assert [call[1] for call in dialogs.asked if call[0] == "ask"] == ["打印完整号码？"] * 2
    (sent,) = printing.sent
    assert any(CARD in page_text(sent.pdf, page) for page in range(page_count(sent.pdf)))
    assert [kind for kind, _ in records(office)] == ["full_print"]


def test_where_there_is_a_password_whole_numbers_want_it(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp, office: Database
) -> None:
    unlocking.set_password(office, PASSWORD, "经办", NOW)
    before = len(records(office))

    def use(box: PackBox) -> None:
        tick(box, "masked", on=False)
        for typed, jobs in (("不是它", 0), (PASSWORD, 1)):
            dialogs.password = typed
            press(box, "print")
            ctx.tasks.wait()
            assert len(printing.sent) == jobs

    opened(ctx, dialogs, use)
    assert [call[0] for call in dialogs.asked if call[0] in ("refuse", "ask")] == ["refuse"]
    assert [kind for kind, _ in records(office)[before:]].count("full_print") == 1


def test_a_computer_without_a_printer_still_saves(
    ctx: Context, dialogs: Watching, october: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    def use(box: PackBox) -> None:
        assert "请在系统设置里添加打印机" in said(box, "no-printer")
        enabled = {name: box.findChild(QPushButton, name) for name in ("print", "save-pdf")}
        assert [shown.isEnabled() for shown in enabled.values() if shown] == [False, True]

    opened(ctx, dialogs, use)


def test_a_month_without_anything_is_refused(ctx: Context, dialogs: Watching, printing: FakeLp) -> None:
    open_pack(ctx, Month(2019, 5))
    ctx.tasks.wait()
    (refused,) = [str(call[1]) for call in dialogs.asked if call[0] == "refuse"]
    assert refused == "2019年5月没有可以打印的纸张，2019年5月的发放表还没有编制。"
