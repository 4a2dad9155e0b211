"""A clerk's day in a process of its own: command line and window; everything written or removed is looked at.

usage: python -m tests.privacy.a_long_session FOLDER   (HOME, TMPDIR and XDG_* lie in FOLDER/home)

The office is in FOLDER/data; what the clerk herself saves goes to FOLDER/usb. Whatever gives a personal value
away is a line “FOUND …” on the standard output; each step done is a line “did …”.
"""

import io
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from banfu_desktop import paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.cli import program as cli
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.exchange.reading import read
from banfu_desktop.files import workbook_bytes
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.look.look import Look, speak_chinese
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.registry import ROOMS
from docs import camera
from tests.privacy.traces import found_in, needles, traces

PASSWORD = "Meikeng-2031-keepsafe"
ROSTER = Path(__file__).parents[1] / "data" / "roster-meikeng.xlsx"
NOW = datetime(2026, 11, 2, 9)
settle = partial(camera.settle, seconds=0.02)


def personal() -> tuple[set[str], set[str]]:
    """Every number and every name in the roster."""
    numbers, names = set[str](), set[str]()
    for row in read(ROSTER, MEMBERS).rows:
        numbers |= {
            str(row.values[key]) for key in ("identity_no", "card_no", "phone") if row.values.get(key)
        }
        names |= {str(row.values[key]) for key in ("name", "card_holder") if row.values.get(key)}
    return numbers, names


