"""What a payer's open sheet comes to now: its own lines, and what it carries of earlier months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from banfu_desktop.rules.attendance import in_days
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_account import Key, Standing
from banfu_desktop.rules.subsidies_sheets import SheetKind, supplement_words
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.subsidies.account import Account, Request, number_of
from banfu_desktop.services.subsidies.records import OneOff, Owed
from banfu_desktop.services.subsidies.sheets import Deferred, Held, PayerSheet, SheetLine

MENDED = "规则更正"
"""Why an upgrade brought a difference: marks outside a posting, or the days of a change of posting."""


@dataclass(frozen=True)
class Difference:
    """What a changed fact makes of a sealed month for one person and payer; amounts in fen.

    `paid_fen` is what sealed sheets hold for the month (differences carried since included), less what was
    given back; an undecided one has no `due_fen`. `reason` says what changed.
    """

    month: Month
    person_id: int
    posting_id: int
    payer_id: int
    name: str
    payer: str
    paid_fen: int
    due_fen: int | None
    reason: str

    @property
    def difference_fen(self) -> int:
        """Positive: 补发; negative: 扣回 or 应收回; 0 while undecided."""
        return 0 if self.due_fen is None else self.due_fen - self.paid_fen

    @property
    def decided_fen(self) -> int | None:
        """The difference as a list shows it: nothing while undecided, for 0.00 would be an answer."""
        return None if self.due_fen is None else self.difference_fen

    @property
    def word(self) -> str:
        """补发, 扣回 or 待决定."""
        if self.due_fen is None:
            return "待决定"
        return "补发" if self.difference_fen > 0 else "扣回"


class Drafting:
    """Builds sheets that are not sealed from the account."""

    def __init__(self, account: Account, as_of: date | None = None) -> None:
        self.account, self.records, self._as_of = account, account.records, as_of
        self._names: dict[Month, Mapping[int, str]] = {}

    def names(self, month: Month) -> Mapping[int, str]:
        """What units were called at the end of a month."""
        if month not in self._names:
            self._names[month] = self.records.names.on(month.last)
        return self._names[month]

    def sheet(self, payer_id: int, month: Month) -> PayerSheet | None:
        """A payer's draft of a month; None when the payer owes no line in it.

        Raises:
            UserError: the settings name a payer that is not known.
        """
        owed = self.account.drafts.get((payer_id, month), ())
        if not owed:
            return None
        names = self.names(month)
        kept = self.account.own_lines(payer_id, month)
        lines = [line for row in kept for line in self._own(row, month, names)]
        lines += self._carried(payer_id, month, names)
        held = [Held(row.person_id, self._name(row.person_id), month, row.held) for row in kept if row.held]
        for key, why in self.account.asks(payer_id, month):
            held.append(
                Held(key.person_id, self._name(key.person_id), key.month, f"{key.month.label}：{why}")
            )
        return PayerSheet(
            payer=names[payer_id],
            lines=tuple(lines),
            payer_id=payer_id,
            as_of=self._as_of,
            held=tuple(held),
            deferred=tuple(self._deferred(payer_id, month)),
        )

    def supplement(self, request: Request) -> PayerSheet:
        """A 补发表 that is open: the positive differences of its months."""
        months = sorted(request.months)
        names = self.names(months[-1])
        settled = self.account.settlement(request.payer_id).supplemented
        chosen = {key: fen for key, fen in settled.items() if key.month in request.months}
        held = [
            Held(key.person_id, self._name(key.person_id), key.month, f"{key.month.label}：{why}")
            for key, why in self.account.undecided.items()
            if key.payer_id == request.payer_id and key.month in request.months
        ]
        return PayerSheet(
            payer=names[request.payer_id],
            lines=tuple(self._difference_lines(chosen, names)),
            payer_id=request.payer_id,
            kind=SheetKind.SUPPLEMENT,
            number=supplement_words(request.year, request.serial),
            held=tuple(held),
            months=tuple(months),
        )

    def payers(self, month: Month) -> list[int]:
        """Payers with a draft in a month, in the order of the roster."""
        found = [payer for payer, at in self.account.drafts if at == month]
        order = {person: place for place, person in enumerate(self.records.people)}
        return sorted(
            found, key=lambda payer: min(order[o.person_id] for o in self.account.drafts[payer, month])
        )

    def _name(self, person_id: int) -> str:
        return self.records.people[person_id][0].name

    def _deferred(self, payer_id: int, month: Month) -> Iterable[Deferred]:
        for (payer, at, person, about), reason in sorted(
            self.account.deferred.items(), key=lambda item: item[0][2:]
        ):
            if (payer, at) == (payer_id, month):
                yield Deferred(person, self._name(person), about, reason)

    # Lines.

    def _own(self, owed: Owed, month: Month, names: Mapping[int, str]) -> list[SheetLine]:
        lines = []
        if owed.due is not None:
            due, row = owed.due, self.records.postings[owed.due.posting_id]
            present, on_duty = self._present(owed, month)
            lines.append(
                replace(
                    self._blank(row, owed.payer_id, month, names),
                    days_posted=due.days_posted,
                    days_present=due.days_present,
                    work_days_due=in_days(due.due_halves),
                    work_days_present=present,
                    duty_days=on_duty,
                    gross_fen=due.gross_fen,
                    deducted_fen=due.deducted_fen,
                    net_fen=due.net_fen,
                    reason=due.reason,
                    formula=due.formula,
                    held=owed.held,
                    warning=due.warning,
                )
            )
        return lines + [self._one_off(row, owed, month, names) for row in owed.one_offs]

    def _present(self, owed: Owed, month: Month) -> tuple[float, float]:
        """Days at the post and of 值班; of a month sealed early only up to the day of sealing."""
        due = owed.due
        assert due is not None
        if self._as_of is None:
            return in_days(due.present_halves), in_days(due.duty_halves)
        present, on_duty = self.records.present_until(owed.person_id, owed.payer_id, month, self._as_of)
        return in_days(present), in_days(on_duty)

    def _one_off(self, one_off: OneOff, owed: Owed, month: Month, names: Mapping[int, str]) -> SheetLine:
        row = self._posting(Key(owed.person_id, owed.payer_id, month))
        return replace(
            self._blank(row, owed.payer_id, month, names),
            gross_fen=one_off.amount_fen,
            net_fen=one_off.amount_fen,
            reason=_one_off_words(one_off),
            formula="一次性",
            held="" if owed.due is not None else owed.held,
            one_off_id=one_off.id,
        )

    def _carried(self, payer_id: int, month: Month, names: Mapping[int, str]) -> list[SheetLine]:
        if self.account.next_open(payer_id) != month:
            return []
        settled = self.account.settlement(payer_id)
        return self._difference_lines({**settled.made_up, **settled.deducted}, names)

    def _difference_lines(self, fen: Mapping[Key, int], names: Mapping[int, str]) -> list[SheetLine]:
        standings = {row.key: row for key in fen for row in self.account.standings.get(key.payer_id, ())}
        ordered = sorted(fen, key=lambda key: (key.month, key.person_id))
        return [self._difference_line(standings[key], fen[key], names) for key in ordered]

    def _difference_line(self, standing: Standing, fen: int, names: Mapping[int, str]) -> SheetLine:
        key = standing.key
        row = self._posting(key)
        word = "补发" if fen > 0 else "扣回"
        formula = f"应实发 {yuan(standing.due_fen or 0)} − 原实发 {yuan(standing.sheets_fen)}"
        if standing.repaid_fen:
            formula += f" ＋ 已退回 {yuan(standing.repaid_fen)}"
        if abs(fen) < abs(standing.open_fen):
            formula += f" = {yuan(standing.open_fen)}，本次{word} {yuan(abs(fen))}"
        return replace(
            self._blank(row, key.payer_id, key.month, names),
            about=key.month,
            is_difference=True,
            gross_fen=fen,
            net_fen=fen,
            reason=f"{word}：{self.why(key)}",
            formula=f"{formula}（{key.month.label}）",
        )

    def why(self, key: Key) -> str:
        """What the facts of a sealed month say now."""
        owed = self.records.owed(key.month, [key.person_id])
        own = [row for row in owed if row.payer_id == key.payer_id]
        said = [
            f"含一次性{yuan(one.amount_fen)}（{_one_off_words(one)}）" for row in own for one in row.one_offs
        ]
        mended = "更正"
        due = next((row.due for row in own if row.due is not None), None)
        if due is not None:
            mended = MENDED if self.is_mended(key) else mended
            said.insert(0, due.reason or "全月在岗")
        elif not said:
            others = [row.payer_id for row in owed if row.due is not None]
            gone = f"应由{self.names(key.month)[others[-1]]}发放" if others else "当月不应发放"
            said.append(gone)
        return f"{key.month.label}{mended}，{'；'.join(said)}"

    def is_mended(self, key: Key) -> bool:
        """Whether the facts are those that were sealed, and only the rules were mended since."""
        if (key.payer_id, key.month) not in self.account.by_old_rules:
            return False
        before = self.records.before_mending(key.person_id, key.month)
        return before.get(key.payer_id) == self._held_fen(key)

    def _posting(self, key: Key) -> MemberRow:
        """The posting a line stands on.

        The person's with the payer in the month, else the latest until then.
        """
        rows = self.records.people[key.person_id]
        with_payer = [row for row in rows if self.records.levels.root(row.organisation_id) == key.payer_id]
        until = [row for row in with_payer or rows if row.arrived_on <= key.month.last]
        return (until or with_payer or rows)[-1]

    def _blank(self, row: MemberRow, payer_id: int, month: Month, names: Mapping[int, str]) -> SheetLine:
        """A line of a person with a payer that holds no days and no amount yet."""
        return SheetLine(
            person_id=row.person_id,
            posting_id=row.id,
            payer_id=payer_id,
            name=row.name,
            initials=row.initials,
            payer=names[payer_id],
            organisation=names[row.organisation_id],
            role=row.role.label,
            about=month,
            is_difference=False,
            days_in_month=month.days,
            days_posted=0,
            days_present=0,
            rate_fen=self.records.policy(month).rate_fen,
            gross_fen=0,
            deducted_fen=0,
            net_fen=0,
            reason="",
            formula="",
            bank=row.bank or "",
            card_no=row.card_no or "",
            card_holder=row.card_holder or "",
        )

    # Differences as a list.

    def differences(self, month: Month | None = None) -> list[Difference]:
        """Everything open of sealed months (of one month), undecided ones last."""
        found = [
            self._difference(standing.key, standing.sheets_fen - standing.repaid_fen, standing.due_fen)
            for standings in self.account.standings.values()
            for standing in standings
            if month is None or standing.key.month == month
        ]
        for key, why in self.account.undecided.items():
            if month is None or key.month == month:
                found.append(replace(self._difference(key, self._held_fen(key), None), reason=why))
        return sorted(found, key=lambda row: (row.month, row.due_fen is None, row.person_id, row.payer_id))

    def _held_fen(self, key: Key) -> int:
        place = (key.person_id, key.payer_id, number_of(key.month))
        return self.account.sheets_fen.get(place, 0) - self.account.repaid_fen.get(place, 0)

    def _difference(self, key: Key, paid_fen: int, due_fen: int | None) -> Difference:
        return Difference(
            month=key.month,
            person_id=key.person_id,
            posting_id=self._posting(key).id,
            payer_id=key.payer_id,
            name=self._name(key.person_id),
            payer=self.names(key.month)[key.payer_id],
            paid_fen=paid_fen,
            due_fen=due_fen,
            reason=self.why(key),
        )


def _one_off_words(one_off: OneOff) -> str:
    """Why a one-off line is there, on which paper and by whose approval (old lines may lack these)."""
    approved = f"{one_off.approved_by}批准" if one_off.approved_by else ""
    return "，".join(part for part in (one_off.reason, one_off.paper_no, approved) if part)
