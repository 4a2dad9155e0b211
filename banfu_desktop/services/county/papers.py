"""The county's tables as Excel and PDF, all by one form: what each shows, and from where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.printing.engine.blocks import Cell, Column, Row
from banfu_desktop.printing.forms import county_table
from banfu_desktop.printing.forms.county_table import CountyTable
from banfu_desktop.printing.forms.parts import clock, dotted
from banfu_desktop.printing.paper import KINDS, Paper
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county import findings, people, questions, reporting, sums
from banfu_desktop.services.county.reporting import Rates
from banfu_desktop.services.county.sums import Crosstab

_YUAN = "单位：元"
_MASKED = "姓名已隐去一部分；身份证号、账号、电话不上报。"


@dataclass(frozen=True)
class Wish:
    """What a table is to show: months, the day it is as of, whose it is, when it is printed."""

    county: str
    first: Month
    last: Month
    today: date
    now: datetime

    @property
    def period(self) -> str:
        """The months, in words."""
        return self.first.label if self.first == self.last else f"{self.first.label}—{self.last.label}"

    @property
    def as_of(self) -> str:
        """The day, in words."""
        return f"截至 {self.today}"


@dataclass(frozen=True)
class Content:
    """A table's columns and rows, its period, unit and legend."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    period: str
    unit: str = ""
    legend: str = ""
    foot: tuple[Row, ...] = ()


@dataclass(frozen=True)
class CountyPaper:
    """A table there is: its title and what makes it."""

    title: str
    make: Callable[[Session, Wish], Content]


def make(session: Session, name: str, wish: Wish) -> Paper:
    """A table as a paper.

    Raises:
        UserError: no such table.
    """
    found = TABLES.get(name) or next((table for table in TABLES.values() if table.title == name), None)
    if found is None:
        raise UserError(f"没有“{name}”这张表", f"可以导出：{'、'.join(TABLES)}")
    content = found.make(session, wish)
    data = CountyTable(
        wish.county, found.title, content.period, content.unit, content.columns, content.rows, content.legend,
        clock(wish.now), content.foot,
    )  # fmt: skip
    return Paper(f"{wish.county}{found.title}", county_table.build(data))


def write(paper: Paper, path: Path) -> None:
    """Write a paper as the file's ending says.

    Raises:
        UserError: neither .xlsx nor .pdf.
        MachineError: not writable, disk full.
    """
    render = KINDS.get(path.suffix.lower())
    if render is None:
        raise UserError(f"“{path.name}”的格式不认识", "文件名请以 .xlsx 或 .pdf 结尾")
    content = render(paper)
    with translated():
        write_durably(path, content)


def _reporting(session: Session, wish: Wish) -> Content:
    table = reporting.between(session, wish.first, wish.last, wish.today)
    columns = (
        Column("镇（街）", 26, "left"),
        *(Column(_short(month, wish), 15) for month in table.months),
        *(Column(word, 12) for word in ("应报", "已报", "按时")),
        Column("上报率", 15),
    )
    rows: tuple[Row, ...] = tuple(
        (town.town, *(cell.state.label for cell in town.cells), *_rates(town.whole)) for town in table.towns
    )
    foot: list[Row] = [
        (label, *(str(getattr(rate, name)) for rate in table.rates), "", "", "", "")
        for label, name in (("应报", "expected"), ("已报", "actual"), ("按时", "on_time"))
    ]
    foot.append(("上报率", *(percent(rate.rate) for rate in table.rates), *_rates(table.whole)))
    legend = "已报、迟报算收到；按时以县里收到的日子为准；待确认、退回、未报不算。"
    return Content(columns, rows, f"{wish.period}（{wish.as_of}）", legend=legend, foot=tuple(foot))


def _rates(rates: Rates) -> tuple[Cell, ...]:
    return str(rates.expected), str(rates.actual), str(rates.on_time), percent(rates.rate)


def percent(share: int | None) -> str:
    """A share in tenths of a percent as it is read: 94.3%; — for none."""
    if share is None:
        return "—"
    return f"{share // 10}.{share % 10}%" if share % 10 else f"{share // 10}%"


def _short(month: Month, wish: Wish) -> str:
    return f"{month.number}月" if wish.first.year == wish.last.year else f"{month.year}.{month.number:02}"


def _crosstab(label: str, table: Crosstab, wish: Wish) -> Content:
    columns = (
        Column(label, 34, "left"),
        *(Column(_short(month, wish), 22, money=True, summed=True) for month in table.months),
        Column("合计", 25, money=True, summed=True),
    )
    rows = tuple(
        (name, *cells, whole)
        for name, cells, whole in zip(table.labels, table.cells, table.of_labels, strict=True)
    )
    return Content(columns, rows, wish.period, _YUAN, "实发，按封存的发放表；空格是没有发放表。")


