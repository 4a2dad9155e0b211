"""Half-year reports (四(五)): drafted from the rooms, edited, refreshed, issued, held against facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.models.documents import HalfReport, IssuedReport, RegisteredDocument
from banfu_desktop.rules import documents_draft, documents_text
from banfu_desktop.rules.documents import CLAUSE, Direction, DocKind, HalfYear, Stage
from banfu_desktop.rules.documents_draft import Drafting, Source
from banfu_desktop.rules.documents_text import Text
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.documents import documents, figures, snapshots, sources
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.office.levels import roots
from banfu_desktop.services.pinyin import spell


@dataclass(frozen=True)
class Difference:
    """A figure that later facts changed: what it counts, what the report says, what it would say now."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Recipient:
    """Whom a report goes to; `why` names those of a unit who have left meanwhile (含离岗巫启明)."""

    name: str
    why: str


@dataclass(frozen=True)
class ReportView:
    """A version of a half-year report as the window shows it.

    `differences` are, of a draft, figures that have changed since its last refresh, of an issued one those
    later facts changed. `recipients` are those of the issued document, or whom a draft would go to.
    """

    id: int
    half: HalfYear
    version: int
    document: DocumentRow
    text: Text
    refreshed_at: datetime
    sealed_at: datetime | None
    check_code: str
    differences: Sequence[Difference]
    recipients: Sequence[Recipient]
    sources: Mapping[str, Sequence[Source]]

    @property
    def issued(self) -> bool:
        """Whether it is sealed."""
        return self.sealed_at is not None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.document.title


def versions(session: Session, half: HalfYear) -> list[HalfReport]:
    """Every version of a half-year's report, the newest first."""
    of_half = sa.select(HalfReport).filter_by(year=half.year, half=half.number)
    return list(session.scalars(of_half.order_by(HalfReport.version.desc())))


def latest(session: Session, half: HalfYear) -> HalfReport:
    """The newest version of a half-year's report.

    Raises:
        UserError: nobody drafted one.
    """
    found = versions(session, half)
    if not found:
        raise UserError(f"{half.label}还没有报告", "请先起草")
    return found[0]


def one(session: Session, report_id: int) -> HalfReport:
    """A version by its id.

    Raises:
        UserError: it is no longer there.
    """
    report = session.get(HalfReport, report_id)
    if report is None:
        raise UserError("这份报告已不在了", "请刷新后再看")
    return report


def sealed(session: Session, report_id: int) -> IssuedReport | None:
    """What it was issued with, if it was."""
    return session.scalar(sa.select(IssuedReport).filter_by(report_id=report_id))


def draft(session: Session, half: HalfYear, now: datetime, drafter: str | None = None) -> int:
    """Draft a half-year's report from the rooms; after an issued one the next version. Returns its id.

    Raises:
        UserError: there is a draft already, the half has not begun, or nobody was posted in it.
    """
    today, before = now.date(), versions(session, half)
    if half.first > today:
        raise UserError(f"{half.label}还没有到", "请核对是哪半年")
    if before and sealed(session, before[0].id) is None:
        raise UserError(f"{half.label}的报告已经起草", "请接着修改，或删除后重新起草")
    if not members.listing(session, half.period):
        raise UserError(f"{half.label}没有在镇人员", "请先登记成员和到岗日期")
    version = len(before) + 1
    body = documents_draft.draft(drafting(session, half, today))
    name = "".join(documents_draft.title(office.current(session).team, half))
    title = name if version == 1 else f"{name}（第{version}版）"
    record = RegisteredDocument(
        bundle_id=bundles.new_bundle(session, documents.ROOM, f"文件“{title}”"), stage=Stage.DRAFT,
        direction=Direction.OUT, kind=DocKind.HALF_REPORT, title=title, initials=spell(title).initials,
        dated=today, drafter=drafter, period_start=half.first, period_end=half.last,
    )  # fmt: skip
    session.add(record)
    session.flush()
    report = HalfReport(
        document_id=record.id, year=half.year, half=half.number, version=version,
        body=documents_text.dump(body), refreshed_at=now,
    )  # fmt: skip
    session.add(report)
    session.flush()
    return report.id


def drafting(session: Session, half: HalfYear, today: date) -> Drafting:
    """What a draft is made of on a day."""
    here, until = office.current(session), half.until(today)
    return Drafting(
        half=half,
        town=here.town,
        team=here.team,
        document_no=here.document_no,
        units=tuple(one.name for one in recipients_of(session, half)[1:]),
        figures=figures.texts(figures.of_half(session, half, until)),
        sources=sources.of_half(session, half, until),
    )


def recipients_of(session: Session, half: HalfYear) -> list[Recipient]:
    """The town, and every unit with somebody posted in a half-year, a replaced member's too (四(五))."""
    town, same = office.current(session).town, roots(session)
    names = {unit.id: unit.name for unit in office.organisations(session)}
    staying: dict[str, bool] = {}
    left: dict[str, list[str]] = {}
    for row in members.listing(session, half.period):
        unit = names[same.get(row.organisation_id, row.organisation_id)]
        here = row.left_on is None or row.left_on >= half.last
        staying[unit] = staying.get(unit, False) or here
        if not here:
            left.setdefault(unit, []).append(row.name)
    return [
        Recipient(f"{town}党委", ""),
        *(Recipient(unit, f"含离岗{'、'.join(left[unit])}" if unit in left else "") for unit in staying),
    ]


