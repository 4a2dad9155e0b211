"""Printing from the preview: what the printer is given, what the box asks, what is said when it fails."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from banfu_desktop.db.store import Database
from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Title
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.orders import Order
from banfu_desktop.printing.preview import page_count, page_image, page_size
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.hall import papers
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.preview import printers
from banfu_desktop.ui.preview.paper_print import picture, print_pdf
from banfu_desktop.ui.preview.preview_box import Preview
from banfu_desktop.ui.preview.print_box import LAST, ON_A5, PrintBox
from banfu_desktop.ui.preview.stepper import Stepper
from tests.a_printer import FakeLp
from tests.ui.conftest import NOW
from tests.ui.pages import a_preview
from tests.ui.pages.a_preview import Watching
from tests.ui.pages.conftest import OCTOBER, SEPTEMBER, DoDeed


@pytest.fixture
def dialogs() -> Watching:
    return Watching()


@pytest.fixture
def october(deed: DoDeed[None]) -> None:
    """A draft to print."""
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeLp:
    folder = tmp_path / "lp"
    folder.mkdir()
    return FakeLp(folder, monkeypatch)


def test_the_printer_is_given_what_is_shown_on_one_side(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    def look(box: Preview) -> None:
        shown = a_preview.shown(ctx, box)
        a_preview.press(box, "print")
        ctx.tasks.wait()
        (sent,) = printing.sent
        assert sent.pdf == shown
        assert sent.options["sides"] == "one-sided"
        assert sent.said("-t") == "2026年10月驻镇帮扶工作补助发放表"
        assert a_preview.said(box, "notice-text") == "已送打印机：7 页"

    dialogs.look = look
    a_preview.sheet(ctx)


def test_the_box_says_how_much_paper_it_takes_and_remembers_the_printer(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    said: list[str] = []

    def set_up(box: PrintBox) -> None:
        confirm, pages = box.findChild(QPushButton, "confirm"), box.findChild(QLineEdit, "pages")
        duplex = box.findChild(QCheckBox, "duplex")
        copies = box.findChild(Stepper)
        assert None not in (confirm, pages, duplex, copies)
        assert [box.printer.itemText(n) for n in range(2)] == [
            "HP LaserJet M405（办公室）",
            "后勤室（已暂停）",
        ]
        said.append(confirm.text())
        box.printer.setCurrentIndex(1)
        copies.step(1)
        duplex.setChecked(True)
        said.append(confirm.text())
        pages.setText("8")
        assert not confirm.isEnabled()
        said.append(a_preview.said(box, "print-said"))
        pages.setText("1-3，5")
        said.append(confirm.text())
        confirm.click()

    def look(box: Preview) -> None:
        a_preview.shown(ctx, box)
        a_preview.press(box, "print")
        ctx.tasks.wait()
        assert a_preview.said(box, "notice-text") == "已送打印机：4 页 × 2 份"

    dialogs.look, dialogs.set_up = look, set_up
    a_preview.sheet(ctx)
    assert said == ["打印 7 张", "打印 8 张", "没有第 8 页，一共 7 页，请从小到大写。", "打印 4 张"]
    (sent,) = printing.sent
    assert (sent.said("-d"), sent.said("-n"), sent.said("-P")) == ("Back", "2", "1-3,5")
    assert sent.options["sides"] == "two-sided-long-edge"
    assert ctx.settings.value(LAST) == "Back"


def test_a_small_paper_asks_which_paper_is_in_the_printer(ctx: Context, printing: FakeLp) -> None:
    found = printers.listing()
    for small in (True, False):
        box = PrintBox(ctx.look, found, "支出凭单", 1, small=small)
        size = box.findChild(QComboBox, "size")
        assert (size is not None) == small
        assert box.order.size == "A4"
        if size is not None:
            size.setCurrentText(ON_A5)
            assert box.order.size == "A5"
        box.deleteLater()


def test_whole_numbers_on_paper_say_who_keeps_the_job(ctx: Context, printing: FakeLp) -> None:
    for full in (True, False):
        box = PrintBox(ctx.look, printers.listing(), "发放表", 1, full=full)
        kept = box.findChild(QLabel, "kept")
        assert (kept is not None) == full
        assert kept is None or "保留一段时间，默认一天" in kept.text()
        box.deleteLater()


def test_a_computer_without_a_printer_says_what_to_do(
    ctx: Context, dialogs: Watching, october: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    def look(box: Preview) -> None:
        a_preview.shown(ctx, box)
        a_preview.press(box, "print")

    dialogs.look = look
    a_preview.sheet(ctx)
    refused = [str(call[1]) for call in dialogs.asked if call[0] == "refuse"]
    assert refused == [
        "这台电脑上没有可用的打印机，请在系统设置里添加打印机（Linux 还要装 cups-client），或先存为 PDF。"
    ]
    dialogs.asked = [call for call in dialogs.asked if call[0] != "refuse"]


def test_a_job_that_is_refused_is_trouble_said_aloud(
    ctx: Context, dialogs: Watching, october: None, printing: FakeLp
) -> None:
    printing.refuse('lp: Destination "HP" is not accepting jobs.')

    def look(box: Preview) -> None:
        a_preview.shown(ctx, box)
        a_preview.press(box, "print")
        ctx.tasks.wait()

    dialogs.look = look
    a_preview.sheet(ctx)
    (trouble,) = [str(call[1]) for call in dialogs.asked if call[0] == "trouble"]
    assert "打印机“HP”停止接收任务。什么都没有打印。" in trouble
    dialogs.asked = [call for call in dialogs.asked if call[0] != "trouble"]


def test_a_paper_is_kept_for_the_archive(
    ctx: Context, dialogs: Watching, october: None, tmp_path: Path
) -> None:
    def look(box: Preview) -> None:
        a_preview.shown(ctx, box)
        dialogs.answers = [(tmp_path / "存档.pdf", True)]
        a_preview.press(box, "save-pdf")
        ctx.tasks.wait()

    dialogs.look = look
    a_preview.sheet(ctx)
    assert b"pdfaid:part>2<" in (tmp_path / "存档.pdf").read_bytes()


# Where a printer takes no PDF: pictures.


def a_printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_printing_by_pictures_is_at_full_size(ctx: Context, office: Database, tmp_path: Path) -> None:
    with office.read() as session:
        paper = papers.make(session, "attendance-sheet", month=SEPTEMBER, now=NOW, today=NOW.date())
    pdf, printed = papers.pdf(paper), tmp_path / "printed.pdf"
    print_pdf(pdf, Order("", "考勤表"), printer=a_printer(printed))
    assert page_size(printed.read_bytes(), 0) == pytest.approx(page_size(pdf, 0), abs=1)
    assert b"/DCTDecode" not in printed.read_bytes()  # no picture loses anything


def dots(image: QImage) -> dict[int, int]:
    """How many dots are of which colour."""
    counted: dict[int, int] = {}
    for y in range(0, image.height(), 3):
        for x in range(0, image.width(), 3):
            colour = image.pixel(x, y) & 0xFFFFFF
            counted[colour] = counted.get(colour, 0) + 1
    return counted


def test_black_text_is_printed_in_black_dots_alone_and_a_watermark_is_still_seen() -> None:
    plain = Document("表", (Title("发放表"), Grid((Column("姓名", 20),), (("谭䶮",),) * 9)))
    page, marked = (render([replace(plain, watermark=text)]) for text in ("", "草稿"))
    before, after = (picture(made, 0, 300) for made in (page, marked))
    assert set(dots(before)) == {0x000000, 0xFFFFFF}
    assert before.format() == QImage.Format.Format_Mono
    assert dots(after)[0] > dots(before)[0] + 100
    fine = picture(page, 0, 1200)
    assert (fine.width(), fine.height()) == (4961, 7016)  # at 600: each is two of the printer's


def test_colour_stays_colour(ctx: Context) -> None:
    from banfu_desktop.printing.forms import fund_ledger

    red = render(fund_ledger.build(fund_ledger.SAMPLE))
    shown = page_image(red, 0)
    coloured = any(shown.pixels[n] != shown.pixels[n + 2] for n in range(0, len(shown.pixels), 4))
    assert (picture(red, 0, 300).format() == QImage.Format.Format_RGB32) == coloured


def test_only_the_pages_chosen_are_printed(
    ctx: Context, october: None, office: Database, tmp_path: Path
) -> None:
    with office.read() as session:
        paper = papers.make(session, "subsidy-sheet", month=OCTOBER, now=NOW, today=NOW.date())
    order = Order("", "发放表", pages=((2, 3),))
    assert print_pdf(papers.pdf(paper), order, printer=a_printer(tmp_path / "two.pdf")) == 2
    assert page_count((tmp_path / "two.pdf").read_bytes()) == 2


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer_is_trouble_with_the_machine(
    ctx: Context, office: Database, tmp_path: Path
) -> None:
    with office.read() as session:
        paper = papers.make(session, "attendance-sheet", month=SEPTEMBER, now=NOW, today=NOW.date())
    with pytest.raises(MachineError, match="打印机没有响应"):
        print_pdf(
            papers.pdf(paper), Order("", "表"), printer=a_printer(tmp_path / "no such folder" / "x.pdf")
        )


@pytest.fixture(autouse=True)
def refusals_end_the_test(dialogs: Watching) -> Iterator[None]:
    """Nothing here is refused aloud."""
    yield
    assert not [call for call in dialogs.asked if call[0] in ("refuse", "trouble", "bug")], UserError
