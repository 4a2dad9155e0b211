"""What the settlement sheets of exams and of insurance share (form 31): what one unit bears, to be paid."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import (
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    Legend,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint

_AMOUNT = 5
_SIGNERS = ("承担单位负责人", "财务审核", "经办人", "日期")


@dataclass(frozen=True)
class Line:
    """What one person cost in fen, when and for what (the place of an exam, the number of a policy)."""

    name: str
    organisation: str
    when: str
    what: str
    fen: int
    remark: str = ""


@dataclass(frozen=True)
class Settlement:
    """What a unit bears of a year."""

    team: str
    payer: str
    year: int
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Settlement, title: str, when: str, what: str, amount: str) -> tuple[Document, ...]:
    """The sheet a finance office pays by; to whom is written by hand."""
    columns = (
        Column("序号", 10),
        Column("姓名", 28),
        Column("派出单位", 36, align="left"),
        Column(when, 24),
        Column(what, 40, align="left"),
        Column(amount, 24, money=True, summed=True),
        Column("备注", 20, align="left"),
    )
    rows = tuple(
        (number, line.name, line.organisation, line.when, line.what, line.fen, line.remark)
        for number, line in enumerate(data.lines, 1)
    )
    document = Document(
        name=f"{data.year}年{title}（{data.payer}）",
        blocks=(
            Title(title),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年度", "单位：元"),
            Facts(f"承担单位：{data.payer}", right=f"{len({line.name for line in data.lines})} 人"),
            Grid(columns, rows, capital_of=_AMOUNT, row_height=9, low=7.5, size=10),
            Legend("依据：通知六(二)，体检和意外险费用由派出单位承担。"),
            GAP,
            Fields(
                (
                    (Field("收款单位"), Field("付款方式", "□ 转账　　□ 其他")),
                    (Field("开户行"), Field("账号")),
                ),
                label_width=24,
            ),
            Signatures(_SIGNERS),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)
