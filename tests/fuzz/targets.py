"""What hostile input reaches, one target a door: bytes go in, a result or a refusal comes out, or it crashed.

A new door (another kind of file) is one more function under @target, with seeds to begin from.
"""

import io
import os
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from banfu_desktop.backup.manifest import Manifest
from banfu_desktop.cli import program as cli
from banfu_desktop.exchange.attendance_sheet import read_attendance
from banfu_desktop.exchange.bank import read_statement
from banfu_desktop.exchange.funds_sheet import read_ledger
from banfu_desktop.exchange.reading import read
from banfu_desktop.rules.attachments import kept_name, kind_of
from banfu_desktop.rules.attendance import Counting, Tally
from banfu_desktop.rules.attendance_words import meaning
from banfu_desktop.rules.dates import Month, MonthCalendar
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.imports import Asking, Options
from banfu_desktop.services.attachments import reading
from banfu_desktop.services.attendance.attendance import GridRow, MonthGrid
from banfu_desktop.tables.members import MEMBERS
from tests.services import invoice_files as made

if TYPE_CHECKING:
    from banfu_desktop.ui.pages.attendance.grid_model import GridModel

DATA = Path(__file__).parents[1] / "data"
REFUSED = (UserError, MachineError)
Run = Callable[[bytes, Path], bool]
"""Whether the input was taken; False is a refusal in a sentence, any other exception a crash."""


@dataclass(frozen=True)
class Target:
    """A door.

    Attributes:
        seeds: good inputs to begin from.
        run: gives the input to the door; works in the folder it is given, and nowhere else.
    """

    name: str
    seeds: tuple[bytes, ...]
    run: Run


TARGETS: dict[str, Target] = {}


def target(name: str, *seeds: bytes) -> Callable[[Run], Run]:
    """Enter a function as a door."""

    def enter(run: Run) -> Run:
        def guarded(content: bytes, folder: Path) -> bool:
            try:
                return run(content, folder)
            except REFUSED as refusal:
                assert_plain(str(refusal))
                return False

        TARGETS[name] = Target(name, seeds, guarded)
        return run

    return enter


def assert_plain(sentence: str) -> None:
    """A refusal is a sentence in Chinese, never a traceback."""
    assert any("\u4e00" <= ch <= "\u9fff" for ch in sentence), sentence
    assert "Traceback" not in sentence


def assert_seen(text: str) -> None:
    """A name holds nothing that is not seen: no controls, nothing that turns the direction."""
    unseen = [ch for ch in text if unicodedata.category(ch) in ("Cc", "Cf", "Cs")]
    assert not unseen, f"{unseen} in a name that was taken"


@target("xlsx", (DATA / "roster-meikeng.xlsx").read_bytes(), (DATA / "roster-bad.xlsx").read_bytes())
def _xlsx(content: bytes, folder: Path) -> bool:
    path = folder / "花名册.xlsx"
    path.write_bytes(content)
    for row in read(path, MEMBERS).rows:
        assert_seen(str(row.values.get("name") or ""))
    return True


SHEET_HEAD = "<row><c t='str'><v>姓名</v></c><c t='str'><v>身份证号</v></c></row>"


def packed(sheet: bytes, parts: dict[str, str]) -> bytes:
    """A workbook with this for its sheet, so that what follows the unpacking is reached."""
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return book.getvalue()


_CELLS = (
    "<worksheet><sheetData>" + SHEET_HEAD + "<row><c t='str'><v>钟立新</v></c>"
    "<c t='str'><v>440299198103024955</v></c></row></sheetData></worksheet>"
).encode()
_FORMULA = _CELLS.replace("钟立新".encode(), b"</v><f>HYPERLINK(1)</f><v>0")
_FAR = _CELLS.replace(b"<c t=", b"<c r='XFD1048576' t=", 1)
_MERGED = _CELLS.replace(
    b"</sheetData>", b"</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
)
_PARTS = {
    "xl/workbook.xml": "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
    "<sheets><sheet name='表' sheetId='1' r:id='rId1'/></sheets></workbook>",
    "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='rId1' Type='x/worksheet' "
    "Target='worksheets/sheet1.xml'/></Relationships>",
}


@target("sheet-xml", _CELLS, _FORMULA, _FAR, _MERGED)
def _sheet_xml(content: bytes, folder: Path) -> bool:
    return _xlsx(packed(content, _PARTS), folder)


@target(
    "attachment",
    b"../../%PDF-1.7.pdf\0%PDF-1.7\n",
    b"a.jpg\0\xff\xd8\xff\xe0",
    "\u202e发票fdp.exe\0PK\x03\x04OFD.xml".encode(),
    b"CON\0II*\0",
)
def _attachment(content: bytes, folder: Path) -> bool:
    name, _, file = content.partition(b"\0")
    kept = kept_name(name.decode("utf-8", "replace"), kind_of(file))
    assert_seen(kept)
    assert kept == Path(kept).name
    assert not set(kept) & set('/\\:*?"<>|')
    assert not kept.startswith(".")
    (folder / kept).write_bytes(b"")  # the system takes it
    (folder / kept).unlink()
    return True


