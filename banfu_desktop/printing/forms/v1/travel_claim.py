"""Form 8, 往返交通（差旅）费报销单: the trips between home, unit and post, one way a line (六(二))."""

from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.v1.claim_parts import SAMPLE_IMPRINT, document, heads
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle

TITLE = "往返交通（差旅）费报销单"
_SIGNERS = ("审批人", "审核人", "报销人")
_SUM = 11
_COLUMNS = (
    Column("月日", 15, group="出发"),
    Column("地点", 31, group="出发"),
    Column("月日", 15, group="到达"),
    Column("地点", 31, group="到达"),
    Column("交通工具", 20),
    Column("城市间\n交通费", 21, money=True, summed=True),
    Column("市内\n交通费", 20, money=True, summed=True),
    Column("住宿费", 21, money=True, summed=True),
    Column("天数", 11, summed=True, group="伙食补助"),
    Column("金额", 20, money=True, summed=True, group="伙食补助"),
    Column("其他", 20, money=True, summed=True),
    Column("小计", 24, money=True, summed=True),
)


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The form on its side, to be signed."""
    rows = tuple(_row(line) for line in data.lines)
    grid = Grid(_COLUMNS, rows, capital_of=_SUM, row_height=9, minimum_rows=5 if rows else 0)
    meals, rides = _days(data.host_meal_days), _days(data.host_ride_days)
    hosts = Legend(f"接待单位提供伙食 {meals} 天，提供交通 {rides} 天。")
    parts = (Title(TITLE), *heads(data), grid, hosts, Signatures(_SIGNERS))
    return document(data, TITLE, *parts, landscape=True)


def _days(days: int | None) -> str:
    return "＿＿" if days is None else str(days)


def _day(day: date | None) -> str:
    return f"{day.month}.{day.day:02d}" if day else ""


def _row(line: Line) -> Row:
    way = (_day(line.day), line.place or "", _day(line.until), line.to_place or "")
    vehicle = line.vehicle.label if line.vehicle else ""
    costs = (line.fare_fen, line.local_fen, line.lodging_fen, line.meal_days, line.meal_fen, line.other_fen)
    return (*way, vehicle, *costs, line.claimed_fen)


SAMPLE = ClaimPaper(
    kind=ClaimKind.TRAVEL,
    number="2026-015",
    team="梅坑镇驻镇帮扶工作队",
    unit="县林业局",
    department="县林业局",
    name="阿卜杜热合曼·买买提",
    post="科员、队员",
    title="10月往返县城",
    filled_on=date(2026, 10, 30),
    papers=3,
    host_meal_days=0,
    host_ride_days=None,
    reverses="",
    lines=(
        Line(
            day=date(2026, 10, 23), place="梅坑镇", until=date(2026, 10, 23), to_place="新丰县城",
            vehicle=Vehicle.COACH, fare_fen=2_500, local_fen=600,
        ),
        Line(
            day=date(2026, 10, 25), place="新丰县城", until=date(2026, 10, 25), to_place="梅坑镇",
            vehicle=Vehicle.COACH, fare_fen=2_500,
        ),
        Line(
            day=date(2026, 10, 28), place="梅坑镇", until=date(2026, 10, 29), to_place="韶关市",
            vehicle=Vehicle.TRAIN, fare_fen=123_450, local_fen=4_000, lodging_fen=33_000, meal_days=2,
            meal_fen=20_000, other_fen=1_000,
        ),
    ),
    imprint=SAMPLE_IMPRINT,
)  # fmt: skip
