"""费用报销 (六(二)): claims written, listed and found; their deeds stand in reimbursements_deeds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.reimbursements import Claim, ClaimAcceptance, ClaimLine
from banfu_desktop.db.rows import row_of, write
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.reimbursements import (
    LINE_NAMES,
    ClaimKind,
    ClaimState,
    Line,
    line_of,
    must_be_draft,
    number_words,
    outstanding_fen,
)
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.tables.reimbursements import CLAIM_FORM, LINES
from banfu_desktop.tables.spec import clean

ROOM = "reimbursements"
_NUMBER = re.compile(r"(\d{4})-(\d{1,6})")
_CHECKED = ("posting_id", "kind")
"""Fields of the form that are stored once they were looked at."""


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its lines; attribute names are those of tables.reimbursements. Amounts in fen.

    `approved` holds what was approved of each line, where the unit said it line by line. `reverses` and
    `reversed_by` are numbers of claims.
    """

    id: int
    posting_id: int
    person_id: int
    unit_id: int
    bundle_id: int
    name: str
    initials: str
    unit: str
    kind: ClaimKind
    title: str | None
    source: str | None
    filled_on: date
    host_meal_days: int | None
    host_ride_days: int | None
    number: str
    year: int | None
    state: ClaimState
    handed_on: date | None
    decided_on: date | None
    approved_fen: int | None
    reason: str | None
    paid_on: date | None
    reverses: str | None
    reversed_by: str | None
    check_code: str
    lines: tuple[Line, ...]
    approved: tuple[int | None, ...]

    @property
    def claimed_fen(self) -> int:
        """申报."""
        return sum(line.claimed_fen for line in self.lines)

    @property
    def outstanding_fen(self) -> int:
        """What the unit still owes."""
        return outstanding_fen(self.state, self.claimed_fen, self.approved_fen)

    @property
    def reversal(self) -> str:
        """Which claim it takes back, or which took it back."""
        return (
            f"冲销 {self.reverses}"
            if self.reverses
            else f"已由 {self.reversed_by} 冲销"
            if self.reversed_by
            else ""
        )

    @property
    def said(self) -> str:
        """The claim as a sentence names it."""
        return said(self.number)

    @property
    def stands(self) -> bool:
        """Whether its expenses are claimed still: neither refused nor taken back, and no taking back."""
        return self.state.live and self.reverses is None and self.reversed_by is None


def said(number: str) -> str:
    """A claim as a sentence names it, by its number."""
    return f"报销单{number}" if number else "这张报销草稿"


def listing(session: Session, *conditions: sa.ColumnElement[bool]) -> list[ClaimRow]:
    """Claims (under conditions on Claim), latest first."""
    records = session.execute(
        sa.select(Claim, Person, Organisation.name)
        .join(Posting, Posting.id == Claim.posting_id)
        .join(Person, Person.id == Posting.person_id)
        .join(Organisation, Organisation.id == Claim.unit_id)
        .where(*conditions)
        .order_by(Claim.id.desc())
    ).all()
    numbers, reversing = _numbers(session)
    lines = _lines(session, [claim.id for claim, _, _ in records])
    return [
        _row(claim, person, unit, lines.get(claim.id, ()), numbers, reversing)
        for claim, person, unit in records
    ]


def one(session: Session, claim_id: int) -> ClaimRow:
    """One claim.

    Raises:
        UserError: it is no longer there.
    """
    rows = listing(session, Claim.id == claim_id)
    if not rows:
        raise UserError("这张报销单已不存在", "请刷新列表")
    return rows[0]


def find(session: Session, text: str) -> ClaimRow:
    """A claim by its number (2026-014), or by its key (15) while it is a draft.

    Raises:
        UserError: there is none.
    """
    match, plain = _NUMBER.fullmatch(clean(text)), clean(text).lstrip("#")
    if match is not None:
        rows = listing(session, Claim.year == int(match[1]), Claim.serial == int(match[2]))
    else:
        rows = listing(session, Claim.id == int(plain)) if plain.isdecimal() and len(plain) < 10 else []
    if not rows:
        raise UserError(f"没有找到报销单“{text}”", "请写编号，如 2026-014；草稿写 claim show 列出的序号")
    return rows[0]


