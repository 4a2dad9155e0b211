"""The office the window works on: opened on a worker when first needed, locked, unlocked, closed."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from banfu_desktop.db.store import Database
    from banfu_desktop.rules.home import HomeView
    from banfu_desktop.rules.roles import Role
    from banfu_desktop.services.keeping.unlocking import Owner, Unlocked

ACTOR = "经办"
"""Who is at work in the window, where no roles are switched on."""


class OpenOffice:
    """One data folder and what opens it.

    Args:
        lay_out: makes the office when it is first opened and not there yet; of a demonstration.

    Attributes:
        recovery: the recovery key as typed, until it has opened the office.
        unlocked: what a password or the recovery key has unlocked, until the lock.
    """

    def __init__(self, folder: Path, lay_out: "Callable[[Path], object] | None" = None) -> None:
        self.folder, self._lay_out = folder, lay_out
        self.recovery: str | None = None
        self.unlocked: Unlocked | None = None
        self._whose: Owner | None = None
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
        if self.unlocked is None:
            return None
        from banfu_desktop.rules.roles import Role

        return Role.VISITOR if self.unlocked.recovered and self.owners() else self.unlocked.role

    @property
    def actor(self) -> str:
        """Who is at work, as papers and the trail say it."""
        from banfu_desktop.rules.roles import actor

        if self._database is not None and self._database.person is not None:
            return self._database.person.name
        return self._whose.name if self._whose is not None else actor(self.role, ACTOR)

    @property
    def who(self) -> str:
        """Who is at work, for the foot of the window; empty where there is one password or none."""
        role = self.role
        if self.unlocked is not None and self.unlocked.recovered and self.owners():
            return "用恢复卡打开"
        if role is None:
            return ""
        return f"{self._whose.name}（{role.label}）" if self._whose is not None else f"角色：{role.label}"

    def owners(self) -> "tuple[Owner, ...]":
        """Whose passwords there are, where each person has one."""
        from banfu_desktop.services.keeping import unlocking

        return unlocking.owners(self.folder)

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

        with self._opening:
            if self._database is None:
                if self._lay_out is not None and not self.folder.exists():
                    self._lay_out(self.folder)
                self._database = Database.open(self.folder, recovery=self.recovery, unlocked=self.unlocked)
                self._know(self._database.unlocked)
                self._tell(self._database)
            return self._database

    def unlock(self, password: str, whose: "Owner | Role | None", now: datetime) -> None:
        """Try a password of a person, of a role, or of all; the login goes on record once the office is open.

        Raises:
            UserError: not the password, or too soon after wrong ones.
        """
        from banfu_desktop.services.keeping import unlocking

        if isinstance(whose, unlocking.Owner):
            role, person = None, whose.person
            known: Owner | None = whose
        else:
            role, person, known = whose, 0, None
        self.unlocked = unlocking.unlock(self.folder, password, now, role, person)
        self._whose = known
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
            self.unlocked = self._database.unlocked
            self._database.close()
            self._database = None

    def lock(self) -> None:
        """Close the office and forget what opened it; its key is wiped where the office has a password."""
        if self._database is not None:
            from banfu_desktop.db.engine import forget_compiled

            self.close()
            forget_compiled()
        unlocked, self.unlocked = self.unlocked, None
        self.recovery = self._login = self._whose = None
        if unlocked is not None and self.has_password:
            from banfu_desktop.db.wiping import wipe

            wipe(unlocked.key)
            if unlocked.seed is not None:
                wipe(unlocked.seed.secret)

    def _know(self, unlocked: "Unlocked") -> None:
        """What opens the office from now on; a seed that nobody signs with is forgotten."""
        before, self.unlocked = self.unlocked, unlocked
        if before is not None and before.seed is not None and unlocked.seed is None:
            from banfu_desktop.db.wiping import wipe

            wipe(before.seed.secret)

    def _tell(self, database: "Database") -> None:
        login, self._login = self._login, None
        if login is not None:
            how, now = login
            from banfu_desktop.services.keeping import unlocking

            unlocking.login(database, ACTOR, now, how)
