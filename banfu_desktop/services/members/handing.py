"""What of the roster goes on to whoever follows: the team, one's own post, records still to be completed."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.members import OF_RECORDS
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.members import drafts, members
from banfu_desktop.services.members.members import MemberRow

_ROOM = "members"


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """The post itself, or the team; and what of its records is still to be completed (二, 四(一))."""
    if posting_id is not None:
        row = members.one(session, posting_id)
        yield handover_item(Section.BASICS, "任职", _words(row), _ROOM, f"posting {row.id}")
    else:
        team = members.listing(session, Period(today, today))
        names = "、".join(row.name for row in team)
        text = f"在岗 {len(team)} 人：{names}"
        yield handover_item(Section.BASICS, "队伍", text, _ROOM, "team")
        for draft in drafts.listing(session):
            text = f"{draft.name}还没有补全：缺{draft.missing}"
            yield handover_item(Section.BASICS, "待补全", text, _ROOM, f"draft {draft.id}")
    for check in members.checks(session, today):
        mine = check.posting_id is not None and posting_id in (None, check.posting_id)
        if mine and check.open and check.verdict.check in OF_RECORDS:
            text, key = f"{check.name}：{check.verdict.text}", f"{check.verdict.check} {check.posting_id}"
            yield handover_item(Section.BASICS, "待补资料", text, _ROOM, key)


def _words(row: MemberRow) -> str:
    village = f"，驻{row.village}" if row.village else ""
    return f"{row.organisation} {row.role.label}{village}，{row.arrived_on} 到岗"