def _numbers(session: Session) -> tuple[dict[int, str], dict[int, str]]:
    """The number of every numbered claim by its key, and of every reversing claim by what it reverses."""
    numbered = sa.select(Claim.id, Claim.year, Claim.serial, Claim.reverses_id).where(
        Claim.serial.is_not(None)
    )
    numbers, reversing = {}, {}
    for key, year, serial, reverses in session.execute(numbered):
        numbers[key] = number_words(year or 0, serial or 0)
        if reverses is not None:
            reversing[reverses] = numbers[key]
    return numbers, reversing


def _lines(session: Session, keys: Sequence[int]) -> dict[int, list[ClaimLine]]:
    by_claim: dict[int, list[ClaimLine]] = {}
    ordered = sa.select(ClaimLine).order_by(ClaimLine.claim_id, ClaimLine.position)
    chosen = ordered.where(ClaimLine.claim_id == keys[0]) if len(keys) == 1 else ordered
    for line in session.scalars(chosen):
        by_claim.setdefault(line.claim_id, []).append(line)
    return by_claim


def _row(
    claim: Claim,
    person: Person,
    unit: str,
    lines: Sequence[ClaimLine],
    numbers: Mapping[int, str],
    reversing: Mapping[int, str],
) -> ClaimRow:
    return row_of(
        ClaimRow,
        claim,
        person_id=person.id,
        name=person.name,
        initials=f"{person.initials} {person.pinyin}",
        unit=unit,
        number=numbers.get(claim.id, ""),
        reverses=numbers.get(claim.reverses_id) if claim.reverses_id is not None else None,
        reversed_by=reversing.get(claim.id),
        check_code=claim.check_code or "",
        lines=tuple(row_of(Line, line) for line in lines),
        approved=tuple(line.approved_fen for line in lines),
    )


def save(session: Session, values: Mapping[str, Any], now: datetime, claim_id: int | None = None) -> int:
    """Write the head of a draft; a new one when `claim_id` is None. Returns its key.

    Args:
        values: names of CLAIM_FORM to values already read; those left out keep what is stored, an empty unit
            is the posting unit.

    Raises:
        ProblemsError: something is missing.
        UserError: the claim is no draft, its kind changes though it has lines, or a day still to come.
    """
    claim = Claim(made_at=now, state=ClaimState.DRAFT) if claim_id is None else _draft(session, claim_id)
    _refuse_missing(values if claim_id is None else {name: values.get(name, True) for name in _MUST})
    posting = members.one(session, values.get("posting_id") or claim.posting_id)
    kind = values.get("kind", claim.kind)
    if claim_id is not None and kind is not claim.kind and one(session, claim_id).lines:
        raise UserError("已有明细，不能改类别", "请先删除明细，或另建一张报销单")
    if (values.get("filled_on") or now.date()) > now.date():
        raise UserError(f"填报日期{values['filled_on']}还没有到", "请核对日期，最晚填今天")
    moved = claim_id is not None and posting.id != claim.posting_id
    claim.posting_id, claim.kind = posting.id, kind
    if "unit" in values or claim_id is None or moved:
        named = clean(values.get("unit") or "")
        claim.unit_id = office.organisation_named(session, named).id if named else posting.organisation_id
    write(claim, {name: value for name, value in values.items() if name not in _CHECKED}, CLAIM_FORM)
    if claim_id is None:
        claim.bundle_id = bundles.new_bundle(session, ROOM, "费用报销草稿")
        session.add(claim)
    session.flush()
    relabel(session, claim.id)
    return claim.id


_MUST = tuple(field.name for field in CLAIM_FORM.fields if field.required)


def _refuse_missing(values: Mapping[str, Any]) -> None:
    missing = [CLAIM_FORM[name].label for name in _MUST if values.get(name) in (None, "")]
    if missing:
        problems = tuple(Problem(None, label, "没有填写", f"请填写{label}") for label in missing)
        raise ProblemsError(str(problems[0]), problems)


