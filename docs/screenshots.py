"""`make screenshots`: the real window visited room by room on the demonstration office, each view a PNG."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from json import dumps
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from banfu_desktop import __version__, paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import Signer
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.assets import assets
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.bank import bank
from banfu_desktop.services.bank import importing as statements
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import funds
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.keeping import exporting, package, recovery
from banfu_desktop.services.members import changing, members
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.program import demonstration
from banfu_desktop.services.projects import projects
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.boxes.package_box import PackageBox
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.frame.welcome import Ways, Welcome
from banfu_desktop.ui.look.look import Look, speak_chinese
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.registry import ROOMS
from docs import claims
from docs.camera import Camera, settle

SIZES = ((1366, 768), (1920, 1080))
NOW = datetime(2026, 11, 2, 9)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
KEY = "7K2M-9QXT-4HVB-R8ND-3WPC-6YEG-0JFS-5AZ1"
"""Opens nothing: it is printed in the manual."""
_HERE = Path(__file__).parent
_BAD_ROSTER = _HERE.parent / "tests" / "data" / "roster-bad.xlsx"


def build_office(folder: Path) -> None:
    """The demonstration office with October's draft, a sick leave nobody came back from, a package sent."""
    database, _ = Database.create(folder)
    demonstration.build(database, sealed_to=OCTOBER.shift(-1))

    def do(name: str, work: Callable[[Any], object], at: datetime = NOW) -> None:
        with database.write(Deed(name, "经办", at)) as session:
            work(session)

    do("登记考勤", _busy_october, datetime(2026, 10, 31, 9))
    do("登记报销", claims.write, datetime(2026, 10, 31, 10))
    do("安排体检和参保", _care)
    exporting.export_package(database, folder.parent / "上报包.bfb", datetime(2026, 10, 31, 16), "经办")
    do("登记项目", _projects)
    do("编制2026年10月补助", lambda session: subsidies.make(session, OCTOBER, NOW))
    database.close()
    recovery.note_checked(folder, date(2026, 1, 4))


def _busy_october(session: Any) -> None:
    for name, first, last, state in (
        ("潘秀云", 12, 14, DayState.TRAINING),
        ("廖小满", 19, 21, DayState.ANNUAL),
        ("阿卜杜热合曼·买买提", 26, 26, DayState.DUTY),
    ):
        attendance.set_named(session, name, Period(date(2026, 10, first), date(2026, 10, last)), state)
    posting = members.named(session, "潘秀云")[0]
    sick = {"start_on": date(2026, 10, 28), "end_on": date(2026, 10, 30), "reason": "肠胃不适，医院建议休息"}
    attendance.save_leave(session, posting.id, {"state": DayState.SICK, **sick})


def _projects(session: Any) -> None:
    """One project under way, one that waits for the leader, the lamps it bought; a statement half matched."""
    for name, fen, signers in (
        ("党群服务中心宣传栏更新", 620_000, (Signer.SECRETARY, Signer.LEADER)),
        ("梅坑村文化广场照明改造", 4_860_000, (Signer.SECRETARY,)),
    ):
        proposed = date(2026, 5, 6)
        values = {"name": name, "amount_fen": fen, "source": "派出单位支持资金", "proposed_on": proposed}
        made = projects.save(session, {**values, "reason": "方便群众，改善村容村貌。"})
        for signer, by in zip(signers, ("李国栋", "钟立新"), strict=False):
            projects.sign(session, made, signer, by, date(2026, 5, 8), NOW.date())
    lamp = {"item": "太阳能路灯", "model": "60W", "quantity": 12, "value_fen": 4_560_000}
    where = {"place": "梅坑村文化广场", "keeper": "村委会", "acquired_on": date(2026, 6, 30)}
    assets.save(session, {**lamp, **where}, NOW.date())
    book = funds.books(session)[0].id
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "流水.csv")
        path.write_text(_statement(session, book), "utf-8")
        statements.carry_out(session, statements.plan(session, book, path), NOW)
    view = bank.show(session, book)
    assert view is not None
    bank.accept(session, view.proposals[:3])


