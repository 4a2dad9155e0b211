"""The only place that assembles the window: folder → database → context → shell."""

import gc
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from banfu_desktop import __version__, paths
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError
from banfu_desktop.services.program.open_office import ACTOR
from banfu_desktop.services.program.open_office import OpenOffice as OpenOffice
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.locking import Keys, Lock
from banfu_desktop.ui.frame.shell import Shell, build
from banfu_desktop.ui.look.look import Look, Scale, speak_chinese
from banfu_desktop.ui.signals import Signals
from banfu_desktop.ui.tasks import EVERY_TABLE, Session, Tasks

if TYPE_CHECKING:
    from banfu_desktop.rules.home import HomeView

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
    office = OpenOffice(folder)
    if not _has_office(folder):
        if not _welcome(office, look, dialogs, clock, package):
            return 0
        package = None
    window = Window(office, look, dialogs, reporter, settings, clock)
    window.receive(package)
    window.shell.show()
    app.exec()
    window.close()
    return window.exit_code


def _has_office(folder: Path) -> bool:
    """Whether there is an office to open, or copies of one whose file is gone."""
    if (folder / "office.db").exists():
        return True
    from banfu_desktop.services.keeping import copies

    return bool(copies.list_backups(folder))


def _welcome(
    office: OpenOffice, look: Look, dialogs: Dialogs, clock: Callable[[], datetime], package: Path | None
) -> bool:
    """The first run: found an office or restore one; False when the clerk thought better of it."""
    from banfu_desktop.services.keeping import recovery
    from banfu_desktop.services.pairings import pairings
    from banfu_desktop.services.program import founding
    from banfu_desktop.ui.frame.welcome import Ways, Welcome

    def print_card(text: str, town: str, parent: QWidget) -> bool:
        from banfu_desktop.ui.preview.preview import preview_recovery_card

        mark = recovery.fingerprint(office.folder)
        return preview_recovery_card(text, town, clock(), look, dialogs, parent, fingerprint=mark)

    def printed(checked: bool) -> None:
        (recovery.note_checked if checked else recovery.note_printed)(office.folder, clock().date())

    ways = Ways(
        towns=tuple(row.town for row in pairings.annex()),
        found=lambda town, key_file: founding.create(office.folder, town, key_file, ACTOR, clock()),
        restore=lambda path, code: founding.restore(office.folder, path, code),
        print_card=print_card,
        printed=printed,
    )
    welcome = Welcome(look, dialogs, office.folder, ways)
    if package is not None:
        welcome.receive(package)
    return dialogs.run(welcome)


