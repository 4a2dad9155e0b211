"""社会帮扶 (七) and 项目库 (三(六)): promises and what arrived, ideas on their way to a project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.mobilised import CLAUSE, IDEAS_CLAUSE, Arrival, IdeaStage
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.mobilised.ideas import IdeaRow
from banfu_desktop.services.mobilised.mobilised import ContributionRow, IncomeVoucher, YearSum
from banfu_desktop.tables.mobilised import CONTRIBUTION_FORM, CONTRIBUTIONS, IDEAS, YEAR_SUMS
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.import_words import import_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.mobilised.deeds import Deeds
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query

REGISTER, LIBRARY, YEARS = "台账", "项目库", "年度汇总"
_EXPORTS = {REGISTER: "contributions", LIBRARY: "ideas", YEARS: "mobilised-year"}
_STATES = {
    Arrival.PROMISED: Tone.AMBER,
    Arrival.PARTLY: Tone.BLUE,
    Arrival.ARRIVED: Tone.GREEN,
    Arrival.ENDED: Tone.GREY,
}
_STAGES = {IdeaStage.PROMOTED: Tone.GREEN, IdeaStage.DROPPED: Tone.GREY, IdeaStage.LISTED: Tone.BLUE}


@dataclass(frozen=True)
class Given:
    """The register, and the income vouchers an arrival may point at."""

    rows: Sequence[ContributionRow]
    vouchers: Sequence[IncomeVoucher]


class MobilisedPage(ListPage):
    """The register of contributions, the library of ideas, the years."""

    room, title, table = "mobilised", "社会帮扶", CONTRIBUTIONS
    row_class = ContributionRow
    watches = frozenset(
        {"contributions", "contribution_arrivals", "project_ideas", "projects", "project_rounds",
         "project_signatures", "fund_vouchers", "fund_years", "fund_books", "assets", "bundles", "settings"}
    )  # fmt: skip
    filters = ("state", "kind", "village")
    tones: ClassVar[Tones] = {"state": _STATES.get}
    next_steps = ("arrive",)
    unit = "笔"
    hint = "来源、用途或拼音首字母"
    empty = "还没有登记社会帮扶。"

    def __init__(self, ctx: Context) -> None:
        self._vouchers: Sequence[IncomeVoucher] = ()
        super().__init__(ctx)

    def commands(self) -> Sequence[Command]:
        """A promise, its arrivals; an idea and its way."""
        here, library = self.is_list, self._is_library
        one, enter = Rows.ONE, Act.ENTER
        return (
            Command("new_contribution", "登记帮扶", self._new, act=enter, help="登记一笔帮扶承诺",
                    icon="plus", keys="Ctrl+N", place=Place.PRIMARY, shown=lambda: not library(),
                    clause=CLAUSE),
            Command("new_idea", "提出项目", lambda: self._deeds.idea(None), act=enter, icon="plus",
                    help="提出一个想进项目库的项目", place=Place.PRIMARY, shown=library, clause=IDEAS_CLAUSE),
            Command("arrive", "登记到位…", self._arrive, act=enter, help="钱或物到了，登记渠道和票据",
                    icon="check", place=Place.BAR, rows=one, shown=here, enabled=self._may_arrive,
                    why="已全部到位，或不再到位"),
            Command("idea_steps", "办理进度…", lambda: self._deeds.idea(self._idea()), act=enter,
                    help="会议通过、公示、申报、入库的日期", icon="pencil", place=Place.BAR, rows=one,
                    shown=library, enabled=self._idea_is_open,
                    why="已立项或不再实施"),
            Command("promote_idea", "立项…", lambda: self._deeds.promote(self._idea()), act=enter,
                    help="成为待双签的资金项目", icon="signature", rows=one, shown=library,
                    enabled=self._idea_is_open,
                    why="已立项或不再实施", clause="四(四)"),
            Command("print_register", "打印台账…", lambda: self._print("raise-list"), act=None,
                    icon="printer", help="存档或公示版", keys="Ctrl+P", place=Place.BAR, shown=here),
            Command("print_library", "打印项目库…", lambda: self._print("idea-list"), act=None,
                    icon="printer", help="项目库申报汇总表", place=Place.BAR, shown=library),
            Command("print_year", "打印年度汇总…", lambda: self._print("raise-year"), act=None,
                    icon="printer", help="按类别和到位渠道汇总"),
            Command("take_back", "撤回到位", self._take_back, act=enter, help="撤回登记错的最后一次到位",
                    icon="undo-2", rows=one, shown=here, enabled=self._has_arrived,
                    why="还没有登记过到位"),
            Command("end_contribution", "不再到位…", self._end, act=enter, help="剩下的不会来了，写明原因",
                    icon="archive", rows=one, shown=here, enabled=self._may_arrive,
                    why="已全部到位，或不再到位"),
            Command("reopen", "撤回不再到位", self._reopen, act=enter, icon="undo-2", rows=one, shown=here,
                    help="又要到位了", enabled=self._is_ended,
                    why="没有登记过“不再到位”"),
            Command("drop_idea", "不再实施…", lambda: self._deeds.drop(self._idea()), act=enter,
                    icon="archive", help="写明为什么不再实施", rows=one, shown=library,
                    enabled=self._idea_is_open,
                    why="已立项或不再实施"),
            Command("remove_contribution", "删除", self._remove, act=enter, help="删除登记错了的",
                    icon="trash-2", keys="Delete", rows=one, enabled=self._removable,
                    why="已有到位、已立项的不能删除"),
            Command("import_mobilised", "导入 Excel…", self._import, act=enter, icon="upload", shown=here,
                    help="从 Excel 导入帮扶承诺，先预览再确认"),
            Command("export_mobilised", "导出 Excel…", lambda: export_list(self.ctx, _EXPORTS[self.view]),
                    act=None, help="导出当前清单", icon="download"),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """台账｜项目库｜年度汇总."""
        look = self.ctx.look
        self._deeds = Deeds(self.ctx, self)
        self.library = PlainList(look, IDEAS, ("stage", "kind", "village"), _count_ideas, _idea_totals,
                                 {"stage": _STAGES.get})  # fmt: skip
        self.library.opened.connect(self._deeds.idea)
        self.library.chosen.connect(self.refresh_commands)
        self.years = PlainList(look, YEAR_SUMS, (), lambda rows: f"{len(rows)} 类", _year_totals)
        return {REGISTER: listed, LIBRARY: self.library, YEARS: self.years}

    def query(self) -> Query:
        """What the view shows."""
        if self.view == LIBRARY:
            return ideas.listing
        if self.view == YEARS:
            return mobilised.all_sums
        return lambda session: Given(mobilised.listing(session), mobilised.income_vouchers(session))

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if isinstance(data, Given):
            self._vouchers = data.vouchers
            self.show_rows(data.rows)
        elif self.view == LIBRARY:
            self.library.show_rows(data)
            if not data:
                self.show_message("还没有项目建议。", "new_idea")
        else:
            self.years.show_rows(data)
            if not data:
                self.show_message(self.empty, Way("看台账", self.room, []))

    def visit(self, where: object) -> None:
        """Keys are contributions; `idea 3` is an idea."""
        if isinstance(where, str) and where.startswith("idea "):
            self.show_view(LIBRARY)
            self.library.go_to(int(where.removeprefix("idea ")))
        else:
            if isinstance(where, int | list):
                self.show_view(REGISTER)
            super().visit(where)

    def selected_count(self) -> int:
        """Rows of the view."""
        other = {LIBRARY: self.library, YEARS: self.years}.get(self.view)
        return super().selected_count() if other is None else other.selected_count()

    def _copy(self) -> None:
        other = {LIBRARY: self.library, YEARS: self.years}.get(self.view)
        if other is None:
            super()._copy()
        else:
            self.ctx.say(f"已复制 {other.copy()} 行")

    def _is_library(self) -> bool:
        return self.view == LIBRARY

    # The record.

    def form_table(self) -> Table:
        """What the clerk fills in."""
        return CONTRIBUTION_FORM

    def fresh(self) -> Values:
        """Promised today."""
        return {"promised_on": self.ctx.today}

    def heading(self, row: ContributionRow | None) -> tuple[str, str]:
        """Whose, and how it stands."""
        return ("登记帮扶", "") if row is None else (row.source, row.state.label)

    def facts(self, row: ContributionRow) -> Sequence[Fact]:
        """What arrived, when, which way, and what is still to come."""
        facts = [
            Fact(
                f"{one.arrived_on} 到位 {yuan(one.amount_fen)}，经{one.channel.label}"
                + "".join(f"，{paper}" for paper in (one.receipt, one.voucher) if paper)
            )
            for one in row.arrivals
        ]
        if row.left_fen:
            facts.append(Fact(f"还有 {yuan(row.left_fen)} 元没有到位", CLAUSE, "field-warning"))
        if row.ended_on is not None:
            facts.append(Fact(f"{row.ended_on} 起不再到位：{row.ending}", "", "secondary"))
        return facts

    def papers(self, row: ContributionRow) -> int:
        """Receipts, agreements, pictures."""
        return row.bundle_id

    def save(self, row: ContributionRow | None, values: Values) -> Saving:
        """A promise, or its correction."""
        today, key = self.ctx.today, None if row is None else row.id
        deed = "登记社会帮扶" if row is None else "更正社会帮扶"
        return Saving(
            f"{deed} {values['source']}", lambda session: mobilised.save(session, values, today, key)
        )

    # The commands.

    def _new(self) -> None:
        self.show_view(REGISTER)
        if self.is_list():
            self.new_record()

    def _chosen(self) -> ContributionRow | None:
        rows: list[ContributionRow] = self.selected() if self.is_list() else []
        return rows[0] if len(rows) == 1 else None

    def _idea(self) -> IdeaRow | None:
        rows: list[IdeaRow] = self.library.selected() if self._is_library() else []
        return rows[0] if len(rows) == 1 else None

    def _idea_is_open(self) -> bool:
        row = self._idea()
        return row is not None and row.open

    def _may_arrive(self) -> bool:
        row = self._chosen()
        return row is not None and row.state in (Arrival.PROMISED, Arrival.PARTLY)

    def _has_arrived(self) -> bool:
        row = self._chosen()
        return row is not None and bool(row.arrivals)

    def _is_ended(self) -> bool:
        row = self._chosen()
        return row is not None and row.ended_on is not None

    def _removable(self) -> bool:
        if self._is_library():
            row = self._idea()
            return row is not None and row.project_id is None
        return self._chosen() is not None and not self._has_arrived()

    def _arrive(self) -> None:
        if (row := self._chosen()) is not None:
            self._deeds.arrive(row, self._vouchers)

    def _end(self) -> None:
        if (row := self._chosen()) is not None:
            self._deeds.end(row)

    def _take_back(self) -> None:
        self._write("撤回到位", mobilised.remove_arrival)

    def _reopen(self) -> None:
        self._write("撤回不再到位", mobilised.reopen)

    def _write(self, deed: str, work: Any) -> None:
        row = self._chosen()
        if row is not None:
            self.ctx.tasks.write(f"{deed} {row.source}", lambda session: work(session, row.id))

    def _remove(self) -> None:
        if self._is_library():
            if (idea := self._idea()) is not None:
                self.ctx.tasks.write(
                    f"删除项目建议 {idea.name}", lambda session: ideas.remove(session, idea.id)
                )
            return
        row = self._chosen()
        if row is not None:
            self.close_record()
            self.ctx.tasks.write(
                f"删除社会帮扶 {row.source}", lambda session: mobilised.remove(session, row.id)
            )

    def _import(self) -> None:
        import_list(self.ctx, "contributions", "笔")

    def _print(self, form: str) -> None:
        preview_form(self.ctx, form, year=self.ctx.today.year)


def _count_ideas(rows: Sequence[IdeaRow]) -> str:
    return f"{len(rows)} 个项目建议，{sum(row.open for row in rows)} 个还没有立项"


def _idea_totals(rows: Sequence[IdeaRow]) -> Sequence[str]:
    return [f"估算 {yuan(sum(row.estimate_fen for row in rows))}"]


def _year_totals(rows: Sequence[YearSum]) -> Sequence[str]:
    sums = (("承诺", "promised_fen"), ("到位", "arrived_fen"))
    return [f"{label} {yuan(sum(getattr(row, name) for row in rows))}" for label, name in sums]
