"""Letters about 乡镇工作补贴 (六(一)): whose unit is told since when, what was sent and answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.allowance import AllowanceLetter
from banfu_desktop.db.rows import stored
from banfu_desktop.rules import allowance as rules
from banfu_desktop.rules.allowance import Answer, Entitlement, LetterState, Stay
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Category, TeamRole, UnitLevel
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import settings
from banfu_desktop.services.office.levels import Levels
from banfu_desktop.tables.allowance import ALLOWANCES

ROOM = "allowance"
_FIELDS = stored(AllowanceLetter, of=ALLOWANCES)


@dataclass(frozen=True)
class AllowanceRow:
    """Somebody's 乡镇工作补贴 at one unit; attribute names are those of tables.allowance.ALLOWANCES.

    `id` is the posting the letter is of, else the last one at the unit; `letter_id` is None before anything
    was sent. `changed` says what today's facts make of what the letter said; empty where they agree.
    """

    id: int
    posting_id: int
    person_id: int
    letter_id: int | None
    bundle_id: int | None
    organisation_id: int
    name: str
    initials: str
    organisation: str
    role: TeamRole
    arrived_on: date
    eligible_on: date
    left_on: date | None
    state: LetterState
    is_just_full: bool
    sent_on: date | None
    number: str | None
    confirmed_on: date | None
    paid_from: date | None
    amount_fen: int | None
    reply: str | None
    stopped_on: date | None
    remark: str | None
    changed: str


class _Facts:
    """All that decides whose unit is told, read once."""

    def __init__(self, session: Session, today: date) -> None:
        self.today = today
        self.levels = Levels(session)
        choices = settings.Choices(session)
        self.gap_restarts = bool(choices.value("township_gap_restarts", today))
        self.all_units = bool(choices.value("allowance_all_units", today))
        self.letters = {row.posting_id: row for row in session.scalars(sa.select(AllowanceLetter))}
        self.people: dict[int, list[MemberRow]] = {}
        for row in members.listing(session):
            if row.category is Category.CADRE:
                self.people.setdefault(row.person_id, []).append(row)

    def due(self, rows: Sequence[MemberRow]) -> tuple[Entitlement, ...]:
        stays = [Stay(row.id, self.levels.root(row.organisation_id), row.period) for row in rows]
        return rules.entitlements(stays, gap_restarts=self.gap_restarts)

    def level_allows(self, due: Entitlement) -> bool:
        """Whether 六(一) is about the unit: a county one, one nobody confirmed, or any by choice."""
        if self.all_units or not self.levels.confirmed(due.unit_id):
            return True
        return self.levels.on(due.unit_id, due.start) is UnitLevel.COUNTY


def listing(session: Session, today: date) -> list[AllowanceRow]:
    """Everybody who has six months or will have them, those with something to do first.

    Whose letter today's facts no longer ask for stays listed, as long as its posting does.
    """
    facts, found = _Facts(session, today), list[AllowanceRow]()
    for rows in facts.people.values():
        found.extend(_of_person(facts, rows))
    found.extend(_no_longer_due(session, facts, {row.letter_id for row in found}))
    order = list(_ORDER)
    return sorted(found, key=lambda row: (order.index(row.state), row.eligible_on, row.id))


_ORDER = (
    LetterState.UNTOLD, LetterState.HELD, LetterState.TOLD, LetterState.EARLY, LetterState.CONFIRMED,
    LetterState.REFUSED, LetterState.ENDED,
)  # fmt: skip


def _of_person(facts: _Facts, rows: Sequence[MemberRow]) -> Iterator[AllowanceRow]:
    by_id = {row.id: row for row in rows}
    for due in facts.due(rows):
        letter = next((facts.letters[key] for key in due.postings if key in facts.letters), None)
        if letter is not None or facts.level_allows(due):
            last = by_id[letter.posting_id if letter is not None else due.postings[-1]]
            yield _row(facts, last, due, letter)


def _no_longer_due(session: Session, facts: _Facts, shown: set[int | None]) -> Iterator[AllowanceRow]:
    left = [letter for letter in facts.letters.values() if letter.id not in shown]
    known = {row.id: row for row in members.listing(session)} if left else {}
    for letter in left:
        row = known[letter.posting_id]
        unit = facts.levels.root(letter.organisation_id)
        due = Entitlement((row.id,), unit, row.arrived_on, letter.eligible_on, row.left_on)
        yield _row(facts, row, due, letter, gone="按现在的任职，没有要告知的乡镇工作补贴")


def _row(
    facts: _Facts, member: MemberRow, due: Entitlement, letter: AllowanceLetter | None, gone: str = ""
) -> AllowanceRow:
    kept = {name: getattr(letter, name, None) for name in ("bundle_id", *_FIELDS)}
    answer = Answer(*(kept[name] for name in ("sent_on", "confirmed_on", "paid_from", "stopped_on")))
    held = not facts.all_units and not facts.levels.confirmed(due.unit_id)
    return AllowanceRow(
        id=member.id,
        posting_id=member.id,
        person_id=member.person_id,
        letter_id=None if letter is None else letter.id,
        organisation_id=member.organisation_id,
        name=member.name,
        initials=member.initials,
        organisation=member.organisation,
        role=member.role,
        arrived_on=due.arrived_on,
        eligible_on=due.start,
        left_on=due.end,
        state=rules.state_of(due, answer, facts.today, is_held=held),
        is_just_full=due.is_just_full,
        changed=gone or _changed(facts, due, letter),
        **kept,
    )


def _changed(facts: _Facts, due: Entitlement, letter: AllowanceLetter | None) -> str:
    """What the letter said and facts say otherwise now."""
    if letter is None:
        return ""
    said = []
    if letter.eligible_on != due.start:
        said.append(f"告知单写的可享受日期是{letter.eligible_on}，按现在的任职是{due.start}")
    if facts.levels.root(letter.organisation_id) != due.unit_id:
        said.append("告知单发给了另一个单位")
    return "；".join(said)


def one(session: Session, posting_id: int, today: date) -> AllowanceRow:
    """Somebody's row by a posting.

    Raises:
        UserError: 六(一) is not about the posting, or it ended before six months were full.
    """
    facts = _Facts(session, today)
    member = members.one(session, posting_id)
    rows = facts.people.get(member.person_id, [])
    by_id = {row.id: row for row in rows}
    for due in facts.due(rows):
        if posting_id in due.postings:
            letter = next((facts.letters[key] for key in due.postings if key in facts.letters), None)
            if letter is None and not facts.level_allows(due):
                raise UserError(
                    f"{member.organisation}不是县直单位",
                    "省、市单位也要告知的，请在设置中选“是”",
                    rules.CLAUSE,
                )
            return _row(facts, by_id[letter.posting_id if letter else due.postings[-1]], due, letter)
    if posting_id in facts.letters:
        return next(row for row in listing(session, today) if row.posting_id == posting_id)
    if member.category is not Category.CADRE:
        what = f"{member.name}是{member.category.label}，按各自规定执行"
        raise UserError(what, "乡镇工作补贴只告知驻镇干部的派出单位", rules.OTHERS_CLAUSE)
    raise UserError(f"{member.name}离岗时任职不满六个月", "不满六个月的不告知", rules.CLAUSE)


def save(session: Session, posting_id: int, values: Mapping[str, Any], today: date) -> int:
    """Write down that a unit was told, or what it answered. Returns the letter's posting.

    The day and the unit of the letter are those of the facts on the day it is first written down, and again
    when it is sent anew (another `sent_on`).

    Args:
        values: of tables.allowance.ALLOWANCES; of a letter that is there only what changes.

    Raises:
        UserError: not due yet, a level nobody confirmed, or what rules.allowance.refuse_answer refuses.
    """
    row = one(session, posting_id, today)
    record = None if row.letter_id is None else session.get_one(AllowanceLetter, row.letter_id)
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    answer = Answer(*(merged[name] for name in ("sent_on", "confirmed_on", "paid_from", "stopped_on")))
    rules.refuse_answer(answer, merged["amount_fen"], merged["reply"], today)
    is_sent = record is None or record.sent_on != merged["sent_on"]
    if is_sent:
        _refuse_sending(row, merged["sent_on"])
    if record is None:
        label = f"{row.name}乡镇工作补贴（{row.organisation}）"
        record = AllowanceLetter(
            posting_id=row.posting_id, bundle_id=bundles.new_bundle(session, ROOM, label)
        )
    if is_sent:
        record.organisation_id, record.eligible_on = row.organisation_id, row.eligible_on
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    return row.posting_id


def _refuse_sending(row: AllowanceRow, sent_on: date) -> None:
    if row.state is LetterState.HELD:
        raise UserError(
            f"{row.organisation}的层级还没有核实", "请先在单位名册核实是不是县直单位", rules.CLAUSE
        )
    if row.eligible_on > sent_on and not row.is_just_full:
        raise UserError(
            f"{row.name}到{row.eligible_on}才满六个月",
            f"送出日期{sent_on}早了，满六个月以后再告知",
            rules.CLAUSE,
        )


def send(
    session: Session, posting_ids: Sequence[int], sent_on: date, number: str | None, today: date
) -> None:
    """Write down that the letters about several people were sent.

    Raises:
        UserError: see save; then nothing is written down.
    """
    for key in posting_ids:
        save(session, key, {"sent_on": sent_on, **({"number": number} if number else {})}, today)


def remove(session: Session, posting_id: int, today: date) -> None:
    """Remove a letter that should not have been written down.

    Raises:
        UserError: none is, or it has papers.
    """
    row = one(session, posting_id, today)
    if row.letter_id is None or row.bundle_id is None:
        raise UserError(f"{row.name}的乡镇工作补贴还没有告知", "没有可以撤回的")
    if bundles.listing(session, row.bundle_id):
        raise UserError("这份告知有附件，不能删除", "请先移出附件")
    session.delete(session.get_one(AllowanceLetter, row.letter_id))
    session.flush()
    bundles.remove_bundle(session, row.bundle_id)
