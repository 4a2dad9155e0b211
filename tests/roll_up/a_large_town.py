"""A town of eight people with three years of months, as its report tells them."""

from functools import cache
from typing import Any

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.reception import Sheet
from banfu_desktop.services.keeping.report import tag

MONTHS, PEOPLE = 36, 8
_PAYERS = tuple(f"县级单位{number}" for number in range(60))


def _months(last: Month) -> list[Month]:
    return [last.shift(back) for back in range(1 - MONTHS, 1)]


def _net(number: int, person: int, month: Month) -> int:
    return 200_000 - 1_290 * person - number - 13 * month.number


def payers(number: int) -> tuple[str, str]:
    """Both units that pay in a town."""
    return _PAYERS[number % 60], _PAYERS[(number + 7) % 60]


def sheets(number: int, last: Month) -> tuple[Sheet, ...]:
    """Two sheets a month."""
    return tuple(
        Sheet(
            str(month), payer, f"{month.year}年第{2 * month.number + place:03}号", 1, "paid",
            sum(_net(number, person, month) for person in range(place, PEOPLE, 2)), "K7QM-2XWA",
        )
        for month in _months(last)
        for place, payer in enumerate(payers(number))
    )  # fmt: skip


@cache
def _tags(tag_key: bytes, number: int, person: int) -> dict[str, str]:
    who = f"4402331990{number:05}{person:03}"
    return {"identity": tag(tag_key, "identity", who), "account": tag(tag_key, "account", f"62{who}")}


def sections(number: int, last: Month, tag_key: bytes) -> dict[str, list[dict[str, Any]]]:
    """The body."""
    both = payers(number)
    lines = [
        {
            "sheet": f"{month.year}年第{2 * month.number + person % 2:03}号", "month": str(month),
            "payer": both[person % 2], "person": person + 1, "name": "罗**", "unit": both[person % 2],
            "role": "队员", "about": str(month), "difference": False, "one_off": False, "days_posted": 30,
            "days_present": 21, "gross_fen": 200_000, "deducted_fen": 200_000 - _net(number, person, month),
            "net_fen": _net(number, person, month), "paid_on": f"{month}-03", "waived_on": None,
            "tags": _tags(tag_key, number, person),
        }
        for month in _months(last)
        for person in range(PEOPLE)
    ]  # fmt: skip
    roster = [
        {
            "person": person + 1, "posting": person + 1, "name": "罗**", "sex": "男", "category": "驻镇干部",
            "unit": both[person % 2], "rank": None, "role": "队员", "village": None, "selected_on": None,
            "arrived_on": "2023-07-01", "planned_until": "2026-12-31", "left_on": None,
            "relations_moved_on": None, "filed_on": None, "tags": _tags(tag_key, number, person),
        }
        for person in range(PEOPLE)
    ]  # fmt: skip
    payments = [
        {"sheet": row.number, "month": row.month, "payer": row.payer, "paid_on": f"{row.month}-03",
         "net_fen": row.net_fen, "people": PEOPLE // 2}
        for row in sheets(number, last)
    ]  # fmt: skip
    dues = [
        {
            "room": "insurance",
            "urgency": "amber",
            "clause": "六(二)",
            "text": f"罗**第{n}件待办",
            "until": None,
        }
        for n in range(20)
    ]
    return {"lines": lines, "roster": roster, "payments": payments, "dues": dues}
