"""单位名册: the units that post people, pay or are paired, their levels confirmed, their names over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.office import levels, office
from banfu_desktop.services.office.levels import Unconfirmed
from banfu_desktop.services.office.office import OrganisationRow
from banfu_desktop.services.subsidies import reach
from banfu_desktop.services.subsidies.reach import Reach
from banfu_desktop.tables.office import ORGANISATIONS, UNIT
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.reaching import ask_when, do_reaching
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.tasks import Query, Session

UNCONFIRMED, CONFIRMED = "待核实", "已核实"
_LISTED = Table(
    "organisations",
    ORGANISATIONS.label,
    (
        ORGANISATIONS["name"],
        ORGANISATIONS["level"],
        Field(
            "check", "核实", width=84, clause="六(一)", help="选派驻镇干部的单位，层级由人核实，不由程序认定"
        ),
        ORGANISATIONS["postings"],
        ORGANISATIONS["former_names"],
    ),
)
_SAME = Table(
    "same_unit",
    "同一个单位",
    (
        Field(
            "kept", "以哪个单位为准", required=True, longest=60, help="账目和顺序按这个单位，已封存的表不动"
        ),
    ),
)


@dataclass(frozen=True)
class Listed(OrganisationRow):
    """A unit as the list shows it; `asked` where its level decides money and nobody has confirmed it."""

    asked: Unconfirmed | None = None

    @property
    def check(self) -> str:
        """Whether its level was confirmed; nothing where nobody needs to know."""
        if self.asked is not None:
            return UNCONFIRMED
        return CONFIRMED if self.confirmed and self.postings else ""


class OfficePage(ListPage):
    """Units."""

    room, title, table = "office", "单位名册", _LISTED
    row_class = Listed
    watches = frozenset({"organisations", "former_names", "postings", "people", "unit_levels", "office"})
    filters = ("level", "check")
    next_steps = ("confirm_level",)
    tones: ClassVar[Tones] = {"check": {UNCONFIRMED: Tone.AMBER, CONFIRMED: Tone.GREY}.get}
    unit, empty = "个单位", "还没有单位。登记成员或结对时会自动加入，也可以先登记。"
    hint = "单位名称或拼音首字母"

    def commands(self) -> Sequence[Command]:
        """New, confirmed, the same as another, renamed, gone."""
        one = Rows.ONE
        return (
            Command("new_unit", "登记单位", self.new_record, act=Act.ENTER, help="登记一个单位", icon="plus",
                    keys="Ctrl+N", place=Place.PRIMARY),
            Command("confirm_level", "按建议核实层级", self._confirm, act=Act.ENTER, icon="check", rows=one,
                    help="确认建议的层级；不对的在右边改成正确的层级再保存",
                    enabled=lambda: self._question() is not None,
                    why="这个单位没有要核实的建议", clause="六(一)"),
            Command("same_unit", "是同一个单位…", self._same, act=Act.ENTER, icon="building-2", rows=one,
                    help="两个名称是同一个单位时，说明以哪个为准"),
            Command("apart_unit", "不是同一个单位", self._apart, act=Act.ENTER, icon="undo-2", rows=one,
                    help="取消“是同一个单位”", enabled=lambda: bool(self._one() and self._one().same_as),
                    why="没有登记过“是同一个单位”"),
            Command("rename_unit", "改名…", self._rename, act=Act.ENTER, icon="pencil", rows=one,
                    help="从某一天起用新名，以前的表册仍用旧名"),
            Command("remove_unit", "删除", self._remove, act=Act.ENTER, icon="trash-2", keys="Delete",
                    rows=one, help="删除没有选派过人员、也没有结对的单位"),
            Command("export_units", "导出 Excel…", lambda: export_list(self.ctx, "organisations"), act=None,
                    help="导出全部单位", icon="download"),
        )  # fmt: skip

    def form_table(self) -> Table:
        """Name, level, and from when on a new name counts."""
        return UNIT

    def query(self) -> Query:
        """Every unit, with what is asked about it."""

        def read(session: Session) -> list[Listed]:
            asked = {one.id: one for one in levels.unconfirmed(session, office.current(session).county)}
            return [Listed(**vars(row), asked=asked.get(row.id)) for row in office.organisations(session)]

        return read

    def heading(self, row: Listed | None) -> tuple[str, str]:
        """The unit's name."""
        return ("登记单位", "") if row is None else (row.name, row.level.label)

    def facts(self, row: Listed) -> Sequence[Fact]:
        """What is asked about the unit, and what hangs on it."""
        facts = _questions(row, self._confirm, partial(self._say_same, row))
        if row.same_as:
            facts.append(
                Fact(f"与{row.same_as}是同一个单位", "", "secondary", "取消", self._apart, Act.ENTER)
            )
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

    def save(self, row: Listed | None, values: Values) -> Saving | None:
        """A new unit, another level, or a new name from a day on."""
        name, level = values["name"], values["level"]
        if row is None:
            return Saving(
                f"登记单位 {name}", lambda session: office.organisation_named(session, name, level).id
            )
        start = values.get("effective_from") or self.ctx.today
        if level is not row.level and row.confirmed and row.postings:
            text = f"{row.name}：单位层级 {row.level.label} → {level.label}。"
            ask_when(
                self.ctx, self, "更正还是变更？", text, lambda day: self._change(row, name, start, level, day)
            )
            return None

        def change(session: Session) -> None:
            office.rename(session, row.id, name, start)
            if level is not row.level:
                levels.confirm(session, row.id, level)

        renamed = name != row.name
        deed = f"单位改名 {row.name}→{name}" if renamed else f"更正单位 {name}"
        return Saving(deed, change, undo=not renamed)

    def _change(self, row: Listed, name: str, start: date, level: UnitLevel, day: date | None) -> None:
        """Another level of a confirmed unit, once it was said how far it reaches."""

        def change(session: Session) -> None:
            office.rename(session, row.id, name, start)
            levels.confirm(session, row.id, level, day)

        since = f"{day}起" if day else "（更正）"
        do_reaching(
            self.ctx,
            f"{'变更' if day else '更正'}单位层级 {row.name}",
            change,
            self._stored_here,
            said=f"{row.name}：{level.label}{since}",
        )

    def _stored_here(self) -> None:
        """What stands in the panel is stored."""
        if self._desk is not None:
            self._desk.form.forget()
        self.reload()

    # Deeds of one unit.

    def _one(self) -> Any:
        rows = self.selected()
        return rows[0] if len(rows) == 1 else None

    def _question(self) -> Unconfirmed | None:
        row = self._one()
        return row.asked if row is not None else None

    def _confirm(self) -> None:
        """The level proposed, confirmed with one click."""
        asked = self._question()
        if asked is None:
            return

        def confirm(session: Session) -> Reach:
            return reach.of_deed(session, lambda: levels.confirm(session, asked.id, asked.proposal))

        self.ctx.tasks.write(
            f"核实单位层级 {asked.name}",
            confirm,
            lambda reached: self.ctx.say(
                f"{asked.name}已核实为{asked.proposal.label}"
                + (f"；{reached.sentence}" if reached.months else ""),
                undo=True,
            ),
            notice=None,
        )

    def _say_same(self, row: Listed) -> None:
        """The unit its name is like."""
        if row.asked is not None and row.asked.same_as is not None:
            self._join(row, row.asked.same_as)

    def _same(self) -> None:
        row = self._one()
        offers: Mapping[str, Offer] = {
            "kept": [(other.name, other.name) for other in self.rows if other.id != row.id]
        }
        said = f"{row.name}是另一个名称，账目和顺序都归到下面的单位。"
        start = {"kept": row.asked.same_as if row.asked is not None else None}
        box = RecordBox(
            self,
            self.ctx.look,
            f"{row.name}和哪个是同一个单位",
            _SAME,
            start,
            sentence=said,
            confirm="是同一个单位",
            offers=offers,
        )
        if self.ctx.dialogs.run(box):
            self._join(row, box.values["kept"])

    def _join(self, row: Listed, kept: str) -> None:
        target = next((other for other in self.rows if other.name == kept), None)
        if target is None:
            self.ctx.dialogs.tell("没有这个单位", f"名册里没有“{kept}”，请从下拉框里选。")
            return
        do_reaching(
            self.ctx,
            f"合并单位 {row.name}→{kept}",
            lambda session: levels.same(session, target.id, row.id),
            self._stored_here,
            said=f"{row.name}与{kept}是同一个单位，以{kept}为准",
        )

    def _apart(self) -> None:
        row = self._one()
        do_reaching(
            self.ctx,
            f"分开单位 {row.name}",
            lambda session: levels.apart(session, row.id),
            self._stored_here,
            said=f"{row.name}又是单独的单位",
        )

    def _rename(self) -> None:
        """The panel, with today as the day the new name begins to count."""
        row = self._one()
        self.open_record(row)
        self.propose("effective_from", self.ctx.today)
        self.propose("name", row.name)

    def _remove(self) -> None:
        row = self._one()
        self.ctx.tasks.write(
            f"删除单位 {row.name}",
            lambda session: office.remove_organisation(session, row.id),
            notice=f"已删除单位{row.name}",
        )


def _questions(row: Listed, confirm: Any, same: Any) -> list[Fact]:
    """The proposal with its reason, and whether it is another unit's name; a person decides both."""
    asked = row.asked
    if asked is None:
        return []
    held = f"层级待核实，{'、'.join(asked.people)}的补助暂不能封存"
    facts = [
        Fact(held, "六(一)", "field-warning"),
        Fact(
            f"建议{asked.proposal.label}：{asked.why}",
            "",
            "secondary",
            f"核实为{asked.proposal.label}",
            confirm,
            Act.ENTER,
        ),
        Fact("不对的，在下面改成正确的层级再保存", "", "secondary"),
    ]
    if asked.same_as is not None:
        facts.insert(
            1, Fact(f"是不是{asked.same_as}？", "", "field-warning", "是同一个单位", same, Act.ENTER)
        )
    return facts
