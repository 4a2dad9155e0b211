"""Form 1, 驻镇帮扶工作补助发放表: one sheet per payer and month (六(一))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import PAY_SIGNERS, Imprint
from banfu_desktop.printing.forms.v1.style import STYLE
from banfu_desktop.rules.dates import Month

_ACCOUNT, _NET = 12, 11
_MASKED, _FULL = Column("账号\n(尾4位)", 15), Column("开户行及账号", 38.5)
_COLUMNS = (
    Column("序号", 8.5),
    Column("姓名", 24),
    Column("派出单位", 23),
    Column("队内职务", 15),
    Column("补助月份", 17),
    Column("应在岗\n天数", 12.5),
    Column("在岗\n天数", 10.5),
    Column("请假\n天数", 10.5),
    Column("标准", 19.5, money=True),
    Column("应发", 20, money=True, summed=True),
    Column("扣减", 17, money=True, summed=True),
    Column("实发", 20, money=True, summed=True),
    _MASKED,
    Column("领款人签字", 22),
    Column("领款日期", 15),
    Column("备注", 29, align="left"),
)


@dataclass(frozen=True)
class Line:
    """One person's line; days are None on a difference, whose `net_fen` may be negative (扣回).

    `account` holds what the variant may show: the last 4 digits, or bank and number in full.
    """

    name: str
    organisation: str
    role: str
    about: Month
    days_posted: int | str | None
    days_present: int | str | None
    days_leave: int | str | None
    rate_fen: int | None
    gross_fen: int
    deducted_fen: int
    net_fen: int
    account: str
    remark: str

    def row(self, number: int) -> Row:
        """The line's cells, without the places to sign."""
        month = f"{self.about.year}.{self.about.number:02d}"
        days = (self.days_posted, self.days_present, self.days_leave)
        money = (self.rate_fen, self.gross_fen, self.deducted_fen, self.net_fen)
        who = (number, self.name, self.organisation, self.role, month)
        return (*who, *days, *money, self.account, None, None, self.remark)


@dataclass(frozen=True)
class Sheet:
    """What one payer pays for a month."""

    payer: str
    team: str
    month: Month
    document_no: str
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Sheet) -> tuple[Document, ...]:
    """The sheet of one payer, ready to be signed and stamped."""
    account = _FULL if data.imprint.full else _MASKED
    columns = (*_COLUMNS[:_ACCOUNT], account, *_COLUMNS[_ACCOUNT + 1 :])
    middle = f"发放单位：{data.payer}　　{data.month.label}"
    rows = tuple(line.row(number) for number, line in enumerate(data.lines, 1))
    document = Document(
        name=f"{data.month.label}驻镇帮扶工作补助发放表（{data.payer}）",
        blocks=(
            Title("驻镇帮扶工作补助发放表"),
            Facts(f"填报单位（盖章）：{data.team}", middle, "单位：元"),
            Grid(columns, rows, capital_of=_NET, row_height=10),
            Legend(
                f"依据：{data.document_no}六(一)，县直单位选派人员工作补助，含伙食补助。实发＝应发－扣减。"
            ),
            Signatures(PAY_SIGNERS, stamp=True),
        ),
        landscape=True,
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )
    return (document,)


_OCTOBER = Month(2026, 10)
SAMPLE = Sheet(
    payer="县林业局",
    team="梅坑镇驻镇帮扶工作队",
    month=_OCTOBER,
    document_no="新乡振组〔2021〕12号",
    lines=(
        Line(
            "巫启明", "县林业局", "队员", _OCTOBER, 20, 20, 0, 200_000, 129_032, 0, 129_032, "7043",
            "10月20日离岗",
        ),
        Line(
            "阿卜杜热合曼·买买提", "县林业局", "队员", _OCTOBER, 11, 9, 2, 200_000, 70_968, 0, 70_968, "6461",
            "10月21日到岗；事假2天",
        ),
        Line(
            "巫启明", "县林业局", "队员", Month(2026, 9), None, None, None, None, -6_667, 0, -6_667, "7043",
            "扣回：2026年9月更正，旷工1天；按天扣减66.67",
        ),
    ),
    imprint=Imprint("2026-11-02 09:30", "K7QM-2XWA"),
)  # fmt: skip
