"""The only place that assembles the window: folder → database → context → shell."""

import gc
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from threading import Event

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from banfu_desktop import __version__, paths
from banfu_desktop import clock as system
from banfu_desktop.services.keeping.county_folder import is_county, is_registered
from banfu_desktop.services.program.open_office import ACTOR
from banfu_desktop.services.program.open_office import OpenOffice as OpenOffice
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.locking import Keys, Lock
from banfu_desktop.ui.frame.one_window import OneWindow, shown_by_another
from banfu_desktop.ui.frame.opening import Opening, has_office, welcome
from banfu_desktop.ui.frame.shell import ROOM, Shell, build
from banfu_desktop.ui.look.look import Look, Scale, speak_chinese
from banfu_desktop.ui.signals import Signals
from banfu_desktop.ui.tasks import Session, Tasks

_SCALE = "window/scale"


def run(folder: Path, clock: Callable[[], datetime], package: Path | None = None) -> int:
    """Open the window on a data folder and stay until it closes; gives the exit code.

    A `package` is asked about once the window stands; where there is no office yet, one is made of it.
    """
    gc.disable()  # nothing that a start makes is garbage; looking for it takes a tenth of the time
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("banfu-desktop")
    speak_chinese(app)
    settings = QSettings(str(paths.config() / "window.ini"), QSettings.Format.IniFormat)
    look = Look(paths.resources(), _scale(settings))
    look.apply(app)
    dialogs = Dialogs()
    reporter = Reporter(dialogs, __version__)
    reporter.install()
    if shown_by_another(folder, package):
        return 0
    while not is_county(folder) and not has_office(folder):
        first = welcome(folder, look, dialogs, clock, ACTOR, package)
        if first.wants_demonstration:
            demonstrate(app, look, dialogs, reporter)
            continue
        if not first.is_there:
            return 0
        if first.folder != folder:
            paths.choose_data(first.folder)
        folder, package = first.folder, None
        settings.remove(ROOM)  # where another office was left: this one begins at home, with its guide
    if is_county(folder):
        if not is_registered(folder):
            from banfu_desktop.ui.frame.county_founding import register

            register(folder, look, dialogs, clock)
        return run_county(app, folder, look, dialogs, reporter, settings, clock, package)
    window = Window(OpenOffice(folder), look, dialogs, reporter, settings, clock)
    window.opening.receive(package)
    window.shell.show()
    app.exec()
    window.close()
    return window.exit_code


def run_county(
    app: QApplication,
    folder: Path,
    look: Look,
    dialogs: Dialogs,
    reporter: Reporter,
    settings: QSettings,
    clock: Callable[[], datetime],
    package: Path | None = None,
) -> int:
    """Open the window of a county's folder and stay until it closes; gives the exit code.

    A `package` is shown in the inbox, in the folder where it lies.
    """
    window = CountyWindow(folder, look, dialogs, reporter, settings, clock)
    shell, one = window.shell, list[OneWindow]()

    def show(given: Path | None) -> None:
        shell.come_forward()
        if given is not None:
            shell.show_room("inbox", given)

    def stand() -> None:
        one.append(OneWindow(folder, show, shell))
        if package is not None:
            shell.show_room("inbox", package)

    shell.stands.connect(stand)
    shell.show()
    app.exec()
    for each in one:
        each.close()
    window.close()
    return window.exit_code


class CountyWindow:
    """The shell of a county and what it stands on."""

    def __init__(
        self,
        folder: Path,
        look: Look,
        dialogs: Dialogs,
        reporter: Reporter,
        settings: QSettings,
        clock: Callable[[], datetime],
    ) -> None:
        from banfu_desktop.services.county.open_county import OpenCounty
        from banfu_desktop.ui.frame.county_shell import CountyOpening, CountyShell

        self._county, signals = OpenCounty(folder), Signals()
        self._tasks = Tasks(self._county.open, ACTOR, clock, signals, dialogs, reporter.report)
        self.context = Context(
            tasks=self._tasks,
            dialogs=dialogs,
            signals=signals,
            look=look,
            settings=settings,
            now=clock,
            search=lambda session, text: search_county(session, text, clock().date()),
            undo=lambda _session: None,
            database=lambda: self._county.desk,
            release=self._county.close,
            version=__version__,
        )
        self.shell = CountyShell(self.context)
        self._opening = CountyOpening(self._county, self.context, self.shell, reporter.report)
        self.shell.stands.connect(self._opening.begin)

    @property
    def exit_code(self) -> int:
        """What the program ends with."""
        return self._opening.exit_code

    def close(self) -> None:
        """Finish what is under way and let go of the county."""
        self._tasks.close()
        self._county.close()


