"""The paper of exams: 年度体检情况表 (form 17)."""

from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import exam_settlement, exam_sheet, settlement_parts
from banfu_desktop.printing.forms.parts import dotted
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.exams import exams
from banfu_desktop.services.exams.exams import ExamRow
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint, wanted_units


def sheet(session: Session, year: int, unit: str | None, now: datetime) -> tuple[Document, ...]:
    """Everybody due in a year, or those of one posting unit.

    Raises:
        UserError: nobody was posted in the year, or nobody from this unit.
    """
    rows = exams.listing(session, year, year)
    units = list(dict.fromkeys(row.organisation for row in rows))
    if not rows:
        raise UserError(f"{year}年没有在岗人员", "请核对年度和任职起止")
    if unit is not None and unit not in units:
        raise UserError(f"{year}年没有“{unit}”选派的人员", f"可选：{'、'.join(units)}")
    lines = tuple(_line(row) for row in rows if unit in (None, row.organisation))
    team = office.current(session).team
    return exam_sheet.build(exam_sheet.Exams(team, year, lines, unit or "", imprint(session, now)))


def _line(row: ExamRow) -> exam_sheet.Line:
    return exam_sheet.Line(
        name=row.name,
        organisation=row.organisation,
        day=row.done_on or row.planned_on,
        place=row.place or "",
        cost_fen=row.cost_fen,
        payer=row.payer,
        state=row.state,
        reason=row.reason or "",
    )


def settlements(session: Session, year: int, payer: str | None, now: datetime) -> tuple[Document, ...]:
    """What each unit bears of a year's exams that are done, or the one named.

    Raises:
        UserError: no exam of the year has a cost, or this unit bears none.
    """
    by_payer: dict[str, list[settlement_parts.Line]] = {}
    for row in exams.listing(session, year, year):
        if row.done_on is not None and row.cost_fen is not None:
            line = settlement_parts.Line(
                row.name, row.organisation, dotted(row.done_on), row.place or "", row.cost_fen
            )
            by_payer.setdefault(row.payer, []).append(line)
    chosen = wanted_units(by_payer, payer, f"{year}年没有登记体检费用", "请先在体检中登记费用")
    team, foot = office.current(session).team, imprint(session, now)
    return tuple(
        document
        for unit in chosen
        for document in exam_settlement.build(
            settlement_parts.Settlement(team, unit, year, tuple(by_payer[unit]), foot)
        )
    )