def _sum_lines(session: Session, wish: Wish) -> Content:
    money = ("应发", "扣减", "补发", "扣回", "实发", "未发")
    columns = (
        Column("镇（街）", 20, "left"),
        Column("月份", 16),
        Column("发放单位", 32, "left"),
        Column("张", 7),
        Column("人", 7),
        *(Column(word, 20, money=True, summed=True) for word in money),
        Column("编号、校验码", 48, "left"),
    )
    rows = tuple(
        (
            row.town, row.month, row.payer, str(row.sheets), str(row.people), row.gross_fen, row.deducted_fen,
            row.added_fen, row.taken_fen, row.net_fen, row.unpaid_fen, row.codes,
        )
        for row in sums.lines(session, wish.first, wish.last)
    )  # fmt: skip
    return Content(columns, rows, wish.period, _YUAN, "校验码与镇里纸质发放表页脚的相同；补发、扣回不相抵。")


def _receivables(session: Session, wish: Wish) -> Content:
    columns = _text_columns(("镇（街）", 22), ("姓名", 18), ("发放单位", 34), ("月份", 44))
    columns += tuple(Column(word, 22, money=True, summed=True) for word in ("应退", "已收回", "应收回"))
    rows = tuple(
        (
            row.town,
            row.name,
            row.payer,
            row.months,
            row.owed_fen,
            row.repaid_fen,
            row.open_fen,
            _day(row.since),
        )
        for row in sums.receivables(session)
    )
    return Content((*columns, Column("封存日期", 20)), rows, wish.as_of, _YUAN, _MASKED)


def _roster(session: Session, wish: Wish) -> Content:
    columns = _text_columns(
        ("镇（街）", 20), ("姓名", 16), ("性别", 8), ("类别", 20), ("派出单位", 36), ("职级", 22),
        ("队内职务", 22), ("驻村", 18), ("到岗", 18), ("拟离岗", 18),
    )  # fmt: skip
    rows = tuple(
        (
            row.town, row.name, row.sex, row.category, row.unit, row.rank, row.role, row.village,
            _day(row.arrived_on), _day(row.planned_until),
        )
        for row in people.roster(session, wish.today)
    )  # fmt: skip
    return Content(columns, rows, wish.as_of, legend=_MASKED)


def _counts(rows: Iterable[people.Count], wish: Wish, legend: str) -> Content:
    columns = _text_columns(("镇（街）", 30), ("项目", 44), ("现有", 20), ("应有", 24), ("情况", 24))
    lacking = {True: "够", False: "不够", None: ""}
    lines = tuple((row.town, row.what, str(row.number), row.wanted, lacking[row.enough]) for row in rows)
    return Content(columns, lines, wish.as_of, legend=legend)


def _staffing(session: Session, wish: Wish) -> Content:
    lacking = [row for row in people.staffing(session) if row.enough is False]
    return _counts(lacking, wish, "由各镇的程序按二(一)至二(三)逐项核对，这里只列不够的。")


def _care(session: Session, wish: Wish) -> Content:
    return _counts(people.care(session), wish, "各镇程序的统计：体检按当年，意外险按导出之日。六(二)")


def _rotation(session: Session, wish: Wish) -> Content:
    columns = _text_columns(
        ("拟离岗", 22), ("镇（街）", 26), ("姓名", 20), ("派出单位", 48), ("队内职务", 28), ("到岗", 22)
    )
    rows = tuple(
        (_day(row.planned_until), row.town, row.name, row.unit, row.role, _day(row.arrived_on))
        for row in people.rotation(session, wish.today)
    )
    return Content(columns, rows, wish.as_of, legend=f"按拟离岗日期排列，没有登记的在最后。{_MASKED}")


def _filing(session: Session, wish: Wish) -> Content:
    columns = _text_columns(
        ("镇（街）", 26),
        ("姓名", 20),
        ("派出单位", 48),
        ("驻村", 26),
        ("选派", 22),
        ("到岗", 22),
        ("备案", 22),
    )
    rows = tuple(
        (
            row.town, row.name, row.unit, row.village, _day(row.selected_on), _day(row.arrived_on),
            _day(row.filed_on) or "未备案",
        )
        for row in people.to_file(session, wish.today)
    )  # fmt: skip
    return Content(columns, rows, wish.as_of, legend=f"驻村第一书记，报县委组织部备案。二(三)。{_MASKED}")


def _books(session: Session, wish: Wish) -> Content:
    columns = (
        *_text_columns(("镇（街）", 24), ("账本", 44), ("种类", 26), ("年度", 12)),
        *(Column(word, 24, money=True, summed=True) for word in ("预算", "收入", "支出", "结余")),
        Column("执行率", 16),
        Column("月结到", 18),
    )
    rows = tuple(
        (
            row.town, row.book, row.kind, str(row.year), row.budget_fen, row.income_fen, row.expense_fen,
            row.balance_fen, executed(row.expense_fen, row.budget_fen), row.closed_to,
        )
        for row in findings.books(session, wish.last.year)
    )  # fmt: skip
    return Content(columns, rows, f"{wish.last.year}年", _YUAN, "执行率＝支出÷预算；没有登记预算的不算。")


