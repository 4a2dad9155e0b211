"""A page that is a list: search, filters, sorting, selection, totals, and the record edited beside it.

    class MembersPage(ListPage):
        room, title, table, row_class = "members", "成员任职", MEMBERS, MemberRow
        watches = frozenset({"people", "postings"})
        filters = ("category", "payer")                         # drop-downs over the list
        preset = {"category": "驻镇干部"}                         # how they stand at first
        tones = {"state": {MonthState.DRAFT: Tone.GREY}.get}    # columns shown as chips
        # a name here that no column or row has fails when the class is made
        unit, empty = "人", "还没有成员。"      # “7 人”; one sentence, with the PRIMARY button below it

        def commands(self) -> Sequence[Command]:
            return [
                Command("new_member", "登记成员", self.new_record, keys="Ctrl+N", place=Place.PRIMARY),
                Command("end_posting", "结束任职…", self._end, rows=Rows.ONE),   # context menu and 更多
            ]

        def query(self) -> Query:                               # rows: the fields' names are attributes
            return members.list_members                         # called with the session, on a worker

        def save(self, row: Any, values: Values) -> Saving:     # row is None for a new record
            key = None if row is None else row.id
            return Saving("登记成员", lambda session: members.save(session, key, values))   # returns the key

        def reveal(self, row: Any, name: str) -> Query:         # the full secret; the service audits it
            return lambda session: members.reveal(session, row.id, name)

May be overridden too: `form_table`, `fields`, `heading`, `facts`, `sealed`, `check`, `offers`, `fresh`,
`papers`, `totals`, and `fill` when the query gives more than rows (call `show_rows`). `editable = False`
shows records read-only.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.money import yuan
from banfu_desktop.tables.spec import Kind, Table
from banfu_desktop.ui.look.widgets import column, named, row
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.declared import refuse_unknown_names
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.list_parts import ListBar, ListFoot
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.record_desk import RecordDesk, Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import TableModel, Tones
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.tasks import Query

_COPY_HELP = "复制所选行，可粘贴到表格软件"


class ListPage(Page):
    """A list with the record beside it."""

    table: ClassVar[Table]
    row_class: ClassVar[type]
    key: ClassVar[str] = "id"
    filters: ClassVar[tuple[str, ...]] = ()
    preset: ClassVar[Mapping[str, str]] = {}
    tones: ClassVar[Tones] = {}
    unit: ClassVar[str] = "条"
    empty: ClassVar[str] = "还没有记录。"
    hint: ClassVar[str] = "姓名、单位或拼音首字母"
    editable: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """Refuse a page whose declaration names a column that is not there."""
        super().__init_subclass__()
        refuse_unknown_names(
            cls.__name__,
            cls.table,
            cls.row_class,
            key=cls.key,
            filters=cls.filters,
            preset=cls.preset,
            tones=cls.tones,
        )

    # What a page may override.

    def form_table(self) -> Table | None:
        """The fields of the record panel; None when there is none."""
        return self.table

    def save(self, row: Any, values: Values) -> Saving:
        """How to store a record (row None: a new one); a page without it sets `editable` False."""
        raise TypeError(f"{type(self).__name__} is editable but does not say how to save")

    def reveal(self, row: Any, name: str) -> Query | None:
        """How to read the full secret of a field; None when there is no way to."""
        return None

    def heading(self, row: Any) -> tuple[str, str]:
        """The record panel's title and the quiet hint beside it; row None: of a new record."""
        if row is None:
            return f"新建{self.table.label}", ""
        words = [field.show(getattr(row, field.name)) for field in self.table.listed[:2]]
        return words[0], "".join(words[1:])

    def facts(self, row: Any) -> Sequence[Fact]:
        """What the record panel explains above its fields."""
        return ()

    def sealed(self, row: Any) -> str:
        """Why a record cannot be edited and how to correct it; empty when it can."""
        return ""

    def values(self, row: Any) -> Values:
        """What the record panel's fields start with for a row, and how it names the records it refers to."""
        fields = (self.form_table() or self.table).editable
        names = [name for field in fields for name in (field.name, field.named_by) if name]
        return {name: getattr(row, name, None) for name in names}

    def fields(self, row: Any) -> Collection[str] | None:
        """Which fields the record panel shows for a row (None: a new record); None shows all."""
        return None

    def check(self, values: Values) -> Sequence[Problem]:
        """What is wrong with the fields together (each problem names a field by its label)."""
        return ()

    def offers(self) -> Mapping[str, Offer]:
        """Drop-downs of the form that come from the data: field → [(value, label)].

        Asked once before there are rows (for the names) and again after each fill.
        """
        return {}

    def fresh(self) -> Values:
        """What a new record starts with."""
        return {}

    def papers(self, row: Any) -> int | None:
        """The bundle with a row's attachments and invoices; a page that says so shows 信息｜单据."""
        return None

    def beside(self) -> QWidget | None:
        """What else stands beside the list, after the record panel if there is one."""
        return None

    def make_model(self) -> TableModel:
        """The rows as Qt sees them; a list in groups has a model of its own."""
        return TableModel(self.table.listed, self.tones, [self.table[name] for name in self.filters])

    def make_view(self) -> TableView:
        """How the rows are drawn."""
        return TableView(self._model, self.ctx.look, self.title)

    def counted(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Those of some rows that are counted; headings of groups are not."""
        return rows

    @property
    def has_papers(self) -> bool:
        """Whether records here have papers."""
        return type(self).papers is not ListPage.papers

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """What rows add up to, the most important last; by default every amount listed."""
        money = [field for field in self.table.listed if field.kind is Kind.MONEY]
        sums = [(field.label, sum(getattr(row, field.name) or 0 for row in rows)) for field in money]
        return [f"{name} {yuan(fen)}" for name, fen in sums]

    def count(self, rows: Sequence[Any]) -> str:
        """How many rows are shown."""
        return f"{len(rows)} {self.unit}"

    def fill(self, data: Any) -> None:
        """Show the rows the query gave."""
        self.show_rows(data)

    # What a page calls.

    @property
    def rows(self) -> Sequence[Any]:
        """All rows, whether or not a filter hides them."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows, keeping filter, order, selection and the open record; say so when there are none."""
        kept = [getattr(row, self.key) for row in self.selected()]
        self._model.set_rows(rows)
        self._bar.offer({name: self._model.distinct(name) for name in self.filters})
        self._select(kept)
        if self._desk is not None:
            self._desk.refresh(rows)
        if not rows and not self._is_open():
            primary = [command.name for command in self.commands_here if command.place is Place.PRIMARY]
            self.show_message(self.empty, primary[0] if primary else "")
        self._find_wanted()
        self._count()

    @property
    def shown(self) -> Sequence[Any]:
        """The rows the filters let through, in the order shown."""
        return self._model.shown

    @property
    def record_is_open(self) -> bool:
        """Whether a record stands beside the list."""
        return self._is_open()

    @property
    def record(self) -> Any:
        """The row on the record panel; None for a new record or none."""
        return None if self._desk is None else self._desk.row

    def propose(self, name: str, value: Any) -> None:
        """Fill a field of the open record for the clerk to look at and to save."""
        if self._desk is not None and self._is_open():
            self._desk.form.propose(name, value)

    def selected(self) -> list[Any]:
        """The rows selected, in the order shown."""
        return [self._model.row(line) for line in self._view.selected_lines()]

    def new_record(self) -> None:
        """Open the record panel for a new record."""
        if self._desk is not None:
            self.show_content()
            self._desk.new()

    def open_record(self, row: Any) -> None:
        """Open the record panel for a row; unsaved changes of another one are asked about first."""
        if self._desk is not None:
            self._select([self._key(row)])
            self._desk.open(row)

    def close_record(self) -> None:
        """Close the record panel; unsaved changes are asked about first."""
        if self._desk is not None:
            self._desk.close()

    def visit(self, where: object) -> None:
        """Understands a key or a list of keys besides a month: selects those rows once they are there."""
        super().visit(where)
        if isinstance(where, list | tuple | set | frozenset):
            self._wanted[:] = where
        elif isinstance(where, int | str):
            self._wanted[:] = [where]
        self._find_wanted()

    def may_leave(self) -> bool:
        """Ask when the record panel holds something unsaved."""
        return self._desk is None or self._desk.may_drop(lambda: None)

    @property
    def unsaved(self) -> bool:
        """What the record panel holds."""
        return self._desk is not None and self._desk.unsaved

    def selected_count(self) -> int:
        """How many rows are selected."""
        return len(self._view.selected_lines())

    # How it works.

    def show_help(self) -> bool:
        """F1 on a field of the record panel."""
        return self._desk is not None and self._desk.form.show_help()

    def frame_commands(self) -> Sequence[Command]:
        """What every list can do."""
        return (
            Command("copy_rows", "复制", self._copy, _COPY_HELP, "copy", "Ctrl+C", Place.MENU, Rows.SOME),
            Command("search_list", "在列表中查找", self._search, "", "search", "Ctrl+F", Place.KEYS),
        )

    def build(self) -> QWidget:
        """Search and filters, the list and the record panel, what the list adds up to."""
        look = self.ctx.look
        self._wanted: list[Any] = []
        self._following = True
        self._model = self.make_model()
        self._view = self._make_view()
        self._desk = self._make_desk()
        self._bar = ListBar(look, self.hint, [self.table[name] for name in self.filters], self.preset)
        self._model.filter("", self.preset)
        self._bar.changed.connect(self._filter)
        self._bar.left.connect(self._view.setFocus)
        self._foot = ListFoot(look)
        middle = row(self._view, spacing=look.px(12))
        middle.setStretch(0, 1)
        for beside in (None if self._desk is None else self._desk.panel, self.beside()):
            if beside is not None:
                middle.addWidget(beside)
        content = named(QWidget(), "content", self.title)
        content.setLayout(column(self._bar, middle, self._foot, spacing=look.px(12)))
        return content

    def _make_view(self) -> TableView:
        view = self.make_view()
        view.opened.connect(lambda line: self.open_record(self._model.row(line)))
        view.entered_record.connect(self._enter_record)
        view.typed.connect(lambda text: self._bar.type(text))
        view.escaped.connect(self.close_record)
        view.customContextMenuRequested.connect(self._open_context_menu)
        view.selectionModel().selectionChanged.connect(lambda *_: self._count())
        view.selectionModel().currentRowChanged.connect(lambda *_: self._follow())
        return view

    def _make_desk(self) -> RecordDesk | None:
        table = self.form_table()
        if table is None:
            return None
        desk = RecordDesk(self.ctx, table, self)
        desk.kept.connect(lambda key: self._select([key]))
        desk.closed.connect(self._record_closed)
        desk.stored.connect(self._stored)
        return desk

    def _record_closed(self) -> None:
        self._view.setFocus()
        if not self._model.rows:
            self.show_rows(())

    def _stored(self, key: Any) -> None:
        """Show the new record as soon as it is in the list."""
        self._wanted[:] = [] if key is None else [key]

    def _key(self, row: Any) -> Any:
        return getattr(row, self.key)

    def _is_open(self) -> bool:
        return self._desk is not None and self._desk.is_open

    def _filter(self) -> None:
        kept = [self._key(row) for row in self.selected()]
        self._model.filter(self._bar.text, self._bar.choices)
        self._select(kept)
        self._count()

    def _select(self, keys: Sequence[Any]) -> None:
        """Select rows by key without opening them."""
        self._following = False
        wanted = set(keys)
        lines = [n for n, row in enumerate(self._model.shown) if self._key(row) in wanted] if wanted else []
        self._view.select_lines(lines)
        self._following = True

    def _find_wanted(self) -> None:
        """Select what a visit asked for; whatever filter hides it is taken off."""
        there = {self._key(row): row for row in self._model.rows} if self._wanted else {}
        wanted = [key for key in self._wanted if key in there]
        if not wanted:
            return
        self._wanted.clear()
        if any(self._model.line_of(self.key, key) < 0 for key in wanted):
            self._bar.clear()
        self._select(wanted)
        if len(wanted) == 1:
            self.open_record(there[wanted[0]])

    def _count(self) -> None:
        selected = self.counted(self.selected())
        shown, everything = self.counted(self._model.passed), self.counted(self._model.rows)
        count = self.count(shown)
        if len(shown) < len(everything):
            count += f"（共 {len(everything)} {self.unit}）"
        if len(selected) > 1:
            count += f"　已选 {len(selected)} {self.unit}"
        self._foot.show_totals(count, self.totals(selected if len(selected) > 1 else shown))
        self.refresh_commands()

    def _follow(self) -> None:
        """While the panel is open it shows the row the keyboard is at."""
        index = self._view.currentIndex()
        if self._following and self._is_open() and index.isValid():
            self.open_record(self._model.row(index.row()))

    def _enter_record(self, line: int) -> None:
        self.open_record(self._model.row(line))
        if self._desk is not None:
            self._desk.form.start()

    def _open_context_menu(self, place: QPoint) -> None:
        commands = [command for command in self.commands_here if command.rows is not Rows.NONE]
        menu = self.command_actions.menu(commands, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(place))

    def _search(self) -> None:
        self._bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _copy(self) -> None:
        """The rows as a spreadsheet pastes them; what would start a formula is made a text."""
        lines = self._view.selected_lines()
        texts = ("\t".join(self._model.plain_words(line)) for line in lines)
        QGuiApplication.clipboard().setText("\n".join(texts))
        self.ctx.say(f"已复制 {len(lines)} 行")
