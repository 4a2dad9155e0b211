"""上报情况: towns × months, the four rates, whom to ring today; a town's own findings and questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget

from banfu_desktop.backup.county_report import SUFFIX, CountyReport
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import calls, findings, province, questions, register, reporting
from banfu_desktop.services.county.calls import Call
from banfu_desktop.services.county.desk import CountyDesk
from banfu_desktop.services.county.findings import Finding
from banfu_desktop.services.county.papers import percent
from banfu_desktop.services.county.questions import Asked
from banfu_desktop.services.county.reporting import Cell, ReportingYear, ReportState, TownYear
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.boxes.dialogs import ANY_FILE
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import Chip, card, clause_chip, column, emptied, label, row
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.fields_box import ask_fields
from banfu_desktop.ui.page.page_header import ShortLabel
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import PanelList, ask_question, write_feedback
from banfu_desktop.ui.pages.county.side_panel import SidePanel
from banfu_desktop.ui.tasks import Query, Session

_TABLE = Table(
    "county_reporting",
    "上报情况",
    (
        Field("town", "镇（街）", width=110),
        *(Field(f"m{number}", f"{number}月", width=62) for number in range(1, 13)),
        Field("rate", "上报率", width=70),
    ),
)
_CONTACT = Table(
    "contact",
    "登记联系人",
    (Field("name", "联系人", required=True, longest=40), Field("phone", "电话", required=True, longest=40)),
)
_TONES = {
    ReportState.REPORTED: Tone.GREEN,
    ReportState.LATE: Tone.AMBER,
    ReportState.MISSING: Tone.RED,
    ReportState.HELD: Tone.BLUE,
    ReportState.REFUSED: Tone.RED,
}
_COUNTED = "已报、迟报都算收到；待确认、退回不计入"
_BY_NEXT = "一个月由它以后做的第一份上报包报告，漏报的不用再要"
_ROOMY = 600
"""So high, in pixels at standard size, the page has room for the calls beside an open town."""
_A_LINE = 3
"""Months on a line of the panel."""
_BY_WORD = {state.label: tone for state, tone in _TONES.items()}


@dataclass(frozen=True)
class TownLine:
    """A town of the list: a word for each month, and the year's rate."""

    town: str
    m1: str
    m2: str
    m3: str
    m4: str
    m5: str
    m6: str
    m7: str
    m8: str
    m9: str
    m10: str
    m11: str
    m12: str
    rate: str


@dataclass(frozen=True)
class _Read:
    """What the page reads."""

    year: ReportingYear
    calls: Sequence[Call]


@dataclass(frozen=True)
class _Told:
    """What the panel reads of a town."""

    own: Sequence[Finding]
    asked: Sequence[Asked]


