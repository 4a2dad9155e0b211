"""The approvals that a deed is about to give: sheets, claims, closings, logs, each with what fed it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db import four_eyes
from banfu_desktop.db.four_eyes import Touch, claim_feed, closing_feed, log_feed, sheet_feeds, sheet_of
from banfu_desktop.db.models.persons import SoleApproval
from banfu_desktop.rules.rights import Change
from banfu_desktop.rules.roles import Act, MakerRefusalError

_SHEET = (
    "SELECT s.payer_id, s.month, p.months FROM subsidy_sheets s"
    " LEFT JOIN subsidy_supplements p ON p.id = s.supplement_id WHERE s.id = ?"
)
_PEOPLE = "SELECT DISTINCT person_id FROM subsidy_lines WHERE sheet_id = ?"
Approval = tuple[Act, str, int, list[Touch]]


def refuse_maker(session: Session, changes: list[Change], day: date) -> None:
    """Refuse that whoever approves had a hand in the making; with a reason that is put on record instead.

    Raises:
        MakerRefusalError: he had, nobody else has vouched for it, and no reason is given.
    """
    connection, info = session.connection(), session.info
    if not four_eyes.in_force(connection, day):
        return
    for act, table, row_id, feed in under_way(connection, changes, info["before"]):
        own = _own(session, feed)
        if own and not info["deed"].alone:
            touched = len({(touch.table, touch.row_id) for touch in own})
            raise MakerRefusalError(act, info["deed"].actor.split("·")[0], touched)
        if own:
            session.add(SoleApproval(table_name=table, row_id=row_id, reason=info["deed"].alone))
    session.flush()


def alone_in(session: Session, payer: int, months: Sequence[str], people: Iterable[int]) -> str:
    """Why whoever is about to seal a sheet also made it, as the sheet is to say; empty where he did not."""
    deed = session.info.get("deed")
    if deed is None or not deed.alone or not four_eyes.in_force(session.connection(), deed.at.date()):
        return ""
    sheet = sheet_of(session.connection(), payer, months, people)
    (feed,) = sheet_feeds(session.connection(), [sheet], session.info["before"])
    return f"编制与审核为同一人（{deed.actor.split('·')[0]}）：{deed.alone}" if _own(session, feed) else ""


def _own(session: Session, feed: list[Touch]) -> list[Touch]:
    """What of a feed is whoever is at work's own, and nobody else has vouched for."""
    connection, info = session.connection(), session.info
    approver = four_eyes.approver_of(connection, info["person"], info["role"], info["before"])
    return four_eyes.taking_part(connection, feed, approver, info["before"])


def under_way(
    connection: sa.Connection, changes: list[Change], before: int, *, on_paper: bool = False
) -> Iterator[Approval]:
    """Each approval among the changes of a deed: the act, the record, and what fed it up to an entry.

    Args:
        on_paper: a sheet's people are those on it only; who else was posted at its payer then is not known.
    """
    sealed = [change.row_id for change in changes if change.table == "subsidy_sheets" and change.op == "I"]
    yield from _sheets(connection, sealed, before, on_paper=on_paper)
    for change in changes:
        if change.table == "claims" and change.op == "U" and _is_approved(change):
            feed = claim_feed(connection, change.row_id, before)
            yield Act.APPROVE, change.table, change.row_id, feed
        if change.table == "fund_years" and change.op == "U" and _is_closed(change):
            since, to = (str(row.get("closed_to") or "") for row in (change.before, change.after))
            feed = closing_feed(connection, change.row_id, since, to, before)
            yield Act.CLOSE, change.table, change.row_id, feed
        if change.table == "log_months" and change.op == "I":
            feed = log_feed(connection, str(change.after.get("month")), before)
            yield Act.SEAL, change.table, change.row_id, feed


def _sheets(
    connection: sa.Connection, sealed: list[int], before: int, *, on_paper: bool
) -> Iterator[Approval]:
    sheets = []
    for sheet in sealed:
        payer, month, made_up = connection.exec_driver_sql(_SHEET, (sheet,)).one()
        people = frozenset(connection.exec_driver_sql(_PEOPLE, (sheet,)).scalars())
        months = made_up.split(",") if made_up else [month]
        made = sheet_of(connection, payer, months, people)
        sheets.append(replace(made, people=people) if on_paper else made)
    for sheet, feed in zip(sealed, sheet_feeds(connection, sheets, before), strict=True):
        yield Act.SEAL, "subsidy_sheets", sheet, feed


def _is_approved(change: Change) -> bool:
    return change.turned("state") and change.after.get("state") == "approved"


def _is_closed(change: Change) -> bool:
    return change.turned("closed_to") or change.turned("closed_on")
