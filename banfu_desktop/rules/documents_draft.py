"""The first draft of a half-year report 四(五): what its paragraphs say before the clerk edits them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.documents_text import Paragraph, Part, Run, Text, tidy
from banfu_desktop.rules.worklog import Duty

ISSUES, NEXT = "问题和建议", "下步打算"
"""The sections whose sources are open matters and plan items."""
_NUMERALS = "一二三四五六七八"
_NOTHING = ("0", "0.00")
_DEEDS = {
    Duty.POLICY: "开展政策宣传", Duty.PARTY: "开展党建工作", Duty.MONITORING: "开展防返贫监测",
    Duty.PLANNING: "开展规划和计划工作", Duty.LIVELIHOOD: "开展产业、民生和治理工作",
    Duty.FUNDS: "开展资金项目工作", Duty.LIAISON: "开展沟通联络", Duty.OTHER: "完成其他工作",
}  # fmt: skip
_NAMED = 3
"""So many units are named, more are counted."""
_MOST = 5
"""So many sentences of one section are ticked in at first; the clerk ticks further ones."""


@dataclass(frozen=True)
class Source:
    """Something a section may tell: its key (entry 12), day, who, what the list shows, its sentence.

    `households` is a number of households, `chosen` whether the first draft tells it, `why` why not.
    """

    key: str
    day: date
    who: str
    said: str
    sentence: str
    households: int | None = None
    chosen: bool = False
    why: str = ""


@dataclass(frozen=True)
class Drafting:
    """What a draft is made of: figures by name, as they are written, and sources by section."""

    half: HalfYear
    town: str
    team: str
    document_no: str
    units: tuple[str, ...]
    figures: Mapping[str, str]
    sources: Mapping[str, Sequence[Source]]


def sentence(day: date, village: str | None, content: str, result: str | None) -> str:
    """What a log entry comes to in a report: 3月5日在利坑村走访监测对象，未发现新增风险。"""
    where = f"在{village}" if village and village not in content else ""
    said = content.rstrip("。；;，, ")
    tail = f"，{result.rstrip('。；;，, ')}" if result else ""
    return f"{day.month}月{day.day}日{where}{said}{tail}。"


def addressed(town: str, units: Sequence[str], number: Run) -> tuple[Run, ...]:
    """Whom the report is to: the town and every posting unit's party organisation.

    Args:
        number: how many units, said where they are too many to be named.
    """
    if not units:
        return (Run(f"{town}党委："),)
    if len(units) <= _NAMED:
        return (Run(f"{town}党委，{'、'.join(units)}党组织："),)
    return Run(f"{town}党委，{units[0]}等"), number, Run("个派出单位党组织：")


def title(team: str, half: HalfYear) -> tuple[str, str]:
    """The two lines of its title."""
    return team, f"{half.label}工作报告"


def draft(of: Drafting) -> Text:
    """The report as it is first proposed: every paragraph, its figures as fields."""
    return tidy(_paragraphs(of))


def _paragraphs(of: Drafting) -> Iterator[Paragraph]:
    write = _Writer(of.figures)
    number = Run(of.figures["units_reported_to"], "figure units_reported_to")
    yield Paragraph(Part.TO, addressed(of.town, of.units, number))
    yield write.body(f"按照{of.document_no}文件第四条第（五）项要求，现将{of.half.label}工作情况报告如下。")
    yield from _basics(write)
    yield write.head("二、履职情况")
    for place, duty in enumerate(Duty):
        yield Paragraph(Part.SUBHEAD, (Run(f"（{_NUMERALS[place]}）{duty.label}"),))
        yield from _duty(write, of, duty)
    yield from _money(write)
    yield write.head("四、保障落实")
    yield write.what_there_is(
        "发放工作补助{subsidy_paid}元", "完成体检{exams_done}人",
        "告知乡镇工作补贴{allowance_told}人、单位确认{allowance_confirmed}人",
        "办结费用报销{claims_paid}件{claims_paid_fen}元",
    )  # fmt: skip
    yield write.head(f"五、{ISSUES}")
    yield write.body("截至{as_of}，有未了事项{matters_open}项。", *_told(of, ISSUES))
    yield write.head(f"六、{NEXT}")
    yield write.body("年度计划任务已完成{plan_done}项，在办{plan_open}项。", *_told(of, NEXT))


def _basics(write: "_Writer") -> Iterator[Paragraph]:
    yield write.head("一、基本情况")
    yield write.body(
        "截至{as_of}，工作队有{team}人，其中队长{leaders}人、驻村第一书记{first_secretaries}人，"
        "来自{units}个派出单位；本期到岗{arrived}人、离岗{left}人。"
        "中共党员{party_members}人，组织关系已转入{relations}人。"
    )
    yield write.body(
        "应在岗{days_due}人天，在岗{days_present}人天，其中公务外出{days_duty}人天、培训{days_training}人天，"
        "在岗率{days_rate}，请假{days_leave}人天。登记工作日志{log_count}条，"
        "入户走访{log_visits}次{log_households}户次，涉及{log_villages}个村，"
        "召开和参加会议{log_meetings}次，开展调研{log_researches}次。"
    )


def _duty(write: "_Writer", of: Drafting, duty: Duty) -> Iterator[Paragraph]:
    code = duty.value
    said = write.what_there_is(
        f"{_DEEDS[duty]}{{{code}_count}}次", f"走访{{{code}_households}}户次", f"涉及{{{code}_villages}}个村"
    )
    yield Paragraph(Part.BODY, (*said.runs, *_told(of, duty.label)))


def _money(write: "_Writer") -> Iterator[Paragraph]:
    yield write.head("三、资金项目")
    yield write.body("工作经费收入{fund_in}元，支出{fund_out}元，期末结余{fund_left}元。")
    yield write.what_there_is(
        "完成双签的项目{projects_signed}个，金额{projects_signed_fen}元", "项目支出{projects_paid}元",
        "完工{projects_done}个", "期末在办{projects_open}个",
    )  # fmt: skip
    yield write.what_there_is(
        "社会帮扶新承诺{given_count}笔{given_promised}元", "到位{given_arrived}元",
        "项目库新提出{ideas_raised}个", "入库{ideas_listed}个",
    )  # fmt: skip


def _told(of: Drafting, section: str) -> Iterator[Run]:
    for source in [one for one in of.sources.get(section, ()) if one.chosen][:_MOST]:
        yield Run(source.sentence, source.key)


class _Writer:
    """Makes runs of a pattern: `{log_count}` becomes the field of that figure."""

    def __init__(self, figures: Mapping[str, str]) -> None:
        self._figures = figures

    def head(self, text: str) -> Paragraph:
        return Paragraph(Part.HEAD, (Run(text),))

    def what_there_is(self, *clauses: str) -> Paragraph:
        """A sentence of those clauses whose figures are not all nothing; nobody reads a row of noughts."""
        told = [clause for clause in clauses if any(map(self._some, re.findall(r"{(\w+)}", clause)))]
        return self.body("，".join(told) + "。") if told else Paragraph(Part.BODY, ())

    def _some(self, name: str) -> bool:
        return self._figures[name] not in _NOTHING

    def body(self, pattern: str, *more: Run) -> Paragraph:
        runs = []
        for place, piece in enumerate(pattern.replace("}", "{").split("{")):
            runs.append(Run(self._figures[piece], f"figure {piece}") if place % 2 else Run(piece))
        return Paragraph(Part.BODY, (*runs, *more))
