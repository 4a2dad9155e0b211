"""Filing of first secretaries (二(三)): person and village, with each body the office files with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.rotation import Filing
from banfu_desktop.db.rows import stored
from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rotation import FilingState
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import settings
from banfu_desktop.tables.rotation import FILINGS

ROOM = "rotation"
_FIELDS = stored(Filing, of=FILINGS)


@dataclass(frozen=True)
class FilingRow:
    """A filing, or one that is wanted (`id` None); attribute names are those of tables.rotation.FILINGS.

    `wanted` False: of an earlier village, of a body no longer filed with, or of somebody who has left.
    `roster_on` is the roster's day of filing, while no filing of this person and village is written.
    """

    key: str
    id: int | None
    bundle_id: int | None
    posting_id: int
    name: str
    initials: str
    organisation: str
    village: str
    body: str
    sent_on: date | None
    number: str | None
    confirmed_on: date | None
    remark: str | None
    since: date
    wanted: bool
    roster_on: date | None = None

    @property
    def state(self) -> FilingState:
        """How far it is."""
        return rules.filing_state(self.sent_on, self.confirmed_on, self.roster_on)


def listing(session: Session, today: date) -> list[FilingRow]:
    """What is wanted of everybody at the post, filed or not, then what was filed before."""
    bodies = rules.filing_bodies(settings.value_on(session, "filing_bodies", today))
    records = {
        (row.posting_id, row.village, row.body): row
        for row in session.scalars(sa.select(Filing).order_by(Filing.sent_on, Filing.id))
    }
    written = {(posting_id, village) for posting_id, village, _ in records}
    rows = []
    for member in members.listing(session, Period(today)):
        if member.role is TeamRole.FIRST_SECRETARY and member.village:
            of_roster = None if (member.id, member.village) in written else _roster_day(member)
            for body in bodies:
                record = records.pop((member.id, member.village, body), None)
                row = _row(member, member.village, body, record, wanted=True)
                rows.append(replace(row, roster_on=of_roster))
    known = {row.id: row for row in members.listing(session)} if records else {}
    for (posting_id, village, body), record in records.items():
        rows.append(_row(known[posting_id], village, body, record, wanted=False))
    return rows


def _roster_day(member: MemberRow) -> date | None:
    """The roster's day of filing, if it is of the present village."""
    return member.filed_on if member.filed_village in (None, member.village) else None


def _row(member: MemberRow, village: str, body: str, record: Filing | None, *, wanted: bool) -> FilingRow:
    kept = {name: getattr(record, name, None) for name in ("id", "bundle_id", *_FIELDS) if name != "body"}
    return FilingRow(
        key=f"{member.id}/{village}/{body}",
        posting_id=member.id,
        name=member.name,
        initials=member.initials,
        organisation=member.organisation,
        village=village,
        body=body,
        since=member.arrived_on,
        wanted=wanted,
        **kept,
    )


def wanted_of(session: Session, posting_id: int, today: date) -> list[FilingRow]:
    """What is wanted of one first secretary, body by body."""
    return [row for row in listing(session, today) if row.posting_id == posting_id and row.wanted]


def save(session: Session, posting_id: int, body: str, values: Mapping[str, Any], today: date) -> int:
    """Write down that somebody and the present village were sent to a body, or put on file by it.

    Once every body has it, the roster's day of filing is the last of their days. Returns the filing's id.

    Args:
        values: of tables.rotation.FILINGS; of a filing that is there only what changes.

    Raises:
        UserError: no first secretary, no village, another body than the office files with, or days that
            cannot be.
    """
    member = members.one(session, posting_id)
    if member.role is not TeamRole.FIRST_SECRETARY:
        raise UserError(f"{member.name}不是第一书记", "只有驻村第一书记报备案", rules.FILING_CLAUSE)
    if not member.village:
        raise UserError(f"{member.name}还没有登记驻村", "请先在成员任职填写驻村", rules.FILING_CLAUSE)
    refuse_body(session, body, today)
    place = {"posting_id": posting_id, "village": member.village, "body": body}
    record = session.scalar(sa.select(Filing).filter_by(**place))
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS if name not in place}
    rules.refuse_filing(merged["sent_on"], merged["confirmed_on"], today)
    if record is None:
        label = f"{member.name}（{member.village}）报{body}备案"
        record = Filing(**place, bundle_id=bundles.new_bundle(session, ROOM, label))
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    _tell_roster(session, posting_id, today)
    return record.id


def refuse_body(session: Session, body: str, today: date) -> None:
    """Refuse a body that the office does not file with.

    Raises:
        UserError: so.
    """
    bodies = rules.filing_bodies(settings.value_on(session, "filing_bodies", today))
    if body not in bodies:
        raise UserError(f"备案机关没有“{body}”", f"可选：{'、'.join(bodies)}；改名的请在设置中更改")


def _tell_roster(session: Session, posting_id: int, today: date) -> None:
    """The roster's 备案日期 is the day on which the last body was sent it, none before."""
    day = _filed_on(session, posting_id, today)
    if day is not None:
        members.file(session, posting_id, day)


def _filed_on(session: Session, posting_id: int, today: date) -> date | None:
    """The day on which the last body was sent somebody and the present village; None while one was not."""
    days = [row.sent_on for row in wanted_of(session, posting_id, today)]
    sent = [day for day in days if day is not None]
    return max(sent) if sent and len(sent) == len(days) else None


def contradicted(session: Session, today: date) -> Iterator[tuple[FilingRow, date | None, date]]:
    """Filings with every body whose last day is not the roster's: one of them, the roster's day, the last."""
    posted = {row.id: row for row in members.listing(session, Period(today))}
    for row in {row.posting_id: row for row in listing(session, today) if row.wanted and row.id}.values():
        of_roster, last = posted[row.posting_id].filed_on, _filed_on(session, row.posting_id, today)
        if last is not None and of_roster != last:
            yield row, of_roster, last


def remove(session: Session, filing_id: int, today: date) -> None:
    """Remove a filing that should not have been written; the roster's day that rested on it goes with it.

    Raises:
        UserError: it has papers.
    """
    record = session.get_one(Filing, filing_id)
    if bundles.listing(session, record.bundle_id):
        raise UserError("这条备案有附件，不能删除", "请先移出附件")
    bundle_id, posting_id = record.bundle_id, record.posting_id
    last = _filed_on(session, posting_id, today)
    session.delete(record)
    session.flush()
    if last is not None and members.one(session, posting_id).filed_on == last:
        members.file(session, posting_id, _filed_on(session, posting_id, today))
    bundles.remove_bundle(session, bundle_id)