class Session:
    """The day, step by step."""

    def __init__(self, folder: Path) -> None:
        self.data, self.usb, self.home = folder / "data", folder / "usb", folder / "home"
        self.usb.mkdir()
        numbers, names = personal()
        self.numbers, self.all = needles(numbers | {PASSWORD}), needles(numbers | names | {PASSWORD})
        self.kept, self.clean = [folder / "home", folder / "data"], set[bytes]()
        sys.addaudithook(self._removing)

    def _removing(self, event: str, words: tuple[Any, ...]) -> None:
        """What is about to go or to take another name is looked at first: a temporary file is a file."""
        if event in ("os.remove", "os.rename") and isinstance(words[0], str | os.PathLike):
            path = Path(words[0])
            if path.is_file() and not path.is_relative_to(self.usb):
                self._tell(f"{path} (removed)", found_in(path.read_bytes(), self.all))

    def _tell(self, where: str, values: set[str]) -> None:
        for value in sorted(values):
            sys.__stdout__.write(f"FOUND {where}: {value}\n")  # type: ignore[union-attr]

    def look(self, step: str) -> None:
        """Everything on the disk, after a step."""
        for trace in traces(self.kept, self.all, self.clean):
            print(f"FOUND after {step}: {trace}")
        print(f"did {step}", flush=True)

    def call(self, *words: str | Path, full: bool = False) -> None:
        """The command line; what it says may hold names, never numbers."""
        argv = ["--data", str(self.data), "--today", "2026-11-02", *map(str, words)]
        with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
            code = cli.main(argv, lambda office, clock, package=None: cli.BUG)
        assert code == cli.DONE, said.getvalue()
        self._tell("the command's answer", found_in(said.getvalue().encode(), self.numbers))
        self.look(" ".join(map(str, words[:2])))

    def on_the_command_line(self) -> None:
        """A month: people, attendance, subsidies, papers, package."""
        self.call("init", "--town", "梅坑镇", "--practice")
        self.call("import", "members", ROSTER, "--dry-run")
        self.call("import", "members", ROSTER)
        self.call("attendance", "set", "罗海涛", "2026-10-05..2026-10-06", "事假")
        self.call("leave", "add", "罗海涛", "2026-10-12..2026-10-13", "事假", "--contact", "13902300519")
        self.call("subsidy", "make", "2026-10")
        self.call("subsidy", "show", "2026-10", "--json")
        self.call("print", "roster", "--full", "--out", self.usb / "花名册.pdf")
        self.call("print", "subsidy-sheet", "--month", "2026-10", "--out", self.usb / "发放表.xlsx")
        self.call("export", "members", self.usb / "花名册.xlsx", "--full")
        self.call("export", "audit-detail", self.usb / "明细.xlsx")
        self.call("backup", "export", self.usb / "上报包.bfb")
        self.call("check")
        self._refusals()

    def _refusals(self) -> None:
        """A wrong number in a file is refused without being repeated."""
        from openpyxl import load_workbook

        book = load_workbook(ROSTER)
        sheet = book.active
        for line in sheet.iter_rows():
            for cell in line:
                if str(cell.value) in {value for value in self.numbers.values() if len(value) == 18}:
                    cell.value = f"{str(cell.value)[:17]}{'1' if str(cell.value)[17] != '1' else '2'}"
        (self.usb / "坏.xlsx").write_bytes(workbook_bytes(book))
        wrong = {
            f"{value[:17]}{'1' if value[17] != '1' else '2'}"
            for value in self.numbers.values()
            if len(value) == 18
        }
        with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
            argv = ["--data", str(self.data), "import", "members", str(self.usb / "坏.xlsx")]
            assert cli.main(argv, lambda *_: cli.BUG) == cli.REFUSED
        self._tell("a refusal", found_in(said.getvalue().encode(), needles(wrong)))

    def claim(self) -> None:
        """A claim with its paper."""
        database = Database.open(self.data)
        with database.write(Deed("登记报销", "经办", NOW)) as session:
            posting = members.named(session, "罗海涛")[0]
            values = {
                "posting_id": posting.id,
                "kind": ClaimKind.TRAVEL,
                "title": "往返",
                "filled_on": NOW.date(),
            }
            claim = reimbursements.save(session, values, NOW)
            line = Line(NOW.date(), "梅坑镇", NOW.date(), "新丰", Vehicle.COACH, fare_fen=2500)
            reimbursements.set_lines(session, claim, [line])
        database.close()
        scan = self.usb / "罗海涛车票.pdf"
        self.call("print", "roster", "--full", "--out", scan)
        self.call("claim", "attach", str(claim), scan)
        self.call("claim", "print", str(claim), "--out", self.usb / "报销单.pdf")

    def password(self) -> None:
        """From here on the office has one; the file it is read from is the clerk's own."""
        (self.usb / "密码.txt").write_text(PASSWORD, "utf-8")
        self.call("password", "set", "--new-password-file", self.usb / "密码.txt")
        self.call("--password-file", self.usb / "密码.txt", "check")

    def in_the_window(self) -> None:
        """Every room, a revealed number copied, previews, a bug with a number in its message, the lock."""
        app = QApplication.instance() or QApplication(["banfu-desktop"])
        assert isinstance(app, QApplication)
        dialogs = Desk(self.usb / "pictures")
        look, reporter = Look(paths.resources()), Reporter(dialogs, "test")
        speak_chinese(app)
        look.apply(app)
        settings = QSettings(str(paths.config() / "window.ini"), QSettings.Format.IniFormat)
        window = Window(OpenOffice(self.data), look, dialogs, reporter, settings, lambda: NOW)
        window.shell.show()
        settle(lambda: window.lock.page is not None)
        self.look("the window locked")
        assert window.lock.page is not None
        window.lock.page.tried.emit(PASSWORD, None)
        settle(lambda: window.lock.page is None and window.shell.page is not None)
        window.context.tasks.wait()
        for room in ROOMS:
            window.shell.show_room(room.name)
            window.context.tasks.wait()
        self.look("every room")
        self._reveal(window)
        window.lock.lock()
        settle(lambda: _dropped() and not window.context.tasks.busy)
        assert not QGuiApplication.clipboard().text()
        self.look("the lock")
        window.lock.page.tried.emit(PASSWORD, None)
        settle(lambda: window.lock.page is None and window.shell.page is not None)
        for form in ("roster", "pairings-annex", "audit-seal"):
            preview_form(window.context, form)
            window.context.tasks.wait()
            settle()
        self.look("previews")
        number = min(value for value in self.numbers.values())
        window.context.tasks.read(lambda session: _fail(number), print)
        window.context.tasks.wait()
        settle()
        self._tell("the crash report", found_in("\n".join(dialogs.bugs).encode(), self.all))
        assert dialogs.bugs
        self.look("a crash report")
        window.shell.close()
        window.close()
        self.look("the window closed")

    def _reveal(self, window: Window) -> None:
        page: Any = window.shell.show_room("members")
        window.context.tasks.wait()
        page.open_record(page.rows[0])
        settle()
        line = page.findChild(QLineEdit, "identity_no")
        next(action for action in line.actions() if action.objectName() == "identity_no-eye").trigger()
        window.context.tasks.wait()
        settle()
        assert found_in(line.text().encode(), self.numbers)
        line.selectAll()
        line.copy()
        assert found_in(QGuiApplication.clipboard().text().encode(), self.numbers)
        page.close_record()
        self.look("a number revealed and copied")


class Desk(camera.Camera):
    """Dialogs that are looked at and closed; bugs are kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.bugs: list[str] = []

    def bug(self, details: str) -> None:
        """Keep what would be sent to us."""
        self.bugs.append(details)


def _dropped() -> bool:
    """Qt deletes what is to be deleted when it is back in its main loop; here nothing runs that."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return not QGuiApplication.clipboard().text()


def _fail(number: str) -> None:
    raise KeyError(f"no person {number}")


def main(folder: Path) -> None:
    """The whole day."""
    session = Session(folder)
    steps: Mapping[str, Callable[[], None]] = {
        "command line": session.on_the_command_line, "claim": session.claim,
        "password": session.password, "window": session.in_the_window,
    }  # fmt: skip
    for step in steps.values():
        step()
    print("done", flush=True)
    os._exit(0)  # Qt's own end is not what is looked at


if __name__ == "__main__":
    main(Path(sys.argv[1]))
