"""销毁证明: whose personal numbers were erased when their retention period had ended, and what stays."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Paragraph, Signatures, Title
from banfu_desktop.printing.forms.parts import GAP, Imprint, dotted
from banfu_desktop.rules.dates import chinese_date

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 28),
    Column("派出单位", 40),
    Column("离岗日期", 24),
    Column("销毁号码\n（个）", 18),
    Column("销毁附件\n（份）", 18),
    Column("留痕中销毁\n（条）", 20),
    Column("保留凭证\n附件（份）", 20),
)
_KEPT = (
    "销毁的是身份证号、银行账号、开户行、户名、电话，以及不属于会计凭证的附件；登记、操作留痕中的都已销毁，不能恢复。",
    "按会计档案管理的要求继续保存：已封存的工作补助发放表和封存时的内容、已付款的报销单和所附凭证。姓名、任职和考勤仍在册。",
    "销毁前做的本机备份和已送县里的上报包仍含原号码：本机旧备份由经办人在程序中一并删除，上报包请县里按其期限处理。",
    "依据《中华人民共和国个人信息保护法》第十九条、第四十七条；保存年数由本单位自定。",
)


@dataclass(frozen=True)
class Line:
    """One person: values, attachments and entries of the trail erased; attachments kept as vouchers."""

    name: str
    organisation: str
    left_on: date
    numbers: int
    attachments: int
    entries: int
    kept_attachments: int


@dataclass(frozen=True)
class Destruction:
    """One erasure; `chain_code` is the head of the audit trail when it is printed."""

    team: str
    number: int
    erased_on: date
    erased_by: str
    years: int
    gone_before: date
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Destruction) -> tuple[Document, ...]:
    """The certificate."""
    rows = tuple(
        (
            number, line.name, line.organisation, dotted(line.left_on), line.numbers, line.attachments,
            line.entries, line.kept_attachments,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    done = f"离岗满{data.years}年（{chinese_date(data.gone_before)}以前离岗）的{len(data.lines)}人，"
    done += f"个人信息已于{chinese_date(data.erased_on)}销毁，经办：{data.erased_by}。"
    document = Document(
        name=f"个人信息销毁证明（第{data.number}号）",
        blocks=(
            Title("个人信息销毁证明", f"第{data.number}号"),
            Facts(f"单位（盖章）：{data.team}", "", f"销毁日期：{chinese_date(data.erased_on)}"),
            Paragraph(done),
            Grid(_COLUMNS, rows, row_height=9),
            GAP,
            *(Paragraph(f"{number}．{text}") for number, text in enumerate(_KEPT, 1)),
            Signatures(("工作队队长", "监销人", "经办人", "日期")),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Destruction(
    team="梅坑镇驻镇帮扶工作队",
    number=1,
    erased_on=date(2031, 11, 3),
    erased_by="经办",
    years=5,
    gone_before=date(2026, 11, 3),
    lines=(
        Line("丘文远", "县司法局", date(2026, 3, 31), 4, 1, 6, 12),
        Line("阿卜杜热合曼·买买提", "县农业农村局", date(2026, 8, 2), 3, 0, 3, 0),
    ),
    imprint=Imprint("2031-11-03 10:05", chain_code="7K2M-X9QD-4HTR-B0WV"),
)
