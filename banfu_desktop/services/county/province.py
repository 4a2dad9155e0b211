"""The province's level: a county writes its report, and the same desk takes those of other counties.

No person leaves the county: what travels are sums, counts, books, projects, and which months were reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.county_report import CALLED, CountyReport, TownReport
from banfu_desktop.backup.identity import verify_key_of
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import write_durably
from banfu_desktop.roll_up import deeds, queries
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.load import MalformedError, insert_rows, values_of
from banfu_desktop.roll_up.models.desk import CountyRow, DeedRow, MonthRow, TownRow
from banfu_desktop.roll_up.models.facts import BookFact, CountFact, ProjectFact, SumFact
from banfu_desktop.roll_up.store import OWN_COUNTY
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import ledger, register
from banfu_desktop.services.county.desk import ACTOR, CountyDesk
from banfu_desktop.services.county.ledger import Entry
from banfu_desktop.services.keeping import county as own

_FACTS: dict[str, type[Any]] = {
    "sums": SumFact, "counts": CountFact, "books": BookFact, "projects": ProjectFact,
}  # fmt: skip
_WRITTEN = "写出县级汇总"
_ASK = "请打电话向县里问县文件的核对码，照听到的输入"


@dataclass(frozen=True)
class Arrival:
    """What became of a county's report."""

    report: CountyReport
    handling: Handling
    sentence: str


def write(desk: CountyDesk, province: Path, path: Path, now: datetime, actor: str = ACTOR) -> CountyReport:
    """Write the county's report for the province.

    Args:
        province: the province's public key file (county.pub).

    Raises:
        UserError: the county has no signing key yet, or that is no public key.
        MachineError: not writable, disk full.
    """
    if desk.county is None:
        raise UserError("这个文件夹里还没有县里的登记", "请先建立县里的登记")
    key = own.read_public_key(province)
    with desk.roll_up.write() as session:
        number = (session.scalar(sa.select(sa.func.count()).where(DeedRow.name == _WRITTEN)) or 0) + 1
        towns = tuple(_town(session, town.town_id) for town in queries.towns(session, OWN_COUNTY))
        county = desk.county
        report = CountyReport(
            county.county, county.code, verify_key_of(county.sign_seed), county.practice, number,
            now.replace(microsecond=0), towns,
        )  # fmt: skip
        what = {"number": number, "digest": report.digest, "file": path.name}
        deeds.add(session, CountyDeed(_WRITTEN, actor, now, what=what))
        with translated():
            write_durably(path, report.sealed(county.sign_seed, key))
    return report


def look(desk: CountyDesk, path: Path) -> Arrival:
    """What would become of a county's report now; nothing is written.

    Raises:
        PackageError: it is refused.
        MachineError: it cannot be read.
    """
    report = _opened(desk, path)
    with desk.roll_up.read() as session:
        return _judged(session, report)


def said(desk: CountyDesk, path: Path) -> str:
    """What a county's report is and would become now, in a sentence; a refusal says why."""
    try:
        arrival = look(desk, path)
    except PackageError as error:
        return str(error)
    report = arrival.report
    return f"{report.county}第{report.number}号汇总，{len(report.towns)}个镇：{arrival.sentence}"


def receive(
    desk: CountyDesk, path: Path, now: datetime, reason: str = "", heard: str = "", actor: str = ACTOR
) -> Arrival:
    """Take a county's report; one whose key is new waits until its fingerprint was heard, with a reason.

    Raises:
        PackageError: it is refused.
        UserError: the fingerprint heard is another one.
        MachineError: the database cannot be written; it is as before.
    """
    report = _opened(desk, path)
    with desk.roll_up.write() as session:
        deeds.line_up(session)
        arrival = _judged(session, report)
        if arrival.handling is Handling.HELD and heard.strip():
            _compare(report, reason, heard)
        elif arrival.handling is not Handling.TAKEN:
            return arrival
        county = _known(session, report) or _new_county(session, report)
        try:
            _enter(session, county, report, now, path.name, reason)
        except MalformedError as error:
            raise PackageError("county_report", part=error.place) from None
        what = {"number": report.number, "digest": report.digest, "reason": reason.strip()}
        deeds.add(session, CountyDeed("收下县级汇总", actor, now, report.county, what))
    return Arrival(report, Handling.TAKEN, Handling.TAKEN.label)


def note_refused(desk: CountyDesk, path: Path, now: datetime, error: PackageError, actor: str) -> None:
    """Put on record that a county's report was not accepted.

    Raises:
        MachineError: the database cannot be written.
    """
    what = {"file": path.name, "why": error.code}
    with desk.roll_up.write() as session:
        deeds.add(session, CountyDeed("退回县级汇总", actor, now, what=what))


