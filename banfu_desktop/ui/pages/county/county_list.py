"""What the lists of a county's window share: only looked at, deeds go through the desk on a worker."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.county import questions
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import placed
from banfu_desktop.ui.page.fields_box import ask_fields
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.side_panel import SidePanel
from banfu_desktop.ui.tasks import EVERY_TABLE

T = TypeVar("T")
_WEEK = 7
_QUESTION = Table(
    "question",
    "向镇里提问",
    (
        Field("text", "问题", Kind.NOTE, required=True, longest=400),
        Field("due", "请在哪天以前答复", Kind.DATE, required=True),
    ),
)


_HEARD = Table(
    "heard",
    "核对过了",
    (
        Field("heard", "听到的核对码", required=True, longest=40, help="4组，每组4个字符"),
        Field("reason", "怎么核对的", required=True, longest=200, help="问了谁，和哪张纸核对的"),
    ),
)


class CountyList(ListPage):
    """A list of a county's window; what it shows is read again after every deed."""

    watches: ClassVar[frozenset[str]] = EVERY_TABLE
    editable = False
    way: ClassVar[Way | None] = None
    """Where an empty list is filled from; None where a command of its own does it."""

    def emptiness(self) -> tuple[str, str | Way]:
        """The way to where it is filled from."""
        return super().emptiness() if self.way is None else (self.empty, self.way)

    def form_table(self) -> Table | None:
        """What the county knows is told by its towns, and edited nowhere but where a page says so."""
        return None

    def plain(
        self,
        table: Table,
        unit: str,
        filters: Sequence[str] = ("town",),
        tones: Tones | None = None,
        totals: Callable[[Sequence[Any]], Sequence[str]] = lambda _rows: (),
        empty: str = "",
    ) -> PlainList:
        """A further view of the page: a list that is only looked at."""
        return PlainList(
            self.ctx.look, table, filters, lambda rows: f"{len(rows)} {unit}", totals, tones, empty
        )

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


class PanelList(CountyList):
    """A list with a panel beside it that says in words what is chosen; Esc and the panel's × put it away."""

    _panel: SidePanel

    def beside(self) -> QWidget | None:
        """The panel."""
        self._panel = self.make_panel()
        self._panel.closed.connect(self.close_record)
        return self._panel

    def make_panel(self) -> SidePanel:
        """What says it."""
        raise NotImplementedError

    def forget_shown(self) -> None:
        """Nothing is shown any more."""

    def close_record(self) -> None:
        """Put the panel away."""
        self.forget_shown()
        self._panel.hide()
        self._view.setFocus()

    @property
    def record_is_open(self) -> bool:
        """Whether the panel stands beside the list."""
        return self._panel.isVisible()


def ask_question(page: CountyList, town: str, *, about: str = "", room: str = "", clause: str = "") -> None:
    """Ask a town something: the words, then the day by which an answer is wanted (a week from now).

    Args:
        about: words to begin with.
        room: the page of the town's window that it is about.
    """
    week = page.ctx.today + timedelta(days=_WEEK)
    sentence = f"写清楚要{town}答什么，随下一份反馈发出。"
    given = ask_fields(page.ctx, _QUESTION, sentence, {"text": about, "due": week})
    if given:
        text, due = given["text"], given["due"]
        page.do(
            "提问",
            lambda desk, now, actor: questions.ask(
                desk, town, text, due, now, clause=clause, room=room, actor=actor
            ),
            said=f"已记下给{town}的问题，随下一份反馈发出",
        )


def ask_heard(page: CountyList, whose: str) -> tuple[str, str]:
    """What was heard on the telephone of whose key it is, and from whom; empty where the box was closed."""
    sentence = f"请打电话向{whose}问核对码，照听到的输入，不要照文件抄。"
    given = ask_fields(page.ctx, _HEARD, sentence, {})
    return (given["heard"], given["reason"]) if given else ("", "")


def write_feedback(page: CountyList, town: str) -> None:
    """Write a town's receipt and questions into a file that nobody but the town can open."""
    path = page.ctx.dialogs.save_file("生成反馈", f"{town}-反馈.bff", "反馈 (*.bff)")
    if path is not None:
        page.do(
            "生成反馈",
            lambda desk, now, actor: questions.feedback(desk, town, path, now, (), actor),
            said=f"{town}的反馈已写好：{placed(path)}，只有这个镇能打开",
        )
