"""Form 20, 考核登记表: one person in a round, with frozen facts, opinions and the grade (四(五))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    SIGN_AND_DATE,
    STAMP_AND_DATE,
    Document,
    Facts,
    Field,
    Fields,
    Legend,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.assessment import RoundKind
from banfu_desktop.rules.dates import Period

_EXPECTED = ("镇党委", "派出单位")
"""Bodies whose opinion has a box even before they said anything."""


@dataclass(frozen=True)
class AssessmentForm:
    """Somebody in a round; `facts` are label and words, `scores` criterion, weight and points."""

    kind: RoundKind
    title: str
    period: Period
    team: str
    name: str
    organisation: str
    role: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    frozen_on: date | None
    survey: tuple[int | None, int | None]
    scores: tuple[tuple[str, int, int], ...]
    score: str
    opinions: tuple[tuple[str, str, date], ...]
    led_by: str
    grade: str
    imprint: Imprint


def build(data: AssessmentForm) -> tuple[Document, ...]:
    """The form; everybody signs or stamps by hand."""
    facts = "　".join(f"{label}：{words}" for label, words in data.facts) or "（事实还没有冻结）"
    rows: list[tuple[Field, ...]] = [
        (Field("姓名", data.name), Field("派出单位", data.organisation), Field("队内职务", data.role)),
        (Field("个人总结", data.summary, height=44, foot=SIGN_AND_DATE),),
        (Field("履职事实", facts, height=30),),
    ]
    asked, good = data.survey
    if asked:
        rows.append((Field("民主测评", f"收回 {asked} 票，满意 {good or 0} 票"),))
    if data.scores:
        told = "　".join(f"{name}（{weight}）{points}" for name, weight, points in data.scores)
        rows.append((Field("打分", f"{told}　　合计 {data.score}" if data.score else told),))
    said = {body: (opinion, day) for body, opinion, day in data.opinions}
    for body in dict.fromkeys((*_EXPECTED, *said)):
        opinion, day = said.get(body, ("", None))
        heard = f"{opinion}（{dotted(day)}）" if day else ""
        rows.append((Field(f"{body}\n意见", heard, height=26, foot=STAMP_AND_DATE),))
    result = f"等次：{data.grade}" if data.grade else ""
    rows.append((Field("考核单位\n评定", result, height=26, foot=STAMP_AND_DATE),))
    frozen = f"事实于{dotted(data.frozen_on)}从考勤、日志、培训等冻结。" if data.frozen_on else ""
    document = Document(
        name=f"{data.title}登记表（{data.name}）",
        blocks=(
            Title(f"{data.kind.label}登记表", data.title),
            Facts(
                f"工作队：{data.team}", "", f"考核期：{dotted(data.period.start)}—{dotted(data.period.end)}"
            ),
            Fields(tuple(rows), label_width=24),
            Legend(f"{frozen}考核单位：{data.led_by}。依据：通知四(五)。"),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = AssessmentForm(
    kind=RoundKind.YEAR,
    title="2026年度考核",
    period=Period(date(2026, 1, 1), date(2026, 12, 31)),
    team="梅坑镇驻镇帮扶工作队",
    name="谭䶮",
    organisation="县司法局",
    role="队员",
    summary="一年来，坚持驻镇，走访监测对象，协调司法服务进村。",
    facts=(
        ("应在岗天数", "249"),
        ("在岗天数", "236.5"),
        ("请假", "年休假 5 天、事假 2.5 天"),
        ("工作日志条数", "112"),
    ),
    frozen_on=date(2027, 1, 5),
    survey=(22, 20),
    scores=(("工作实绩", 60, 88), ("群众评价", 40, 92)),
    score="89.6",
    opinions=(("镇党委", "同意。驻镇扎实，成效明显。", date(2027, 1, 8)),),
    led_by="县委组织部、县委农办、县农业农村局、县乡村振兴局",
    grade="优秀",
    imprint=Imprint("2027-01-20 10:00"),
)
