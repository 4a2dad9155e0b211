"""People and units as they are named on the command line."""

from typing import TYPE_CHECKING

from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def person_named(session: "Session", name: str) -> int:
    """The person of this name.

    Raises:
        UserError: nobody or several have it.
    """
    from banfu_desktop.services.members import members

    people = {row.person_id for row in members.named(session, name)}
    if len(people) > 1:
        raise UserError(f"有{len(people)}位成员叫“{name}”", "请在窗口中登记")
    return people.pop()


def unit_named(session: "Session", name: str | None) -> int | None:
    """The unit of this name; None where none is given.

    Raises:
        UserError: there is none.
    """
    from banfu_desktop.services.office import office

    if name is None:
        return None
    unit = office.find_organisation(session, name)
    if unit is None:
        raise UserError(f"没有“{name}”这个单位", "请核对单位名称")
    return unit.id
