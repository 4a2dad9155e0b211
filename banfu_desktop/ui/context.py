"""What every page is given by its constructor: tasks, dialogs, the clock, the look, the month it is at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings

from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.signals import Signals
from banfu_desktop.ui.tasks import Session, Tasks

if TYPE_CHECKING:
    from banfu_desktop.rules.dates import Month
    from banfu_desktop.rules.roles import Act, Role


@dataclass(frozen=True)
class Found:
    """One hit of the Ctrl+K finder: what it says, the room and key it leads to, the word it stands under."""

    label: str
    hint: str
    room: str
    key: Any
    kind: str = "记录"


@dataclass
class Context:
    """The world of a page; made once, handed to every constructor.

    `search(session, text)` finds records; `undo(session)` takes the last edit back and names it in Chinese
    (None: nothing to undo), `redo(session)` does again what was taken back last; all run on a
    worker. `town` is empty until the office has been read.
    """

    tasks: Tasks
    dialogs: Dialogs
    signals: Signals
    look: Look
    settings: QSettings
    now: Callable[[], datetime]
    search: Callable[[Session, str], Sequence[Found]]
    undo: Callable[[Session], str | None]
    redo: Callable[[Session], str | None] = lambda _session: None
    database: Callable[[], Any] | None = None
    """Gives the open office to deeds that need more than a session (copies, packages); called on a worker."""
    release: Callable[[], object] | None = None
    """Closes the office until it is next asked for; called on a worker, while nothing else is under way."""
    recall: Callable[[], Any] | None = None
    """Gives what the home page said when the office was left; None when that is not known."""
    role: "Callable[[], Role | None]" = lambda: None
    """Gives whose password opened the office; None where no roles are switched on."""
    lock: Callable[[], object] | None = None
    """Locks the window; None where nothing can be locked."""
    guide: Callable[[], object] = lambda: None
    """Begins the guide of a first month."""
    month_chosen: bool = False
    """Whether the clerk has gone to a month herself, rather than being shown the one that is closed now."""
    town: str = ""
    version: str = ""

    def __post_init__(self) -> None:
        from banfu_desktop.ui.page.days import Days

        self.days = self.look.days = Days(self)

    @cached_property
    def month(self) -> "Month":
        """The month the clerk is at, first the one being closed; every monthly page shows the same one."""
        from banfu_desktop.rules.dates import closing_month

        return closing_month(self.today)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now().date()

    def permits(self, act: "Act | None") -> bool:
        """Whether whoever is at work may do something."""
        from banfu_desktop.rules.roles import may

        return may(self.role(), act)

    def say(self, text: str, *, undo: bool = False) -> None:
        """Show a notice for five seconds."""
        self.signals.said.emit(text, undo)

    def go(self, room: str, where: object = None) -> None:
        """Show a room, and there what `where` names (a key, a list of keys, a month: the page knows)."""
        self.signals.asked.emit(room, where)
