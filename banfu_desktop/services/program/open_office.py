"""The office the window works on: opened on a worker when first needed, locked, unlocked, closed."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from banfu_desktop.db.store import Database
    from banfu_desktop.rules.home import HomeView
    from banfu_desktop.rules.roles import Role
    from banfu_desktop.services.keeping.unlocking import Unlocked

ACTOR = "经办"
"""Who is at work in the window, where no roles are switched on."""


class OpenOffice:
    """One data folder and what opens it.

    Attributes:
        recovery: the recovery key as typed, until it has opened the office.
        unlocked: what a password or the recovery key has unlocked, until the lock.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.recovery: str | None = None
        self.unlocked: Unlocked | None = None
        self._login: tuple[str, datetime] | None = None
        self._database: Database | None = None
        self._opening = Lock()

    @property
    def has_password(self) -> bool:
        """Whether the office has one.

        Asked before the first paint, so it only looks for the word in the key file.
        """
        for path in (self.folder / "keys.json", self.folder / "backups" / "keys.json"):
            with suppress(OSError):
                content = path.read_bytes()
                return b'"password"' in content or b'"seed"' in content
        return False

    @property
    def locked(self) -> bool:
        """Whether a password must be typed before anything can be read."""
        return self.unlocked is None and self.recovery is None and self.has_password

    @property
    def role(self) -> "Role | None":
        """Whose password opened it; None where no roles are switched on."""
        if self._database is not None:
            return self._database.role
        return self.unlocked.role if self.unlocked is not None else None

    def roles(self) -> "tuple[Role, ...]":
        """Whose passwords there are."""
        from banfu_desktop.services.keeping import unlocking

        return unlocking.roles(self.folder)

    def waiting(self) -> int:
        """Seconds until another password is looked at."""
        from banfu_desktop.services.keeping import unlocking

        return unlocking.waiting(self.folder)

    def prepare(self) -> None:
        """Load what opening will need, while the clerk types."""
        from banfu_desktop.services.keeping import copies  # noqa: F401

    def open(self) -> "Database":
        """The open office.

        Raises:
            UserError, MachineError: it cannot be opened; the sentence says why and what to do.
        """
        from banfu_desktop.db.store import Database
        from banfu_desktop.services.keeping.unlocking import Unlocked

        with self._opening:
            if self._database is None:
                self._database = Database.open(self.folder, recovery=self.recovery, unlocked=self.unlocked)
                self.unlocked = Unlocked(self._database.data_key, self._database.role)
                self._tell(self._database)
            return self._database

    def unlock(self, password: str, role: "Role | None", now: datetime) -> None:
        """Try a password; the login is put on record when the office is opened.

        Raises:
            UserError: not the password, or too soon after wrong ones.
        """
        from banfu_desktop.services.keeping import unlocking

        self.unlocked = unlocking.unlock(self.folder, password, now, role)
        self._login = ("用密码打开", now)

    def recover(self, typed: str, now: datetime) -> None:
        """Try the recovery key; the login is put on record when the office is opened.

        Raises:
            UserError: not the recovery key.
        """
        from banfu_desktop.services.keeping import unlocking

        self.unlocked = unlocking.recover(self.folder, typed)
        self._login = ("用恢复卡打开", now)

    def offer(self, typed: str, now: datetime) -> None:
        """Open with the recovery key when the office is next asked for."""
        self.recovery, self._login = typed, ("用恢复卡打开", now)

    def recall(self) -> "HomeView | None":
        """What the home page said when the office was left; None when that is not known."""
        from banfu_desktop.services.keeping import remembered

        return remembered.recall(self.folder, self.unlocked if self.has_password else None)

    def leave(self, today: date) -> None:
        """Close the office and keep what the home page says of it, if it was opened and can be read."""
        if self._database is None:
            return
        from banfu_desktop.services.keeping import remembered
        from banfu_desktop.services.program.leaving import view_of

        view = view_of(self._database, today)
        self.close()
        if view is not None:
            remembered.keep(self.folder, view, self.unlocked)

    def close(self) -> None:
        """Close the office, if it was opened."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def lock(self) -> None:
        """Close the office and forget what opened it; its key is wiped where the office has a password."""
        key = self.unlocked.key if self.unlocked is not None and self.has_password else None
        self.close()
        self.unlocked = self.recovery = self._login = None
        if key is not None:
            from banfu_desktop.db.wiping import wipe

            wipe(key)

    def _tell(self, database: "Database") -> None:
        login, self._login = self._login, None
        if login is not None:
            how, now = login
            from banfu_desktop.services.keeping import unlocking

            unlocking.login(database, ACTOR, now, how)
