"""时限: what is due by when, of whom and when next; the office's own choices are changed beside it."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.limits import Basis
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.office import limits
from banfu_desktop.services.office.limits import LimitRow
from banfu_desktop.tables.office import LIMITED
from banfu_desktop.tables.settings import CHOICE
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.choosing import before, choosing
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.tasks import EVERY_TABLE, Query

_FIXED = {
    Basis.NOTICE: "由通知规定，不能在这里改",
    Basis.RECORD: "按各项业务里登记的日期计算，请到登记的地方更正",
}


class LimitsPage(ListPage):
    """Every time limit of every room."""

    room, title, table, key = "limits", "时限", LIMITED, "name"
    row_class = LimitRow
    watches = EVERY_TABLE
    filters = ("basis", "who")
    tones: ClassVar[Tones] = {"basis": {Basis.OWN: Tone.BLUE}.get}
    unit, hint = "项", "事项、条款或谁办"

    def commands(self) -> Sequence[Command]:
        """The way to what is open, and the table as a sheet."""
        return (
            Command("go_limit", "去办", self._go, act=None, icon="arrow-right", place=Place.PRIMARY,
                    rows=Rows.ONE, enabled=self._is_open, help="到首页正在提示的这一项",
                    why=lambda: "这一项现在没有要办的"),
            Command("export_limits", "导出 Excel…", lambda: export_list(self.ctx, "limits"), act=None,
                    help="导出时限一览表", icon="download", place=Place.BAR),
        )  # fmt: skip

    def query(self) -> Query:
        """Every limit as of today."""
        today = self.ctx.today
        return lambda session: limits.listing(session, today)

    def form_table(self) -> Table:
        """One field for each setting; the panel shows that of the limit."""
        return CHOICE

    def heading(self, row: LimitRow | None) -> tuple[str, str]:
        """What is due, and of whom."""
        return ("时限", "") if row is None else (row.label, row.who)

    def fields(self, row: LimitRow | None) -> Collection[str]:
        """The office's own choice, from when on and why; nothing where there is none to make."""
        own = row is not None and row.setting
        return (row.setting, "effective_from", "note") if row is not None and own else ()

    def values(self, row: LimitRow) -> Values:
        """As in force; a change counts from the first of this month unless the clerk says otherwise."""
        return {row.setting: row.value, "effective_from": Month.of(self.ctx.today).first}

    def facts(self, row: LimitRow) -> Sequence[Fact]:
        """By when, what ends next, and what was chosen before."""
        facts = [Fact(row.by, row.clause)]
        if row.next_on is not None:
            late = row.next_on < self.ctx.today
            said = f"{row.next_on}{'，已过期' if late else ''}" + (f"：{row.of}" if row.of else "")
            facts.append(Fact(said, "", "secondary"))
        return [*facts, *before(row.history)]

    def sealed(self, row: LimitRow) -> str:
        """A limit that the office has no say in."""
        return "" if row.setting else _FIXED[row.basis]

    def act(self, row: LimitRow | None) -> Act | None:
        """The office's choices are the reviewer's."""
        return Act.SETTINGS

    def save(self, row: LimitRow | None, values: Values) -> Saving | None:
        """A choice from a day on."""
        return None if row is None else choosing(row.setting, values)

    def _is_open(self) -> bool:
        chosen = self.selected()
        return len(chosen) == 1 and chosen[0].way is not None

    def _go(self) -> None:
        row: LimitRow = self.selected()[0]
        if row.way is not None:
            self.ctx.go(*row.way)
