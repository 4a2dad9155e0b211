"""恢复卡: the office's recovery key on paper, to be kept in the safe."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Document, Field, Fields, Paragraph, Signatures, Title
from banfu_desktop.printing.forms.parts import GAP, key_boxes
from banfu_desktop.rules.dates import chinese_date

_USES = (
    "这组密钥能打开本单位的全部办公数据，包括身份证号和银行账号。",
    "换了电脑、重装了系统，或者忘记密码时，在程序里输入它，就能重新打开数据。没有它，又没有原来的电脑，任何人都打不开，开发单位也不能。",
    "请把本卡装入信封，封口签字，放进单位保险柜；不要拍照，不要存在电脑或手机里，不要与备份放在一起。",
    "重新打印恢复卡以后，旧卡作废，请当场销毁。",
)


@dataclass(frozen=True)
class Recovery:
    """The key as shown once, in 8 groups of 4; how to tell its office, and this card from others."""

    team: str
    key: str
    fingerprint: str
    card: str
    made_on: date
    printed_at: str


def build(data: Recovery) -> tuple[Document, ...]:
    """The card, one page."""
    rows = (
        (Field("办公室", data.team, height=11),),
        (Field("数据核对码", data.fingerprint, height=11),),
        (Field("卡号", data.card, height=11),),
        (Field("制卡日期", chinese_date(data.made_on), height=11),),
    )
    document = Document(
        name="恢复卡",
        blocks=(
            Title("恢复卡", "恢复密钥　机密　请存入保险柜"),
            GAP,
            *key_boxes(data.key),
            GAP,
            Fields(rows),
            GAP,
            *(Paragraph(f"{number}．{use}") for number, use in enumerate(_USES, 1)),
            Signatures(("保管人", "移交人", "日期")),
        ),
        printed_at=data.printed_at,
    )
    return (document,)


SAMPLE = Recovery(
    team="梅坑镇驻镇帮扶工作队",
    key="7K2M-X9QD-4HTR-B0WV-5NZC-8E1J-P6GS-A3YF",
    fingerprint="3QKM-7R2X",
    card="5N2C-8E1J-P6GS-A3YF",
    made_on=date(2026, 10, 8),
    printed_at="2026-10-08 09:12",
)
