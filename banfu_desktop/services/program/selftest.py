"""Whether an installed program can do a month's work, from founding an office to restoring its package."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from banfu_desktop import paths
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing.engine.fonts import FILES
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import MachineError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.hall import papers
from banfu_desktop.services.keeping import exporting, package, restoring
from banfu_desktop.services.program import checking, demonstration
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.services.subsidies.sheets import MonthSheets

MONTH = Month(2026, 10)
_ACTOR = "自检"
_SAMPLES = ("annex1.csv", "demonstration.csv")
Step = tuple[str, Callable[[], str]]
"""What is tried, in Chinese, and the deed; it gives what was found, or raises."""


def failed(what: str) -> MachineError:
    """A step that did not come out as it should."""
    return MachineError(
        what, "办公数据没有被动过，自检只用临时文件夹", "请重新安装程序；仍不行时联系维护人员"
    )


class Trial:
    """One run through a month's work, in a folder that is empty before and the caller's to delete."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder, self._now = folder, now
        self.office = folder / "office"
        self._restored = folder / "restored"
        self._package = folder / f"自检{package.SUFFIX}"
        self._sealed: MonthSheets | None = None
        self._recovery = ""

    def steps(self) -> tuple[Step, ...]:
        """In the order in which they must be done; each stands on those before it."""
        return (
            ("随程序的文件", self._resources),
            ("建立演示办公室", self._found),
            ("编制并打印发放表", self._print),
            ("封存月份", self._seal),
            ("导出上报包", self._export),
            ("恢复上报包并比对", self._restore),
            ("连县级数据库的组件", _driver),
        )

    def _resources(self) -> str:
        """Fonts, icons, samples and licences lie where the program looks for them."""
        folder = paths.resources()
        needed = [folder / "fonts" / name for name in FILES]
        needed += [folder / "samples" / name for name in _SAMPLES]
        missing = [path.name for path in needed if not path.is_file()]
        icons = len(list((folder / "icons").glob("*.svg")))
        if missing or not icons:
            raise failed(f"缺少文件：{'、'.join(missing) or '图标'}")
        return f"字体{len(FILES)}个、图标{icons}个、样例{len(_SAMPLES)}个"

    def _found(self) -> str:
        database, self._recovery = Database.create(self.office)
        try:
            demonstration.build(database, sealed_to=MONTH.shift(-1))
            report = checking.check(database)
        finally:
            database.close()
        if report.bad:
            raise failed("；".join(report.bad))
        return f"{demonstration.TOWN}，已封存到{MONTH.shift(-1).label}，数据检查通过"

    def _print(self) -> str:
        self._do("编制补助", lambda session: subsidies.make(session, MONTH, self._now))
        database = Database.open(self.office)
        try:
            with database.read() as session:
                paper, report = (
                    papers.make(session, form, month=MONTH, now=self._now, today=self._now.date())
                    for form in ("subsidy-sheet", "half-report")
                )
        finally:
            database.close()
        if not papers.xlsx(paper).startswith(b"PK"):
            raise failed("写不出 Excel 表格")
        if not papers.KINDS[".docx"](report).startswith(b"PK"):
            raise failed("写不出 docx 文件")
        return _check_pdf(papers.pdf(paper), ("驻镇帮扶", "大写", demonstration.TOWN))

    def _seal(self) -> str:
        self._do("封存补助", lambda session: subsidies.seal(session, MONTH, _ACTOR, self._now))
        sealed = self._sealed = _sheets(self.office)
        codes = "、".join(sheet.check_code for sheet in sealed.sheets)
        return f"{MONTH.label}，{sealed.people}人，实发 {yuan(sealed.net_fen)} 元，校验码 {codes}"

    def _export(self) -> str:
        database = Database.open(self.office)
        try:
            sent = exporting.export_package(database, self._package, self._now, _ACTOR)
        finally:
            database.close()
        return f"第{sent.package.number}号，{sent.package.size // 1024} KB，已读回校验"

    def _restore(self) -> str:
        restored = restoring.restore_package(self._package, self._restored, None, key=self._recovery)
        if _sheets(self._restored) != self._sealed:
            raise failed("恢复出来的发放表与原来的不一样")
        holding = restored.package.holding
        return f"{holding.people}人、{holding.entries}条留痕，每张表都与原来一致"

    def _do(self, name: str, work: Callable[[Any], object]) -> None:
        database = Database.open(self.office)
        try:
            with database.write(Deed(name, _ACTOR, self._now)) as session:
                work(session)
        finally:
            database.close()


def _driver() -> str:
    """That a county may keep its data on a server; none is asked."""
    from banfu_desktop.roll_up import driver

    try:
        version = driver.load()
    except ImportError as error:
        raise failed(f"组件缺少文件：{error.name or error}") from error
    return f"libpq {version // 10_000}.{version % 10_000}"


def _sheets(folder: Path) -> MonthSheets:
    """The month's sheets as the office in a folder has them."""
    database = Database.open(folder)
    try:
        with database.read() as session:
            return subsidies.show(session, MONTH)
    finally:
        database.close()


def _check_pdf(content: bytes, words: tuple[str, ...]) -> str:
    """That a PDF reads as text, and brings every font that it uses.

    Raises:
        MachineError: a word is missing, or a font is not inside.
    """
    import pypdfium2
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(content)
    try:
        pages = [document[number] for number in range(len(document))]
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        fonts = [
            raw.FPDFTextObj_GetFont(piece.raw)
            for page in pages
            for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
        ]
        embedded = all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)
    finally:
        document.close()
    if missing := [word for word in words if word not in text]:
        raise failed(f"打印出来的表里读不到“{'、'.join(missing)}”")
    if not fonts or not embedded:
        raise failed("打印出来的表没有带上字体")
    return f"{len(pages)}页，文字可读，字体已嵌入"
