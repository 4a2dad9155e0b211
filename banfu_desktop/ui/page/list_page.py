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
                Command("new_member", "登记成员", self.new_record, act=Act.ENTER, place=Place.PRIMARY),
                Command("end_posting", "结束任职…", self._end, act=Act.ENTER, rows=Rows.ONE),  # in menus
            ]

        def query(self) -> Query:                               # rows: the fields' names are attributes
            return members.list_members                         # called with the session, on a worker

        def save(self, row: Any, values: Values) -> Saving:     # row is None for a new record
            key = None if row is None else row.id
            return Saving("登记成员", lambda session: members.save(session, key, values))   # returns the key

        def reveal(self, row: Any, name: str) -> Query:         # the full secret; the service audits it
            return lambda session: members.reveal(session, row.id, name)

What more it may say, and what each thing unsaid means, is in list_contract.py: `views` (what can be shown
instead of the list, under a switch), `form_table`, `fields`, `heading`, `facts`, `sealed`, `check`, `offers`,
`fresh`, `papers`, `totals`; `fill` when the query gives more than rows (call `show_rows`). `editable = False`
shows records read-only. A page's own state is set before `super().__init__(ctx)`, which builds it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import column, named, row
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.list_contract import ListContract, person_of
from banfu_desktop.ui.page.list_parts import ListBar, ListFoot
from banfu_desktop.ui.page.memory import Memory
from banfu_desktop.ui.page.record_desk import RecordDesk
from banfu_desktop.ui.page.tab_order import first_stop
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.page.views import Views

_COPY_HELP = "复制所选行，可粘贴到表格软件"