def relabel(session: Session, claim_id: int) -> None:
    """Say on the claim's bundle whose papers they are."""
    row = one(session, claim_id)
    text = f"费用报销{row.number or '草稿'}（{row.name} {row.kind.label}）"
    bundles.label(session, row.bundle_id, text)


def set_lines(session: Session, claim_id: int, lines: Iterable[Line | Mapping[str, Any]]) -> None:
    """Make these the lines of a draft, in this order; empty ones are left out, unfinished ones are kept.

    Raises:
        UserError: the claim is no draft.
    """
    _draft(session, claim_id)
    new_lines = [line if isinstance(line, Line) else line_of(line) for line in lines]
    new_lines = [line for line in new_lines if not line.empty]
    stored = _lines(session, [claim_id]).get(claim_id, [])
    for position, line in enumerate(new_lines, 1):
        if position > len(stored):
            stored.append(ClaimLine(claim_id=claim_id, position=position))
            session.add(stored[-1])
        for name in LINE_NAMES:
            setattr(stored[position - 1], name, getattr(line, name))
    for extra in stored[len(new_lines) :]:
        session.delete(extra)
    session.flush()


def read_line(kind: ClaimKind, row: int | None, cells: Mapping[str, object]) -> Line:
    """A line of a kind from raw cells, keyed by field name or by label.

    Raises:
        ProblemsError: a cell that cannot be read, or one no such line has; every one of them is named.
    """
    table = LINES[kind]
    names = {label: f.name for f in table.editable for label in (f.name, f.label, *f.synonyms)}
    strange = [Problem(row, str(key), "没有这一栏", f"可填：{'、'.join(f.label for f in table.editable)}")
               for key in cells if key not in names]  # fmt: skip
    given = {names[key]: cell for key, cell in cells.items() if key in names}
    values, flaws = table.read_row(row, given)
    unread = [problem for problem in flaws if problem.value]
    if strange or unread:
        problems = (*strange, *unread)
        raise ProblemsError(f"明细有{len(problems)}处看不懂", problems)
    return line_of(values)


def accept(session: Session, claim_id: int, check: str, text: str, reason: str) -> None:
    """Accept a warning on a draft for a written reason, which the audit trail keeps.

    Raises:
        UserError: no reason given, or the claim is no draft.
    """
    _draft(session, claim_id)
    if not reason.strip():
        raise UserError("没有写明原因", "请写明为什么可以这样报")
    row = session.scalar(sa.select(ClaimAcceptance).filter_by(claim_id=claim_id, check_name=check))
    row = row or ClaimAcceptance(claim_id=claim_id, check_name=check)
    row.text, row.reason = text, reason.strip()
    session.add(row)


def take_back(session: Session, claim_id: int, check: str) -> None:
    """Accept a warning no more.

    Raises:
        UserError: the claim is no draft.
    """
    _draft(session, claim_id)
    condition = ClaimAcceptance.claim_id == claim_id
    session.execute(sa.delete(ClaimAcceptance).where(condition, ClaimAcceptance.check_name == check))


def accepted(session: Session, claim_id: int) -> dict[tuple[str, str], str]:
    """The reasons written for a claim, by check and sentence: with other figures nothing is accepted."""
    rows = session.scalars(sa.select(ClaimAcceptance).filter_by(claim_id=claim_id))
    return {(row.check_name, row.text): row.reason for row in rows}


def remove(session: Session, claim_id: int) -> None:
    """Throw a draft away with its papers.

    Raises:
        UserError: it is no draft, or it has a number already.
    """
    claim = _draft(session, claim_id)
    if claim.serial is not None:
        raise UserError("这张草稿已经编号，删除会使编号不连续", "请用“退回/拒报”作废，并写明原因")
    for model in (ClaimAcceptance, ClaimLine):
        session.execute(sa.delete(model).where(model.claim_id == claim_id))
    bundle_id = claim.bundle_id
    session.delete(claim)
    session.flush()
    bundles.remove_bundle(session, bundle_id)


def _draft(session: Session, claim_id: int) -> Claim:
    row = one(session, claim_id)
    must_be_draft(row.said, row.state)
    return session.get_one(Claim, claim_id)
