"""What a list page says of itself, and what each thing unsaid means; how it works is in list_page.py."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.tables.spec import Kind, Table
from banfu_desktop.ui.page.command import Place
from banfu_desktop.ui.page.declared import refuse_unknown_names
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.tasks import Query


class ListContract(Page):
    """The declarations of a list page.

    Raises:
        TypeError: a declaration names a column that is not there (when the class is made).
    """

    table: ClassVar[Table]
    row_class: ClassVar[type]
    key: ClassVar[str] = "id"
    filters: ClassVar[tuple[str, ...]] = ()
    preset: ClassVar[Mapping[str, str]] = {}
    tones: ClassVar[Tones] = {}
    suggests: ClassVar[tuple[str, ...]] = ()
    """Text fields that propose what stands in other rows (保管人, 存放地点)."""
    unit: ClassVar[str] = "条"
    empty: ClassVar[str] = "还没有记录。"
    hint: ClassVar[str] = "姓名、单位或拼音首字母"
    editable: ClassVar[bool] = True
    next_steps: ClassVar[tuple[str, ...]] = ()
    """Commands that come next for a record, in order: the first that can be given is green in its panel."""
    names_people: ClassVar[bool] = False
    """Whether rows are about somebody; where it is not said, a row with a person or a posting says so."""
    person_place: ClassVar[Place] = Place.MENU
    """Where the way to somebody's page stands."""

    def __init_subclass__(cls) -> None:
        """Refuse a page whose declaration names a column that is not there."""
        super().__init_subclass__()
        if not hasattr(cls, "table"):  # a kind of list, no list yet
            return
        if "names_people" not in vars(cls):
            known = {*dir(cls.row_class), *(field.name for field in dataclasses.fields(cls.row_class))}
            cls.names_people = bool(known & {"person_id", "posting_id"})
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

    def save(self, row: Any, values: Values) -> Saving | None:
        """How to store a record (row None: a new one); a page without it sets `editable` False.

        None: the page has something to ask first and stores the record itself.
        """
        raise TypeError(f"{type(self).__name__} is editable but does not say how to save")

    def act(self, row: Any) -> Act | None:
        """What storing a record comes to (row None: a new one); who may not only reads it."""
        return Act.ENTER

    def reveal(self, row: Any, name: str) -> Query | None:
        """How to read the full secret of a field; None when there is no way to."""
        return None

    def heading(self, row: Any) -> tuple[str, str]:
        """The record panel's title and the quiet hint beside it; row None: of a new record."""
        if row is None:
            return f"登记{self.table.label}", ""
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

    def next_step(self, row: Any) -> str:
        """The name of the command that comes next for the record open; empty where nothing does."""
        here = {one.name: one for one in self.commands_here if one.name in self.next_steps}
        given = (name for name in self.next_steps if here[name].allowed(self.selected_count()))
        return next(given, "")

    def papers(self, row: Any) -> int | None:
        """The bundle with a row's attachments and invoices; a page that says so shows 信息｜单据."""
        return None

    def beside(self) -> QWidget | None:
        """What else stands beside the list, after the record panel if there is one."""
        return None

    def loose(self) -> str:
        """What besides the form would be lost if another record were shown; empty where nothing would."""
        return ""

    def let_go(self) -> None:
        """Called once the clerk has said that what `loose` names may be lost."""

    @property
    def has_papers(self) -> bool:
        """Whether records here have papers."""
        return type(self).papers is not ListContract.papers

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """What rows add up to, the most important last; by default every amount listed."""
        money = [field for field in self.table.listed if field.kind is Kind.MONEY]
        sums = [(field.label, sum(getattr(row, field.name) or 0 for row in rows)) for field in money]
        return [f"{name} {yuan(fen)}" for name, fen in sums]

    def emptiness(self) -> tuple[str, str | Way]:
        """What is said of a list without rows, and its button: a command's name or a way elsewhere."""
        primary = [one.name for one in self.commands_here if one.place is Place.PRIMARY and one.visible]
        return self.empty, primary[0] if primary else ""

    def count(self, rows: Sequence[Any]) -> str:
        """How many rows are shown."""
        return f"{len(rows)} {self.unit}"

    def counted(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Those of some rows that are counted; headings of groups are not."""
        return rows

    def refuse_paste(self) -> None:
        """Ctrl+V in a list that takes no rows so: say what takes them instead."""
        ways = (one.text for one in self.commands_here if one.name.startswith("import_") and one.visible)
        way = next((f"，成批登记请用“{text}”" for text in ways), "")
        self.ctx.say(f"这个列表不能直接粘贴{way}")

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """The list and what can be shown instead of it, by the names on a switch; nothing: only the list."""
        return {}

    def view_turned(self) -> None:
        """Called when another view is shown, before it is read."""


def person_of(row: object) -> object | None:
    """Whom a row is about: a person's id, or `posting 3` where it is of a posting; None where of nobody."""
    person, posting = getattr(row, "person_id", None), getattr(row, "posting_id", None)
    if person:
        return int(person)
    return f"posting {posting}" if posting else None