class ListPage(ListContract):
    """A list with the record beside it."""

    def __init__(self, ctx: Context) -> None:
        self._wanted: list[Any] = []
        self._following = True
        self._views: Views | None = None
        self._desk: RecordDesk | None = None
        super().__init__(ctx)

    def fill(self, data: Any) -> None:
        """Show the rows the query gave."""
        self.show_rows(data)

    # What a page calls.

    @property
    def view(self) -> str:
        """The name of the view shown; empty where there is only the list."""
        return "" if self._views is None else self._views.current

    def show_view(self, name: str) -> None:
        """Show a view, unless the clerk wants to stay with what is unsaved."""
        if self._views is not None:
            self._views.show_view(name)

    def is_list(self) -> bool:
        """Whether the list is shown, and no other view."""
        return self._views is None or self._views.currentWidget() is self._listed

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
            for name in self.suggests:
                known = dict.fromkeys(text for row in rows if (text := getattr(row, name)))
                self._desk.form.offer(name, [(text, text) for text in known])
            self._desk.refresh(rows)
        if not rows and not self.record_is_open:
            self.show_message(*self.emptiness())
        self._find_wanted()
        self._count()

    @property
    def shown(self) -> Sequence[Any]:
        """The rows the filters let through, in the order shown."""
        return self._model.shown

    @property
    def record_is_open(self) -> bool:
        """Whether a record stands beside the list."""
        return self._desk is not None and self._desk.is_open

    @property
    def record(self) -> Any:
        """The row on the record panel; None for a new record or none."""
        return None if self._desk is None else self._desk.row

    def propose(self, name: str, value: Any) -> None:
        """Fill a field of the open record for the clerk to look at and to save."""
        if self._desk is not None and self.record_is_open:
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
        return self._desk is None or self._desk.may_leave()

    @property
    def unsaved(self) -> bool:
        """What the record panel holds."""
        return self._desk is not None and self._desk.unsaved

    def start_of_work(self) -> QWidget | None:
        """The list; of another view what it begins with."""
        if self._body.currentIndex() or self._views is None:
            return super().start_of_work() if self._body.currentIndex() else self._view
        shown = self._views.currentWidget()
        return self._view if self.is_list() or shown is None else first_stop(shown)

    def selected_count(self) -> int:
        """How many rows are selected; none while another view stands before the list."""
        return len(self._view.selected_lines()) if self.is_list() else 0

    # How it works.

    def show_help(self) -> bool:
        """F1 on a field of the record panel."""
        return self._desk is not None and self._desk.form.show_help()

    def beside_title(self) -> Sequence[QWidget]:
        """The switch of views."""
        return () if self._views is None else (self._views.switch,)

    def frame_commands(self) -> Sequence[Command]:
        """What every list can do."""
        return (
            Command("copy_rows", "复制", self._copy, act=None, help=_COPY_HELP, icon="copy", keys="Ctrl+C",
                    place=Place.MENU, rows=Rows.SOME),
            *self._way_to_person(),
            Command("search_list", "在列表中查找", self._search, act=None, icon="search", keys="Ctrl+F",
                    place=Place.KEYS),
        )  # fmt: skip

    def _way_to_person(self) -> Sequence[Command]:
        """The page of whoever a row is about, in lists that name people."""
        if not self.names_people:
            return ()
        return (
            Command("see_person", "个人页", self._see_person, act=None, icon="users", keys="Alt+Return",
                    help="看这个人的一页：全年补助、在岗、请假、保险、报销", place=self.person_place,
                    enabled=lambda: self.person_here() is not None, why="请先选一个人"),
        )  # fmt: skip

    def _see_person(self) -> None:
        self.ctx.go("person", self.person_here())

    def person_here(self) -> object | None:
        """Whom the row selected is about, as the page of a person is told; None where it is of nobody.

        A view other than the list that names people says itself by `person_here` whom it is at.
        """
        if self._views is not None and not self.is_list():
            told: object | None = getattr(self._views.currentWidget(), "person_here", None)
            return told
        chosen = self.selected()
        return person_of(chosen[0]) if len(chosen) == 1 else None

    def build(self) -> QWidget:
        """Search and filters, the list and the record panel, what the list adds up to; the other views."""
        self._listed = self._build_list()
        views = self.views(self._listed)
        if not views:
            return self._listed
        self._views = Views(self.ctx.look, views, self.may_leave)
        self._views.turned.connect(self._turned)
        for view in views.values():
            if (moved := getattr(view, "moved", None)) is not None:  # a timeline
                moved.connect(self.refresh_commands)
        return self._views

    def _build_list(self) -> QWidget:
        look = self.ctx.look
        self._model = self._make_model()
        self._view = self._make_view()
        self._desk = self._make_desk()
        self._memory = Memory(self.ctx.settings, self.room)
        if type(self._view).fit_columns is TableView.fit_columns:  # else it shares its room out by itself
            self._view.remember(self._memory)
        preset = {**self.preset, **self._remembered()}
        self._bar = ListBar(look, self.hint, [self.table[name] for name in self.filters], preset)
        self._model.filter("", self._bar.choices)
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

    def _turned(self) -> None:
        self.show_content()
        self.view_turned()
        self.reload()
        self.refresh_commands()

    def _make_model(self) -> TableModel:
        """The rows as Qt sees them; a list in groups has a model of its own."""
        return TableModel(self.table.listed, self.tones, [self.table[name] for name in self.filters])

    def _draw(self) -> TableView:
        """How the rows are drawn."""
        return TableView(self._model, self.ctx.look, self.title)

    def _make_view(self) -> TableView:
        view = self._draw()
        view.opened.connect(lambda line: self.open_record(self._model.row(line)))
        view.entered_record.connect(self._enter_record)
        view.typed.connect(lambda text: self._bar.type(text))
        view.escaped.connect(self.close_record)
        view.pasted.connect(self.refuse_paste)
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
        desk.shown.connect(lambda _: self.refresh_commands())
        return desk

    def refresh_commands(self) -> None:
        """The same; and one button is green: the next step of the record open, else what the page is for."""
        super().refresh_commands()
        if self._desk is None:
            return
        form, step = self._desk.form, "" if self.record is None else self.next_step(self.record)
        action = self.command_actions[step] if step else None
        if action is not None and action.isEnabled():
            form.show_step(action.text(), action.toolTip(), action.trigger)
        else:
            form.show_step("")
        self.leave_green((self.record is not None or self.record_is_open) and form.has_green)

    def _record_closed(self) -> None:
        self._view.setFocus()
        if not self._model.rows:
            self.show_rows(())

    def _stored(self, key: Any) -> None:
        """Show the new record as soon as it is in the list."""
        self._wanted[:] = [] if key is None else [key]

    def _key(self, row: Any) -> Any:
        return getattr(row, self.key)

    def _filter(self) -> None:
        kept = [self._key(row) for row in self.selected()]
        self._model.filter(self._bar.text, self._bar.choices)
        self._select(kept)
        self._count()
        if not self._wanted:  # a visit takes filters off for its own sake
            chosen = {name: self._bar.choices.get(name, "") for name in self._own_words()}
            self._memory.keep(replace(self._memory.arrangement, filters=chosen))

    def _own_words(self) -> list[str]:
        """Filters whose choices are the program's words, which name nobody and may be written to the disk."""
        return [name for name in self.filters if self.table[name].words is not None]

    def _remembered(self) -> dict[str, str]:
        """How the filters were left, where their words still are."""
        left = self._memory.arrangement.filters
        known = {name: self.table[name].words for name in self._own_words()}
        return {
            name: left[name]
            for name, words in known.items()
            if words is not None and name in left and left[name] in ("", *words.labels())
        }

    def _select(self, keys: Sequence[Any]) -> None:
        """Select rows by key without opening them."""
        self._following = False
        chosen = set(keys)
        lines = [n for n, row in enumerate(self._model.shown) if self._key(row) in chosen] if chosen else []
        self._view.select_lines(lines)
        self._following = True

    def _find_wanted(self) -> None:
        """Select what a visit asked for; whatever filter hides it is taken off."""
        shown = {self._key(row): row for row in self._model.rows} if self._wanted else {}
        present = [key for key in self._wanted if key in shown]
        if not present:
            return
        if any(self._model.line_of(self.key, key) < 0 for key in present):
            self._bar.clear()
        self._wanted.clear()
        self._select(present)
        if len(present) == 1:
            self.open_record(shown[present[0]])

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
        if self._following and self.record_is_open and index.isValid():
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
        self._bar.begin()

    def _copy(self) -> None:
        """The rows as a spreadsheet pastes them; what would start a formula is made a text."""
        lines = self._view.selected_lines()
        texts = ("\t".join(self._model.plain_words(line)) for line in lines)
        QGuiApplication.clipboard().setText("\n".join(texts))
        self.ctx.say(f"已复制 {len(lines)} 行")
