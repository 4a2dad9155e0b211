"""Filing of first secretaries (二(三)): person and village, with each body the office files with."""

from collections.abc import Mapping
from dataclasses import dataclass
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

    @property
    def state(self) -> FilingState:
        """How far it is."""
        return rules.filing_state(self.sent_on, self.confirmed_on)


def listing(session: Session, today: date) -> list[FilingRow]:
    """What is wanted of everybody at the post, filed or not, then what was filed before."""
    bodies = rules.filing_bodies(settings.value_on(session, "filing_bodies", today))
    records = {
        (row.posting_id, row.village, row.body): row
        for row in session.scalars(sa.select(Filing).order_by(Filing.sent_on, Filing.id))
    }
    rows = []
    for member in members.listing(session, Period(today)):
        if member.role is TeamRole.FIRST_SECRETARY and member.village:
            for body in bodies:
                record = records.pop((member.id, member.village, body), None)
                rows.append(_row(member, member.village, body, record, wanted=True))
    known = {row.id: row for row in members.listing(session)} if records else {}
    for (posting_id, village, body), record in records.items():
        rows.append(_row(known[posting_id], village, body, record, wanted=False))
    return rows


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
    bodies = rules.filing_bodies(settings.value_on(session, "filing_bodies", today))
    if body not in bodies:
        raise UserError(f"备案机关没有“{body}”", f"可选：{'、'.join(bodies)}；改名的请在设置中更改")
    place = {"posting_id": posting_id, "village": member.village, "body": body}
    record = session.scalar(sa.select(Filing).filter_by(**place))
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS if name not in place}
    if merged["sent_on"] is None:
        raise UserError("没有填写报送日期", "请填写报送日期", rules.FILING_CLAUSE)
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


def _tell_roster(session: Session, posting_id: int, today: date) -> None:
    """The roster's 备案日期 is the day on which the last body was sent it, none before."""
    days = [row.sent_on for row in wanted_of(session, posting_id, today)]
    sent = [day for day in days if day is not None]
    if sent and len(sent) == len(days):
        members.file(session, posting_id, max(sent))


def remove(session: Session, filing_id: int) -> None:
    """Remove a filing that should not have been written.

    Raises:
        UserError: it has papers.
    """
    record = session.get_one(Filing, filing_id)
    if bundles.listing(session, record.bundle_id):
        raise UserError("这条备案有附件，不能删除", "请先移出附件")
    bundle_id = record.bundle_id
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, bundle_id)
