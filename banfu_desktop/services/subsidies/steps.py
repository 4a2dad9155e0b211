"""How far a month's sheets are: made, looked through, sealed, paid, reported (the month strip)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.month_steps import Step, StepName
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import sealed
from banfu_desktop.services.subsidies.account import Account, of_moment
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sheets import PayerSheet

_ROOM = "subsidies"


@dataclass(frozen=True)
class _Stand:
    """A month's drafts and its sealed sheets in force."""

    month: Month
    is_made: bool
    drafts: Sequence[PayerSheet]
    rows: Sequence[SubsidySheet]
    undecided: int

    @property
    def open(self) -> int:
        """What waits for a decision."""
        return self.undecided + sum(len(sheet.held) for sheet in self.drafts)

    @property
    def sealable(self) -> int:
        """Drafts that nothing holds."""
        return sum(not sheet.held for sheet in self.drafts)


def steps(session: Session, month: Month) -> Iterator[Step]:
    """The steps of a month that are done with its sheets."""
    account = of_moment(session)
    stand = _stand(session, account, month)
    made = f"{len(stand.drafts) + len(stand.rows)} 张"
    yield Step(
        StepName.MAKE, stand.is_made, made if stand.is_made else "",
        "编制本月发放表", "编制本月", _ROOM, month,
    )  # fmt: skip
    yield _check(stand)
    yield _seal(stand)
    yield _pay(session, stand)
    yield _report(session, stand)


def _stand(session: Session, account: Account, month: Month) -> _Stand:
    drafting = Drafting(account)
    is_made = month in account.opened
    drafts = [drafting.sheet(payer, month) for payer in drafting.payers(month)] if is_made else []
    rows = [
        row for row in sealed.rows(session, month) if row.voided_at is None and row.kind is SheetKind.MONTH
    ]
    undecided = sum(key.month == month for key in account.undecided)
    return _Stand(month, is_made, [sheet for sheet in drafts if sheet is not None], rows, undecided)


def _check(stand: _Stand) -> Step:
    """Once sheets are sealed without what is held, the rest no longer keeps the month."""
    put_aside = bool(stand.rows) and not stand.sealable
    held = len({row.person_id for sheet in stand.drafts for row in sheet.held})
    if not stand.is_made:
        count = ""
    elif not stand.open:
        count = "没有要决定的"
    else:
        count = f"{held} 人暂缓" if put_aside and held else f"还有 {stand.open} 处"
    done = stand.is_made and (not stand.open or put_aside)
    left = f"核对补助表，还有 {stand.open} 处要您决定"
    return Step(StepName.CHECK, done, count, left, "去核对", _ROOM, stand.month)


def _seal(stand: _Stand) -> Step:
    done = stand.is_made and not stand.sealable and bool(stand.rows or not stand.drafts)
    count = f"已封存 {len(stand.rows)} 张" if stand.rows else ""
    left = f"封存 {stand.sealable} 张发放表"
    return Step(StepName.SEAL, done, count, left, "去封存", _ROOM, stand.month)


def _pay(session: Session, stand: _Stand) -> Step:
    paid = sealed.payments(session, [row.id for row in stand.rows])
    number = sum(payment.state is SheetState.PAID for payment in paid.values())
    done = bool(stand.rows) and number == len(stand.rows)
    count = f"已发放 {number} 张" if number else ""
    left = f"登记 {len(stand.rows) - number} 张发放表的发放"
    return Step(StepName.PAY, done, count, left, "登记发放…", _ROOM, stand.month)


def _report(session: Session, stand: _Stand) -> Step:
    """Reported is what a package holds that was written after the last of the month's sheets was sealed."""
    package = office.last_package_at(session)
    last: datetime | None = max((row.sealed_at for row in stand.rows), default=None)
    done = last is not None and not stand.sealable and package is not None and package >= last
    count = f"{package.month}月{package.day}日" if done and package is not None else ""
    return Step(StepName.REPORT, done, count, "导出上报包，报送县里", "导出上报包…", "backup")
