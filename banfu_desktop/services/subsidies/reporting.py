"""What a package tells the county of the subsidy: sheets, lines, payments, what is owed or undecided."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidySheet
from banfu_desktop.rules.subsidies_sheets import number_words
from banfu_desktop.services.door import Report
from banfu_desktop.services.members import members
from banfu_desktop.services.members.reporting import tags_of
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import receivables, sealed
from banfu_desktop.services.subsidies.account import Account, of_moment

Row = Mapping[str, Any]


def report(session: Session, today: date) -> Report:
    """Everything of the subsidy that the county shows, voided sheets among it."""
    account = of_moment(session)
    rows = sealed.rows(session)
    return Report(
        {
            "sheets": list(_sheets(session, rows)),
            "lines": list(_lines(session, rows)),
            "payments": list(_payments(session)),
            "receivables": list(_receivables(session, account, today)),
            "undecided": list(_undecided(session, account)),
        }
    )


def _sheets(session: Session, rows: list[SubsidySheet]) -> Iterator[Row]:
    states = sealed.payments(session, [row.id for row in rows])
    sums = _net_by_sheet(session)
    names = office.Names(session)
    for row in rows:
        yield {
            "month": row.month,
            "payer": names.on(row.month.last)[row.payer_id],
            "number": number_words(row.year, row.serial),
            "version": row.version,
            "state": states[row.id].state.value,
            "net_fen": sums.get(row.id, 0),
            "check_code": row.check_code or "",
        }


def _net_by_sheet(session: Session) -> dict[int, int]:
    own = SubsidyLine
    sums = sa.select(own.sheet_id, sa.func.sum(own.net_fen)).group_by(own.sheet_id)
    return {sheet: int(net) for sheet, net in session.execute(sums)}


def _lines(session: Session, rows: list[SubsidySheet]) -> Iterator[Row]:
    """Of the sheets in force; a voided sheet's are on the one that took its place."""
    people = {row.person_id: row for row in members.listing(session)}
    postings = {row.id: row for row in members.listing(session)}
    sheets = {row.id: row for row in rows if row.voided_at is None}
    names = office.Names(session)
    statement = sa.select(SubsidyLine).order_by(SubsidyLine.id)
    for line in session.scalars(statement):
        sheet = sheets.get(line.sheet_id)
        if sheet is None:
            continue
        units = names.on(sheet.month.last)
        posting, person = postings[line.posting_id], people[line.person_id]
        yield {
            "sheet": number_words(sheet.year, sheet.serial),
            "month": sheet.month,
            "payer": units[line.payer_id],
            "person": line.person_id,
            "name": person.name,
            "unit": units[posting.organisation_id],
            "role": posting.role.label,
            "about": line.about,
            "difference": line.is_difference,
            "one_off": line.one_off_id is not None,
            "days_posted": line.days_posted,
            "days_present": line.days_present,
            "gross_fen": line.gross_fen,
            "deducted_fen": line.deducted_fen,
            "net_fen": line.net_fen,
            "paid_on": line.paid_on,
            "waived_on": line.waived_on,
            "tags": tags_of(person),
        }


def _payments(session: Session) -> Iterator[Row]:
    """What was paid on a day of a sheet in force."""
    own, names = SubsidyLine, office.Names(session)
    statement = (
        sa.select(
            SubsidySheet, own.paid_on, sa.func.sum(own.net_fen), sa.func.count(sa.distinct(own.person_id))
        )
        .join(own, own.sheet_id == SubsidySheet.id)
        .where(own.paid_on.is_not(None), SubsidySheet.voided_at.is_(None))
        .group_by(SubsidySheet.id, own.paid_on)
        .order_by(SubsidySheet.id, own.paid_on)
    )
    for sheet, paid_on, net, people in session.execute(statement):
        yield {
            "sheet": number_words(sheet.year, sheet.serial),
            "month": sheet.month,
            "payer": names.on(sheet.month.last)[sheet.payer_id],
            "paid_on": paid_on,
            "net_fen": int(net),
            "people": people,
        }


def _receivables(session: Session, account: Account, today: date) -> Iterator[Row]:
    people = {row.person_id: row for row in members.listing(session)}
    for row in receivables.listing(session, today, account):
        yield {
            "person": row.person_id,
            "name": row.name,
            "payer": row.payer,
            "months": row.months_said,
            "owed_fen": row.owed_fen,
            "repaid_fen": row.repaid_fen,
            "open_fen": row.open_fen,
            "since": row.since,
            "tags": tags_of(people[row.person_id]),
        }


def _undecided(session: Session, account: Account) -> Iterator[Row]:
    people = {row.person_id: row for row in members.listing(session)}
    names = office.Names(session)
    for key, why in account.undecided.items():
        person = people[key.person_id]
        yield {
            "person": key.person_id,
            "name": person.name,
            "payer": names.on(key.month.last)[key.payer_id],
            "month": key.month,
            "why": why,
            "tags": tags_of(person),
        }