def _statement(session: Any, book: int) -> str:
    """What the bank would say of the book, with interest that nobody booked yet."""
    lines, balance = ["交易日期,收入,支出,余额,对方户名,摘要"], 0
    for row in funds.vouchers(session, book, NOW.year):
        if row.number is not None and not (row.reverses or row.reversed_by):  # never paid, only booked
            balance += row.net_fen
            came, went = (yuan(abs(fen)).replace(",", "") if fen else "" for fen in (row.in_fen, row.out_fen))
            lines.append(f"{row.dated},{came},{went},{yuan(balance).replace(',', '')},{row.payee or ''},转账")
    last = lines[-1].split(",")[0]
    lines.append(f"{last},3.50,,{yuan(balance + 350).replace(',', '')},农业银行,结息")
    return "\n".join(lines)


def _care(session: Any) -> None:
    """2026's exams, most of them done, and one policy for all but a newcomer, another about to expire."""
    rows, may = exams.listing(session, 2026, 2026), date(2026, 5, 12)
    first = [row.key for row in rows if row.at_post(may)][:5]
    exams.arrange(session, first, planned_on=may, group_name="第一批")
    exams.mark_done(session, first, may, "新丰县人民医院", 68_000)
    exams.plan(session, 2026, date(2026, 11, 20), "新丰县人民医院", "第二批")
    exams.remove(session, [row.key for row in rows][-1:])
    people = {row.name: row.person_id for row in members.listing(session, Period(NOW.date(), NOW.date()))}
    values = {"insurer": "中国人保财险韶关分公司", "premium_fen": 240_000, "insured_fen": 30_000_000}
    year = {"start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31), "payer": "县司法局"}
    whole = insurance.save(session, {**values, **year, "number": "PEAC202644020000012345"})
    half = {"start_on": date(2026, 5, 15), "end_on": date(2026, 11, 14), "payer": "县林业局"}
    short = insurance.save(session, {**values, **half, "number": "PEAC202644020000067890"})
    insurance.choose(session, whole, [people[name] for name in list(people)[:-3]])
    insurance.choose(session, short, [people[name] for name in list(people)[-3:-1]])


def later_arrival(session: Any) -> None:
    """What is found out after sealing: 谭䶮 came three days later."""
    row = members.named(session, "谭䶮")[0]
    members.save(session, {"arrived_on": date(2026, 10, 15)}, row.id)


def from_elsewhere(session: Any) -> None:
    """廖小满 is sent by a unit nobody has confirmed, its name like one that is known."""
    posting = members.named(session, "廖小满")[0]
    changing.change_from(session, posting.id, {"organisation": "新丰县市场监督管理局"}, date(2026, 11, 1))


def edited_roster(path: Path) -> Path:
    """The roster as the office exported it, with two people's phones changed and one more person."""
    from openpyxl import load_workbook

    book = load_workbook(_BAD_ROSTER.with_name("roster-meikeng.xlsx"))
    sheet = book.active
    assert sheet is not None
    sheet["F6"], sheet["F8"] = "13900001234", "13900005678"
    for column, value in {2: "钟晓岚", 5: "440299199402145815", 6: "13900009012", 21: None, 22: None}.items():
        sheet.cell(9, column, value)
    book.save(path)
    return path


class Tour:
    """The way through the window, in the order of a clerk's first month."""

    def __init__(self, window: Window, camera: Camera, temp: Path) -> None:
        self._window, self._shell, self._camera, self._temp = window, window.shell, camera, temp

    def go(self) -> None:
        """Everything; what changes the office comes last."""
        self._rest()
        for room in ROOMS:
            self._show(room.name)
            self._camera.take(room.name)
        self._people()
        self._days()
        self._documents()
        self._money()
        self._claims()
        self._fund()
        self._safety()
        self._everywhere()
        self._corrections()

    def _documents(self) -> None:
        """The report being written, the items of the plan."""
        page = self._show("documents", "report 2026-2")
        self._camera.take("documents-report")
        page.show_view("计划任务")
        self._rest()
        self._camera.take("documents-items")

    def _rest(self) -> None:
        self._window.context.tasks.wait()
        settle()

    def _show(self, room: str, where: object = None) -> Any:
        page = self._shell.show_room(room, where)
        self._rest()
        return page

    def _record(self, page: ListPage, picture: str, /, **wanted: object) -> None:
        """A picture with the record of the row that has these values."""
        row = next(row for row in page.rows if all(getattr(row, key) == wanted[key] for key in wanted))
        page.open_record(row)
        self._rest()
        self._camera.take(picture)

    def _do(self, page: Any, command: str, name: str = "", press: str = "") -> None:
        """A command of the page, with a picture of the dialog it opens."""
        self._camera.name, self._camera.press = name, press
        page.refresh_commands()
        page.command_actions[command].trigger()
        self._rest()

    def _trigger(self, name: str) -> None:
        """A command of the window."""
        action = self._shell.findChild(QAction, name)
        assert action is not None
        action.trigger()
        self._rest()

    def _click(self, name: str) -> None:
        """A button of the page that is shown; others may have one of the same name."""
        assert self._shell.page is not None
        button = self._shell.page.findChild(QPushButton, name)
        assert button is not None
        button.click()
        self._rest()

    def _people(self) -> None:
        page = self._show("members")
        self._record(page, "members-record", name="廖小满")
        page.close_record()
        self._do(page, "print_roster", "print-roster")
        self._camera.file = edited_roster(self._temp / "花名册.xlsx")
        self._do(page, "import_roster", "import-preview")
        self._camera.file = _BAD_ROSTER
        self._do(page, "import_roster", "import-problems")
        page = self._show("pairings")
        self._record(page, "pairings-record", town=demonstration.TOWN)
        page.close_record()

    def _days(self) -> None:
        page = self._show("attendance")
        self._do(page, "print_sheet", "print-attendance")
        page.visit(page.ctx.month)
        self._click("view-请假记录")
        self._camera.take("leaves")
        self._record(page, "leaves-record", name="潘秀云")
        self._do(page, "report_back", "report-back")
        page.close_record()

    def _money(self) -> None:
        page = self._show("subsidies", OCTOBER)
        self._camera.take("subsidies-check")
        self._record(page, "subsidies-record", name="谭䶮")
        page.close_record()
        self._do(page, "see_not_entitled", "not-entitled")
        self._do(page, "print_sheets", "print-preview")
        self._show("subsidies", OCTOBER.shift(-1))
        self._camera.take("subsidies-sealed")
        self._click("view-年度")
        self._camera.take("subsidies-year")
        self._show("subsidies", OCTOBER)

    def _fund(self) -> None:
        """The work fund's year, and a voucher that is posted."""
        page = self._show("funds", OCTOBER)
        page.open_record(page.rows[0])
        settle()
        self._camera.take("funds-voucher")
        page.close_record()
        switch = page.findChild(Switch)
        switch.show_view("年度")
        self._rest()
        self._camera.take("funds-year")

    def _claims(self) -> None:
        page = self._show("reimbursements")
        self._record(page, "claims-record", title="10月往返县城、到韶关开会")
        page.close_record()
        self._record(page, "claims-handed", title="10月往返")
        self._do(page, "approve_claim", "claims-approval")
        self._do(page, "print_claim", "claims-print")
        page.close_record()
        for view, picture in (("未付清单", "claims-owed"), ("年度汇总", "claims-year")):
            self._click(f"view-{view}")
            self._camera.take(picture)
        self._click("view-报销单")

    def _safety(self) -> None:
        page = self._show("settings")
        self._record(page, "settings-record", key="part_month")
        page.close_record()
        self._show("backup")
        database = self._window.context.database
        assert database is not None
        report = package.verify_package(self._temp / "上报包.bfb", package.own_desk(database()))
        report = replace(report, fingerprint=KEY[:19])
        title = f"第 {report.number} 号上报包已写好，并已读回校验"
        self._camera.name = "package"
        self._camera.run(PackageBox(title, report, self._window.context.look, self._shell, code=KEY))
        page = self._show("audit")
        self._record(page, "audit-record", name="登记考勤")
        page.close_record()
        self._do(page, "print_seal", "audit-seal")

    def _everywhere(self) -> None:
        self._show("home")
        self._camera.name = "keys"
        self._trigger("help")
        self._trigger("find")
        line = self._shell.findChild(QLineEdit, "palette-text")
        assert line is not None
        QTest.keyClicks(line, "zlx")
        settle(seconds=0.5)
        self._camera.take("palette")
        QTest.keyClick(line, Qt.Key.Key_Escape)

    def _corrections(self) -> None:
        """October sealed, 谭䶮 found to have come later, the difference carried by November."""
        page = self._show("subsidies", OCTOBER)
        self._do(page, "seal_month", "seal", "confirm")
        self._do(page, "pay_month", "pay")
        self._record(page, "subsidies-sheet", name="县司法局")
        page.close_record()
        self._window.context.tasks.write("更正任职 谭䶮", later_arrival)
        self._rest()
        settle(seconds=6)  # the notice goes
        self._camera.take("subsidies-differences")
        self._do(page, "see_differences", "differences")
        self._show("subsidies", NOVEMBER)
        self._do(page, "make_month")
        settle(seconds=6)
        self._record(page, "subsidies-carried", name="谭䶮", about=OCTOBER)
        page.close_record()
        self._window.context.tasks.write("变更任职 廖小满", from_elsewhere)
        self._rest()
        self._record(self._show("office"), "office-unconfirmed", name="新丰县市场监督管理局")


@contextmanager
def opened(app: QApplication, temp: Path, camera: Camera) -> Iterator[Window]:
    """The window on the demonstration office."""
    look, reporter = Look(paths.resources()), Reporter(camera, __version__)
    speak_chinese(app)
    look.apply(app)
    app.setCursorFlashTime(0)
    settings = QSettings(str(temp / "window.ini"), QSettings.Format.IniFormat)
    folder = temp / paths.DATA_FOLDER
    build_office(folder)
    window = Window(OpenOffice(folder), look, camera, reporter, settings, lambda: NOW)
    screen = app.primaryScreen().size()
    window.shell.resize(screen)
    window.shell.show()
    settle(lambda: window.shell.page is not None)
    yield window
    window.context.tasks.wait()
    window.shell.close()
    window.close()


def first_run(camera: Camera, look: Look) -> None:
    """What is seen once: the welcome and the recovery card."""
    towns = tuple(row.town for row in pairings.annex())
    ways = Ways(towns, lambda *_: KEY, lambda *_: (KEY, ""), lambda _: True, lambda *_: None, lambda: None)
    welcome = Welcome(look, camera, Path(paths.DATA_FOLDER), ways)
    box = welcome.findChild(QComboBox, "town")
    assert box is not None
    box.setCurrentText(demonstration.TOWN)
    camera.name = "welcome"
    camera.run(welcome)
    camera.name = "recovery-card"
    camera.run(RecoveryCard(KEY, demonstration.TOWN, look, lambda: None, camera.window))


def take_all(folder: Path) -> None:
    """Every picture at the size of the screen there is."""
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CONFIG_HOME"] = os.environ["LOCALAPPDATA"] = name
        camera = Camera(folder)
        with opened(app, Path(name), camera) as window:
            Tour(window, camera, Path(name)).go()
            camera.window = None
            first_run(camera, window.context.look)


def main() -> None:
    """Both sizes, each on a screen of that size."""
    for width, height in SIZES:
        screen = {"name": "screen", "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
        with tempfile.TemporaryDirectory() as name:
            config = Path(name, "screen.json")
            config.write_text(dumps({"screens": [screen]}), "utf-8")
            platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
            folder = _HERE / "screenshots" / f"{width}x{height}"
            command = [sys.executable, "-m", "docs.screenshots", str(folder)]
            subprocess.run(command, check=True, env={**os.environ, **platform})


if __name__ == "__main__":
    take_all(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
