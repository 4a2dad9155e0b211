"""Form 23, 月度工作记实表: a person's month on one page, with the leader's and the town's words."""

from collections import Counter

from banfu_desktop.printing.engine.blocks import (
    SIGN_AND_DATE,
    STAMP_AND_DATE,
    Column,
    Document,
    Field,
    Fields,
    Grid,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, dotted, party_committee
from banfu_desktop.printing.forms.v2 import work_log
from banfu_desktop.printing.forms.v2.style import STYLE
from banfu_desktop.printing.forms.v2.work_log import LogPaper, PersonMonth
from banfu_desktop.rules.worklog import Duty

_MOST_WORDS = 620
"""Characters of 主要工作 that keep the form on one page; the rest is in the log itself."""


def build(data: LogPaper) -> tuple[Document, ...]:
    """A page for everybody in the month."""
    return tuple(
        Document(
            name=f"{data.month.label}工作记实表（{person.name}）",
            blocks=(Title("月度工作记实表", data.month.label), GAP, *_blocks(data, person)),
            check_code=data.imprint.check_code,
            chain_code=data.imprint.chain_code,
            printed_at=data.imprint.printed_at,
            style=STYLE,
        )
        for person in data.people
    )


def _blocks(data: LogPaper, person: PersonMonth) -> tuple[Fields | Grid, ...]:
    counts = Counter(line.duty for line in person.lines)
    visited = sum(line.households or 0 for line in person.lines)
    columns = tuple(Column(f"{duty.clause}\n{duty.label}", 17) for duty in Duty)
    row = (*(str(counts[duty]) for duty in Duty), str(len(person.lines)), str(visited))
    head = Fields(
        (
            (
                Field("姓名", person.name),
                Field("派出单位", person.organisation),
                Field("队内职务", person.role),
            ),
            (
                Field("应在岗", f"{person.due} 天"),
                Field("在岗", f"{person.present} 天"),
                Field("请假外出", person.away or "无"),
            ),
        ),
        label_width=22,
    )
    said = (
        f"{data.signed_by}　{dotted(data.signed_on)}签阅：{data.opinion or '已阅'}" if data.signed_on else ""
    )
    words = Fields(
        (
            (Field("主要工作", _main_work(person), height=88),),
            (Field("工作队队长意见", said, height=26, foot=SIGN_AND_DATE),),
            (Field(f"{party_committee(data.town)}意见", "", height=26, foot=STAMP_AND_DATE),),
        ),
        label_width=28,
    )
    return head, Grid((*columns, Column("合计", 14), Column("走访户次", 16)), (row,), size=10), words


def _main_work(person: PersonMonth) -> str:
    """Lines by day, equal ones once with how often; what does not fit is counted, never dropped silently."""
    seen: dict[str, list[str]] = {}
    for line in person.lines:
        seen.setdefault(line.content, []).append(f"{line.day.day}日")
    parts: list[str] = []
    words = 0
    for content, days in seen.items():
        part = f"{'、'.join(days[:3])}{f'等{len(days)}次' if len(days) > 3 else ''} {content}"
        if words + len(part) > _MOST_WORDS and parts:
            parts.append(f"另有 {len(seen) - len(parts)} 项见工作日志。")
            break
        parts.append(part)
        words += len(part) + 1
    return "\n".join(parts) or "本月没有日志记录。"


SAMPLE = work_log.SAMPLE
