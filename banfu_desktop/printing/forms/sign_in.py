"""A blank 签到表 for a meeting or a training."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import BLANK_DATE, Column, Document, Facts, Grid, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 28),
    Column("单位及职务", 52),
    Column("联系电话", 34),
    Column("签到时间", 22),
    Column("签名", 24),
)
_ROWS = 20


@dataclass(frozen=True)
class SignIn:
    """Who is expected; the rest of the rows stays open."""

    team: str
    names: tuple[tuple[str, str], ...]
    imprint: Imprint


def build(data: SignIn) -> tuple[Document, ...]:
    """The sheet: the team's people with their units, and rows for others."""
    rows = tuple(
        (str(number), name, unit, None, None, None) for number, (name, unit) in enumerate(data.names, 1)
    )
    document = Document(
        name="会议（培训）签到表",
        blocks=(
            Title("会议（培训）签到表"),
            Facts("会议（培训）名称：", right=f"时间：{BLANK_DATE}"),
            Facts("地点：", right="主持人（授课人）：　　　　　　"),
            Grid(_COLUMNS, rows, row_height=9.5, low=8, minimum_rows=_ROWS),
            Signatures(("组织单位", "记录人", "日期")),
        ),
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = SignIn(
    team="梅坑镇驻镇帮扶工作队",
    names=(("钟立新", "县交通运输局"), ("谭䶮", "县司法局"), ("阿卜杜热合曼·买买提", "县林业局")),
    imprint=Imprint("2026-11-02 09:30"),
)
