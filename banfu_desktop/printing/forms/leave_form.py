"""Form 6, 请假审批表: one leave with its five opinions and 销假 (四(三))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    BLANK_DATE,
    SIGN_AND_DATE,
    STAMP_AND_DATE,
    Document,
    Facts,
    Field,
    Fields,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import chinese_date

_OPINION = 27.0


@dataclass(frozen=True)
class Leave:
    """One leave; up to `town_days` days the town decides, above that 县委组织部 (本单位自定).

    `days` are those applied for and approved, `taken` those until the return (None before it).
    """

    name: str
    organisation: str
    post: str
    kind: str
    start: date
    end: date
    days: int | float
    taken: int | float | None
    reason: str
    destination: str
    contact: str
    handover: str
    returned_on: date | None
    town_days: int
    team: str
    imprint: Imprint
    from_noon: bool = False
    to_noon: bool = False


def build(data: Leave) -> tuple[Document, ...]:
    """The form, on one page."""
    until = chinese_date(data.end)
    same_year = data.start.year == data.end.year
    start = chinese_date(data.start) + ("下午" if data.from_noon else "")
    end = (until.partition("年")[2] if same_year else until) + ("上午" if data.to_noon else "")
    span = f"{start}至{end}"
    where = "　".join(part for part in (data.destination, data.contact) if part)
    back = f"{chinese_date(data.returned_on)}返岗，实际请假{data.taken}天　　" if data.returned_on else ""
    rows = (
        (Field("姓名", data.name), Field("派出单位", data.organisation)),
        (Field("职务", data.post), Field("请假类别", data.kind)),
        (Field("起止时间", span), Field("天数", f"{data.days}天")),
        (Field("请假事由", data.reason, height=22),),
        (Field("去向及电话", where, height=12),),
        (Field("工作交接人", data.handover, height=12), Field("请假人签字", foot=BLANK_DATE, height=12)),
        *((field,) for field in opinions(_county(data))),
        (Field("销假时间\n及签字", back, height=18, foot=SIGN_AND_DATE),),
    )
    document = Document(
        name=f"请假审批表（{data.name}{data.start:%Y%m%d}）",
        blocks=(
            Title("驻镇帮扶工作队请假审批表"),
            Facts(f"填报单位：{data.team}", right="填表日期：　　　　年　　月　　日"),
            Fields(rows, label_width=28),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _county(data: Leave) -> str:
    """What stands where 县委组织部 decides only on leaves longer than the town may grant."""
    return f"{data.town_days}天以内由镇党委审批，此栏不填。" if data.days <= data.town_days else ""


def opinions(county: str) -> tuple[Field, ...]:
    """The five in turn; `county` says why the last stays empty, if it does."""
    return (
        Field("工作队队长\n意见", height=_OPINION, foot=SIGN_AND_DATE),
        Field("派出单位\n意见", height=_OPINION, foot=STAMP_AND_DATE),
        Field("镇（村）分管\n领导意见", height=_OPINION, foot=SIGN_AND_DATE),
        Field("镇党委意见", height=_OPINION, foot=STAMP_AND_DATE),
        Field("县委组织部\n意见", county, height=_OPINION, foot="" if county else STAMP_AND_DATE),
    )


SAMPLE = Leave(
    name="阿卜杜热合曼·买买提",
    organisation="县林业局",
    post="科员、队员",
    kind="年休假",
    start=date(2026, 11, 9),
    end=date(2026, 11, 13),
    days=5,
    taken=5,
    reason="回乡探望父母。",
    destination="新疆喀什",
    contact="13902827821",
    handover="罗海涛",
    returned_on=date(2026, 11, 14),
    town_days=3,
    team="梅坑镇驻镇帮扶工作队",
    imprint=Imprint("2026-11-06 15:20"),
)