class ReportingPage(PanelList):
    """A year of all towns."""

    room, title, table, key = "reporting", "上报情况", _TABLE, "town"
    row_class = TownLine
    monthly = True
    unit, empty = "个镇", "名单上还没有镇。请先到“镇街名册”导入名单。"
    way = Way("去镇街名册", "towns")
    hint = "镇名"
    tones: ClassVar[Tones] = {f"m{number}": _BY_WORD.get for number in range(1, 13)}

    def commands(self) -> Sequence[Command]:
        """Asking, ringing, feedback."""
        return (
            Command("ask_town", "提问…", self._ask, act=None, help="向所选的镇提一个问题，随反馈发出",
                    icon="circle-question-mark", place=Place.BAR, rows=Rows.ONE),
            Command("write_feedback", "生成反馈…", self._feedback, act=None, icon="upload", rows=Rows.ONE,
                    help="给所选的镇写回执和问题，只有这个镇能打开", place=Place.PRIMARY),
            Command("set_contact", "登记联系人…", self._contact, act=None, rows=Rows.ONE, icon="users",
                    help="打电话找谁、什么号码"),
            Command("report_upwards", "写给上级的汇总…", self._report, act=None, icon="upload",
                    help="各镇的合计、编配、账本、项目和上报情况，没有人员信息；只有上级能打开"),
        )  # fmt: skip

    def __init__(self, ctx: Context) -> None:
        self._year: ReportingYear | None = None
        self._shown = ""
        self._to_ring: Mapping[str, Call] = {}
        super().__init__(ctx)

    def build(self) -> QWidget:
        """Rates above, the list, whom to ring below."""
        look = self.ctx.look
        listed = super().build()
        bar = self._bar.layout()
        assert isinstance(bar, QBoxLayout)
        by_next = ShortLabel("counted-by-next")
        by_next.setText(_BY_NEXT)
        bar.addWidget(by_next, 30)
        self._cards = row(spacing=look.px(12))
        self._rates = column(spacing=look.px(2))
        self._calls = column(spacing=look.px(6))
        self._ring = card(self._calls, "calls", "今天要打电话", margin=look.px(12))
        super().beside()
        left = column(listed, self._ring, spacing=look.px(12))
        left.setStretch(0, 1)
        below = row(left, self._panel, spacing=look.px(12))
        below.setStretch(0, 1)
        whole = QWidget()
        layout = column(self._cards, below, spacing=look.px(12))
        layout.setStretch(1, 1)
        whole.setLayout(layout)
        return whole

    def beside(self) -> None:
        """The panel stands beside the calls as well; see build."""
        return

    def make_panel(self) -> SidePanel:
        """A town in words."""
        return SidePanel(self.ctx.look, "所选的镇")

    def query(self) -> Query:
        """The year that the chosen month lies in."""
        number, today = self.month.year, self.ctx.today
        return lambda session: _Read(
            reporting.year(session, number, today), reporting.to_ring(session, today)
        )

    def fill(self, data: _Read) -> None:
        """Show the year."""
        self._year = data.year
        self._show_cards(data.year)
        self._show_calls(data.calls)
        self.show_note(_COUNTED, "本单位自定")
        self._view.give_way(_least_wanted(self.month, Month.of(self.ctx.today)))
        self.show_rows([_line(town) for town in data.year.towns])
        if self._shown:
            self._read_town(self._shown)

    def totals(self, rows: Sequence[Any]) -> Sequence[str]:
        """The year's four numbers."""
        if self._year is None:
            return ()
        whole = self._year.whole
        return (
            f"应报 {whole.expected}", f"已报 {whole.actual}", f"按时 {whole.on_time}",
            f"上报率 {percent(whole.rate)}",
        )  # fmt: skip

    def open_record(self, row: TownLine) -> None:
        """A town in words."""
        self._shown = row.town
        self._read_town(row.town)

    def forget_shown(self) -> None:
        """No town stands open; whom to ring stands below again."""
        self._shown = ""
        self._ring.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for both, an open town stands alone: it says itself whom to ring."""
        super().resizeEvent(event)
        self._ring.setVisible(not self._shown or self.height() > self.ctx.look.px(_ROOMY))

    def _read_town(self, town: str) -> None:
        def read(session: Session) -> _Told:
            town_id = register.id_of(session, town)
            return _Told(findings.own(session, town_id), questions.listing(session, town))

        self.ctx.tasks.read(read, lambda told: self._show_town(town, told))

    def _show_cards(self, year: ReportingYear) -> None:
        emptied(self._cards)
        look, month = self.ctx.look, self.month
        place = year.months.index(month)
        rates = year.rates[place]
        for title, number, more in (
            (f"{month.number}月 应报", str(rates.expected or len(year.towns)), f"{year.due[month]:%m-%d} 前"),
            (f"{month.number}月 已报", str(rates.actual), _not_reported(year, place)),
            (f"{month.number}月 按时", str(rates.on_time), f"按时率 {percent(rates.on_time_rate)}"),
            (
                f"{month.year}年", percent(year.whole.rate),
                f"已报 {year.whole.actual} / 应报 {year.whole.expected}　按时 {year.whole.on_time}",
            ),
        ):  # fmt: skip
            inside = column(
                label(title, "secondary"), row(label(number, "title"), label(more, "secondary"), None),
                spacing=look.px(4),
            )  # fmt: skip
            said = f"{title} {number} {more}"
            self._cards.addWidget(card(inside, f"rate-{title}", said, margin=look.px(12)), 1)

    def _show_calls(self, told: Sequence[Call]) -> None:
        emptied(self._calls)
        self._to_ring = {call.town: call for call in told}
        self._calls.addLayout(
            row(label("今天要打电话", "strong"), Chip(f"{len(told)} 个" if told else "", Tone.AMBER), None)
        )
        if not told:
            self._calls.addWidget(label("没有要打的电话。", "secondary"))
        for call in told[:4]:
            who = f"{call.contact}　{call.phone}".strip() or "没有登记联系人"
            line = row(label(call.town, "strong"), label(who, "secondary"), label(call.say, wrap=True))
            line.setStretch(2, 1)
            self._calls.addLayout(line)
        if len(told) > 4:
            more = "、".join(call.town for call in told[4:16]) + ("……" if len(told) > 16 else "")
            said = f"还有 {len(told) - 4} 个：{more}。点开那个镇，看打给谁、怎么说"
            self._calls.addWidget(label(said, "secondary", wrap=True))

    def _show_town(self, town: str, told: _Told) -> None:
        year = self._year
        found = next((each for each in year.towns if each.town == town), None) if year else None
        if year is None or found is None:
            return
        cell = found.cells[year.months.index(self.month)]
        panel = self._panel
        lines: list[Any] = [panel.text(_received(cell), "secondary")]
        lines += self._call_of(town)
        lines += [panel.heading(f"{year.months[0].year}年　上报率 {percent(found.whole.rate)}"),
                  self._months_of(year.months, found)]  # fmt: skip
        lines += [row(panel.heading("镇里自己的待办"), Chip(f"{len(told.own)} 条原话"), None)]
        for finding in told.own[:30]:
            line = row(panel.text(finding.text), clause_chip(finding.clause))
            line.setStretch(0, 1)
            lines.append(line)
        lines += [row(panel.heading("问题反馈"), Chip(_waiting(told.asked), Tone.BLUE), None)]
        if not told.asked:
            lines.append(panel.text("没有问过这个镇。", "secondary"))
        for asked in told.asked:
            lines.append(panel.text(f"{asked.no}. {asked.text}"))
            lines.append(row(Chip(asked.state.label, Tone.GREEN if asked.answer else Tone.GREY),
                             label(f"答复期限 {asked.due_on}", "secondary"), None))  # fmt: skip
            if asked.answer:
                lines.append(panel.text(f"答：{asked.answer}", "secondary"))
        tone = _TONES.get(cell.state, Tone.GREY)
        panel.show_content(town, f"{self.month.number}月{cell.state.label}", tone, lines)
        self._ring.setVisible(self.height() > self.ctx.look.px(_ROOMY))

    def _months_of(self, months: Sequence[Month], town: TownYear) -> QLayout:
        """A town's year, a few months a line: beside the panel the list may show fewer of them."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (month, cell) in enumerate(zip(months, town.cells, strict=True)):
            said = row(label(f"{month.number}月", "small"), None, spacing=self.ctx.look.px(4))
            said.insertWidget(1, Chip(_word(cell), _TONES.get(cell.state, Tone.GREY)))
            grid.addLayout(said, place // _A_LINE, place % _A_LINE)
            grid.setColumnStretch(place % _A_LINE, 1)
        return grid

    def _call_of(self, town: str) -> list[QWidget]:
        """Whom to ring today, and what to say; nothing where nobody need be rung."""
        call = self._to_ring.get(town)
        if call is None:
            return []
        panel = self._panel
        who = f"{call.contact}　{call.phone}".strip() or "没有登记联系人"
        return [panel.heading("今天打给"), panel.text(who), panel.text(call.say)]

    def _chosen(self) -> str:
        return str(self.selected()[0].town)

    def _ask(self) -> None:
        ask_question(self, self._chosen())

    def _feedback(self) -> None:
        write_feedback(self, self._chosen())

    def _report(self) -> None:
        dialogs = self.ctx.dialogs
        key = dialogs.open_file("选择上级的公钥文件（county.pub）", f"公钥 (*.pub);;{ANY_FILE}")
        name = f"{self.ctx.town}汇总-{self.ctx.today}{SUFFIX}"
        path = dialogs.save_file("写给上级的汇总", name, f"县级汇总 (*{SUFFIX})") if key else None
        if key is not None and path is not None:

            def work(desk: CountyDesk, now: datetime, actor: str) -> CountyReport:
                return province.write(desk, key, path, now, actor)

            self.do("写给上级的汇总", work, lambda made: self._reported(path, made))

    def _reported(self, path: Path, made: CountyReport) -> None:
        text = (
            f"{path.name}：第{made.number}号，{len(made.towns)}个镇，没有人员信息。\n\n"
            f"核对码　{made.fingerprint}\n\n上级第一次收时打电话核对这个核对码，不要和文件一起发。"
        )
        self.ctx.dialogs.tell("汇总已写好", text)

    def _contact(self) -> None:
        town = self._chosen()
        given = ask_fields(self.ctx, _CONTACT, f"打电话给{town}找谁。", {})
        if given:
            name, phone = given["name"], given["phone"]
            self.do(
                "登记联系人",
                lambda desk, now, actor: calls.set_contact(desk, town, name, phone, now, actor),
                said=f"已登记{town}的联系人",
            )


def _line(town: TownYear) -> TownLine:
    months = {f"m{number}": _word(cell) for number, cell in enumerate(town.cells, 1)}
    return TownLine(town=town.town, rate=percent(town.whole.rate), **months)


def _least_wanted(shown: Month, today: Month) -> list[str]:
    """The columns that give way, the first of them first: the rate, months to come, those farthest off."""
    months = [Month(shown.year, number) for number in range(1, 13)]
    months.sort(key=lambda month: (month > today, abs(month.number - shown.number)), reverse=True)
    return ["rate", *(f"m{month.number}" for month in months if month != shown)]


def _word(cell: Cell) -> str:
    """A month that is not due yet says nothing."""
    return "" if cell.state is ReportState.NOT_DUE else cell.state.label


def _received(cell: Cell) -> str:
    if cell.number:
        return f"第{cell.number}号　{cell.received_at.replace('T', ' ')[:16]} 收到"
    if cell.state is ReportState.MISSING:
        return "还没有收到。下一份上报包来了，这个月也就报了（算迟报），不用另外补做"
    return cell.sentence or "还没有收到"


def _not_reported(year: ReportingYear, place: int) -> str:
    states = [town.cells[place].state for town in year.towns]
    said = [
        f"{state.label} {states.count(state)}"
        for state in (ReportState.MISSING, ReportState.HELD, ReportState.REFUSED)
        if states.count(state)
    ]
    return "　".join(said)


def _waiting(asked: Sequence[Asked]) -> str:
    number = sum(not each.closed_at for each in asked)
    return f"{number} 条待结" if number else ""
