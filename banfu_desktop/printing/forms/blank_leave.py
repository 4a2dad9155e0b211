"""A blank 请假审批表, to be filled in by hand (四(三))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import (
    BLANK_DATE,
    SIGN_AND_DATE,
    Document,
    Facts,
    Field,
    Fields,
    Legend,
    Title,
)
from banfu_desktop.printing.forms.leave_form import opinions
from banfu_desktop.printing.forms.parts import Imprint


@dataclass(frozen=True)
class BlankLeave:
    """Up to `town_days` days the town decides, above that 县委组织部."""

    team: str
    town_days: int
    imprint: Imprint


def build(data: BlankLeave) -> tuple[Document, ...]:
    """The form, on one page."""
    rows = (
        (Field("姓名"), Field("派出单位")),
        (Field("职务"), Field("请假类别")),
        (Field("起止时间"), Field("天数")),
        (Field("请假事由", height=22),),
        (Field("去向及电话", height=12),),
        (Field("工作交接人", height=12), Field("请假人签字", foot=BLANK_DATE, height=12)),
        *((field,) for field in opinions("")),
        (Field("销假时间\n及签字", height=18, foot=SIGN_AND_DATE),),
    )
    document = Document(
        name="空白请假审批表",
        blocks=(
            Title("驻镇帮扶工作队请假审批表"),
            Facts(f"填报单位：{data.team}", right=f"填表日期：{BLANK_DATE}"),
            Fields(rows, label_width=28),
            Legend(f"{data.town_days}天以内由镇党委审批，县委组织部意见不填。"),
        ),
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = BlankLeave("梅坑镇驻镇帮扶工作队", 3, Imprint("2026-11-02 09:30"))
