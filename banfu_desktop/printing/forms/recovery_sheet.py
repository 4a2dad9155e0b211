"""恢复卡: a recovery key on paper, to be kept in the safe; an office's, or a county's two."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Document, Field, Fields, Paragraph, Signatures, Title
from banfu_desktop.printing.forms.parts import GAP, key_boxes
from banfu_desktop.rules.dates import chinese_date


@dataclass(frozen=True)
class CardKind:
    """What a card opens.

    Attributes:
        heading: what the key is called, in small letters below the title.
        bearer: what a name is completed to, so that it says whose card it is.
        uses: what it is for and how it is kept, a paragraph each.
    """

    title: str
    heading: str
    bearer: str
    uses: tuple[str, ...]


OFFICE = CardKind(
    "恢复卡",
    "恢复密钥　机密　请存入保险柜",
    "驻镇帮扶工作队",
    (
        "这组密钥能打开本单位的全部办公数据，包括身份证号和银行账号。",
        "换了电脑、重装了系统，或者忘记密码时，在程序里输入它，就能重新打开数据。没有它，又没有原来的电脑，任何人都打不开，开发单位也不能。",
        "请把本卡装入信封，封口签字，放进单位保险柜；不要拍照，不要存在电脑或手机里，不要与备份放在一起。",
        "重新打印恢复卡以后，旧卡作废，请当场销毁。",
    ),
)
COUNTY = CardKind(
    "恢复卡",
    "县里数据的恢复密钥　机密　请存入保险柜",
    "帮扶汇总",
    (
        "这组密钥能打开县里的汇总数据：各镇报来的补助、人员（姓名隐去一部分）、经费和上报情况。",
        "换了电脑、重装了系统，或者从第二处的备份找回数据时，在程序里输入它。没有它，又没有原来的电脑，任何人都打不开，开发单位也不能。",
        "请把本卡装入信封，封口签字，放进单位保险柜；不要拍照，不要存在电脑或手机里，不要与备份放在一起。",
        "重新生成恢复密钥以后，旧卡作废，请当场销毁。",
    ),
)
RESCUE = CardKind(
    "救援钥匙",
    "机密　请存入保险柜",
    "帮扶汇总",
    (
        "某个镇的电脑坏了、恢复卡也没有了时，县里用这把钥匙从那个镇的上报包替它找回办公数据。",
        "它打不开上报包的正文，也不能替镇里签名。程序里没有它，丢了只能重新生成，以前的上报包就不能再用它找回。",
        "请把本卡装入信封，封口签字，放进单位保险柜；不要拍照，不要存在电脑或手机里。",
    ),
)


@dataclass(frozen=True)
class Recovery:
    """The key as shown once, in 8 groups of 4; how to tell whose it is, and this card from others.

    Attributes:
        fingerprint, card: empty where the key opens no data of its own.
    """

    team: str
    key: str
    fingerprint: str
    card: str
    made_on: date
    printed_at: str
    kind: CardKind = OFFICE


def build(data: Recovery) -> tuple[Document, ...]:
    """The card, one page."""
    told = (
        ("办公室" if data.kind is OFFICE else "单位", data.team),
        ("数据核对码", data.fingerprint),
        ("卡号", data.card),
        ("制卡日期", chinese_date(data.made_on)),
    )
    document = Document(
        name=data.kind.title,
        blocks=(
            Title(data.kind.title, data.kind.heading),
            GAP,
            *key_boxes(data.key),
            GAP,
            Fields(tuple((Field(name, text, height=11),) for name, text in told if text)),
            GAP,
            *(Paragraph(f"{number}．{use}") for number, use in enumerate(data.kind.uses, 1)),
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