def executed(expense_fen: int, budget_fen: int) -> str:
    """How much of a budget is spent, in words."""
    return percent((expense_fen * 1000 + budget_fen // 2) // budget_fen) if budget_fen > 0 else "—"


def _projects(session: Session, wish: Wish) -> Content:
    columns = (
        *_text_columns(("镇（街）", 24), ("项目", 60), ("阶段", 22), ("资金来源", 34)),
        *(Column(word, 26, money=True, summed=True) for word in ("金额", "已支付")),
        Column("双签", 26),
    )
    rows = tuple(
        (row.town, row.project, row.stage, row.source, row.amount_fen, row.paid_fen, row.signed)
        for row in findings.projects(session)
    )
    return Content(columns, rows, wish.as_of, _YUAN)


def _half_reports(session: Session, wish: Wish) -> Content:
    columns = _text_columns(
        ("镇（街）", 26), ("半年", 30), ("版", 10), ("文号", 40), ("签发", 22),
        ("应送", 14), ("已送", 14), ("回执", 14),
    )  # fmt: skip
    rows = tuple(
        (
            row.town, row.half, str(row.version), row.number, _day(row.issued_on), str(row.recipients),
            str(row.sent), str(row.received),
        )
        for row in findings.half_reports(session)
    )  # fmt: skip
    return Content(columns, rows, wish.as_of, legend="半年报告送镇党委政府和每个派出单位。四(五)")


def _cross(session: Session, wish: Wish) -> Content:
    columns = _text_columns(
        ("疑点", 44),
        ("镇（街）", 22),
        ("姓名", 18),
        ("情况", 46),
        ("另一个镇（街）", 26),
        ("姓名", 18),
        ("情况", 46),
    )
    rows = tuple(
        (
            row.kind.label, row.first_town, row.first_name, row.first_about, row.second_town, row.second_name,
            row.second_about,
        )
        for row in findings.across(session)
    )  # fmt: skip
    legend = "由各镇用县里的标签钥匙做成的标签比对，号码不离开镇里；已销毁个人信息的人不参加比对。"
    return Content(columns, rows, wish.as_of, legend=legend)


def _findings(session: Session, wish: Wish) -> Content:
    columns = _text_columns(("镇（街）", 24), ("事项", 120), ("依据", 26), ("期限", 22))
    rows = tuple(
        (row.town, row.text, row.clause, _day(row.until))
        for row in (*findings.against_itself(session), *findings.own(session))
    )
    return Content(columns, rows, wish.as_of, legend="各镇程序首页的原话。")


def _questions(session: Session, wish: Wish) -> Content:
    columns = _text_columns(
        ("镇（街）", 22),
        ("号", 8),
        ("问题", 70),
        ("依据", 20),
        ("期限", 20),
        ("状态", 18),
        ("镇里的答复", 70),
    )
    rows = tuple(
        (row.town, str(row.no), row.text, row.clause, dotted(row.due_on), row.state.label, row.answer)
        for row in questions.listing(session)
    )
    return Content(columns, rows, wish.as_of)


def _text_columns(*named: tuple[str, float]) -> tuple[Column, ...]:
    return tuple(Column(word, width, "left" if width >= 24 else "center") for word, width in named)


def _day(text: str) -> str:
    """A day of a report in a narrow column: 2026.10.05."""
    return text.replace("-", ".")


def _by_town(session: Session, wish: Wish) -> Content:
    return _crosstab("镇（街）", sums.by_town(session, wish.first, wish.last), wish)


def _by_payer(session: Session, wish: Wish) -> Content:
    return _crosstab("发放单位", sums.by_payer(session, wish.first, wish.last), wish)


TABLES: dict[str, CountyPaper] = {
    "reporting": CountyPaper("上报情况", _reporting),
    "sums-by-town": CountyPaper("工作补助汇总（镇×月）", _by_town),
    "sums-by-payer": CountyPaper("工作补助汇总（发放单位×月）", _by_payer),
    "sums": CountyPaper("工作补助明细（镇×发放单位×月）", _sum_lines),
    "receivables": CountyPaper("应收回款项", _receivables),
    "roster": CountyPaper("驻镇人员花名册", _roster),
    "staffing": CountyPaper("编配缺口", _staffing),
    "rotation": CountyPaper("轮换计划", _rotation),
    "filing": CountyPaper("驻村第一书记备案名单", _filing),
    "care": CountyPaper("体检保险缺口", _care),
    "books": CountyPaper("工作经费执行情况", _books),
    "projects": CountyPaper("双签项目", _projects),
    "half-reports": CountyPaper("半年报告报送情况", _half_reports),
    "cross": CountyPaper("重复疑点", _cross),
    "findings": CountyPaper("各镇待办和疑点", _findings),
    "questions": CountyPaper("问询和答复", _questions),
}
"""Name on the command line → table."""
