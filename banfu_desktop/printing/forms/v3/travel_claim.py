"""Form 8, 往返交通（差旅）费报销单: the trips one way a line, days away, what was approved of it (六(二))."""

from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.v1 import travel_claim
from banfu_desktop.printing.forms.v3.claim_parts import (
    amounts,
    approved_whole,
    days_away,
    decided,
    document,
    heads,
)
from banfu_desktop.rules.reimbursements import Line

TITLE = "往返交通（差旅）费报销单"
SIGNERS = ("审批人", "财务审核", "审核人", "报销人", "领款人", "日期")
COLUMNS = (
    Column("月日", 12, group="出发"),
    Column("地点", 22, group="出发"),
    Column("月日", 12, group="到达"),
    Column("地点", 22, group="到达"),
    Column("交通\n工具", 16),
    Column("城市间\n交通费", 19, money=True, summed=True),
    Column("市内\n交通费", 17, money=True, summed=True),
    Column("住宿费", 18, money=True, summed=True),
    Column("天数", 10, summed=True, group="伙食补助"),
    Column("金额", 17, money=True, summed=True, group="伙食补助"),
    Column("其他", 16, money=True, summed=True),
    Column("申报\n小计", 20, money=True, summed=True),
)
AFTER = 12


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The form on its side, to be signed."""
    rows = tuple(_row(line) for line in data.lines)
    grid = amounts(data, COLUMNS, rows, AFTER)
    meals, rides = _days(data.host_meal_days), _days(data.host_ride_days)
    hosts = Legend(f"接待单位提供伙食 {meals} 天，提供交通 {rides} 天。")
    below = (grid, decided(data), hosts, Signatures(SIGNERS))
    top = heads(data, days_away(data.lines))
    return document(data, TITLE, Title(TITLE), *top, *below, landscape=True)


def _days(days: int | None) -> str:
    return "＿＿" if days is None else str(days)


def _day(day: date | None) -> str:
    return f"{day.month}.{day.day:02d}" if day else ""


def _row(line: Line) -> Row:
    way = (_day(line.day), line.place or "", _day(line.until), line.to_place or "")
    vehicle = line.vehicle.label if line.vehicle else ""
    costs = (line.fare_fen, line.local_fen, line.lodging_fen, line.meal_days, line.meal_fen, line.other_fen)
    return (*way, vehicle, *costs, line.claimed_fen)


SAMPLE = approved_whole(travel_claim.SAMPLE, 600, "市内交通费已由单位车辆保障")
