"""What the lists of a county's window share: they are only looked at, deeds go through the desk on a worker."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.tasks import EVERY_TABLE

T = TypeVar("T")


class CountyList(ListPage):
    """A list of a county's window; what it shows is read again after every deed."""

    watches: ClassVar[frozenset[str]] = EVERY_TABLE
    editable = False

    def form_table(self) -> None:
        """What the county knows is told by its towns, and edited nowhere here."""
        return

    def do(
        self,
        title: str,
        work: Callable[[CountyDesk, datetime, str], T],
        done: Callable[[T], object] = lambda _: None,
        said: str = "",
    ) -> None:
        """Do a deed of the county on a worker, then have every page read anew.

        Args:
            work: is given the desk, the moment and who is at work.
            said: the notice; empty shows none.
        """
        now, actor, database = self.ctx.now(), self.ctx.tasks.actor, self.ctx.database
        assert database is not None

        def finished(result: Any) -> None:
            self.ctx.signals.changed.emit(EVERY_TABLE)
            if said:
                self.ctx.say(said)
            done(result)

        self.ctx.tasks.long(title, lambda _progress: work(database(), now, actor), finished)
