"""What is due of 乡镇工作补贴 (六(一)) and of the rules of the others (六(四)), for the home page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.rules import limits
from banfu_desktop.rules.allowance import CLAUSE, OTHERS_CLAUSE, LetterState
from banfu_desktop.rules.home import Due
from banfu_desktop.services.allowance import letters, others
from banfu_desktop.services.allowance.letters import AllowanceRow
from banfu_desktop.services.allowance.others import OtherRow
from banfu_desktop.services.door import Limit
from banfu_desktop.services.office import settings

_OWN, _ROOM = "本单位自定", "allowance"
_LOOKED_BACK = timedelta(days=365)
"""Somebody who has left is asked about for so long; later it only stands in the list."""


def due(session: Session, today: date) -> list[Due]:
    """Units to be told, answers that do not come, letters that facts have overtaken; rules nobody told."""
    choices = settings.Choices(session)
    rows = letters.listing(session, today)
    return [
        *of_letters(
            rows, today, choices.value("allowance_tell_days", today),
            choices.value("allowance_answer_days", today),
        ),
        *of_others(others.listing(session, today), today),
    ]  # fmt: skip


def of_letters(rows: Sequence[AllowanceRow], today: date, days: int, answer_days: int) -> Iterator[Due]:
    """What letters ask for; days of 0 ask for nothing."""
    for row in rows:
        if row.state is LetterState.UNTOLD and days and not _is_past(row, today):
            yield Due(
                f"{row.name}{row.eligible_on}满六个月，还没有告知{row.organisation}发放乡镇工作补贴", CLAUSE,
                "amber", "去告知", _ROOM, row.id, until=limits.days_after(days, row.eligible_on),
                limit="allowance-letter",
                group="{} 人满六个月，还没有告知派出单位发放乡镇工作补贴",
                name=f"{row.name}　{row.organisation}　{row.eligible_on}",
            )  # fmt: skip
        elif row.state is LetterState.TOLD and answer_days and row.sent_on is not None:
            waited = (today - row.sent_on).days
            if waited > answer_days:
                yield Due(
                    f"{row.organisation}收到{row.name}的乡镇工作补贴告知单已 {waited} 天，还没有答复", _OWN,
                    "grey", "去登记", _ROOM, row.id, limit="allowance-answer",
                    group="{} 份乡镇工作补贴告知单还没有答复",
                    name=f"{row.name}　{row.organisation}　{row.sent_on} 送出",
                )  # fmt: skip
        if row.changed:
            yield Due(f"{row.name}：{row.changed}，请核对", CLAUSE, "amber", "去核对", _ROOM, row.id)


def _is_past(row: AllowanceRow, today: date) -> bool:
    return row.left_on is not None and row.left_on + _LOOKED_BACK < today


def of_others(rows: Sequence[OtherRow], today: date) -> Iterator[Due]:
    """Categories without a rule, and amounts where none should be."""
    untold = [row for row in rows if row.told is None and _is_here(row, today)]
    for category, count in Counter(row.category for row in untold).items():
        claims = sum(row.claims for row in untold if row.category is category)
        asked = f"；有 {claims} 张报销单，应由谁报销也要看它" if claims else ""
        text = f"{category.label}（{count} 人）按各自规定执行，是哪份文件还没有登记{asked}"
        yield Due(text, OTHERS_CLAUSE, "grey", "去登记", _ROOM, f"rules {category.value}", records=True)
    for row in rows:
        if row.paid:
            text = f"{row.name}是{row.category.label}，{row.paid}"
            yield Due(text, OTHERS_CLAUSE, "red", "去看看", _ROOM, f"other {row.id}")


def _is_here(row: OtherRow, today: date) -> bool:
    return row.arrived_on <= today and (row.left_on is None or row.left_on >= today)


def _untold(session: Session, today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in letters.listing(session, today):
        early = row.state is LetterState.EARLY and row.left_on is None
        if early or (row.state is LetterState.UNTOLD and not _is_past(row, today)):
            until = limits.days_after(days, row.eligible_on)
            if until is not None:
                yield until, f"{row.name}　{row.organisation}"


def _unanswered(session: Session, today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in letters.listing(session, today):
        if row.state is LetterState.TOLD and row.sent_on is not None:
            until = limits.days_after(days, row.sent_on)
            if until is not None:
                yield until, f"{row.organisation}　{row.name}"


LIMITS = {
    "allowance-letter": Limit("乡镇工作补贴告知", CLAUSE, "任职满六个月后 {} 天", "工作队",
                              "allowance_tell_days", recorded=_untold),
    "allowance-answer": Limit("乡镇工作补贴答复", _OWN, "告知单送出后 {} 天", "派出单位",
                              "allowance_answer_days", recorded=_unanswered),
}  # fmt: skip
"""The time limits of 乡镇工作补贴."""
