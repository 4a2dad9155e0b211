"""费用报销: claims and their lines, what units still owe, the year by unit and member (六(二))."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import CLAUSE, Age, ClaimKind, ClaimState
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.services.reimbursements import checks as reimbursements_checks
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.services.reimbursements import sums as reimbursements_sums
from banfu_desktop.services.reimbursements.checks import ClaimCheck
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow
from banfu_desktop.tables.reimbursements import CLAIM_FORM, CLAIM_YEAR, CLAIMS, OUTSTANDING
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.vouching import VOUCH, VOUCH_HELP
from banfu_desktop.ui.page.ways import TO_MEMBERS, Way
from banfu_desktop.ui.pages.reimbursements import words
from banfu_desktop.ui.pages.reimbursements.deeds import ClaimDeeds
from banfu_desktop.ui.pages.reimbursements.lines import ClaimLines
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

CLAIMS_VIEW, OWED_VIEW, YEAR_VIEW = "报销单", "未付清单", "年度汇总"
_CLAIM_FOR = "claim for "
_EXPORTS = {CLAIMS_VIEW: "claims", OWED_VIEW: "outstanding", YEAR_VIEW: "claim-year"}
_STATES = {
    ClaimState.DRAFT: Tone.GREY,
    ClaimState.HANDED: Tone.AMBER,
    ClaimState.APPROVED: Tone.GREEN,
    ClaimState.PAID: Tone.BLUE,
    ClaimState.REFUSED: Tone.RED,
}
_AGES = {Age.MONTH: Tone.GREY, Age.TWO_MONTHS: Tone.AMBER, Age.THREE_MONTHS: Tone.RED, Age.LONGER: Tone.RED}
_HOSTS = ("host_meal_days", "host_ride_days")


@dataclass(frozen=True)
class ClaimsView:
    """Every claim, what the checks say of the drafts, and who can claim of whom."""

    claims: Sequence[ClaimRow]
    checks: Mapping[int, Sequence[ClaimCheck]]
    postings: Sequence[MemberRow]
    units: Sequence[str]


class ReimbursementsPage(ListPage):
    """Claims, what is owed, the year."""

    room, title, table = "reimbursements", "费用报销", CLAIMS
    row_class = ClaimRow
    watches = frozenset(
        {"claims", "claim_lines", "claim_acceptances", "invoices", "people", "postings", "organisations",
         "former_names", "unit_levels", "attendance_days", "settings", "calendar_days", "bundles"}
    )  # fmt: skip
    monthly = True
    filters = ("state", "kind", "unit")
    tones: ClassVar[Tones] = {"state": _STATES.get}
    unit, empty = "张", "还没有报销单。"
    next_steps = ("hand_in", "approve_claim", "pay_claim")

    def commands(self) -> Sequence[Command]:
        """From a draft to its payment, in that order."""
        here, claim, some = self.is_list, Rows.ONE, ClaimState
        return (
            Command("new_claim", "登记报销单", self._new, act=Act.ENTER, help="登记一张报销草稿", icon="plus",
                    keys="Ctrl+N", place=Place.PRIMARY, clause=CLAUSE),
            Command("hand_in", "交单位…", self._hand_in, act=Act.ENTER, help="核对无误后编号，交派出单位报销",
                    icon="upload", place=Place.BAR, rows=claim, enabled=self._in(some.DRAFT),
                    why="只有草稿可以交单位", shown=here, clause=CLAUSE),
            Command("print_claim", "打印…", self._do(ClaimDeeds.print), act=None,
                    help="打印报销单、粘贴单和附件", icon="printer", keys="Ctrl+P", place=Place.BAR,
                    rows=claim, shown=here),
            Command("approve_claim", "登记审批…", self._do(ClaimDeeds.approve), act=Act.APPROVE,
                    help="登记核定金额", icon="stamp", rows=claim, enabled=self._in(some.HANDED),
                    why="已交单位的才能登记审批", shown=here),
            Command("vouch_claim", VOUCH, self._do(ClaimDeeds.vouch), act=Act.ENTER, help=VOUCH_HELP,
                    icon="list", rows=claim, enabled=self._in(some.HANDED),
                    why="已交单位、还没有审批的才要核对", shown=here),
            Command("pay_claim", "登记付款…", self._do(ClaimDeeds.pay), act=Act.ENTER,
                    help="登记付款日期，封存报销单", icon="banknote", rows=claim,
                    enabled=self._in(some.APPROVED), why="已审批的才能登记付款", shown=here),
            Command("withdraw_claim", "退回草稿", self._do(ClaimDeeds.withdraw), act=Act.ENTER, rows=claim,
                    help="从单位取回，继续修改", icon="undo-2", enabled=self._in(some.HANDED),
                    why="已交单位、还没有审批的才能退回", shown=here),
            Command("unapprove_claim", "撤回审批", self._do(ClaimDeeds.unapprove), act=Act.ENTER,
                    help="登记错了，撤回重新登记", icon="undo-2", rows=claim, enabled=self._in(some.APPROVED),
                    why="已审批、还没有付款的才能撤回", shown=here),
            Command("refuse_claim", "拒报…", self._do(ClaimDeeds.refuse), act=Act.APPROVE,
                    help="登记单位不予报销和原因", icon="x", rows=claim, enabled=self._refusable,
                    why="已交单位、还没有付款的才能拒报", shown=here),
            Command("reverse_claim", "冲销…", self._do(lambda deeds, row: deeds.reverse(row, self.visit)),
                    act=Act.ENTER, help="用红字报销单更正已付款的报销单", icon="history", rows=claim,
                    enabled=self._reversible, why="已付款、没有冲销过的才能冲销", shown=here),
            Command("copy_claim", "照此重新登记", self._do(lambda deeds, row: deeds.copy(row, self.visit)),
                    act=Act.ENTER, help="拒报的、已冲销的，照原来的各行另开一张草稿", icon="copy", rows=claim,
                    enabled=self._copyable, why="已拒报、已冲销的才能照此重新登记", shown=here),
            Command("print_owed", "打印催款函…", self._print_owed, act=None,
                    help="致各单位：已交单、没有付款的报销单", icon="printer"),
            Command("remove_claim", "删除草稿", self._do(ClaimDeeds.remove), act=Act.ENTER,
                    help="删除没有交过单位的草稿", icon="trash-2", rows=claim, enabled=self._removable,
                    why="只有没有交过单位的草稿可以删除", shown=here),
            Command("print_blank_claims", "打印空白报销单…", lambda: preview_form(self.ctx, "blank-claims"),
                    act=None, help="空白报销单和粘贴单，手工填写", icon="printer"),
            Command("export_claims", "导出 Excel…", self._export, act=None, help="导出当前清单",
                    icon="download"),
        )  # fmt: skip

    def _print_owed(self) -> None:
        owing = {row.unit for row in self.rows if row.outstanding_fen}
        preview_form(self.ctx, "claims-owed", payers=sorted(owing))

    def _export(self) -> None:
        export_list(self.ctx, _EXPORTS[self.view])

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self._checks: Mapping[int, Sequence[ClaimCheck]] = {}
        self._postings: Sequence[MemberRow] = ()
        self._units: Sequence[str] = ()
        self._storing, self._begun = 0, False
        self._begin_for: int | None = None
        super().__init__(ctx)
        self.period.set_yearly(True)
        self.period.hide()

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """报销单｜未付清单｜年度汇总: the claims with their lines, what is owed, the year."""
        look = self.ctx.look
        self.lines = ClaimLines(look)
        self.lines.edited.connect(self._store_lines)
        self.lines.grid.refused.connect(self.ctx.dialogs.problems)
        self.lines.grid.escaped.connect(self._view.setFocus)
        self._stand_lines_below(listed)
        self.owed = PlainList(look, OUTSTANDING, ("unit", "age"), words.count_owed, words.owed_totals,
                              {"age": _AGES.get, "state": _STATES.get})  # fmt: skip
        self.owed.opened.connect(lambda row: self.visit(row.id))
        totals_grey: Tones = {"name": lambda name: Tone.GREY if name == reimbursements_sums.TOTAL else None}
        self.year = PlainList(look, CLAIM_YEAR, ("unit",), words.count_year, words.year_totals, totals_grey)
        return {CLAIMS_VIEW: listed, OWED_VIEW: self.owed, YEAR_VIEW: self.year}

    def _stand_lines_below(self, content: QWidget) -> None:
        """The lines under the list, both beside the record panel."""
        layout = content.layout()
        assert layout is not None
        middle = layout.itemAt(1)
        assert isinstance(middle, QHBoxLayout)
        left = QVBoxLayout()
        left.setSpacing(self.ctx.look.px(10))
        left.addWidget(self._view, 1)
        left.addWidget(self.lines)
        middle.insertLayout(0, left, 1)
        assert self._desk is not None
        self._desk.shown.connect(self._show_lines)

    def query(self) -> Query:
        """What the view shows."""
        today, year = self.ctx.today, self.month.year
        if self.view == OWED_VIEW:
            return lambda session: reimbursements_sums.outstanding(session, today)
        if self.view == YEAR_VIEW:
            return lambda session: reimbursements_sums.year(session, year)

        def read(session: Session) -> ClaimsView:
            claims = reimbursements.listing(session)
            drafts = [row.id for row in claims if row.state is ClaimState.DRAFT]
            checks = {key: reimbursements_checks.checks(session, key, today) for key in drafts}
            units = [unit.name for unit in office.organisations(session)]
            return ClaimsView(claims, checks, members.listing(session), units)

        return read

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if isinstance(data, ClaimsView):
            self._checks, self._postings, self._units = data.checks, data.postings, data.units
            self.show_rows(data.claims)
            if self._begin_for is not None:
                self.new_record()
                self._begin_for = None
        elif self.view == OWED_VIEW:
            self.owed.show_rows(data)
            if not data:
                self.show_message("各单位都没有未付的报销单。", Way("看报销单", self.room, []))
        else:
            self.year.show_rows(data)
            if not data:
                notice = f"{self.month.year}年还没有交过单位的报销单。"
                self.show_message(notice, Way("看报销单", self.room, []))

    def emptiness(self) -> tuple[str, str | Way]:
        """A claim is somebody's."""
        return super().emptiness() if self._postings else ("还没有成员，报销要先有人。", TO_MEMBERS)

    def visit(self, where: object) -> None:
        """A key, or several, are claims; `claim for 3` begins one of a posting."""
        is_for = isinstance(where, str) and where.startswith(_CLAIM_FOR)
        if is_for or isinstance(where, int | list):
            self.show_view(CLAIMS_VIEW)
        if isinstance(where, str) and is_for and self.is_list():
            self._begin_for = int(where.removeprefix(_CLAIM_FOR))
            self.reload()  # only once the people are there to choose from
            return
        super().visit(where)

    def _month_chosen(self, month: Month) -> None:
        """Only the yearly view has a period."""
        if self.view == YEAR_VIEW:
            super()._month_chosen(month)
        else:
            self.period.set_month(self.ctx.month)

    def view_turned(self) -> None:
        """Only the year has a period."""
        self.period.setVisible(self.view == YEAR_VIEW)

    def selected_count(self) -> int:
        """Rows of the view."""
        view = {OWED_VIEW: self.owed, YEAR_VIEW: self.year}.get(self.view)
        return super().selected_count() if view is None else view.selected_count()

    def _copy(self) -> None:
        view = {OWED_VIEW: self.owed, YEAR_VIEW: self.year}.get(self.view)
        if view is None:
            super()._copy()
        else:
            self.ctx.say(f"已复制 {view.copy()} 行")

    # The record beside the list.

    def form_table(self) -> Table:
        """The head of a claim."""
        return CLAIM_FORM

    def offers(self) -> Mapping[str, Offer]:
        """Who claims, of whom."""
        return {
            "posting_id": [(row.id, words.who(row)) for row in self._postings],
            "unit": [(name, name) for name in self._units],
        }

    def fresh(self) -> Values:
        """Today's, of whomever another page named."""
        whose: Values = {} if self._begin_for is None else {"posting_id": self._begin_for}
        return {"filled_on": self.ctx.today, "kind": ClaimKind.TRAVEL, **whose}

    def fields(self, row: ClaimRow | None) -> Collection[str] | None:
        """What hosts provided is asked of trips only."""
        names = [field.name for field in CLAIM_FORM.fields if field.name not in _HOSTS]
        return [*names, *_HOSTS] if row is not None and row.kind is ClaimKind.TRAVEL else names

    def totals(self, rows: Sequence[ClaimRow]) -> Sequence[str]:
        """申报, 核定, 未付."""
        sums = (("申报", "claimed_fen"), ("核定", "approved_fen"), ("未付", "outstanding_fen"))
        return [f"{label} {yuan(sum(getattr(row, name) or 0 for row in rows))}" for label, name in sums]

    def heading(self, row: ClaimRow | None) -> tuple[str, str]:
        """Whose, and which."""
        return ("登记报销单", "") if row is None else (f"{row.name} {row.kind.label}", row.number)

    def sealed(self, row: ClaimRow) -> str:
        """Only a draft is written."""
        return words.why_sealed(row)

    def facts(self, row: ClaimRow) -> Sequence[Fact]:
        """How it stands, and what the checks find."""
        checks, deeds = self._checks.get(row.id, ()), ClaimDeeds(self.ctx)
        remarks = words.found(checks, partial(deeds.explain, row), partial(deeds.take_back, row))
        return [*words.standing(row, self.ctx.today), *remarks]

    def papers(self, row: ClaimRow) -> int:
        """Its attachments and invoices."""
        return row.bundle_id

    def save(self, row: ClaimRow | None, values: Values) -> Saving:
        """Store the head; a new claim goes on with its lines."""
        now, key = self.ctx.now(), None if row is None else row.id
        self._begun = row is None
        return Saving(
            "登记报销单" if row is None else f"修改报销单 {row.name}",
            lambda session: reimbursements.save(session, values, now, key),
        )

    def _new(self) -> None:
        """Only once the people are there to choose from."""
        if not self.is_list():
            self.show_view(CLAIMS_VIEW)
        if self.is_list():
            self.new_record()

    # The lines.

    def _show_lines(self, row: ClaimRow | None) -> None:
        if self._storing:
            return
        self.lines.show_claim(row)
        if row is not None and self._begun:
            self._begun = False
            self.lines.grid.start()

    def loose(self) -> str:
        """Cells of the lines that nobody can read."""
        unread = self.lines.grid.lines.unread if self.record is not None else []
        said = "、".join(f"“{text}”" for text in unread)
        return f"明细里有 {len(unread)} 格看不懂，没有保存：{said}。\n改正以后会自动保存。" if unread else ""

    def let_go(self) -> None:
        """The lines are those that are stored."""
        self.lines.grid.lines.forget_unread()

    def _store_lines(self) -> None:
        row = self.record
        if row is None:
            return
        lines = list(self.lines.grid.lines.lines)
        self._storing += 1
        self.ctx.tasks.write(
            f"修改报销明细 {row.name}",
            lambda session: reimbursements.set_lines(session, row.id, lines),
            lambda _: self._lines_stored(),
            lambda error: self._lines_not_stored(),
            notice=None,
        )

    def _lines_stored(self) -> None:
        self._storing -= 1

    def _lines_not_stored(self) -> bool:
        self._storing -= 1
        self.reload()
        return False

    # The commands.

    def _chosen(self) -> ClaimRow | None:
        rows: list[ClaimRow] = self.selected() if self.is_list() else []
        return rows[0] if len(rows) == 1 else None

    def _in(self, *states: ClaimState) -> Callable[[], bool]:
        def is_in() -> bool:
            row = self._chosen()
            return row is not None and row.state in states

        return is_in

    def _refusable(self) -> bool:
        row = self._chosen()
        numbered_draft = row is not None and row.state is ClaimState.DRAFT and bool(row.number)
        return numbered_draft or self._in(ClaimState.HANDED, ClaimState.APPROVED)()

    def _copyable(self) -> bool:
        row = self._chosen()
        return row is not None and (row.state is ClaimState.REFUSED or bool(row.reversed_by))

    def _reversible(self) -> bool:
        row = self._chosen()
        return row is not None and row.state is ClaimState.PAID and row.stands

    def _removable(self) -> bool:
        row = self._chosen()
        return row is not None and row.state is ClaimState.DRAFT and not row.number

    def _do(self, work: Callable[[ClaimDeeds, ClaimRow], None]) -> Callable[[], None]:
        """A command on the claim that is selected."""

        def run() -> None:
            row = self._chosen()
            if row is not None:
                work(ClaimDeeds(self.ctx), row)

        return run

    def _hand_in(self) -> None:
        row = self._chosen()
        if row is not None and self.may_leave():
            checks = self._checks.get(row.id, ())
            verdicts = [check.verdict for check in checks if check.open]
            remarks = [check.verdict.text for check in checks if not check.open and check.accepted is None]
            self.open_record(row)
            ClaimDeeds(self.ctx).hand_in(row, verdicts, remarks)
