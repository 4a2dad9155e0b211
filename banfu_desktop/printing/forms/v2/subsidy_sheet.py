"""Form 1 of one payer with number, version, and what of it the bank pays; also as a 补发表 (六(一))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import PAY_SIGNERS, Imprint
from banfu_desktop.printing.forms.v2.style import STYLE
from banfu_desktop.rules.dates import Month

_TITLE, _SUPPLEMENT = "驻镇帮扶工作补助发放表", "驻镇帮扶工作补助补发表"
_ACCOUNT, _NET = 13, 12
_MASKED, _FULL = Column("账号\n(尾4位)", 14), Column("开户行及账号", 38)
_COLUMNS = (
    Column("序号", 8),
    Column("姓名", 22),
    Column("派出单位", 22),
    Column("队内\n职务", 17),
    Column("补助\n月份", 16),
    Column("应在岗\n天数", 12),
    Column("在岗\n天数", 10),
    Column("请假\n天数", 10),
    Column("标准", 17.5, money=True),
    Column("应发", 18.5, money=True, summed=True),
    Column("扣减", 16, money=True, summed=True),
    Column("补发\n扣回", 18, money=True, summed=True),
    Column("实发", 19, money=True, summed=True),
    _MASKED,
    Column("领款人签字", 21),
    Column("领款日期", 14.5),
    Column("备注", 27, align="left"),
)
_ROOMY, _ROOMY_ROWS, _TIGHT = 10.0, 9, 8.0
"""Height of a row to sign in, in mm, up to so many rows; more do with less: 13 people stand on a page."""


@dataclass(frozen=True)
class Line:
    """One person's line. A difference or one-off line has no days and no rate; its amount is `carried_fen`.

    `account` holds what the variant may show: the last 4 digits, or bank and number in full.
    """

    name: str
    organisation: str
    role: str
    about: Month
    days_posted: str
    days_present: str
    days_leave: str
    rate_fen: int | None
    gross_fen: int | None
    deducted_fen: int | None
    carried_fen: int | None
    net_fen: int
    account: str
    remark: str

    def row(self, number: int) -> Row:
        """The line's cells, without the places to sign."""
        month = f"{self.about.year}.{self.about.number:02d}"
        days = (self.days_posted, self.days_present, self.days_leave)
        money = (self.rate_fen, self.gross_fen, self.deducted_fen, self.carried_fen, self.net_fen)
        who = (number, self.name, self.organisation, self.role, month)
        return (*who, *days, *money, self.account, None, None, self.remark)


@dataclass(frozen=True)
class Sheet:
    """What one payer pays for a month, or makes up for on a 补发表.

    Attributes:
        number: the running number, or when there will be one.
        version: 第2版，代替…; empty for a first.
        as_of: the day 在岗 is counted to on a sheet sealed before the month was over.
        left_out: who was left off (暂缓).
        bank: how the total divides into what the bank list pays and what it does not.
        supplement: the months a 补发表 is for; empty on a month's sheet.
        alone: that one person both made and sealed it, and why.
    """

    payer: str
    team: str
    month: Month
    document_no: str
    lines: tuple[Line, ...]
    imprint: Imprint
    number: str
    version: str = ""
    as_of: str = ""
    left_out: str = ""
    bank: str = ""
    supplement: str = ""
    alone: str = ""


def build(data: Sheet) -> tuple[Document, ...]:
    """The sheet of one payer, ready to be signed and stamped."""
    title = _SUPPLEMENT if data.supplement else _TITLE
    period = data.supplement or data.month.label
    account = _FULL if data.imprint.full else _MASKED
    columns = (*_COLUMNS[:_ACCOUNT], account, *_COLUMNS[_ACCOUNT + 1 :])
    rows = tuple(line.row(number) for number, line in enumerate(data.lines, 1))
    height = _ROOMY if len(rows) <= _ROOMY_ROWS else _TIGHT
    below = "　".join(text for text in (data.version, data.as_of) if text)
    whose = f"填报单位（盖章）：{data.team}"
    document = Document(
        name=f"{title}{data.number}（{data.payer}）"
        if data.supplement
        else f"{period}{title}（{data.payer}）",
        blocks=(
            Title(title, below),
            Facts(whose, f"发放单位：{data.payer}　{period}", f"编号：{data.number}　单位：元"),
            Grid(columns, rows, capital_of=_NET, row_height=height, size=10),
            Legend("".join(f"{text}。" for text in _foot(data) if text)),
            Signatures(PAY_SIGNERS),
        ),
        landscape=True,
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )
    return (document,)


def _foot(data: Sheet) -> tuple[str, ...]:
    """Who was left off, that only one person was there, what the bank pays, and what it rests on."""
    basis = f"依据：{data.document_no}六(一)，含伙食补助；实发＝应发－扣减＋补发扣回"
    days = "" if data.supplement else "；在岗天数为工作日，值班另计"
    return data.left_out, data.alone, data.bank, basis + days


_OCTOBER = Month(2026, 10)
SAMPLE = Sheet(
    payer="县林业局",
    team="梅坑镇驻镇帮扶工作队",
    month=_OCTOBER,
    document_no="新乡振组〔2021〕12号",
    lines=(
        Line("巫启明", "县林业局", "队员", _OCTOBER, "9", "9", "0", 200_000, 129_032, 0, None, 129_032,
             "7043", "10月20日离岗"),
        Line("阿卜杜热合曼·买买提", "县林业局", "队员", _OCTOBER, "9", "7.5", "1.5", 200_000, 70_968, 0,
             None, 70_968, "6461", "10月21日到岗；事假1.5天；值班1天"),
        Line("巫启明", "县林业局", "队员", Month(2026, 9), "", "", "", None, None, None, -6_667, -6_667,
             "7043", "扣回：2026年9月更正，旷工1天"),
    ),
    imprint=Imprint("2026-11-02 09:30", "K7QM-2XWA"),
    number="2026年第037号",
    version="第2版，代替2026年第031号",
    left_out="未列入：罗海涛2026年10月（暂缓：事假超过15天，待镇党委研究）",
    bank="合计 1,933.33＝银行代发 1,933.33＋未列入代发 0.00",
)  # fmt: skip