@target(
    "invoice",
    made.einvoice(),
    made.ticket(),
    (DATA / "invoices" / "shudian.ofd").read_bytes(),
    (DATA / "invoices" / "12306.pdf").read_bytes(),
)
def _invoice(content: bytes, folder: Path) -> bool:
    file = reading.read_content("发票", content)
    assert (file.invoice is None) == bool(file.sentence)
    return file.invoice is not None


_WORDS = (
    "import\0members\0x.xlsx", "subsidy\0make\0002026-10", "subsidy\0show\0002026-13\0--json",
    "attendance\0set\0钟立新\0002026-10-01..2026-10-05\0事假", "print\0roster\0--out\0x.pdf",
    "export\0members\0x.xlsx\0--full", "backup\0verify\0x.bfb\0--code\0ABCDE-FGHIJ", "check", "forms",
    "--help", "backup\0list", "template\0members\0x",
)  # fmt: skip


@target("command-line", *(words.encode() for words in _WORDS))
def _command_line(content: bytes, folder: Path) -> bool:
    """Words with a stroke are left out: they would name files outside the folder."""
    words = [
        word for word in content.decode("utf-8", "surrogateescape").split("\0") if not set(word) & {"/", "\\"}
    ]
    argv = ["--data", str(folder / "office"), "--today", "2026-11-02", *words]
    if {"init", "demo", "keygen", "--data", "--into"} & {word.split("=")[0] for word in words}:
        return False
    with _inside(folder), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as errors:
        try:
            code = cli.main(argv, lambda office, clock: cli.DONE)
        except SystemExit as left:
            code = int(left.code or 0)
    assert code != cli.BUG, errors.getvalue()
    assert "Traceback" not in errors.getvalue()
    return code == cli.DONE


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


_DOORS = DATA / "doors"


@target("xls", (_DOORS / "xls" / "roster.xls").read_bytes())
def _xls(content: bytes, folder: Path) -> bool:
    path = folder / "花名册.xls"
    path.write_bytes(content)
    for row in read(path, MEMBERS).rows:
        assert_seen(str(row.values.get("name") or ""))
    return True


@target("ledger", *(path.read_bytes() for path in sorted((_DOORS / "ledger-month-day").glob("*.xlsx"))))
def _ledger(content: bytes, folder: Path) -> bool:
    path = folder / "台账.xlsx"
    path.write_bytes(content)
    for row in read_ledger(path, Asking({}), Options()).rows:
        assert_seen(str(row.values.get("summary") or ""))
    return True


@target("attendance-report", *(path.read_bytes() for path in sorted((_DOORS / "attendance").glob("*.xlsx"))))
def _report(content: bytes, folder: Path) -> bool:
    path = folder / "月度汇总.xlsx"
    path.write_bytes(content)
    sheet = read_attendance(path, Asking({}), Options())
    for cell in sheet.cells if sheet is not None else ():
        assert_seen(cell.name)
        meaning(cell.text, resting=False, platform=True)
    return True


_PAGE = "<html><table><tr><td>姓名<td>身份证号</tr><tr><td>钟立新<td>440299198103024955</table>"


@target("html-table", _PAGE.encode(), _PAGE.encode("gb18030"), _PAGE.encode("utf-16"))
def _page(content: bytes, folder: Path) -> bool:
    path = folder / "名册.xls"
    path.write_bytes(content)
    for row in read(path, MEMBERS).rows:
        assert_seen(str(row.values.get("name") or ""))
    return True


_STATEMENT = (
    "交易日期,收入,支出,余额,对方户名,摘要\n2026-03-02,50000.00,,50000.00,县财政局,拨款\n"
    "2026-03-09,,1280.50,48719.50,城关文印店,印宣传单\n"
)


@target(
    "statement-csv", _STATEMENT.encode(), _STATEMENT.encode("gb18030"), b"\xef\xbb\xbf" + _STATEMENT.encode()
)
def _statement(content: bytes, folder: Path) -> bool:
    path = folder / "流水.csv"
    path.write_bytes(content)
    for movement in read_statement(path).movements:
        assert_seen(movement.party or "")
        assert_seen(movement.summary or "")
    return True


_MANIFEST = (
    b'{"addressee":{"kind":"code","public":""},"audit_head":"' + b"0" * 64 + b'","format":1,"number":1}'
)


@target("manifest", _MANIFEST, b'{"format":1}', b"[]")
def _manifest(content: bytes, folder: Path) -> bool:
    """What a package says of itself; the layers around it (age, signature) let no other bytes through."""
    return Manifest.parse(content).to_bytes() == content


@target("paste", "事\t病\n\t年".encode(), "事假".encode(), b"\t" * 40, "=1+1\r\n\u202e假".encode())
def _paste(content: bytes, folder: Path) -> bool:
    """A block from the clipboard, put into a month of three people."""
    cells = _grid()
    cells.paste([(0, 0), (1, 1)], content.decode("utf-8", "replace"))
    return True


@cache
def _grid() -> "GridModel":
    from banfu_desktop.ui.pages.attendance.grid_model import GridModel

    october, nobody = Month(2026, 10), Tally(31, 31, {})
    rows = tuple(
        GridRow(number, name, "", "县司法局", october.period, {}, nobody, "")
        for number, name in enumerate(("钟立新", "潘秀云", "罗海涛"), 1)
    )
    model = GridModel()
    grid = MonthGrid(MonthCalendar(october, {}), Counting(), None, rows)
    model.show_grid(grid, date(2026, 11, 2))
    return model
