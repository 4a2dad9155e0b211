"""Opening the office behind a window: founded or restored first, opened, and rescued where it is damaged."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from banfu_desktop import paths
from banfu_desktop.rules.errors import DamagedError, DiskFullError, MachineError, UserError
from banfu_desktop.services.keeping.county_folder import is_county
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.tasks import EVERY_TABLE, Session

if TYPE_CHECKING:
    from banfu_desktop.services.office.office import OfficeRow
    from banfu_desktop.services.program.open_office import OpenOffice

_OTHERS = "{person}，你的密码是别人设置的"
_CHANGE_IT = (
    "别人也知道它。请在打开的“密码”一项里点“更改密码…”，改成只有自己知道的。改以前，你办的事算设置人办的。"
)
_LOST = (
    "找不到上次用的数据文件夹“{folder}”。在U盘或移动硬盘上的，请插好以后重新打开程序；"
    "换了位置的，按“更改…”找到它。在这里建立的是另一个新办公室。"
)
_FIND, _TAKE, _LATER = "从备份中找回", "以现在的数据为准", "以后再定"
_REMOVE, _LOOK = "改回本程序的…", "看有哪些备份"
_ASK_REASON = (
    "多出的触发器、视图和表将去掉，缺少的补回；现在的文件先原样另存。"
    "请写明原因（谁改动的、怎么发现的），记入操作留痕："
)
_NO_KEY_HERE = "这台电脑还没有打开这份数据的钥匙。请输入恢复卡上的恢复密钥。"


def has_office(folder: Path) -> bool:
    """Whether a folder holds an office to open, or copies of one whose file is gone."""
    if (folder / "office.db").exists():
        return True
    from banfu_desktop.services.keeping import copies

    return bool(copies.list_backups(folder))


@dataclass(frozen=True)
class FirstRun:
    """What the clerk did at the first run: whether there is an office now, where, or what she wished."""

    is_there: bool
    folder: Path
    wants_demonstration: bool


def welcome(
    folder: Path,
    look: Look,
    dialogs: Dialogs,
    clock: Callable[[], datetime],
    actor: str,
    package: Path | None,
) -> FirstRun:
    """The first run: found an office or a county, restore or open one, or see the demonstration."""
    from banfu_desktop.services.keeping import recovery, rescue, restoring
    from banfu_desktop.services.pairings import pairings
    from banfu_desktop.services.program import founding
    from banfu_desktop.ui.frame.county_founding import county_ways
    from banfu_desktop.ui.frame.welcome import Ways, Welcome

    towns = tuple(row.town for row in pairings.annex())

    def print_card(data: Path, text: str, town: str, parent: QWidget) -> bool:
        from banfu_desktop.ui.preview.preview import preview_recovery_card

        mark = recovery.fingerprint(data)
        return preview_recovery_card(text, town, clock(), look, dialogs, parent, fingerprint=mark)

    def printed(data: Path, checked: bool) -> None:
        (recovery.note_checked if checked else recovery.note_printed)(data, clock().date())

    def ways_of(data: Path) -> Ways:
        return Ways(
            towns=towns,
            found=lambda town, key_file: founding.create(data, town, key_file, actor, clock()),
            restore=lambda path, typed: founding.restore(data, path, typed),
            needs_card=restoring.needs_card,
            print_card=partial(print_card, data),
            printed=partial(printed, data),
            is_there=lambda: is_county(data) or has_office(data),
            take_home=rescue.take_home,
            county=county,
        )

    county = county_ways(look, dialogs, clock)
    lost = folder == paths.chosen_data() and not folder.exists()
    box = Welcome(look, dialogs, folder, ways_of, _LOST.format(folder=folder) if lost else "")
    if package is not None:
        box.receive(package)
    accepted = dialogs.run(box)
    return FirstRun(accepted, box.folder, box.wants_demonstration)


class Opening:
    """Opens the office behind a window that stands already, and says why where it cannot.

    Attributes:
        exit_code: what the program ends with: 0, 1 for a refusal, 3 for trouble with the machine.

    Args:
        demand: covers the window until a password is typed.
        report: told why the office does not open; the window closes after it.
        began: when the clerk sat down; what was taken out of the papers before is out of an undo's reach.
    """

    def __init__(
        self,
        office: "OpenOffice",
        ctx: Context,
        shell: Shell,
        *,
        demand: Callable[[], object],
        report: Callable[[BaseException], object],
        began: Callable[[], datetime],
    ) -> None:
        self._office, self._ctx, self._shell = office, ctx, shell
        self._demand, self._report, self._began = demand, report, began
        self._package: Path | None = None
        self._ways_seen = False
        self.exit_code = 0
        self._greeting = self._trouble = self._no_room = ""

    def receive(self, package: Path | None) -> None:
        """A package the clerk opened the program with: to be asked about once the office is open."""
        self._package = package

    def begin(self) -> None:
        """Open the office by asking whose it is; then make a copy if it has changed."""
        self._ctx.tasks.read(_office, self._opened, self._refused)

    def guard(self) -> None:
        """A copy before what is risky, if anything changed since the last one; called on a worker."""
        from banfu_desktop.services.keeping import copies

        copies.backup_if_changed(self._office.open(), self._ctx.now(), copies.Reason.RISK)

    def _opened(self, row: "OfficeRow") -> None:
        if not gc.isenabled():  # the start is over, see app.run; to walk what it made keeps the window
            gc.freeze()
            gc.enable()
        self._shell.set_town(row.town, practice=row.is_practice)
        tasks = self._ctx.tasks
        tasks.long("备份", lambda _progress: self._copy(), self._copied, self._damaged)
        from banfu_desktop.rules.roles import Act

        if self._ctx.permits(Act.ENTER) and not self._office.open().is_full:
            tasks.write("清理附件", self._sweep, failed=_is_full, notice=None, undo=False)
        self._ask_own_password()
        package, self._package = self._package, None
        if package is not None:
            self._shell.show_room("backup", package)

    def _ask_own_password(self) -> None:
        """Whoever works with a password that somebody else has set is told so, and where to change it."""
        from banfu_desktop.rules.persons import How

        person = self._office.open().person
        if person is not None and person.how is not How.OWN:
            QTimer.singleShot(0, lambda: self._tell_to_change(person.name))

    def _tell_to_change(self, name: str) -> None:
        if not self._shell.covered:
            self._ctx.dialogs.tell(_OTHERS.format(person=name), _CHANGE_IT)
            self._shell.show_room("settings", "password")

    def _sweep(self, session: Session) -> int:
        from banfu_desktop.services.attachments import bundles

        return bundles.sweep(session, self._began())

    def _copy(self) -> bool:
        from banfu_desktop.services.keeping import copies, seeing

        database = self._office.open()
        copies.refuse_damaged(database)
        self._greeting = seeing.greet(database, self._ctx.tasks.actor)
        self._trouble, self._no_room = seeing.trouble(database), seeing.no_room(database)
        if not database.is_full:
            return copies.backup_if_changed(database, self._ctx.now()) is not None
        return False

    def _copied(self, fresh: bool) -> None:
        if fresh:
            self._ctx.signals.changed.emit(frozenset({"backups"}))
        if self._greeting:
            self._ctx.say(self._greeting)
        if self._no_room:
            self._ctx.dialogs.tell("磁盘已满，现在只能查看", f"{self._no_room}。")
        if self._trouble:
            self._ask_what_holds(self._trouble)

    def _ask_what_holds(self, trouble: str) -> None:
        """The office is not what this computer last saw: asked at every start until it is settled."""
        answers = (_FIND, _TAKE, _LATER)
        chosen = self._ctx.dialogs.choose("与上次看到的不一致", f"{trouble}。", answers)
        if chosen == _FIND:
            self._shell.show_room("backup")
        elif chosen == _TAKE:
            self._ctx.tasks.long("以现在的数据为准", lambda _progress: self._take(), lambda _: self._taken())

    def _take(self) -> None:
        from banfu_desktop.services.keeping import seeing

        seeing.take_as_it_stands(self._office.open(), self._ctx.tasks.actor)

    def _taken(self) -> None:
        self._ctx.signals.changed.emit(EVERY_TABLE)
        self._ctx.say("已以现在的数据为准，并记入留痕；请告知县里")

    def _damaged(self, error: Exception) -> bool:
        """A page of the file that opening did not meet turned out damaged: the copies are offered at once."""
        return isinstance(error, DamagedError) and self._rescue(error)

    def _refused(self, error: Exception) -> bool:
        """The office does not open: ask for what opens it, or say why and close."""
        from banfu_desktop.db.keys import PasswordNeededError, RecoveryNeededError

        if isinstance(error, PasswordNeededError):
            self._demand()
            return True

        typed = self._office.recovery
        if isinstance(error, RecoveryNeededError):
            asked = self._ask_card(_NO_KEY_HERE)
        elif typed is not None and isinstance(error, UserError) and not self._gone(error):
            asked = self._ask_card(str(error), typed)
        else:
            asked = self._rescue(error)
        if not asked:
            self._report(self._explained(error))
            self.exit_code = 3 if isinstance(error, MachineError) else 1
            self._shell.close()
        return True

    def _explained(self, error: Exception) -> Exception:
        """Of a damaged office, what also is the matter with its copies."""
        if not isinstance(error, DamagedError) or self._ways_seen:
            return error
        from banfu_desktop.services.keeping import rescue

        return rescue.no_way_back(self._office.folder, error)

    def _ask_card(self, text: str, typed: str = "") -> bool:
        """Try the recovery key the clerk types; False when she has none."""
        key = self._ctx.dialogs.ask_text("用恢复卡打开", text, typed)
        if key:
            self._office.offer(key, self._ctx.now())
            self._again()
        return bool(key)

    def _again(self) -> None:
        self.begin()
        self._ctx.signals.changed.emit(EVERY_TABLE)

    def _gone(self, error: Exception) -> bool:
        return isinstance(error, UserError) and not (self._office.folder / "office.db").exists()

    def _rescue(self, error: Exception) -> bool:
        """Offer the copies beside a damaged or missing office; False when none is there or none is wanted."""
        folder = self._office.folder
        if not self._gone(error) and not isinstance(error, DamagedError):
            return False
        if self._repair(error):
            return True
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
            self._ctx.look,
            str(error),
            ways,
            lambda way: rescue.missing(folder, way, recovery=recovery, unlocked=unlocked),
            self._shell,
        )
        if self._ctx.dialogs.run(box):
            self._restore(box.chosen.copy.path)
            return True
        return False

    def _repair(self, error: Exception) -> bool:
        """A schema somebody has changed can be put right, for a reason; False where that is not wanted."""
        from banfu_desktop.db.schema import ForeignSchemaError

        if not isinstance(error, ForeignSchemaError):
            return False
        dialogs = self._ctx.dialogs
        if dialogs.choose("表结构被改动过", str(error), (_LOOK, _REMOVE)) != _REMOVE:
            return False
        reason = dialogs.ask_text("改回本程序的表结构", _ASK_REASON, confirm="改回")
        if not reason or not reason.strip():
            return False
        from banfu_desktop.services.keeping import repairing

        office, actor, now = self._office, self._ctx.tasks.actor, self._ctx.now()

        def repaired(done: repairing.Repaired) -> None:
            self._again()
            self._ctx.dialogs.tell("表结构已改回", "\n".join(done.sentences))

        office.close()
        self._ctx.tasks.alone(
            lambda: repairing.repair_closed(
                office.folder, reason, actor, now, recovery=office.recovery, unlocked=office.unlocked
            ),
            repaired,
            self._refused,
        )
        return True

    def _restore(self, copy: Path) -> None:
        """Put a copy, of which was said what it lacks, in the place of the damaged office, which is kept."""
        from banfu_desktop.services.keeping import copies

        folder, now, recovery = self._office.folder, self._ctx.now(), self._office.recovery
        unlocked = self._office.unlocked

        def restored(kept: Path | None) -> None:
            self._again()
            aside = f"，原来的文件另存为 {kept.parent.name}/{kept.name}" if kept else ""
            self._ctx.say(f"已从备份恢复{aside}")

        self._office.close()
        self._ctx.tasks.alone(
            lambda: copies.restore_copy(
                folder, copy, now, recovery=recovery, unlocked=unlocked, incomplete=True
            ),
            restored,
            self._refused,
        )


def _is_full(error: Exception) -> bool:
    """Whether there was no room for what can wait; the copy that fails with it says so."""
    return isinstance(error, DiskFullError)


def _office(session: Session) -> "OfficeRow":
    from banfu_desktop.services.office import office

    return office.current(session)
