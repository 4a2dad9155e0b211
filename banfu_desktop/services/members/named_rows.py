"""Whom the rows of a sheet name, by name and posting unit; of namesakes it is asked who is meant."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.imports import Asking, Choice, Question
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office

_NAME, _UNIT = "姓名", "派出单位"


def posting_named(
    session: Session,
    number: int,
    values: Mapping[str, Any],
    people: Sequence[MemberRow],
    asking: Asking,
    problems: list[Problem],
    *,
    among: str,
) -> MemberRow | None:
    """The posting a row names, out of some; None, and a problem or an open question, where it is not known.

    Args:
        number: of the row, as Excel shows it.
        values: of the row; `organisation` only where namesakes need it.
        among: who these are, as a sentence about a stranger says it (在这一轮里).
    """
    name, unit = values.get("name"), values.get("organisation")
    if not name:
        problems.append(Problem(number, _NAME, "没有填写", "请填写姓名"))
        return None
    same = [row for row in people if row.name == name]
    if not same:
        problems.append(
            Problem(number, _NAME, f"{among}没有叫“{name}”的人", "请核对姓名，或先登记成员", name)
        )
        return None
    if unit:
        known = office.find_organisation(session, unit)
        called = known.name if known else unit
        of_unit = [row for row in same if row.organisation == called]
        if not of_unit:
            units = "、".join(dict.fromkeys(row.organisation for row in same))
            problems.append(Problem(number, _UNIT, f"{name}不是“{unit}”选派的", f"登记的是：{units}", unit))
            return None
        same = of_unit
    if len(same) == 1:
        return same[0]
    choices = tuple(Choice(str(row.id), f"{row.organisation}，{row.arrived_on}到岗") for row in same)
    question = Question(f"person.{number}", f"第{number}行的“{name}”是哪一位？", choices, rows=(number,))
    answer = asking.ask(question)
    return next((row for row in same if str(row.id) == answer), None)
