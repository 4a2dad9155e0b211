"""Form 24, 驻村第一书记备案表: a first secretary and the village, put on file with every body (二(三))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import STAMP_AND_DATE, Document, Facts, Field, Fields, Legend, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted, party_committee
from banfu_desktop.rules.dates import Month, chinese_date


@dataclass(frozen=True)
class FilingForm:
    """One first secretary; `bodies` are body, sent on, document number, put on file on."""

    town: str
    team: str
    name: str
    sex: str
    identity: str
    nation: str
    education: str
    political: str
    party_joined_on: date | Month | None
    organisation: str
    unit_post: str
    rank: str
    village: str
    arrived_on: date
    planned_until: date | None
    bodies: tuple[tuple[str, date | None, str, date | None], ...]
    imprint: Imprint


def build(data: FilingForm) -> tuple[Document, ...]:
    """The form, on one page, stamped by the town and by each body."""
    until = chinese_date(data.planned_until) if data.planned_until else ""
    rows: tuple[tuple[Field, ...], ...] = (
        (Field("姓名", data.name), Field("性别", data.sex), Field("民族", data.nation)),
        (Field("身份证号", data.identity), Field("学历", data.education)),
        (Field("政治面貌", data.political), Field("入党时间", dotted(data.party_joined_on))),
        (Field("派出单位", data.organisation), Field("单位职务", data.unit_post), Field("职级", data.rank)),
        (
            Field("驻镇", data.town),
            Field("任第一书记\n的村", data.village),
            Field("队内职务", "第一书记（兼任队员）"),
        ),
        (Field("到岗日期", chinese_date(data.arrived_on)), Field("任期至", until)),
        (Field("派出单位\n意见", height=30, foot=STAMP_AND_DATE),),
        (Field("镇党委意见", height=30, foot=STAMP_AND_DATE),),
        *((_body(*body),) for body in data.bodies),
    )
    document = Document(
        name=f"驻村第一书记备案表（{data.name}）",
        blocks=(
            Title("驻村第一书记备案表"),
            Facts(f"填报单位：{party_committee(data.town)}"),
            Fields(rows, label_width=29),
            Legend("人员或驻村变动的，重新备案。依据：通知二(三)。"),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _body(body: str, sent_on: date | None, number: str, confirmed_on: date | None) -> Field:
    """A body's opinion, stamped by hand; what is written down of it already is said small."""
    told = (
        f"{chinese_date(sent_on)}报送" if sent_on else "",
        number,
        f"{chinese_date(confirmed_on)}备案" if confirmed_on else "",
    )
    note = "，".join(part for part in told if part)
    return Field(
        f"{body}\n备案意见", note=f"程序登记：{note}" if note else "", height=32, foot=STAMP_AND_DATE
    )


SAMPLE = FilingForm(
    town="梅坑镇",
    team="梅坑镇驻镇帮扶工作队",
    name="潘䶮云",
    sex="女",
    identity="440233********0027",
    nation="汉族",
    education="本科",
    political="中共党员",
    party_joined_on=date(2012, 6, 30),
    organisation="县工信局",
    unit_post="办公室副主任",
    rank="四级主任科员",
    village="利坑村",
    arrived_on=date(2026, 1, 5),
    planned_until=date(2029, 1, 4),
    bodies=(
        ("县委组织部", date(2026, 1, 12), "梅党函〔2026〕3号", date(2026, 1, 20)),
        ("县乡村振兴局", date(2026, 1, 12), "梅党函〔2026〕3号", None),
    ),
    imprint=Imprint("2026-11-30 17:02"),
)
