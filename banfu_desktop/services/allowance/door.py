"""What the allowance room offers the halls."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.allowance import AllowanceLetter
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.documents import Figure
from banfu_desktop.services.allowance import due as reminders
from banfu_desktop.services.allowance import handing, letters, others, own_rules
from banfu_desktop.services.door import (
    Documents,
    Hit,
    List,
    PersonPart,
    PersonWish,
    Report,
    Tracked,
    Wish,
)
from banfu_desktop.tables.allowance import ALLOWANCES, OTHERS, OWN_RULES

TABLES = {
    "allowance_letters": Tracked(
        "乡镇工作补贴", (ALLOWANCES,), undoable=True, erasable=("number", "reply", "remark")
    ),
    "own_rules": Tracked(
        "执行规定", (OWN_RULES,), undoable=True, erasable=("rule", "payer", "amount", "remark")
    ),
}
LISTS = {
    "allowances": List(ALLOWANCES, rows_on=letters.listing),
    "others": List(OTHERS, rows_on=others.listing),
    "own-rules": List(OWN_RULES, own_rules.listing),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _letters(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.allowance import papers

    return papers.letters_to_units(session, wish.payer, wish.now, wish.today)


def _others(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.allowance import papers

    return papers.list_of_others(session, wish.now, wish.today)


PAPERS = {
    Form("allowance-letter", "乡镇工作补贴告知单", 26, "none", per_payer=True): _letters,
    Form("others-list", "其他人员执行规定情况表", None, "none"): _others,
}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Letters by their number, rules by their name or number."""
    numbered = sa.select(AllowanceLetter).where(AllowanceLetter.number.is_not(None))
    for letter in session.scalars(numbered.order_by(AllowanceLetter.id)):
        if text in (letter.number or "").casefold():
            yield Hit(
                f"乡镇工作补贴告知单 {letter.number}",
                f"{letter.sent_on} 送出",
                "allowance",
                letter.posting_id,
            )
    for row in own_rules.listing(session):
        if any(text in (words or "").casefold() for words in (row.rule, row.number)):
            yield Hit(row.rule, f"{row.category.label}执行的规定", "allowance", f"rule {row.id}")


def holds(session: Session, posting_id: int) -> str:
    """A letter belongs to its posting."""
    held = sa.select(AllowanceLetter.id).filter_by(posting_id=posting_id).limit(1)
    return "乡镇工作补贴告知" if session.scalar(held) is not None else ""


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(AllowanceLetter.id).filter_by(organisation_id=organisation_id).limit(1)
    return "已告知乡镇工作补贴" if session.scalar(held) is not None else ""


def report(session: Session, today: date) -> Report:
    """How many letters there are by state, and how many of the others stand under no rule told."""
    states = [row.state for row in letters.listing(session, today)]
    counts = [
        {"what": f"乡镇工作补贴{state.label}", "number": states.count(state)}
        for state in LetterState
        if state is not LetterState.EARLY
    ]
    untold = sum(row.told is None for row in others.listing(session, today))
    return Report({"counts": [*counts, {"what": "六(四)人员没有登记执行规定", "number": untold}]})


def figures(session: Session, period: Period) -> Iterator[Figure]:
    """Letters sent in the days, and those the units confirmed in them."""
    for name, label, column in (
        ("allowance_told", "告知乡镇工作补贴人数", AllowanceLetter.sent_on),
        ("allowance_confirmed", "单位确认乡镇工作补贴人数", AllowanceLetter.confirmed_on),
    ):
        count = sa.select(sa.func.count()).where(column.between(period.start, period.end))
        if column is AllowanceLetter.confirmed_on:
            count = count.where(AllowanceLetter.paid_from.is_not(None))
        yield Figure(name, label, f"{session.scalar(count) or 0:,}")


def person(session: Session, wish: PersonWish) -> PersonPart:
    """乡镇工作补贴 and its letter, or the rule of one's own."""
    from banfu_desktop.services.allowance import person as person_page

    return person_page.part(session, wish)


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.allowance import demonstration

    demonstration.fill(session)
