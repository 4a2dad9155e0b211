"""补发表 between the months: asked for by payer and months, computed until sealed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidySheet, SubsidySupplement
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_sheets import SheetKind, supplement_words
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import sealed, sealing
from banfu_desktop.services.subsidies.account import Account, Request
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sheets import PayerSheet


def ask(
    session: Session, months: Sequence[Month], now: datetime, payer: str | None = None
) -> list[PayerSheet]:
    """Open a 补发表 for each payer (or one) that has something to make up for in the months.

    Raises:
        UserError: no such unit, nothing to make up for, or a 补发表 is open for one of the months.
    """
    account = Account(session)
    wanted = sorted(set(months))
    payers = _payers(session, account, wanted, payer)
    made = []
    for payer_id in payers:
        clash = [r for r in account.requests if r.payer_id == payer_id and set(r.months) & set(wanted)]
        if clash:
            words = supplement_words(clash[0].year, clash[0].serial)
            raise UserError(f"{words}还没有封存，已包括这些月份", "请先封存或取消它")
        row = SubsidySupplement(
            year=now.year, serial=_next_serial(session, now.year), payer_id=payer_id,
            months=",".join(map(str, wanted)), made_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        made.append(row.id)
    fresh = Account(session)
    drafting = Drafting(fresh)
    return [drafting.supplement(request) for request in fresh.requests if request.id in made]


def _payers(session: Session, account: Account, months: Sequence[Month], payer: str | None) -> list[int]:
    """Payers with 补发 about the months, or the one named."""
    found = {
        payer_id
        for payer_id, standings in account.standings.items()
        for standing in standings
        if standing.open_fen > 0 and standing.key.month in months
    }
    if payer is not None:
        unit = office.find_organisation(session, payer)
        if unit is None:
            raise UserError(f"没有“{payer}”这个单位", "请核对单位名称")
        found &= {account.records.levels.root(unit.id)}
    if not found:
        said = "、".join(month.label for month in months)
        raise UserError(f"{said}没有要补发的金额", "补发表只列补发；扣回列入以后的发放表")
    return sorted(found)


def _next_serial(session: Session, year: int) -> int:
    return (session.scalar(sa.select(sa.func.max(SubsidySupplement.serial)).filter_by(year=year)) or 0) + 1


def request(account: Account, year: int, serial: int) -> Request | None:
    """The open 补发表 of a number; None when it is sealed."""
    return next((row for row in account.requests if (row.year, row.serial) == (year, serial)), None)


def sealed_row(session: Session, year: int, serial: int) -> SubsidySheet | None:
    """The sealed sheet in force of a 补发表."""
    statement = (
        sa.select(SubsidySheet)
        .join(SubsidySupplement, SubsidySupplement.id == SubsidySheet.supplement_id)
        .where(
            SubsidySupplement.year == year,
            SubsidySupplement.serial == serial,
            SubsidySheet.voided_at.is_(None),
        )
    )
    return session.scalar(statement)


def show(session: Session, year: int, serial: int) -> PayerSheet:
    """A 补发表, open or sealed.

    Raises:
        UserError: there is none of that number.
    """
    account = Account(session)
    asked = request(account, year, serial)
    if asked is not None:
        return Drafting(account).supplement(asked)
    row = sealed_row(session, year, serial)
    if row is None:
        raise UserError(f"没有{supplement_words(year, serial)}", "请核对补发表的编号")
    return sealed.read(session, [row])[0]


def open_ones(account: Account) -> list[PayerSheet]:
    """Every 补发表 that is open."""
    drafting = Drafting(account)
    return [drafting.supplement(row) for row in account.requests]


def sealed_ones(session: Session) -> list[PayerSheet]:
    """Every sealed 补发表 in force."""
    rows = [row for row in sealed.rows(session) if row.kind is SheetKind.SUPPLEMENT and row.voided_at is None]
    return sealed.read(session, rows)


def seal(session: Session, year: int, serial: int, by: str, now: datetime) -> PayerSheet:
    """Freeze a 补发表.

    Raises:
        UserError: there is none open of that number; see sealing.seal_supplement.
    """
    account = Account(session)
    asked = request(account, year, serial)
    if asked is None:
        raise UserError(f"没有要封存的{supplement_words(year, serial)}", "请核对补发表的编号")
    return sealing.seal_supplement(session, account, asked, by, now)


def withdraw(session: Session, year: int, serial: int) -> None:
    """Give up a 补发表 that is not sealed; its 补发 goes the usual way again.

    Raises:
        UserError: there is none open of that number, or a version of it was sealed.
    """
    row = session.scalar(sa.select(SubsidySupplement).filter_by(year=year, serial=serial))
    words = supplement_words(year, serial)
    if row is None:
        raise UserError(f"没有{words}", "请核对补发表的编号")
    if session.scalar(sa.select(SubsidySheet.id).filter_by(supplement_id=row.id).limit(1)) is not None:
        raise UserError(f"{words}已经封存过", "封存过的补发表只能作废重封")
    session.delete(row)
    session.flush()
