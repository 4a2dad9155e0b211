"""One person among namesakes: told apart by the posting unit, else asked about."""

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.members.members import MemberRow, named
from banfu_desktop.services.office import office
from banfu_desktop.tables.spec import clean


def of_one_person(session: Session, name: str, unit: str | None = None) -> list[MemberRow]:
    """Every posting of the one person with this name; of namesakes the one whom the unit posted.

    Raises:
        UserError: nobody has the name, or several do and the unit does not tell them apart.
    """
    rows = named(session, name)
    if len({row.person_id for row in rows}) > 1 and unit:
        known = office.find_organisation(session, clean(unit))
        unit_rows = [row for row in rows if known is not None and row.organisation_id == known.id]
        rows = [row for row in rows if row.person_id in {posting.person_id for posting in unit_rows}] or rows
    if len({row.person_id for row in rows}) > 1:
        units = "、".join(dict.fromkeys(row.organisation for row in rows))
        number = len({row.person_id for row in rows})
        raise UserError(f"有{number}位成员叫“{name}”（{units}）", "请写明派出单位，或在窗口中登记")
    return rows