def demonstrate(app: QApplication, look: Look, dialogs: Dialogs, reporter: Reporter) -> None:
    """The demonstration in a window of its own until that is closed; made where it is not there yet.

    It has a folder, settings and a day of its own: 2 November 2026, where October is still to be made.
    """
    from banfu_desktop.services.program import demonstration

    data = paths.state() / "演示" / "data"
    settings = QSettings(str(paths.config() / "demonstration.ini"), QSettings.Format.IniFormat)
    began = system.now()
    office = OpenOffice(data, demonstration.lay_out)
    window = Window(
        office, look, dialogs, reporter, settings,
        lambda: datetime.combine(demonstration.TODAY, time(9)) + (system.now() - began),
    )  # fmt: skip
    wishes = window.mark_as_demonstration(demonstration.TODAY)
    window.shell.show()
    app.exec()
    window.close()
    if wishes.is_set():
        demonstration.throw_away(data)


def _scale(settings: QSettings) -> Scale:
    label = settings.value(_SCALE, Scale.STANDARD.label)
    return next((scale for scale in Scale if scale.label == label), Scale.STANDARD)


class Window:
    """The shell and what it stands on, from the first paint to the last."""

    def __init__(
        self,
        office: OpenOffice,
        look: Look,
        dialogs: Dialogs,
        reporter: Reporter,
        settings: QSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._office, self._clock = office, clock
        self._began = system.now()
        signals = Signals()

        self._tasks = Tasks(
            office.open,
            lambda: office.actor,
            clock,
            signals,
            dialogs,
            reporter.report,
            lambda: self.opening.guard(),
        )
        self.context = Context(
            tasks=self._tasks,
            dialogs=dialogs,
            signals=signals,
            look=look,
            settings=settings,
            now=clock,
            search=_search,
            undo=self._undo,
            redo=self._redo,
            database=office.open,
            release=office.close,
            recall=office.recall,
            role=lambda: office.role,
            version=__version__,
        )
        self.shell: Shell = build(self.context)
        self.opening = Opening(
            office,
            self.context,
            self.shell,
            demand=lambda: self.lock.demand(),
            report=reporter.report,
            began=lambda: self._began,
        )
        self.shell.stands.connect(self.opening.begin)
        self.shell.stands.connect(self._be_the_one)
        self._one: OneWindow | None = None
        self.lock = Lock(self.context, self.shell, self._keys())

    @property
    def exit_code(self) -> int:
        """What the program ends with."""
        return self.opening.exit_code

    def close(self) -> None:
        """Finish what is under way, close the office and remember what the home page says of it."""
        self.lock.close()
        if self._one is not None:
            self._one.close()
        self._tasks.close()
        self._office.leave(self._clock().date())
        self._office.lock()

    def mark_as_demonstration(self, today: date) -> Event:
        """Say above every page that nothing here is real; the event is set once it is to be thrown away."""
        from banfu_desktop.ui.frame.demonstration_strip import DemonstrationStrip

        thrown_away = Event()

        def end() -> None:
            if self.shell.close():
                thrown_away.set()

        self.shell.put_above(DemonstrationStrip(self.context.look, today, self.context.guide, end))
        return thrown_away

    def _be_the_one(self) -> None:
        """From now on a second start shows this window."""
        self._one = OneWindow(self._office.folder, self.show_again, self.shell)

    def show_again(self, package: Path | None) -> None:
        """Bring the window to the front, as a second start wishes; ask about the package it was given."""
        self.shell.come_forward()
        if package is not None:
            self.context.go("backup", package)

    def _keys(self) -> Keys:
        office, clock = self._office, self._clock
        return Keys(
            locked=lambda: office.locked,
            has_password=lambda: office.has_password,
            owners=lambda: office.owners() or office.roles(),
            waiting=office.waiting,
            unlock=lambda password, whose: office.unlock(password, whose, clock()),
            who=lambda: office.who,
            recover=lambda typed: office.recover(typed, clock()),
            shut=self._shut,
            prepare=office.prepare,
        )

    def _shut(self) -> None:
        """Leave and lock the office; what was done before is out of an undo's reach from now on."""
        self._office.leave(self._clock().date())
        self._office.lock()
        self._began = system.now()

    def _undo(self, session: Session) -> str | None:
        from banfu_desktop.services.audit import history

        return history.undo(session, self._began)

    def _redo(self, session: Session) -> str | None:
        from banfu_desktop.services.audit import history

        return history.redo(session, self._began)


def search_county(session: Session, text: str, today: date) -> Sequence[Found]:
    """What the finder of a county's window finds."""
    from banfu_desktop.services.county import search

    found = search.find(session, text, today)
    return [Found(hit.label, hit.hint, hit.room, hit.key, hit.kind) for hit in found]


def _search(session: Session, text: str) -> Sequence[Found]:
    from banfu_desktop.services.hall import search

    return [Found(hit.label, hit.hint, hit.room, hit.key, hit.kind) for hit in search.find(session, text)]
