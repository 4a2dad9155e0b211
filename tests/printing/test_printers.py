"""What a printer is told, whatever the way to it, and what the clerk is told when it does not take it."""

from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.printing import lp, windows
from banfu_desktop.printing.engine.blocks import Document, Paper, Title
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.orders import Order, Printer, lies_across, ranges
from banfu_desktop.rules.errors import MachineError, UserError
from tests.a_printer import FakeLp


def a_pdf(*pages: tuple[Paper, bool]) -> bytes:
    """A page a document, each on its paper, lying across or not."""
    return render([Document("表", (Title("表"),), paper=paper, landscape=across) for paper, across in pages])


MIXED = a_pdf(("A4", False), ("A4", True), ("A5", False), ("A5", True))


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeLp:
    return FakeLp(tmp_path, monkeypatch)


def test_lp_is_given_the_pdf_itself_in_true_size_on_one_side(printing: FakeLp) -> None:
    lp.send(MIXED, Order("HP", "发放表（县司法局）"))
    (sent,) = printing.sent
    assert sent.pdf == MIXED
    assert sent.said("-d") == "HP"
    assert sent.said("-t") == "发放表（县司法局）"
    assert sent.said("-n") == "1"
    assert sent.options == {
        "sides": "one-sided", "media": "A4", "print-scaling": "none", "collate": "true",
    }  # fmt: skip
    assert "-P" not in sent.words


def test_lp_is_told_copies_pages_sides_and_paper(printing: FakeLp) -> None:
    lp.send(MIXED, Order("HP", "凭单", 3, ((1, 2), (4, 4)), duplex=True, size="A5"))
    (sent,) = printing.sent
    assert (sent.said("-n"), sent.said("-P")) == ("3", "1-2,4")
    assert sent.options["sides"] == "two-sided-long-edge"
    assert sent.options["media"] == "A5"


def test_no_file_is_left_by_us(printing: FakeLp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setenv("TMPDIR", str(empty))
    lp.send(MIXED, Order("HP", "表"))
    assert list(empty.iterdir()) == []


def test_printers_are_listed_by_what_people_call_them(printing: FakeLp) -> None:
    assert lp.printers() == [
        Printer("HP", "HP LaserJet M405（办公室）", is_default=True),
        Printer("Back", "后勤室", trouble="已暂停"),
    ]


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("lp: The printer or class does not exist.", "找不到打印机“HP”.*另选一台"),
        ("lp: Error - No default destination.", "没有默认打印机.*请选一台"),
        ('lp: Destination "HP" is not accepting jobs.', "打印机“HP”停止接收任务.*重新接收"),
        ("lp: Unable to connect to server: Bad file descriptor", "连不上打印服务.*先存为 PDF"),
        ("lp: client-error-document-format-not-supported", "没有接收这次打印（系统说：client-error"),
        ("", "没有接收"),
    ],
)
def test_a_refused_job_is_said_in_chinese_with_what_to_do(
    printing: FakeLp, english: str, said: str, tmp_path: Path
) -> None:
    printing.refuse(english or " ")
    with pytest.raises(MachineError, match=said) as refused:
        lp.send(MIXED, Order("HP", "表"))
    assert refused.value.safe == "什么都没有打印"


def test_a_service_that_does_not_run_is_not_taken_for_a_missing_printer(printing: FakeLp) -> None:
    """So says lp of CUPS 2.4 when its scheduler is down (installer/trials/cups.py)."""
    printing.refuse("lp: Error - The printer or class does not exist.")
    printing.be_in_trouble("lpstat: Scheduler is not running.")
    with pytest.raises(MachineError, match=r"打印服务（CUPS）没有运行"):
        lp.send(MIXED, Order("HP", "表"))


def test_a_printing_service_that_does_not_run_is_said(printing: FakeLp) -> None:
    printing.be_in_trouble("lpstat: Scheduler is not running.")
    with pytest.raises(MachineError, match=r"没有运行.*重新启动电脑"):
        lp.printers()


def test_a_computer_without_lp_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not lp.is_there()
    assert lp.printers() == []
    with pytest.raises(MachineError, match=r"没有打印命令 lp.*cups-client"):
        lp.send(MIXED, Order("HP", "表"))


def test_pages_are_read_as_a_clerk_types_them() -> None:
    assert ranges("", 9) == ()
    assert ranges(" 1-3，5 ", 9) == ((1, 3), (5, 5))
    assert ranges("2、4到6；9", 9) == ((2, 2), (4, 6), (9, 9))
    assert Order("", "", pages=ranges("2-3,1", 9)).chosen(9) == [1, 2, 0]
    assert Order("", "").chosen(2) == [0, 1]
    for typed in ("0", "10", "3-2", "8-10"):
        with pytest.raises(UserError, match=f"没有第 {typed} 页.*一共 9 页"):
            ranges(typed, 9)
    with pytest.raises(UserError, match="看不懂页码“第一页”"):
        ranges("第一页", 9)


@pytest.mark.parametrize("copies", [0, 100])
def test_copies_are_a_number_one_can_mean(copies: int) -> None:
    with pytest.raises(UserError, match="份数请填 1 到 99"):
        Order("HP", "表", copies)


def test_paper_is_turned_only_where_a_page_does_not_fit_upright() -> None:
    a4, a5 = (595.0, 842.0), (420.0, 595.0)
    assert not lies_across(*a4, "A4")
    assert lies_across(*reversed(a4), "A4")
    assert not lies_across(*reversed(a5), "A4")  # the upper half of the sheet
    assert lies_across(*reversed(a5), "A5")


class Recorder:
    """A printer of Windows that writes down what it is told."""

    def __init__(self, breaks_at: int | None = None) -> None:
        self.told: list[str] = []
        self._breaks_at = breaks_at

    def begin(self, title: str) -> None:
        self.told.append(title)

    def begin_page(self, *, across: bool) -> None:
        self.told.append("across" if across else "upright")

    def draw(self, page: Any) -> None:
        if self._breaks_at is not None and len(self.told) > self._breaks_at:
            raise MachineError("打印中断")
        self.told.append("x".join(str(round(side)) for side in page.get_size()))

    def end_page(self) -> None:
        self.told.append("/")

    def end(self, *, whole: bool) -> None:
        self.told.append("whole" if whole else "thrown away")


def test_windows_draws_page_after_page_turning_the_paper() -> None:
    printer = Recorder()
    windows.send(MIXED, Order("HP", "表"), device=printer)
    assert " ".join(printer.told) == (
        "表 upright 595x842 / across 842x595 / upright 420x595 / upright 595x420 / whole"
    )


def test_on_windows_each_copy_on_both_sides_begins_on_a_new_sheet() -> None:
    printer, told = Recorder(), []
    order = Order("HP", "表", copies=2, pages=((1, 1),), duplex=True)
    windows.send(MIXED, order, lambda *where: told.append(where), printer)
    assert " ".join(printer.told) == "表 upright 595x842 / upright / upright 595x842 / whole"
    assert [where[:2] for where in told] == [(0, 2), (1, 2)]


def test_a_printer_of_windows_that_breaks_off_leaves_no_half_job() -> None:
    printer = Recorder(breaks_at=3)
    with pytest.raises(MachineError, match="打印中断"):
        windows.send(MIXED, Order("HP", "表"), device=printer)
    assert printer.told[-1] == "thrown away"
    assert not windows.is_there()
