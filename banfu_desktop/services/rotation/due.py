"""What is due of rotation (二), filing (二(三)) and party relations (四(一)), for the home page."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules import limits
from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.rotation import Direction, FilingState, Stage
from banfu_desktop.services.door import Limit
from banfu_desktop.services.office import settings
from banfu_desktop.services.rotation import filings, handovers, relations, rotation
from banfu_desktop.services.rotation.relations import RelationRow
from banfu_desktop.services.rotation.rotation import PlaceRow

_OWN, _ROOM = "本单位自定", "rotation"


def due(session: Session, today: date) -> list[Due]:
    """What the home page says; who is due at all the roster's own check says."""
    choices = settings.Choices(session)
    return [
        *_handing_over(session, today),
        *_crowds(session, today, on=choices.value("crowd_warning", today)),
        *_filings(
            session, today, choices.value("filing_days", today), choices.value("filing_receipt_days", today)
        ),
        *_contradicted(session, today),
        *_relations(session, today, choices.value("relations_back_days", today)),
    ]


def _handing_over(session: Session, today: date) -> Iterator[Due]:
    """Lists that wait, and people who began to hand over and left without a sealed list."""
    for row in rotation.listing(session, today):
        if row.stage is Stage.LEFT and row.handing_on is not None and row.handed_on is None:
            text = f"{row.name}已于{row.left_on}离岗，交接清单还没有封存"
            yield Due(text, rules.CLAUSE, "red", "去交接", _ROOM, row.id, until=row.left_on, limit="handover")
        elif row.stage is Stage.HANDING:
            text = f"{row.name}正在交接{_until(row)}"
            yield Due(text, rules.CLAUSE, "amber", "去交接", _ROOM, row.id, until=row.until, limit="handover")
    for one in handovers.listing(session, today):
        if one.sealed_at is None and one.items and one.done == len(one.items):
            text = f"{one.name}的交接清单 {one.ticked} 项已核对完，可以封存"
            yield Due(text, rules.CLAUSE, "grey", "去封存", _ROOM, one.posting_id)


def _until(row: PlaceRow) -> str:
    return f"，{row.until}离岗" if row.until else ""


def _crowds(session: Session, today: date, *, on: bool) -> Iterator[Due]:
    for quarter, leaving, team in rules.crowded(rotation.stays(session, today), today) if on else ():
        text = f"{quarter.said}有 {leaving} 人离岗，超过全队 {team} 人的一半，可分批滚动"
        yield Due(text, rules.CLAUSE, "grey", "去看看", _ROOM, "timeline", until=quarter.first, limit="crowd")


def _filings(session: Session, today: date, days: int, receipt_days: int) -> Iterator[Due]:
    """Bodies that lack what another has, and answers that do not come; the rest the roster's check says."""
    rows = [row for row in filings.listing(session, today) if row.wanted]
    begun = {(row.posting_id, row.village) for row in rows if row.sent_on is not None}
    for row in rows:
        if row.state is FilingState.MISSING and days and (row.posting_id, row.village) in begun:
            text = f"{row.name}（{row.village}）还没有报{row.body}备案"
            yield Due(text, rules.FILING_CLAUSE, "amber", "去登记", _ROOM, f"filing {row.key}",
                      until=limits.days_after(days, row.since), limit="filing")  # fmt: skip
        elif row.state is FilingState.SENT and row.sent_on is not None and receipt_days:
            waited = (today - row.sent_on).days
            if waited > receipt_days:
                text = f"{row.name}（{row.village}）报{row.body}备案已 {waited} 天，还没有回执"
                yield Due(text, _OWN, "grey", "去登记", _ROOM, f"filing {row.key}", limit="filing-receipt")


def _contradicted(session: Session, today: date) -> Iterator[Due]:
    for row, of_roster, last in filings.contradicted(session, today):
        said = f"是{of_roster}" if of_roster else "没有写"
        text = f"{row.name}（{row.village}）的备案日期，花名册{said}，备案登记是{last}"
        yield Due(text, rules.FILING_CLAUSE, "amber", "去核对", _ROOM, f"filing {row.key}")


def _relations(session: Session, today: date, days: int) -> Iterator[Due]:
    for row in relations.listing(session, today):
        until = _back(row, days)
        if until is not None and until < today:
            yield Due(
                f"{row.name}离岗后组织关系还没有转回", rules.RELATIONS_CLAUSE, "amber", "去登记", _ROOM,
                f"relation {row.key}", until=until,
                group="{} 人离岗后组织关系还没有转回", name=row.name, records=True, limit="relations-back",
            )  # fmt: skip


def _back(row: RelationRow, days: int) -> date | None:
    """By when relations are to be moved back; None where they are, or are not to be."""
    waits = row.direction is Direction.OUT and row.moved_on is None
    return limits.days_after(days, row.since) if waits else None


def _leaving(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in rotation.listing(session, today):
        if row.stage is Stage.HANDING and row.until is not None:
            yield row.until, row.name


def _unfiled(session: Session, today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in filings.listing(session, today):
        if row.wanted and row.state is FilingState.MISSING and (until := limits.days_after(days, row.since)):
            yield until, f"{row.name}　{row.body}"


def _unanswered(session: Session, today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in filings.listing(session, today):
        if row.wanted and row.state is FilingState.SENT and row.sent_on is not None:
            until = limits.days_after(days, row.sent_on)
            if until is not None:
                yield until, f"{row.name}　{row.body}"


def _unmoved(session: Session, today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in relations.listing(session, today):
        until = _back(row, days)
        if until is not None:
            yield until, row.name


def _crowded(session: Session, today: date, chosen: int) -> Iterator[tuple[date, str]]:
    for quarter, leaving, _team in rules.crowded(rotation.stays(session, today), today) if chosen else ():
        yield quarter.first, f"{quarter.said} {leaving} 人"


LIMITS = {
    "handover": Limit("轮换交接", rules.CLAUSE, "离岗日期前封存交接清单", "离岗的人", recorded=_leaving),
    "crowd": Limit("分批滚动", rules.CLAUSE, "一个季度离岗过半的，那个季度以前调整", "工作队",
                   "crowd_warning", recorded=_crowded),
    "filing": Limit("第一书记备案", rules.FILING_CLAUSE, "到岗后 {} 天", "工作队", "filing_days",
                    recorded=_unfiled),
    "filing-receipt": Limit("备案回执", rules.FILING_CLAUSE, "报送后 {} 天", "备案机关",
                            "filing_receipt_days", recorded=_unanswered),
    "relations-back": Limit("组织关系转回", rules.RELATIONS_CLAUSE, "离岗后 {} 天", "离岗的党员",
                            "relations_back_days", recorded=_unmoved),
}  # fmt: skip
"""The time limits of rotation, filing and party relations."""
