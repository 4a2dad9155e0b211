"""Rotation in the demonstration office: two batches, filings, relations, a hand-over half ticked."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.rotation import Direction, Section
from banfu_desktop.rules.words import PoliticalStatus, TeamRole
from banfu_desktop.services.members import members
from banfu_desktop.services.rotation import batches, filings, handovers, relations, rotation

_DAY = date(2026, 10, 28)
_BATCHES = (("第一批", date(2023, 1, 9), date(2026, 1, 4)), ("第二批", date(2026, 1, 5), None))
_FILED_ON, _NUMBER, _CONFIRMED_ON = date(2026, 1, 12), "梅工队〔2026〕1号", date(2026, 1, 23)
_UNANSWERED = ("罗海涛", "县乡村振兴局")
"""The filing whose receipt has not come."""
_LEAVER, _CHANGE = "廖小满", {
    "successor": "陈思远", "successor_unit": "县医保局", "born_on": date(1988, 4, 12),
    "political": PoliticalStatus.MEMBER, "party_joined_on": date(2014, 7, 1), "rank": "四级主任科员",
    "arrives_on": date(2026, 12, 1), "proposed_on": date(2026, 10, 12), "agreed_on": date(2026, 10, 20),
    "agreed_by": "县委组织部", "handing_on": _DAY,
}  # fmt: skip
_LINES = (
    (Section.KEYS, "钥匙", "队办公室钥匙 1 把、档案柜钥匙 1 把"),
    (Section.KEYS, "账号", "镇政务网账号（密码当面更换）"),
    (Section.PAPERS, "纸质档案", "2026年入户走访记录本 2 册"),
)


def fill(database: Database, by: str) -> None:
    """Batches, first secretaries filed, relations moved in, a hand-over under way at the end of October."""
    with database.write(Deed("登记备案", by, datetime.combine(_FILED_ON, time(10)))) as session:
        _filings(session, _FILED_ON)
    with database.write(Deed("登记备案回执", by, datetime.combine(_CONFIRMED_ON, time(9)))) as session:
        _receipts(session)
    with database.write(Deed("登记组织关系", by, datetime.combine(date(2026, 2, 2), time(9)))) as session:
        _batches(session)
        _relations(session)
    with database.write(Deed(f"拟定交接清单 {_LEAVER}", by, datetime.combine(_DAY, time(15)))) as session:
        _handover(session)


def _filings(session: Session, day: date) -> None:
    for row in filings.listing(session, day):
        filings.save(session, row.posting_id, row.body, {"sent_on": day, "number": _NUMBER}, day)


def _receipts(session: Session) -> None:
    for row in filings.listing(session, _CONFIRMED_ON):
        if (row.name, row.body) != _UNANSWERED:
            said = {"confirmed_on": _CONFIRMED_ON}
            filings.save(session, row.posting_id, row.body, said, _CONFIRMED_ON)


def _batches(session: Session) -> None:
    for name, start, end in _BATCHES:
        key = batches.save(session, {"name": name, "start_on": start, "planned_end": end})
        period = Period(start, end)
        posted = [row.id for row in members.listing(session, period) if row.arrived_on in period]
        batches.choose(session, key, posted)


def _relations(session: Session) -> None:
    day = date(2026, 2, 2)
    for move in relations.listing(session, day):
        if move.moved_on is not None:
            said = {"branch": "梅坑镇驻镇工作队临时党支部", "receipt_on": move.moved_on}
            relations.save(session, move.posting_id, Direction.IN, said, day)


def _handover(session: Session) -> None:
    (leaver,) = members.named(session, _LEAVER)
    rotation.save(session, leaver.id, _CHANGE, _DAY)
    key = handovers.draw_up(session, leaver.id, _DAY)
    leaders = (row for row in members.listing(session, Period(_DAY, _DAY)) if row.role is TeamRole.LEADER)
    witness = next((row.name for row in leaders), None)
    handovers.save(session, key, {"receiver": _CHANGE["successor"], "witness": witness})
    for section, kind, text in _LINES:
        handovers.add_line(session, key, {"section": section, "kind": kind, "text": text})
    items = handovers.one(session, key, _DAY).items
    handovers.tick(session, key, [item.key for item in items[:3]], "given", _DAY)
    handovers.tick(session, key, [item.key for item in items[:1]], "taken", _DAY)
