"""Form 14, 资金项目“双签”审批单: one round of a project, signed by secretary and leader (四(四))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import SIGN_AND_DATE, Document, Facts, Field, Fields, Legend, Title
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.money import capital, yuan

_OPINION = 44.0


@dataclass(frozen=True)
class Approval:
    """A round put before the two; `earlier_fen` is what an earlier round approved (None: the first).

    A round without a village prints as it did before there was one.
    """

    name: str
    source: str
    amount_fen: int
    earlier_fen: int | None
    reason: str
    proposed_on: date
    secretary: tuple[str, date] | None
    leader: tuple[str, date] | None
    paid_fen: int
    team: str
    imprint: Imprint
    village: str = ""


def build(data: Approval) -> tuple[Document, ...]:
    """The form, on one page; both sign by hand; who has signed in the program is said small."""
    amount = f"人民币{capital(data.amount_fen)}\n¥{yuan(data.amount_fen)}"
    rows: tuple[tuple[Field, ...], ...] = (
        (Field("项目名称", data.name, height=12),),
        *(((Field("实施村", data.village),),) if data.village else ()),
        (Field("资金来源", data.source), Field("申报日期", chinese_date(data.proposed_on))),
        (Field("申请金额\n（大小写）", amount, height=16),),
        *_supplement(data),
        (Field("申请事由\n及用途", data.reason, height=52),),
        (_signature("镇党委书记\n签字", data.secretary),),
        (_signature("工作队队长\n签字", data.leader),),
        (Field("备注", "", height=16),),
    )
    document = Document(
        name=f"资金项目“双签”审批单（{data.name}）",
        blocks=(
            Title("资金项目“双签”审批单", "追加（变更）审批" if data.earlier_fen is not None else ""),
            Facts(f"申报单位：{data.team}", right="单位：元"),
            Fields(rows, label_width=28),
            Legend("资金项目由镇党委书记和工作队队长双签批准后实施，四(四)。双签完成前不得列支。"),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _supplement(data: Approval) -> tuple[tuple[Field, ...], ...]:
    if data.earlier_fen is None:
        return ()
    return ((Field("原批准金额", f"¥{yuan(data.earlier_fen)}"), Field("已支出", f"¥{yuan(data.paid_fen)}")),)


def _signature(label: str, signed: tuple[str, date] | None) -> Field:
    """Where somebody signs by hand; what was written down of it already is said small."""
    note = f"程序登记：{signed[0]} {chinese_date(signed[1])}" if signed else ""
    return Field(label, note=note, height=_OPINION, foot=SIGN_AND_DATE)


SAMPLE = Approval(
    name="梅坑村文化广场照明改造",
    source="派出单位支持资金",
    amount_fen=4_860_000,
    earlier_fen=None,
    reason="文化广场现有路灯12盏，损坏9盏，群众夜间出行和活动不便。拟更换太阳能路灯12盏，"
    "由镇统一询价采购，村委会负责日常管护。",
    proposed_on=date(2026, 5, 6),
    secretary=None,
    leader=None,
    paid_fen=0,
    team="梅坑镇驻镇帮扶工作队",
    imprint=Imprint("2026-05-06 10:20"),
    village="梅坑村",
)
