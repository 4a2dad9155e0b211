"""`make screenshots`: the real window visited room by room on the demonstration office, each view a PNG.

Every page and every box at every size goes to build/screenshots, to be looked at; what the tour shows at
1366×768, in 标准 and in 特大, goes to docs/screenshots as well.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.keeping import exporting, package, recovery
from banfu_desktop.services.members import changing, members
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.program import demonstration
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.boxes.package_box import PackageBox
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.guide import Guide
from banfu_desktop.ui.frame.manual import Manual
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.frame.welcome import Ways, Welcome
from banfu_desktop.ui.look.look import Look, Scale, speak_chinese
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.registry import ROOMS
from docs.camera import Camera, settle
from docs.county_tour import county
from docs.every_box import BOX, a_printer, every_box, persons, rescue


@dataclass(frozen=True)
class Case:
    """A screen and how large everything is drawn on it."""

    width: int
    height: int
    scale: Scale
    dots: int = 1
    """Dots a pixel: 2 is a screen at 200 %."""

    @property
    def name(self) -> str:
        """What its folder is called."""
        at = f"-{self.dots}00%" if self.dots > 1 else ""
        drawn = "" if self.scale is Scale.STANDARD else f"-{self.scale.name.lower()}"
        return f"{self.width}x{self.height}{at}{drawn}"


CASES = (
    Case(1366, 768, Scale.STANDARD),
    Case(1366, 768, Scale.HUGE),
    Case(1366, 768, Scale.LARGE),
    Case(1920, 1080, Scale.STANDARD),
    Case(1920, 1080, Scale.HUGE),
    Case(960, 540, Scale.STANDARD, 2),
)
IN_DOCS = CASES[:2]
NOW = datetime(2026, 11, 2, 9)
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
KEY = "7K2M-9QXT-4HVB-R8ND-3WPC-6YEG-0JFS-5AZ1"
"""Opens nothing: it is printed in the manual."""
_HERE = Path(__file__).parent
BUILD = _HERE.parent / "build" / "screenshots"
_BAD_ROSTER = _HERE.parent / "tests" / "data" / "roster-bad.xlsx"


def build_office(folder: Path) -> None:
    """The demonstration office with October's draft, a sick leave nobody came back from, a package sent."""
    database, _ = Database.create(folder)
    demonstration.build(database, sealed_to=OCTOBER.shift(-1))

    def do(name: str, work: Callable[[Any], object], at: datetime = NOW) -> None:
        with database.write(Deed(name, "经办", at)) as session:
            work(session)

    do("登记考勤", _busy_october, datetime(2026, 10, 31, 9))
    demonstration.fill_rooms(database)
    exporting.export_package(database, folder.parent / "上报包.bfb", datetime(2026, 10, 31, 16), "经办")
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
            settle(seconds=0.5)  # what is first laid when it is shown
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
        every_box(self._window, self._camera)

    def _documents(self) -> None:
        """The report being written, the items of the plan."""
        page = self._show("documents", "report 2026-2")
        settle(seconds=0.5)
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
        self._trigger("keys")
        self._trigger("help")
        self._camera.take("manual", self._shell.findChild(Manual))
        manual = self._shell.findChild(Manual)
        assert manual is not None
        manual.close()
        self._guide()
        self._trigger("find")
        line = self._shell.findChild(QLineEdit, "palette-text")
        assert line is not None
        QTest.keyClicks(line, "zlx")
        settle(seconds=0.5)
        self._camera.take("palette")
        QTest.keyClick(line, Qt.Key.Key_Escape)

    def _guide(self) -> None:
        """The five steps."""
        self._trigger("guide")
        for number in range(1, 6):
            self._camera.take(f"guide-{number}")
            guide = self._shell.findChild(Guide)
            assert guide is not None
            guide.go_on()
            self._rest()
        self._show("home")

    def _corrections(self) -> None:
        """October sealed, 谭䶮 found to have come later, the difference carried by November."""
        page = self._show("subsidies", OCTOBER)
        self._do(page, "seal_month", "seal", "confirm")
        self._do(page, "print_month", "month-pack")
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
def opened(app: QApplication, folder: Path, camera: Camera, scale: Scale) -> Iterator[Window]:
    """The window on an office."""
    look, reporter = Look(paths.resources(), scale), Reporter(camera, __version__)
    speak_chinese(app)
    look.apply(app)
    app.setCursorFlashTime(0)
    settings = QSettings(str(folder.parent / "window.ini"), QSettings.Format.IniFormat)
    window = Window(OpenOffice(folder), look, camera, reporter, settings, lambda: NOW)
    window.shell.resize(app.primaryScreen().size())
    window.shell.show()
    settle(lambda: window.shell.page is not None or window.lock.page is not None)
    yield window
    window.context.tasks.wait()
    window.shell.close()
    window.close()


def first_run(camera: Camera, look: Look) -> None:
    """What is seen once: the welcome and the recovery card."""
    towns = tuple(row.town for row in pairings.annex())
    ways = Ways(towns, lambda *_: KEY, lambda *_: (KEY, ""), lambda _: True, lambda *_: False, lambda _: None)
    welcome = Welcome(look, camera, Path(paths.DATA_FOLDER), lambda _: ways)
    box = welcome.findChild(QComboBox, "town")
    assert box is not None
    box.setCurrentText(demonstration.TOWN)
    camera.name = "welcome"
    camera.run(welcome)
    camera.name = "recovery-card"
    camera.run(RecoveryCard(KEY, demonstration.TOWN, look, lambda: False, camera.window))


def take_all(folder: Path, scale: Scale) -> None:
    """Every picture at the size of the screen there is."""
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as name:
        for place in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
            os.environ[place] = name
        a_printer(Path(name) / "bin")
        camera, office = Camera(folder), Path(name) / paths.DATA_FOLDER
        build_office(office)
        with opened(app, office, camera, scale) as window:
            Tour(window, camera, Path(name)).go()
            look = window.context.look
        camera.window = None
        rescue(office, camera, look)
        first_run(camera, look)
        county(Path(name) / "演示县", camera, look)
        persons(opened(app, office, camera, scale), office, camera)


def main() -> None:
    """Each case on a screen of its size; what the manual shows is copied to docs/."""
    for case in CASES:
        screen = {
            "name": "screen", "width": case.width * case.dots, "height": case.height * case.dots,
            "logicalDpi": 96, "dpr": 1,
        }  # fmt: skip
        folder = BUILD / case.name
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory() as name:
            config = Path(name, "screen.json")
            config.write_text(dumps({"screens": [screen]}), "utf-8")
            platform = {
                "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
                "QT_SCALE_FACTOR": f"{case.dots}",
            }
            command = [sys.executable, "-m", "docs.screenshots", str(folder), case.scale.name]
            subprocess.run(command, check=True, env={**os.environ, **platform})
        if case in IN_DOCS:
            shown = _HERE / "screenshots" / case.name
            shutil.rmtree(shown, ignore_errors=True)
            shutil.copytree(folder, shown, ignore=shutil.ignore_patterns(f"{BOX}*"))


if __name__ == "__main__":
    take_all(Path(sys.argv[1]), Scale[sys.argv[2]]) if len(sys.argv) > 1 else main()
