"""The papers of the allowance room: 乡镇工作补贴告知单 a unit (form 26), the list of the others (六(四))."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import allowance_letter, others_list
from banfu_desktop.rules.allowance import CLAUSE, OTHERS_CLAUSE, LetterState
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.allowance import letters, others
from banfu_desktop.services.allowance.letters import AllowanceRow
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint, wanted_units

Documents = tuple[Document, ...]
_OPEN = (LetterState.UNTOLD, LetterState.TOLD)
_TOLD = (*_OPEN, LetterState.CONFIRMED, LetterState.REFUSED, LetterState.ENDED)


def units_to_tell(rows: list[AllowanceRow]) -> list[str]:
    """The units with somebody to tell of, or whose answer is open."""
    return list(dict.fromkeys(row.organisation for row in rows if row.state in _OPEN))


def letters_to_units(session: Session, unit: str | None, now: datetime, today: date) -> Documents:
    """A letter with its 回执 to each unit that is to be told or has not answered; one named gets all of its.

    Raises:
        UserError: no six months are full, or a unit that has nobody to be told of.
    """
    rows = [row for row in letters.listing(session, today) if row.state in _TOLD]
    if unit is None:
        rows = [row for row in rows if row.state in _OPEN]
    there = tuple(dict.fromkeys(row.organisation for row in rows))
    nothing = "没有要告知的乡镇工作补贴"
    todo = f"满六个月以后才告知（{CLAUSE}）；已有答复的，请写明单位再打印；层级待核实的先核实"
    here, mark = office.current(session), imprint(session, now)
    documents: list[Document] = []
    for name in wanted_units(there, unit, nothing, todo):
        own = sorted(
            (row for row in rows if row.organisation == name), key=lambda row: (row.eligible_on, row.id)
        )
        numbers = dict.fromkeys(row.number for row in own if row.number)
        lines = tuple(
            allowance_letter.Line(row.name, row.role.label, row.arrived_on, row.eligible_on, row.left_on)
            for row in own
        )
        documents += allowance_letter.build(
            allowance_letter.AllowanceLetter(name, here.town, "、".join(numbers), lines, mark)
        )
    return tuple(documents)


def list_of_others(session: Session, now: datetime, today: date) -> Documents:
    """Everybody of 六(四) at the post.

    Raises:
        UserError: there is nobody.
    """
    lines = tuple(
        others_list.Line(
            row.name, row.category.label, row.organisation, row.role.label, row.arrived_on,
            row.rule if row.told else "", row.payer or "", row.amount or "",
        )
        for row in others.listing(session, today)
        if row.arrived_on <= today and (row.left_on is None or row.left_on >= today)
    )  # fmt: skip
    if not lines:
        raise UserError(
            "在岗的没有六(四)所说的人员", "科技特派员、三支一扶等请在成员任职登记人员类别", OTHERS_CLAUSE
        )
    team = office.current(session).team
    return others_list.build(others_list.OthersList(team, today, lines, imprint(session, now)))
