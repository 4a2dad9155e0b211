"""The record open beside a list: opened, edited, stored, closed, and never dropped unsaved without asking."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.roles import Act
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.clipboard import ClipboardGuard
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.record_form import WIDTH, Fact, RecordForm, Values
from banfu_desktop.ui.page.record_papers import RecordPapers
from banfu_desktop.ui.permits import permitted
from banfu_desktop.ui.tasks import Query, Session

_SAVE, _DROP, _KEEP = "保存", "放弃改动", "继续编辑"


@dataclass(frozen=True)
class Saving:
    """How a record is stored: the deed's name, the work (gives the record's key), the notice and its 撤销."""

    deed: str
    work: Callable[[Session], Any]
    said: str = ""
    undo: bool = True


class Records(Protocol):
    """What the desk asks the page about its records; see ListPage."""

    key: ClassVar[str]
    editable: ClassVar[bool]

    def save(self, row: Any, values: Values) -> Saving | None: ...
    def act(self, row: Any) -> Act | None: ...
    def reveal(self, row: Any, name: str) -> Query | None: ...
    def heading(self, row: Any) -> tuple[str, str]: ...
    def facts(self, row: Any) -> Sequence[Fact]: ...
    def sealed(self, row: Any) -> str: ...
    def values(self, row: Any) -> Values: ...
    def fields(self, row: Any) -> Collection[str] | None: ...
    def check(self, values: Values) -> Sequence[Problem]: ...
    def offers(self) -> Mapping[str, Offer]: ...
    def fresh(self) -> Values: ...
    def papers(self, row: Any) -> int | None: ...
    def loose(self) -> str: ...
    def let_go(self) -> None: ...
    @property
    def has_papers(self) -> bool: ...


class RecordDesk(QObject):
    """Keeps the form and the row it shows.

    Sent: `kept` with the key of a row that stays open because the clerk goes on editing it, `closed`, and
    `stored` with the key of a new record, `shown` with the row now on the desk (None: a new record, or none).
    """

    kept = Signal(object)
    closed = Signal()
    stored = Signal(object)
    shown = Signal(object)

    def __init__(self, ctx: Context, table: Table, records: Records) -> None:
        super().__init__(records if isinstance(records, QObject) else None)  # ends with its page
        self._ctx, self._table, self._records = ctx, table, records
        self._row: Any = None
        self._then: Callable[[], object] = _nothing
        offers = dict.fromkeys(records.offers(), ())
        self.form = RecordForm(table, ctx.look, offers=offers, reveal=self._reveal, check=records.check)
        self.form.setFixedWidth(ctx.look.px(WIDTH))
        self.form.submitted.connect(self._submit)
        self.form.closed.connect(self.close)
        self._papers: RecordPapers | None = None
        self.panel: QWidget = self.form
        if records.has_papers:
            self._papers = RecordPapers(ctx, self.form)
            self._papers.closed.connect(self.close)
            self.panel = self._papers
        self.panel.hide()
        self._guard = ClipboardGuard(self.panel)

    @property
    def is_open(self) -> bool:
        """Whether a record, old or new, is on the desk."""
        return not self.panel.isHidden()

    @property
    def unsaved(self) -> bool:
        """Whether the clerk is in the middle of something."""
        held = self.form.dirty or bool(self._records.loose())
        return self.is_open and (held or (self._papers is not None and self._papers.unsaved))

    @property
    def row(self) -> Any:
        """The row shown; None for a new record or none."""
        return self._row

    def new(self) -> None:
        """Begin a new record."""
        if self.may_drop(self.new):
            self._row = None
            self._offer()
            title, hint = self._records.heading(None)
            self.form.show_record(title, hint, self._records.fresh(), fields=self._records.fields(None))
            self._show_papers(None)
            self.panel.show()
            self.shown.emit(None)
            self.form.start()

    def open(self, row: Any) -> None:
        """Show a row; the one already open stays as it is."""
        if self.is_open and self._row is not None and self._key(row) == self._key(self._row):
            return
        if self.may_drop(lambda: self.open(row)):
            was_new, self._row = self._row is None, row
            if was_new:
                self._offer()
            self._show(row)
            self.panel.show()
        elif self._row is not None:
            self.kept.emit(self._key(self._row))

    def close(self) -> None:
        """Put the record away."""
        if self.is_open and self.may_drop(self.close):
            self._put_away()

    def refresh(self, rows: Sequence[Any]) -> None:
        """New rows have come: show the open record as it is now, unless the clerk is editing it."""
        self._offer()
        if self.is_open and self._row is not None and not self.form.pending:
            same = [row for row in rows if self._key(row) == self._key(self._row)]
            if same:
                self._show(same[0])
            else:
                self._put_away()

    def may_drop(self, then: Callable[[], object]) -> bool:
        """Whether the form may be filled anew; when the clerk saves first, `then` is done after that."""
        if not self.is_open:
            return True
        if self._papers is not None and not self._papers.may_drop():
            return False
        if not self.form.dirty:
            return self._may_let_go()
        text = f"“{self.form.windowTitle()}”的改动还没有保存。"
        answer = self._ctx.dialogs.choose("保存改动？", text, [_SAVE, _DROP, _KEEP])
        if answer == _DROP:
            self.form.forget()
        elif answer == _SAVE:
            self._then = then
            self.form.submit()
        return answer == _DROP and self._may_let_go()

    def may_leave(self) -> bool:
        """Whether the page may be left; what the clerk drops for that is gone when the page is seen again."""
        typed = self.unsaved
        if not self.may_drop(_nothing):
            return False
        if typed and self._row is None:
            self._put_away()
        elif typed:
            self._show(self._row)
        return True

    def _may_let_go(self) -> bool:
        """What is typed beside the form and cannot be stored as it is goes only when the clerk says so."""
        loose = self._records.loose()
        if not loose:
            return True
        if self._ctx.dialogs.choose("放弃看不懂的内容？", loose, [_KEEP, _DROP]) != _DROP:
            return False
        self._records.let_go()
        return True

    def _offer(self) -> None:
        """What the drop-downs offer, which may be another thing for a new record than for an old one."""
        for name, offer in self._records.offers().items():
            self.form.offer(name, offer)

    def _key(self, row: Any) -> Any:
        return getattr(row, self._records.key)

    def _show(self, row: Any) -> None:
        self._row = row
        title, hint = self._records.heading(row)
        facts, sealed = permitted(self._records.facts(row), self._ctx.role), self._records.sealed(row)
        self.form.show_record(
            title,
            hint,
            self._records.values(row),
            facts=facts,
            sealed=sealed,
            readonly=not self._records.editable or not self._ctx.permits(self._records.act(row)),
            fields=self._records.fields(row),
        )
        self._show_papers(row)
        self.shown.emit(row)

    def _show_papers(self, row: Any) -> None:
        """The papers beside the form; a record that is not stored yet has none."""
        if self._papers is not None:
            self._papers.show_bundle(None if row is None else self._records.papers(row))

    def _put_away(self) -> None:
        self._row = None
        self.form.forget()
        self.panel.hide()
        self.shown.emit(None)
        self.closed.emit()

    def _submit(self, values: Values) -> None:
        saving = self._records.save(self._row, values)
        if saving is None:  # the page asks something first, and stores it itself
            return
        self.form.set_busy(True)
        self._ctx.tasks.write(
            saving.deed, saving.work, self._saved, self._refused, notice=saving.said, undo=saving.undo
        )

    def _saved(self, key: Any) -> None:
        self.form.set_busy(False)
        self.form.forget()
        if self._row is None:
            self._put_away()
            self.stored.emit(key)
        then, self._then = self._then, _nothing
        then()

    def _refused(self, error: Exception) -> bool:
        self._then = _nothing
        self.form.set_busy(False)
        return self.form.refuse(error)

    def _reveal(self, name: str, show: Callable[[str], object]) -> None:
        work = None if self._row is None else self._records.reveal(self._row, name)
        if work is not None:
            deed = f"查看完整{self._table[name].label}"

            def shown(number: str) -> None:
                self._guard.know(number)
                show(number)

            self._ctx.tasks.write(deed, work, shown, notice=None, undo=False)


def _nothing() -> None:
    """What follows a saving that nothing waited for."""
