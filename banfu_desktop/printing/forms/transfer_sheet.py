"""传递单: the code that opens a county package, on a paper that travels apart from the file."""

from dataclasses import dataclass
from datetime import datetime

from banfu_desktop.printing.engine.blocks import Document, Field, Fields, Paragraph, Signatures, Title
from banfu_desktop.printing.forms.parts import GAP, key_boxes

_STEPS = (
    "本单与上报包文件请分开送达：文件用U盘或内网，本单当面交接或另行送达。",
    "收件人在程序中选择上报包并输入传递码，先校验再使用；校验时显示的镇（街）、包号和发送方核对码应与本单一致，不一致的不要使用。",
    "传递码只对这一个文件有效，只打开正文，发送方不留底；遗失本单的，请重新导出上报包。",
    "文件里的备份部分用来恢复办公数据，只有“恢复”一栏写明的能打开；传递码打不开。",
)


@dataclass(frozen=True)
class Transfer:
    """One package, its code, the trail's head in it in groups of 4, and who can restore from it."""

    town: str
    number: int
    made_at: datetime
    code: str
    fingerprint: str
    chain_code: str
    file_name: str
    recovery: str
    printed_at: str


def build(data: Transfer) -> tuple[Document, ...]:
    """The sheet, one page."""
    made = data.made_at
    rows = (
        (Field("镇（街）", data.town, height=11), Field("包号", f"第{data.number}号", height=11)),
        (Field("导出时间", f"{made.year}年{made.month}月{made.day}日 {made:%H:%M}", height=11),),
        (Field("文件名", data.file_name, height=11),),
        (Field("发送方核对码", data.fingerprint, height=11),),
        (Field("留痕码", data.chain_code, height=11),),
        (Field("恢复", data.recovery, height=11),),
    )
    document = Document(
        name=f"传递单（{data.town}第{data.number}号上报包）",
        blocks=(
            Title("上报包传递单", "传递码　请与文件分开送达"),
            GAP,
            *key_boxes(data.code),
            GAP,
            Fields(rows),
            GAP,
            *(Paragraph(f"{number}．{step}") for number, step in enumerate(_STEPS, 1)),
            Signatures(("发送人", "接收人", "日期")),
        ),
        printed_at=data.printed_at,
    )
    return (document,)


SAMPLE = Transfer(
    town="梅坑镇",
    number=7,
    made_at=datetime(2026, 11, 2, 9, 40),
    code="7K2M-X9QD-4HTR-B0WV-5NZC-8E1J-P6GS-A3YF",
    fingerprint="3QKM-7R2X-D05T-9WHB",
    chain_code="7K2M-X9QD-4HTR-B0WV",
    file_name="梅坑镇-上报包-007-20261102.bfb",
    recovery="恢复卡（5N2C-8E1J-P6GS-A3YF）可以打开，县里的救援钥匙不可以打开",
    printed_at="2026-11-02 09:40",
)
