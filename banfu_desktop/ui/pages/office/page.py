"""单位名册: the units that post people, pay or are paired, under their names of today and before."""

from collections.abc import Sequence

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.office import levels, office
from banfu_desktop.services.office.office import OrganisationRow
from banfu_desktop.tables.office import ORGANISATIONS, UNIT
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.tasks import Query, Session


class OfficePage(ListPage):
    """Units."""

    room, title, table = "office", "单位名册", ORGANISATIONS
    row_class = OrganisationRow
    watches = frozenset({"organisations", "former_names", "postings"})
    filters = ("level",)
    unit, empty = "个单位", "还没有单位。登记成员或结对时会自动加入，也可以先新增。"
    hint = "单位名称或拼音首字母"

    def commands(self) -> Sequence[Command]:
        """New, renamed, gone."""
        return (
            Command("new_unit", "新增单位", self.new_record, act=Act.ENTER, help="登记一个单位", icon="plus",
                    keys="Ctrl+N", place=Place.PRIMARY),
            Command("rename_unit", "改名…", self._rename, act=Act.ENTER,
                    help="从某一天起用新名，以前的表册仍用旧名", icon="pencil", rows=Rows.ONE),
            Command("remove_unit", "删除", self._remove, act=Act.ENTER,
                    help="删除没有选派过人员、也没有结对的单位", icon="trash-2", keys="Delete",
                    rows=Rows.ONE),
            Command("export_units", "导出 Excel…", lambda: export_list(self.ctx, "organisations"), act=None,
                    help="导出全部单位", icon="download"),
        )  # fmt: skip

    def form_table(self) -> Table:
        """Name, level, and from when on a new name counts."""
        return UNIT

    def query(self) -> Query:
        """Every unit."""
        return office.organisations

    def heading(self, row: OrganisationRow | None) -> tuple[str, str]:
        """The unit's name."""
        return ("新增单位", "") if row is None else (row.name, row.level.label)

    def facts(self, row: OrganisationRow) -> Sequence[Fact]:
        """What hangs on the unit."""
        facts = []
        if row.postings:
            facts.append(Fact(f"选派过 {row.postings} 段任职", "六(一)", "secondary"))
        if row.former_names:
            facts.append(Fact(f"曾用名：{row.former_names}", "", "secondary"))
        return facts

    def check(self, values: Values) -> Sequence[Problem]:
        """A name that is taken would be found out only when saving."""
        name = values.get("name")
        taken = [row for row in self.rows if row.name == name and row is not self.record]
        label = ORGANISATIONS["name"].label
        return [Problem(None, label, "已有这个单位", "请换一个名称")] if taken else []

    def save(self, row: OrganisationRow | None, values: Values) -> Saving:
        """A new unit, another level, or a new name from a day on."""
        name, level = values["name"], values["level"]
        if row is None:
            return Saving(
                f"新增单位 {name}", lambda session: office.organisation_named(session, name, level).id
            )
        start = values.get("effective_from") or self.ctx.today

        def change(session: Session) -> None:
            office.rename(session, row.id, name, start)
            if level is not row.level:
                levels.confirm(session, row.id, level)

        renamed = name != row.name
        deed = f"单位改名 {row.name}→{name}" if renamed else f"更正单位 {name}"
        return Saving(deed, change, undo=not renamed)

    def _rename(self) -> None:
        """The panel, with today as the day the new name begins to count."""
        row: OrganisationRow = self.selected()[0]
        self.open_record(row)
        self.propose("effective_from", self.ctx.today)
        self.propose("name", row.name)

    def _remove(self) -> None:
        row: OrganisationRow = self.selected()[0]
        self.ctx.tasks.write(
            f"删除单位 {row.name}",
            lambda session: office.remove_organisation(session, row.id),
            said=f"已删除单位{row.name}",
        )
