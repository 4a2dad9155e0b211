"""Leaving an office: what its home page says then is kept, so that the next start need not read it."""

from contextlib import suppress
from datetime import date

import sqlalchemy as sa

from banfu_desktop.db.audit import last_entry
from banfu_desktop.db.models.audit import AuditEntry
from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.home import HomeView
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.keeping import remembered
from banfu_desktop.services.keeping.unlocking import Unlocked

_DISCLOSURES = "disclosures"
_ON_HOME = frozenset(
    {
        Disclosed.PACK, Disclosed.FULL_PRINT, Disclosed.NEW_COMPUTER, Disclosed.CLOCK_BACK,
        Disclosed.CLOCK_RIGHT,
    }
)  # fmt: skip
"""The disclosures that home reads: a month's papers were printed, this computer is new, its clock went back.

That a package was written it reads as well; the same deed then changes the office.
"""


def view_of(database: Database, today: date) -> HomeView | None:
    """What the home page says of an open office; None when that cannot be read."""
    from banfu_desktop.services.hall import home

    with suppress(UserError, MachineError), database.read() as session:
        return home.view(session, today, database.folder)
    return None


class Visit:
    """What a command finds in an office that it has just opened, so that it can leave it in order."""

    def __init__(self, database: Database, unlocked: Unlocked | None) -> None:
        self._database = database
        self._kept = remembered.recall(database.folder, unlocked)
        with database.read() as session:
            self._since = last_entry(session)

    def leave(self, today: date) -> None:
        """Close the office; where the command changed what home says, read that once more and keep it.

        Reading it costs a command as much as everything else, so what only goes on record (a paper was
        printed) leaves the page that was kept before as it is, and of an office that no window of this
        computer has left yet none is kept: scripts that never open one do not pay for it.
        """
        try:
            view = self._to_keep(today)
        finally:
            self._database.close()
        if view is not None:
            remembered.keep(self._database.folder, view, self._database.unlocked)

    def _to_keep(self, today: date) -> HomeView | None:
        if not remembered.is_kept(self._database.folder):
            return None
        changed = self._changed()
        if not changed:
            return None
        quiet = changed <= {_DISCLOSURES} and not self._disclosed() & {kind.value for kind in _ON_HOME}
        return self._kept if quiet else view_of(self._database, today)

    def _changed(self) -> frozenset[str]:
        """The tables that have new audit entries; none where the office cannot be read any more."""
        tables = sa.select(AuditEntry.table_name).where(AuditEntry.id > self._since).distinct()
        with suppress(UserError, MachineError), self._database.read() as session:
            return frozenset(session.scalars(tables))
        return frozenset()

    def _disclosed(self) -> frozenset[str]:
        """The kinds of disclosures that are new."""
        kinds = (
            sa.select(Disclosure.kind)
            .join(AuditEntry, AuditEntry.row_id == Disclosure.id)
            .where(AuditEntry.table_name == _DISCLOSURES, AuditEntry.id > self._since)
        )
        with suppress(UserError, MachineError), self._database.read() as session:
            return frozenset(session.scalars(kinds))
        return frozenset()
