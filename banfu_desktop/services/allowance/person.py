"""What the allowance room tells of a person: 乡镇工作补贴 and its letter (六(一)), or the rule (六(四))."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.allowance import due, letters, others
from banfu_desktop.services.allowance.letters import AllowanceRow
from banfu_desktop.services.allowance.others import OtherRow
from banfu_desktop.services.door import HeadFact, PersonPart, PersonWish
from banfu_desktop.services.office import settings

_URGENCY = {
    LetterState.EARLY: "grey",
    LetterState.HELD: "amber",
    LetterState.UNTOLD: "amber",
    LetterState.TOLD: "blue",
    LetterState.CONFIRMED: "green",
    LetterState.REFUSED: "grey",
    LetterState.ENDED: "grey",
}


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Both facts of whoever was first one and then the other, the latest first, and what is to be done."""
    rows = [row for row in letters.listing(session, wish.today) if row.person_id == wish.person_id]
    own = [row for row in others.listing(session, wish.today) if row.person_id == wish.person_id]
    choices = settings.Choices(session)
    days = choices.value("allowance_tell_days", wish.today)
    answer_days = choices.value("allowance_answer_days", wish.today)
    steps = (
        *due.of_letters(rows, wish.today, days, answer_days),
        *due.of_others(own, wish.today),
    )
    return PersonPart(facts=tuple(_facts(rows, own)), steps=steps)


def _facts(rows: list[AllowanceRow], own: list[OtherRow]) -> Iterator[HeadFact]:
    for row in sorted(rows, key=lambda row: row.eligible_on)[-1:]:
        state = (row.state.label, _URGENCY[row.state])
        yield HeadFact("乡镇工作补贴", f"{row.eligible_on} 满六个月{_paid(row)}", (state,))
    for other in own[-1:]:
        if other.told is None:
            untold = (f"规定{others.UNTOLD}", "amber")
            yield HeadFact("执行规定", "按各自规定执行，六(四)", (untold,))
        else:
            yield HeadFact("执行规定", other.told.words)


def _paid(row: AllowanceRow) -> str:
    if row.paid_from is None:
        return ""
    amount = "" if row.amount_fen is None else f"，每月 {yuan(row.amount_fen)} 元"
    return f"，单位自 {row.paid_from} 起发{amount}"
