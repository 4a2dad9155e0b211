"""What the subsidies tell of a person: the year's bars, what is owed either way, what is to be decided."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.door import PersonPart, PersonWish, Sum
from banfu_desktop.services.subsidies import pay_year, paying, receivables
from banfu_desktop.services.subsidies.account import Account, of_moment
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.due import RECEIVABLES
from banfu_desktop.services.subsidies.receivables import ReceivableRow

_CLAUSE, _OWN = "六(一)", "本单位自定"
_ROOM = "subsidies"


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Pay by month, 应收回, 待补发, 未付, and what waits for a decision."""
    account = of_moment(session)
    owed = [
        row for row in receivables.listing(session, wish.today, account) if row.person_id == wish.person_id
    ]
    return PersonPart(
        bars=pay_year.of_person(session, account, wish.year, wish.person_id),
        steps=(*_collecting(owed), *_deciding(account, wish.person_id)),
        sums=(
            *(Sum("应收回", row.payer, row.open_fen, _ROOM, RECEIVABLES, urgent=True) for row in owed),
            *_made_up(account, wish.person_id),
            *_unpaid(session, wish.person_id, wish.today),
        ),
    )


def _collecting(owed: list[ReceivableRow]) -> Iterator[Due]:
    for row in owed:
        text = f"收回{row.payer}多发的 {yuan(row.open_fen)} 元（{row.months_said}）"
        yield Due(text, _CLAUSE, "amber", "登记收回…", _ROOM, RECEIVABLES)


def _deciding(account: Account, person_id: int) -> Iterator[Due]:
    """Differences of sealed months and lines of drafts that are held."""
    for key, why in account.undecided.items():
        if key.person_id == person_id:
            yield Due(
                f"{key.month.label}封存后有待决定的差异：{why}", _OWN, "red", "去决定", _ROOM, key.month
            )
    drafting, made = Drafting(account), set(account.opened)
    for payer, month in account.drafts:
        if month not in made or (sheet := drafting.sheet(payer, month)) is None:
            continue
        for held in sheet.held:
            if held.person_id == person_id and held.about == month:
                yield Due(f"{month.label}：{held.reason}", _CLAUSE, "amber", "去决定", _ROOM, month)


def _made_up(account: Account, person_id: int) -> Iterator[Sum]:
    """补发 that is still to be paid, with where it goes."""
    for payer, standings in account.standings.items():
        if not any(standing.key.person_id == person_id for standing in standings):
            continue
        settled, month = account.settlement(payer), account.next_open(payer)
        ways = (
            (settled.made_up, f"随{month.label}表" if month else ""),
            (settled.supplemented, "在补发表上"),
            (settled.waiting, "还没有可列入的表"),
        )
        for amounts, where in ways:
            own = {key.month: fen for key, fen in amounts.items() if key.person_id == person_id}
            if own:
                name = account.records.names.on(max(own).last)[payer]
                at = month if month is not None else max(own)
                yield Sum("待补发", f"{name}，{where}", sum(own.values()), _ROOM, at)


def _unpaid(session: Session, person_id: int, today: date) -> Iterator[Sum]:
    for row in paying.unpaid(session, today):
        if row.person_id == person_id:
            yield Sum("已封存未发放", f"{row.month.label}，{row.payer}", row.net_fen, _ROOM, row.month)