def view(session: Session, half: HalfYear, today: date, version: int | None = None) -> ReportView | None:
    """A half-year's report, the newest version or one by its number; None before anybody drafted it."""
    found = [row for row in versions(session, half) if version in (None, row.version)]
    return _view(session, found[0], today) if found else None


def _view(session: Session, report: HalfReport, today: date) -> ReportView:
    half, seal = HalfYear(report.year, report.half), sealed(session, report.id)
    document = documents.one(session, report.document_id)
    recipients = recipients_of(session, half)
    if seal is not None:
        recipients = [Recipient(row.name, row.why) for row in document.recipients]
    return ReportView(
        id=report.id,
        half=half,
        version=report.version,
        document=document,
        text=documents_text.load(report.body),
        refreshed_at=report.refreshed_at,
        sealed_at=None if seal is None else seal.sealed_at,
        check_code="" if seal is None else seal.check_code,
        differences=differences(session, report, today),
        recipients=recipients,
        sources=sources.of_half(session, half, half.until(today)),
    )


def differences(session: Session, report: HalfReport, today: date) -> list[Difference]:
    """The figures of a report that facts have overtaken.

    Of an issued one up to the day its figures count to; of a draft up to today.
    """
    half, seal = HalfYear(report.year, report.half), sealed(session, report.id)
    until = half.until(today) if seal is None else snapshots.load(seal.snapshot).until
    now = figures.of_half(session, half, until)
    text = documents_text.load(report.body)
    return [
        Difference(change.name, now[change.name].label, change.before, change.after)
        for change in documents_text.changed(text, figures.texts(now))
    ]


def edit(session: Session, report_id: int, text: Text) -> None:
    """Store the text as the clerk has it now.

    Raises:
        UserError: it is issued, empty, or holds a number of a household.
    """
    report = _open(session, report_id)
    tidied = documents_text.tidy(text)
    if not documents_text.characters(tidied):
        raise UserError("报告没有内容", "请重新起草，或撤销刚才的修改")
    refuse_personal(paragraph.text for paragraph in tidied)
    report.body = documents_text.dump(tidied)


def refresh(session: Session, report_id: int, now: datetime) -> list[Difference]:
    """Write the figures as they are now; the clerk's own words stay. Returns what changed.

    Raises:
        UserError: it is issued.
    """
    report = _open(session, report_id)
    changes = differences(session, report, now.date())
    half = HalfYear(report.year, report.half)
    current = figures.texts(figures.of_half(session, half, half.until(now.date())))
    text, _ = documents_text.refreshed(documents_text.load(report.body), current)
    report.body, report.refreshed_at = documents_text.dump(text), now
    return changes


def _open(session: Session, report_id: int) -> HalfReport:
    report = one(session, report_id)
    if sealed(session, report_id) is not None:
        raise UserError("报告已经签发，不能再改", "更正请另起草一版", CLAUSE)
    return report


def refuse_issue(session: Session, report_id: int, today: date) -> ReportView:
    """Whether a report can be issued on a day. Returns it.

    Raises:
        UserError: it is issued, its figures are not today's, or a section waits to be written.
    """
    shown = _view(session, _open(session, report_id), today)
    if shown.differences:
        some = "；".join(f"{one.label} {one.before} → {one.after}" for one in shown.differences[:4])
        raise UserError(f"有{len(shown.differences)}个数字已经变了：{some}", "请先刷新数字，核对后再签发")
    short = [
        documents_text.subject(one.title)
        for one in documents_text.sections(shown.text)
        if not one.parent and not one.characters
    ]
    if short:
        raise UserError(f"还没有写：{'、'.join(short)}", "请写上，或删去这一段的标题")
    return shown


def issue(session: Session, report_id: int, by: str, now: datetime, fonts: Mapping[str, str]) -> str:
    """Issue a report: numbered, sealed, its recipients named. Returns the check code.

    Args:
        fonts: role → the machine's own font it is printed in (services/documents/papers.py, own_fonts).

    Raises:
        UserError: see refuse_issue.
    """
    shown = refuse_issue(session, report_id, now.date())
    here, document_id = office.current(session), shown.document.id
    number = documents.issue(session, document_id, now.date())
    recipients = recipients_of(session, shown.half)
    documents.address(session, document_id, [(one.name, one.why) for one in recipients])
    until = shown.half.until(now.date())
    labels = {name: figure.label for name, figure in figures.of_half(session, shown.half, until).items()}
    snapshot = snapshots.dump(
        snapshots.IssuedText(
            title=documents_draft.title(here.team, shown.half), team=here.team, half=shown.half, until=until,
            issued_on=now.date(), number=number, text=shown.text,
            labels={name: labels[name] for name in _named(shown.text) if name in labels},
            recipients=tuple(one.name for one in recipients), fonts=dict(fonts),
        )
    )  # fmt: skip
    session.add(
        IssuedReport(
            report_id=report_id, sealed_at=now, sealed_by=by, audit_head=chain_head(session),
            check_code=check_code(snapshot), snapshot=snapshot,
        )
    )  # fmt: skip
    bundles.seal(session, shown.document.bundle_id)
    session.flush()
    return check_code(snapshot)


def _named(text: Text) -> list[str]:
    names = (run.figure for paragraph in text for run in paragraph.runs if run.figure)
    return list(dict.fromkeys(names))
