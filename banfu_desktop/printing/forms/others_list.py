"""其他人员执行规定情况表: who stands under which rule of his own, and who pays by it (六(四))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 26),
    Column("人员类别", 38),
    Column("派出单位", 38, align="left"),
    Column("队内职务", 24),
    Column("到岗日期", 24),
    Column("执行的规定", 56, align="left"),
    Column("由谁负担", 30, align="left"),
    Column("标准（文件原文）", 40, align="left"),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class Line:
    """Somebody under 六(四); `rule` is empty where the office was told of none."""

    name: str
    category: str
    organisation: str
    role: str
    arrived_on: date
    rule: str
    payer: str
    amount: str


@dataclass(frozen=True)
class OthersList:
    """Everybody of 六(四) at the post on a day."""

    team: str
    day: date
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: OthersList) -> tuple[Document, ...]:
    """The list."""
    rows = tuple(
        (
            number, line.name, line.category, line.organisation, line.role, dotted(line.arrived_on),
            line.rule, line.payer, line.amount,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name="其他人员执行规定情况表",
        blocks=(
            Title("其他人员执行规定情况表"),
            Facts(f"填报单位（盖章）：{data.team}", "", f"截至：{dotted(data.day)}"),
            Grid(_COLUMNS, rows, size=10),
            Legend(
                "科技特派员、“三支一扶”人员、志愿者、金融助理按各自规定执行，不在工作补助发放表上。"
                "规定和标准照本单位收到的文件抄录，空着的还没有收到文件。依据：通知六(四)。"
            ),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = OthersList(
    "梅坑镇驻镇帮扶工作队",
    date(2026, 11, 30),
    (
        Line("冼䶮健", "农村科技特派员", "省农科院", "科技特派员", date(2026, 1, 5),
             "科技特派员管理办法（样例）（样字〔2026〕1号）", "省级财政", ""),
        Line("邓雨桐", "“三支一扶”人员", "省人社厅", "队员", date(2026, 1, 5), "", "", ""),
    ),
    Imprint("2026-11-30 17:02"),
)  # fmt: skip
