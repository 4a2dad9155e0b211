"""意外险: policies beside their record, and how everybody stands day by day (六(二))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.insurance import (
    CLAUSE,
    Amounts,
    CoverState,
    Per,
    PolicyState,
    both_ways,
    next_period,
    year_from,
)
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.timelines import Timeline
from banfu_desktop.services.insurance import cover_year, importing, insurance, standing
from banfu_desktop.services.insurance.amounts import kept_amounts
from banfu_desktop.services.insurance.insurance import Candidate, CoverageRow, PolicyRow
from banfu_desktop.services.office import office
from banfu_desktop.tables.insurance import POLICIES, POLICY_FILE, POLICY_FORM
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.timeline_view import TimelineView, drawn
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.importing import import_file
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import RecordDesk, Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import TO_MEMBERS
from banfu_desktop.ui.pages.insurance.coverage_view import CoverageView
from banfu_desktop.ui.pages.insurance.people_box import PeopleBox
from banfu_desktop.ui.pages.insurance.policy_form import propose_end
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

POLICIES_VIEW, COVERAGE_VIEW, YEAR_VIEW = "保单", "参保情况", "时间轴"
_STATES = {
    PolicyState.COMING: Tone.BLUE,
    PolicyState.RUNNING: Tone.GREEN,
    PolicyState.EXPIRING: Tone.AMBER,
    PolicyState.ENDED: Tone.GREY,
}


@dataclass(frozen=True)
class PoliciesView:
    """The policies, and the units that may pay."""

    rows: Sequence[PolicyRow]
    units: Sequence[str]


class InsurancePage(ListPage):
    """Policies and whom they cover."""

    room, title, table = "insurance", "意外险", POLICIES
    row_class = PolicyRow
    watches = frozenset(
        {
            "people",
            "postings",
            "organisations",
            "former_names",
            "unit_levels",
            "insurance_policies",
            "insurance_covers",
        }
    )
    monthly = names_people = True
    filters = ("state", "insurer", "payer")
    tones: ClassVar[Tones] = {"state": _STATES.get}
    unit = "张"
    hint = "保单号、公司、参保人"
    empty = "还没有登记保单。登记以后选择参保人员，程序逐日核对有没有缺口。"

    def commands(self) -> Sequence[Command]:
        """A policy, its people, its renewal."""
        listed, row = self.is_list, Rows.ONE
        return (
            Command("new_policy", "登记保单", self._new_policy, act=Act.ENTER,
                    help="登记一张保单，保存后选择参保人员", icon="plus", keys="Ctrl+N", place=Place.PRIMARY,
                    clause=CLAUSE),
            Command("choose_people", "参保人员…", self._choose, act=Act.ENTER, help="勾选这张保单保哪些人",
                    icon="users", keys="Ctrl+E", place=Place.BAR, rows=row, shown=listed),
            Command("renew_policy", "续保…", self._renew, act=Act.ENTER,
                    help="按原保单办下一期，只带上仍在岗的人", icon="refresh-cw", place=Place.BAR, rows=row,
                    shown=listed),
            Command("import_policies", "导入保单…", self._import, act=Act.ENTER,
                    help="一张保单一行，或一人一行的清单", icon="upload"),
            Command("print_insurance", "打印参保情况表…", self._print, act=None, help="先预览，再打印或保存",
                    icon="printer", keys="Ctrl+P", place=Place.BAR, shown=self._is_coverage),
            Command("print_insured", "打印参保人员名单…", lambda: self._print_year("insured-list"), act=None,
                    help="本年每张保单的人员名单，交保险公司", icon="printer"),
            Command("print_premiums", "打印保险结算单…", lambda: self._print_year("insurance-settlement"),
                    act=None, help="各承担单位的意外险费用结算单", icon="printer"),
            Command("remove_policy", "删除保单", self._remove, act=Act.ENTER,
                    help="删除登记错了的保单和它的参保人员", icon="trash-2", keys="Delete", rows=row,
                    shown=listed),
            Command("export_policies", "导出保单…", lambda: export_list(self.ctx, "policies"), act=None,
                    help="导出全部保单", icon="download"),
            Command("export_coverage", "导出参保情况…", lambda: export_list(self.ctx, "coverage"), act=None,
                    help="导出每个人的参保情况和缺口", icon="download"),
        )  # fmt: skip

    def _import(self) -> None:
        today = self.ctx.today
        import_file(
            self.ctx, "导入保单",
            lambda session, path, options: importing.look(session, path, today, options),
            import_words.policies, importing.carry_out, table=POLICY_FILE,
        )  # fmt: skip

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self._units: Sequence[str] = ()
        self._wanted_people: list[str] = []
        super().__init__(ctx)
        self.period.set_yearly(True)
        self.period.hide()

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """保单｜参保情况｜时间轴."""
        self._coverage = CoverageView(self.ctx.look)
        self._coverage.selected.connect(self.refresh_commands)
        self._year = TimelineView(self.ctx.look, "cover-year", "全年参保")
        self._year.opened.connect(lambda key: self.ctx.go(*key))
        return {POLICIES_VIEW: listed, COVERAGE_VIEW: self._coverage, YEAR_VIEW: self._year}

    def view_turned(self) -> None:
        """Only the year has a period."""
        self.period.setVisible(self.view == YEAR_VIEW)
        self.show_state("")

    def query(self) -> Query:
        """The policies, how everybody stands today, or covers through a year."""
        today, year = self.ctx.today, self.month.year
        if self.view == YEAR_VIEW:
            return drawn(lambda session: cover_year.timeline(session, year, today))

        def read(session: Session) -> PoliciesView:
            units = [unit.name for unit in office.organisations(session)]
            return PoliciesView(insurance.policies(session, today), units)

        return read if self.is_list() else lambda session: standing.standing(session, today)

    def fill(self, data: Any) -> None:
        """Show what was read; the chip says how many are not insured."""
        if isinstance(data, PoliciesView):
            self._units = data.units
            self.show_state("")
            self.show_rows(data.rows)
            return
        if isinstance(data, Timeline):
            self._year.show_timeline(data)
            if not data.lanes:
                self.show_message(f"{self.month.year}年没有在岗人员。", TO_MEMBERS)
            return
        rows: Sequence[CoverageRow] = data
        self._coverage.show_rows(rows)
        if self._wanted_people:
            self._coverage.select(self._wanted_people)
            self._wanted_people = []
        if not rows:
            self.show_message("还没有成员，参保要先有人。", TO_MEMBERS)
        open_ones = sum(row.state is CoverState.UNCOVERED for row in rows)
        gapped = sum(row.state is CoverState.GAPPED for row in rows)
        covered = f"都已参保，{gapped} 人有缺口" if gapped else "在岗人员都已参保" if rows else ""
        text = f"{open_ones} 人未参保" if open_ones else covered
        self.show_state(text, Tone.RED if open_ones else Tone.AMBER if gapped else Tone.GREEN)

    def visit(self, where: object) -> None:
        """A number is a policy; p and a number is a person."""
        keys = [where] if isinstance(where, int | str) else where
        if isinstance(keys, list) and keys:
            people = isinstance(keys[0], str)
            self._wanted_people = [str(key) for key in keys] if people else []
            before = self.view
            self.show_view(COVERAGE_VIEW if people else POLICIES_VIEW)
            if people:
                if before == COVERAGE_VIEW:
                    self.reload()
                return
        super().visit(where)

    def _is_coverage(self) -> bool:
        return self.view == COVERAGE_VIEW

    def _copy(self) -> None:
        if self.is_list():
            super()._copy()
        else:
            self._coverage.copy()

    # The record.

    def _make_desk(self) -> RecordDesk | None:
        """The last day follows from the first."""
        desk = super()._make_desk()
        if desk is not None:
            propose_end(desk.form)
        return desk

    def form_table(self) -> Table:
        """Amounts are said as each person's or as all together's."""
        return POLICY_FORM

    def fresh(self) -> Values:
        """The premium of all, the sum insured of each, as policies say it."""
        return {"premium_as": Per.TOTAL, "insured_as": Per.EACH}

    def values(self, row: PolicyRow) -> Values:
        """What is kept: the premium of all, the sum insured of each."""
        return {**super().values(row), **self.fresh(), "heads": row.people or None}

    def next_step(self, row: PolicyRow) -> str:
        """Somebody to cover; once it nears its end, the next one."""
        ends = row.state in (PolicyState.EXPIRING, PolicyState.ENDED)
        return "choose_people" if not row.people else "renew_policy" if ends else ""

    def heading(self, row: PolicyRow | None) -> tuple[str, str]:
        """The policy's number."""
        return ("登记保单", "") if row is None else ("保单", row.number)

    def totals(self, rows: Sequence[PolicyRow]) -> Sequence[str]:
        """Premiums; the sum insured is each person's and adds up to nothing."""
        return [f"保费 {yuan(sum(row.premium_fen for row in rows))}"]

    def facts(self, row: PolicyRow) -> Sequence[Fact]:
        """Whom it covers, and when it ends."""
        facts = []
        if row.people:
            names = f"保 {row.people} 人：{'、'.join(row.names)}"
            facts.append(Fact(names, CLAUSE, "", "参保人员…", self._choose, Act.ENTER))
            kept, heads = Amounts(row.premium_fen, row.insured_fen), row.people + len(row.left)
            facts.append(Fact(both_ways(kept, heads), "", "secondary"))
            if row.left:
                facts.append(Fact(f"已移出：{'、'.join(row.left)}", CLAUSE, "secondary"))
        else:
            facts.append(
                Fact("还没有选择参保人员", CLAUSE, "field-warning", "选择参保人员…", self._choose, Act.ENTER)
            )
        if row.state is PolicyState.EXPIRING:
            days = (row.end_on - self.ctx.today).days
            facts.append(
                Fact(f"还有 {days} 天到期", CLAUSE, "field-warning", "续保…", self._renew, Act.ENTER)
            )
        return facts

    def offers(self) -> Mapping[str, Offer]:
        """Insurers and units known so far."""
        insurers = sorted({row.insurer for row in self.rows})
        return {
            "insurer": [(name, name) for name in insurers],
            "payer": [(name, name) for name in self._units],
        }

    def check(self, values: Values) -> Sequence[Problem]:
        """The days are in order; a policy that does not run for a year is told."""
        wrong = [problem for problem in insurance.problems(values) if problem.reason == "止期早于起期"]
        start, end = values.get("start_on"), values.get("end_on")
        if not wrong and start and end and end != year_from(start):
            text = f"不是一年（满一年到{year_from(start)}）"
            wrong = [Problem(None, POLICIES["end_on"].label, text, "保险期间不是一年的不用改", warning=True)]
        return wrong

    def save(self, row: PolicyRow | None, values: Values) -> Saving | None:
        """Store a policy, once its amounts were seen said both ways; its people are chosen in a box."""
        key = None if row is None else row.id
        if not self._tell_amounts(row, values):
            return None
        deed = f"登记保单 {values['number']}" if row is None else f"修改保单 {values['number']}"
        return Saving(deed, lambda session: insurance.save(session, values, key))

    def _tell_amounts(self, row: PolicyRow | None, values: Values) -> bool:
        """Whether the clerk agrees to the amounts said both ways; not asked where neither is new."""
        try:
            kept = kept_amounts(values)
        except UserError as refusal:
            self.ctx.dialogs.refuse(refusal)
            return False
        heads = values.get("heads")
        same = row is not None and (row.premium_fen, row.insured_fen) == (kept.premium_fen, kept.insured_fen)
        if not heads or same:
            return True
        return self.ctx.dialogs.ask("核对保费和保额", f"{both_ways(kept, heads)}。", "保存")

    # The commands.

    def _new_policy(self) -> None:
        self.show_view(POLICIES_VIEW)
        if self.is_list():
            self.new_record()

    def _choose(self) -> None:
        row, today = self._one(), self.ctx.today
        if row is not None and self.may_leave():
            self.ctx.tasks.read(
                lambda session: insurance.candidates(session, row.id, today),
                lambda people: self._ask_people(row, people),
            )

    def _ask_people(self, row: PolicyRow, people: Sequence[Candidate]) -> None:
        """Those new to a policy that runs already are insured from today, as the insurer would have it."""
        late = row.people > 0 and self.ctx.today in row.period
        proposed = self.ctx.today if late else row.start_on
        box = PeopleBox(self.window(), self.ctx.look, row.number, row.period, people, proposed)
        if not self.ctx.dialogs.run(box):
            return
        chosen, start, until = box.chosen, box.newcomers_from, box.leavers_until
        self.ctx.tasks.write(
            f"选择参保人员 {row.number}",
            lambda session: insurance.choose(session, row.id, chosen, start, until),
            notice=f"{row.number} 参保 {len(chosen)} 人",
        )

    def _renew(self) -> None:
        row = self._one()
        if row is None or not self.may_leave():
            return
        period = next_period(row.period)
        text = (
            f"{row.insurer} {row.number}\n下一期 {period.start} 至 {period.end}，带上仍在岗的人。\n新保单号："
        )
        number = self.ctx.dialogs.ask_text("续保", text, "", confirm="续保")
        if number is None:
            return
        today = self.ctx.today
        self.ctx.tasks.write(
            f"续保 {row.number}",
            lambda session: insurance.renew(session, row.id, number, today),
            self.visit,
            notice=f"已续保：{number}",
        )

    def _remove(self) -> None:
        row = self._one()
        if row is not None:
            self.close_record()
            self.ctx.tasks.write(
                f"删除保单 {row.number}",
                lambda session: insurance.remove(session, row.id),
                notice=f"已删除保单 {row.number}",
            )

    def _print(self) -> None:
        units = list(dict.fromkeys(row.organisation for row in self._coverage.rows))
        preview_form(self.ctx, "insurance-sheet", year=self.ctx.today.year, payers=units)

    def _print_year(self, form: str) -> None:
        preview_form(self.ctx, form, year=self.ctx.today.year)

    def _one(self) -> PolicyRow | None:
        rows: list[PolicyRow] = [*self.selected(), *([self.record] if self.record else [])]
        return rows[0] if rows else None