def _scale(settings: QSettings) -> Scale:
    wanted = settings.value(_SCALE, Scale.STANDARD.label)
    return next((scale for scale in Scale if scale.label == wanted), Scale.STANDARD)


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
        self._office, self._dialogs, self._reporter, self._clock = office, dialogs, reporter, clock
        self._began = clock()
        self._package: Path | None = None
        self._ways_seen = False
        self.exit_code = 0
        self._signals = Signals()

        def at_work() -> str:
            from banfu_desktop.rules.roles import actor

            return actor(office.role, ACTOR)

        self._tasks = Tasks(office.open, at_work, clock, self._signals, dialogs, reporter.report, self._guard)
        self.context = Context(
            tasks=self._tasks,
            dialogs=dialogs,
            signals=self._signals,
            look=look,
            settings=settings,
            now=clock,
            search=_search,
            undo=self._undo,
            database=office.open,
            release=office.close,
            recall=self._recall,
            role=lambda: office.role,
            version=__version__,
        )
        self.shell: Shell = build(self.context)
        self.shell.stands.connect(self._begin)
        self.lock = Lock(self.context, self.shell, self._keys())

    def _keys(self) -> Keys:
        office, clock = self._office, self._clock
        return Keys(
            locked=lambda: office.locked,
            has_password=lambda: office.has_password,
            roles=office.roles,
            waiting=office.waiting,
            unlock=lambda password, role: office.unlock(password, role, clock()),
            recover=lambda typed: office.recover(typed, clock()),
            shut=self._shut,
            prepare=office.prepare,
        )

    def _shut(self) -> None:
        """Lock the office; what was done before is out of an undo's reach from now on."""
        self._leave()
        self._office.lock()
        self._began = self._clock()

    def receive(self, package: Path | None) -> None:
        """A package the clerk opened the program with: to be asked about once the office is open."""
        self._package = package

    def close(self) -> None:
        """Finish what is under way, close the office and remember what the home page says of it."""
        self.lock.close()
        self._tasks.close()
        self._leave()
        self._office.lock()

    def _leave(self) -> None:
        """Close the office and keep what the home page says of it."""
        view = self._office.last_view(self._clock().date())
        self._office.close()
        if view is not None:
            from banfu_desktop.services.keeping import remembered

            remembered.keep(self._office.folder, view, self._office.unlocked)

    def _recall(self) -> "HomeView | None":
        from banfu_desktop.services.keeping import remembered

        unlocked = self._office.unlocked if self._office.has_password else None
        return remembered.recall(self._office.folder, unlocked)

    def _begin(self) -> None:
        """Once the first page has asked for its data: whose office it is, then a copy if it has changed."""
        self._tasks.read(_town, self._opened, self._refused)

    def _opened(self, town: str) -> None:
        gc.enable()
        self.shell.set_town(town)
        self._tasks.long("备份", lambda _progress: self._copy(), self._copied, self._damaged)
        from banfu_desktop.rules.roles import Act, may

        if may(self._office.role, Act.ENTER):
            self._tasks.write("清理附件", self._sweep, said=None, undo=False)
        package, self._package = self._package, None
        if package is not None:
            self.shell.show_room("backup", package)

    def _sweep(self, session: Session) -> int:
        """What was taken out of the papers before this start is out of an undo's reach."""
        from banfu_desktop.services.attachments import bundles

        return bundles.sweep(session, self._began)

    def _copy(self) -> bool:
        from banfu_desktop.services.keeping import copies

        database = self._office.open()
        copies.refuse_damaged(database)
        return copies.backup_if_changed(database, self._clock()) is not None

    def _damaged(self, error: Exception) -> bool:
        """A page that opening did not meet turned out damaged: the copies are offered at once."""
        return isinstance(error, DamagedError) and self._rescue(error)

    def _guard(self) -> None:
        """A copy before what is risky, if anything changed since the last one."""
        from banfu_desktop.services.keeping import copies

        copies.backup_if_changed(self._office.open(), self._clock(), copies.Reason.RISK)

    def _copied(self, fresh: bool) -> None:
        if fresh:
            self._signals.changed.emit(frozenset({"backups"}))

    def _refused(self, error: Exception) -> bool:
        """The office does not open: ask for what opens it, or say why and close."""
        from banfu_desktop.db.keys import PasswordNeededError, RecoveryNeededError

        if isinstance(error, PasswordNeededError):
            self.lock.demand()
            return True

        typed = self._office.recovery
        if isinstance(error, RecoveryNeededError):
            asked = self._ask_card("这台电脑还没有打开这份数据的钥匙。请输入恢复卡上的恢复密钥。")
        elif typed is not None and isinstance(error, UserError) and not self._gone(error):
            asked = self._ask_card(str(error), typed)
        else:
            asked = self._rescue(error)
        if not asked:
            self._reporter.report(self._explained(error))
            self.exit_code = 3 if isinstance(error, MachineError) else 1
            self.shell.close()
        return True

    def _explained(self, error: Exception) -> Exception:
        """Of a damaged office, what also is the matter with its copies."""
        if not isinstance(error, DamagedError) or self._ways_seen:
            return error
        from banfu_desktop.services.keeping import rescue

        return rescue.no_way_back(self._office.folder)

    def _ask_card(self, text: str, typed: str = "") -> bool:
        """Try the recovery key the clerk types; False when she has none."""
        key = self._dialogs.ask_text("用恢复卡打开", text, typed)
        if key:
            self._office.offer(key, self._clock())
            self._again()
        return bool(key)

    def _again(self) -> None:
        self._begin()
        self._signals.changed.emit(EVERY_TABLE)

    def _gone(self, error: Exception) -> bool:
        return isinstance(error, UserError) and not (self._office.folder / "office.db").exists()

    def _rescue(self, error: Exception) -> bool:
        """Offer the copies beside a damaged or missing office; False when none is there or none is wanted."""
        folder = self._office.folder
        if not self._gone(error) and not isinstance(error, DamagedError):
            return False
        from banfu_desktop.services.keeping import rescue
        from banfu_desktop.ui.frame.rescue import Rescue

        recovery, unlocked = self._office.recovery, self._office.unlocked
        try:
            ways = rescue.ways_back(folder, recovery=recovery, unlocked=unlocked)
        except UserError as refusal:  # a new computer, or a wrong recovery key
            return self._ask_card(str(refusal), recovery or "")
        self._ways_seen = bool(ways)
        if not ways:
            return False
        box = Rescue(
            self.context.look,
            str(error),
            ways,
            lambda way: rescue.missing(folder, way, recovery=recovery, unlocked=unlocked),
            self.shell,
        )
        if self._dialogs.run(box):
            self._restore(box.chosen.copy.path)
            return True
        return False

    def _restore(self, copy: Path) -> None:
        """Put a copy in the place of the damaged office, which is kept, and open it."""
        from banfu_desktop.services.keeping import copies

        folder, now, recovery = self._office.folder, self._clock(), self._office.recovery
        unlocked = self._office.unlocked

        def restored(kept: Path | None) -> None:
            self._again()
            aside = f"，原来的文件另存为 {kept.parent.name}/{kept.name}" if kept else ""
            self.context.say(f"已从备份恢复{aside}")

        self._office.close()
        self._tasks.alone(
            lambda: copies.restore_copy(folder, copy, now, recovery=recovery, unlocked=unlocked),
            restored,
            self._refused,
        )

    def _undo(self, session: Session) -> str | None:
        from banfu_desktop.services.audit import history

        return history.undo(session, self._began)


def _town(session: Session) -> str:
    from banfu_desktop.services.office import office

    return office.current(session).town


def _search(session: Session, text: str) -> Sequence[Found]:
    from banfu_desktop.services.hall import search

    return [Found(hit.label, hit.hint, hit.room, hit.key) for hit in search.find(session, text)]
