"""补贴待遇: letters about 乡镇工作补贴 (六(一)), who stands under 六(四), the rules told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.allowance import CLAUSE, OTHERS_CLAUSE, LetterState
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.words import Category
from banfu_desktop.services.allowance import letters, others, own_rules, papers
from banfu_desktop.services.allowance.letters import AllowanceRow
from banfu_desktop.services.allowance.others import OtherRow
from banfu_desktop.services.allowance.own_rules import OwnRuleRow
from banfu_desktop.tables.allowance import ALLOWANCES, OTHERS, OWN_RULES
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.papers_view import PapersView
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import TO_MEMBERS, Way
from banfu_desktop.ui.pages.allowance.deeds import Deeds
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query

LETTERS, PEOPLE, RULES = "乡镇工作补贴", "其他人员", "执行规定"
_EXPORTS = {LETTERS: "allowances", PEOPLE: "others", RULES: "own-rules"}
_STATES = {
    LetterState.EARLY: Tone.GREY,
    LetterState.HELD: Tone.AMBER,
    LetterState.UNTOLD: Tone.AMBER,
    LetterState.TOLD: Tone.BLUE,
    LetterState.CONFIRMED: Tone.GREEN,
    LetterState.REFUSED: Tone.GREY,
    LetterState.ENDED: Tone.GREY,
}


@dataclass(frozen=True)
class ListData:
    """Rows of one of the other views."""

    view: str
    rows: Sequence[Any]


class AllowancePage(ListPage):
    """Letters with the units' answers; the others; their rules."""

    room, title, table = "allowance", "补贴待遇", ALLOWANCES
    row_class = AllowanceRow
    watches = frozenset(
        {"allowance_letters", "own_rules", "people", "postings", "organisations", "unit_levels", "settings",
         "subsidy_lines", "subsidy_sheets", "subsidy_one_offs", "subsidy_repayments", "claims", "bundles",
         "attachments", "contents", "invoices"}
    )  # fmt: skip
    filters = ("state", "organisation")
    tones: ClassVar[Tones] = {"state": _STATES.get}
    unit = "人"
    empty = "还没有驻镇干部满六个月，或将要满六个月。"

    def __init__(self, ctx: Context) -> None:
        self._category: Category | None = None
        super().__init__(ctx)

    def commands(self) -> Sequence[Command]:
        """The letter, its way out and back; the rules of the others."""
        here, enter, deeds = self.is_list, Act.ENTER, self._deeds
        return (
            Command("send_letters", "登记送出…", lambda: deeds.send(self.selected()), act=enter, icon="check",
                    help="告知单已送到派出单位，可选几个人", place=Place.PRIMARY, rows=Rows.SOME, shown=here,
                    enabled=self._may_send, why=self._why_not, clause=CLAUSE),
            Command("print_letters", "打印告知单…", self._print_letters, act=None, icon="printer",
                    help="乡镇工作补贴告知单和回执，一个单位一份", keys="Ctrl+P", place=Place.BAR, shown=here,
                    clause=CLAUSE),
            Command("answer_letter", "登记答复…", lambda: deeds.answer(self.selected()[0]), act=enter,
                    icon="pencil", help="派出单位从哪天起发，标准照单位写的", place=Place.BAR, rows=Rows.ONE,
                    shown=here, enabled=self._is_sent, why="还没有登记送出", clause=CLAUSE),
            Command("take_back_letter", "撤回告知", self._take_back, act=enter, icon="undo-2",
                    help="撤回登记错了的告知和答复", keys="Delete", rows=Rows.ONE, shown=here,
                    enabled=self._is_sent, why="还没有登记送出"),
            Command("new_rule", "登记规定…", lambda: deeds.rule(None, self._category), act=enter, icon="plus",
                    help="一类人员从哪天起执行哪份文件", place=Place.PRIMARY, shown=lambda: not here(),
                    clause=OTHERS_CLAUSE),
            Command("rule_of_person", "他的规定…", self._rule_of_person, act=enter, icon="file-text",
                    help="看或更正他执行的规定；还没有的就登记", place=Place.BAR, rows=Rows.ONE,
                    shown=lambda: self.view == PEOPLE, clause=OTHERS_CLAUSE),
            Command("edit_rule", "修改规定…", self._edit_rule, act=enter, icon="pencil", help="更正这一条",
                    place=Place.BAR, rows=Rows.ONE, shown=self._on_rules),
            Command("remove_rule", "删除规定", self._remove_rule, act=enter, icon="trash-2", rows=Rows.ONE,
                    help="删除登记错了的；不再执行的填截止日期", shown=self._on_rules),
            Command("print_others", "打印情况表…", lambda: preview_form(self.ctx, "others-list"), act=None,
                    icon="printer", help="其他人员执行规定情况表", place=Place.BAR,
                    shown=lambda: not here(), clause=OTHERS_CLAUSE),
            Command("export_allowance", "导出 Excel…", lambda: export_list(self.ctx, _EXPORTS[self.view]),
                    act=None, help="导出当前清单", icon="download"),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """乡镇工作补贴｜其他人员｜执行规定."""
        look = self.ctx.look
        self._deeds = Deeds(self.ctx, self)
        self.people = PlainList(look, OTHERS, ("category", "organisation"), lambda rows: f"{len(rows)} 人",
                                _without_rule)  # fmt: skip
        ruled = PlainList(look, OWN_RULES, ("category",), lambda rows: f"{len(rows)} 条", lambda rows: ())
        ruled.opened.connect(self._deeds.rule)
        self.rules = PapersView(self.ctx, ruled, "rules-view", lambda row: row.bundle_id)
        for plain in (self.people, ruled):
            plain.chosen.connect(self.refresh_commands)
        return {LETTERS: listed, PEOPLE: self.people, RULES: self.rules}

    def query(self) -> Query:
        """What the view shows."""
        today, view = self.ctx.today, self.view
        if view == LETTERS:
            return lambda session: letters.listing(session, today)
        if view == PEOPLE:
            return lambda session: ListData(view, others.listing(session, today))
        return lambda session: ListData(view, own_rules.listing(session))

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if not isinstance(data, ListData):
            self.show_rows(data)
        elif data.view == PEOPLE:
            self.people.show_rows(data.rows)
            if not data.rows:
                self.show_message("没有六(四)所说的人员。", TO_MEMBERS)
        else:
            self.rules.list.show_rows(data.rows)
            if not data.rows:
                self.show_message("还没有登记各类人员执行的规定。", "new_rule")

    def emptiness(self) -> tuple[str, Way]:
        """Nobody has six months before somebody is there."""
        return self.empty, TO_MEMBERS

    def visit(self, where: object) -> None:
        """A posting's key, `people`, `other 3` (of 六(四)), `rule 3`, or `rules finance`: a category's."""
        kind, _, key = where.partition(" ") if isinstance(where, str) else ("", "", "")
        if kind in ("other", "people"):
            self.show_view(PEOPLE)
            if key:
                self.people.go_to(int(key))
        elif kind in ("rule", "rules"):
            self._category = Category.parse(key) if kind == "rules" else None
            self.show_view(RULES)
            if kind == "rule":
                self.rules.list.go_to(int(key))
        else:
            self.show_view(LETTERS)
            super().visit(where)

    def selected_count(self) -> int:
        """Rows of the view."""
        plain = self._plain()
        return super().selected_count() if plain is None else plain.selected_count()

    def _copy(self) -> None:
        plain = self._plain()
        if plain is None:
            super()._copy()
        else:
            self.ctx.say(f"已复制 {plain.copy()} 行")

    def _plain(self) -> PlainList | None:
        return {PEOPLE: self.people, RULES: self.rules.list}.get(self.view)

    # The record.

    def heading(self, row: AllowanceRow | None) -> tuple[str, str]:
        """Whose, and how far the letter is."""
        return ("乡镇工作补贴", "") if row is None else (row.name, row.state.label)

    def facts(self, row: AllowanceRow) -> Sequence[Fact]:
        """Since when, what has changed since the letter, and that no amount comes from here."""
        left = f"，{row.left_on} 离岗" if row.left_on else ""
        facts = [Fact(f"{row.arrived_on} 到岗，{row.eligible_on} 起可享受{left}", CLAUSE)]
        if row.is_just_full:
            facts.append(Fact("离岗当日正好满六个月，是否发放由派出单位按规定定", CLAUSE, "secondary"))
        if row.changed:
            facts.append(Fact(row.changed, CLAUSE, "field-warning"))
        if row.state is LetterState.HELD:
            facts.append(
                Fact("派出单位是不是县直单位还没有核实，请先在单位名册核实", CLAUSE, "field-warning")
            )
        if row.amount_fen is not None:
            facts.append(
                Fact(f"单位答复每月 {yuan(row.amount_fen)} 元，由单位发放，不进工作补助", "", "secondary")
            )
        return facts

    def papers(self, row: AllowanceRow) -> int | None:
        """The letter that was stamped, the unit's answer."""
        return row.bundle_id

    def save(self, row: AllowanceRow | None, values: Values) -> Saving | None:
        """The letter and its answer as the panel has them."""
        if row is None:
            return None
        today, key = self.ctx.today, row.id
        return Saving(
            f"登记乡镇工作补贴告知 {row.name}", lambda session: letters.save(session, key, values, today)
        )

    # The commands.

    def _on_rules(self) -> bool:
        return self.view == RULES

    def _may_send(self) -> bool:
        return all(row.state in (LetterState.UNTOLD, LetterState.TOLD) for row in self.selected())

    def _why_not(self) -> str:
        states = {row.state for row in self.selected()}
        if LetterState.HELD in states:
            return "派出单位的层级还没有核实，请先在单位名册核实"
        if LetterState.EARLY in states:
            return "还没有满六个月，满了再告知"
        return "已有答复的不再告知" if states else ""

    def _is_sent(self) -> bool:
        rows: list[AllowanceRow] = self.selected() if self.is_list() else []
        return len(rows) == 1 and rows[0].letter_id is not None

    def _take_back(self) -> None:
        (row,) = self.selected()
        self.close_record()
        self._deeds.take_back(row)

    def _print_letters(self) -> None:
        chosen = dict.fromkeys(row.organisation for row in self.selected())
        units = papers.units_to_tell(list(self.rows))
        wanted = next(iter(chosen), None) if len(chosen) == 1 else None
        if wanted is not None and wanted not in units:
            units = [wanted, *units]
        preview_form(self.ctx, "allowance-letter", payers=units, payer=wanted)

    def _rule_of_person(self) -> None:
        rows: list[OtherRow] = self.people.selected()
        if len(rows) == 1:
            self._deeds.rule(rows[0].told, rows[0].category)

    def _rule(self) -> OwnRuleRow | None:
        rows: list[OwnRuleRow] = self.rules.list.selected() if self._on_rules() else []
        return rows[0] if len(rows) == 1 else None

    def _edit_rule(self) -> None:
        if (row := self._rule()) is not None:
            self._deeds.rule(row)

    def _remove_rule(self) -> None:
        if (row := self._rule()) is not None:
            self._deeds.remove_rule(row)


def _without_rule(rows: Sequence[OtherRow]) -> Sequence[str]:
    return [f"没有登记规定 {sum(row.told is None for row in rows)} 人"]
