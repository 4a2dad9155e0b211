"""What a 补发表 could make up for now, by payer, and those that are open."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month
from banfu_desktop.services.subsidies import supplements
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Drafting


@dataclass(frozen=True)
class SupplementRow:
    """A payer's 补发 that a 补发表 could hold, or an open one; attribute names are those of SUPPLEMENT."""

    payer: str
    months: tuple[Month, ...]
    people: tuple[str, ...]
    net_fen: int
    number: str = ""

    @property
    def id(self) -> str:
        """Tells the rows apart."""
        return f"{self.payer}/{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it was asked for already."""
        return bool(self.number)

    @property
    def months_said(self) -> str:
        """The months as a list says them."""
        return "、".join(month.label for month in self.months)

    @property
    def people_said(self) -> str:
        """The people as a list says them."""
        return "、".join(self.people)

    @property
    def state(self) -> str:
        """Whether it can be asked for."""
        return f"{self.number} 未封存" if self.number else "可编制"


def supplement_rows(session: Session) -> list[SupplementRow]:
    """Open 补发表 first, then what each payer could make up for."""
    account = Account(session)
    drafting = Drafting(account)
    rows = [
        SupplementRow(
            sheet.payer, sheet.months, tuple(dict.fromkeys(line.name for line in sheet.lines)), sheet.net_fen,
            sheet.number,
        )
        for sheet in supplements.open_ones(account)
    ]  # fmt: skip
    for payer_id in sorted(account.standings):
        settled = account.settlement(payer_id)
        keys = {**settled.made_up, **settled.waiting}
        if keys:
            months = tuple(sorted({key.month for key in keys}))
            people = dict.fromkeys(account.records.people[key.person_id][0].name for key in keys)
            name = drafting.names(months[-1])[payer_id]
            rows.append(SupplementRow(name, months, tuple(people), sum(keys.values())))
    return rows