def _opened(desk: CountyDesk, path: Path) -> CountyReport:
    with translated():
        report = CountyReport.read(path, desk.reader)
    if report.practice != bool(desk.county and desk.county.practice):
        raise PackageError("practice" if report.practice else "not_practice", thing=CALLED)
    return report


def _known(session: Session, report: CountyReport) -> CountyRow | None:
    return session.scalar(sa.select(CountyRow).filter_by(name=report.county))


def _judged(session: Session, report: CountyReport) -> Arrival:
    """By what the database knows at this moment of who sends it."""
    county = _known(session, report)
    if ledger.was_taken(session, report.digest):
        return Arrival(report, Handling.REPEATED, "这份县级汇总已经收过")
    if county is not None and county.county_id == OWN_COUNTY:
        raise PackageError("own_report")
    if county is None or county.sign_key != report.sign_key.hex():
        return Arrival(report, Handling.HELD, f"{report.county}的签名钥匙没有核对过，{_ASK}")
    if report.number <= county.number:
        return Arrival(report, Handling.KEPT, f"比收过的第{county.number}号旧，不计")
    return Arrival(report, Handling.TAKEN, "签名钥匙核对过，可以收下")


def _compare(report: CountyReport, reason: str, heard: str) -> None:
    if paper_key.letters_of(heard) != paper_key.letters_of(report.fingerprint):
        raise UserError("听到的核对码与这份汇总的不同，没有收下", "请再听一遍")
    if not reason.strip():
        raise UserError("没有写明理由", "请写明问了谁、答复是什么，再收下")


def _town(session: Session, town_id: int) -> TownReport:
    """A town's sums, counts, books and months."""
    row = session.get_one(TownRow, town_id)
    sections: dict[str, list[dict[str, Any]]] = {
        name: [_plain(model, fact) for _, fact in queries.facts(session, model, town_id)]
        for name, model in _FACTS.items()
    }
    months = sa.select(MonthRow).filter_by(town_id=town_id).order_by(MonthRow.month)
    sections["months"] = [
        {"month": month.month, "received_at": month.received_at} for month in session.scalars(months)
    ]
    return TownReport(row.name, row.code, row.kind, sections)


def _plain(model: type[Any], fact: Any) -> dict[str, Any]:
    return {column: getattr(fact, column) for column in _columns(model)}


def _columns(model: type[Any]) -> Sequence[str]:
    return [column.name for column in model.__table__.columns if column.name not in ("town_id", "no")]


def _new_county(session: Session, report: CountyReport) -> CountyRow:
    last = session.scalar(sa.select(sa.func.max(CountyRow.county_id))) or OWN_COUNTY
    row = CountyRow(county_id=last + 1, name=report.county, code=report.code, sign_key="", number=0)
    session.add(row)
    session.flush()
    return row


def _enter(
    session: Session, county: CountyRow, report: CountyReport, now: datetime, file: str, reason: str
) -> None:
    """Replace everything that is known of the county's towns."""
    county.sign_key, county.number, county.code = report.sign_key.hex(), report.number, report.code
    there = {
        row.name: row for row in session.scalars(sa.select(TownRow).filter_by(county_id=county.county_id))
    }
    for row in there.values():
        row.listed = 0
    for told in report.towns:
        row = there.get(told.name) or register.add(session, told.name)
        row.county_id, row.code, row.kind, row.listed = county.county_id, told.code, told.kind, 1
        session.flush()
        _facts(session, row.town_id, told)
        entry = Entry(
            digest=report.digest, handling=Handling.TAKEN.value, words="county_report", sentence="",
            received_at=now.isoformat(timespec="seconds"), file=file, reason=reason.strip(),
            fingerprint=report.fingerprint, number=report.number,
            made_at=report.made_at.isoformat(timespec="seconds"),
        )  # fmt: skip
        number = ledger.add(session, row.town_id, entry)
        session.execute(sa.delete(MonthRow).where(MonthRow.town_id == row.town_id))
        months = [
            (row.town_id, _month(month), number, str(month.get("received_at", "")))
            for month in told.sections.get("months", ())
        ]
        names = ("town_id", "month", "receipt_no", "received_at")
        insert_rows(session.connection(), MonthRow.__table__, names, months)  # type: ignore[arg-type]


def _month(row: Mapping[str, Any]) -> str:
    try:
        return str(Month.parse(str(row.get("month"))))
    except UserError:
        raise MalformedError("months") from None


def _facts(session: Session, town_id: int, told: TownReport) -> None:
    for name, model in _FACTS.items():
        columns = _columns(model)
        session.execute(sa.delete(model).where(model.town_id == town_id))
        content = enumerate(told.sections.get(name, ()), 1)
        rows = [(town_id, no, *values_of(model.__table__, row, name)) for no, row in content]
        insert_rows(session.connection(), model.__table__, ("town_id", "no", *columns), rows)
