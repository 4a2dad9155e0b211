"""The papers of documents: 半年工作报告 (form 19), 年度任务清单 (form 29), 文件登记簿, 报送情况."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import HalfReport
from banfu_desktop.printing.engine import fonts
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.fonts import Face
from banfu_desktop.printing.forms import document_list, plan_list
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.printing.forms.v4 import half_report as half_report_4
from banfu_desktop.printing.forms.v5 import half_report
from banfu_desktop.printing.forms.v5.half_report import HalfReportPaper
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules import documents_draft, documents_text, paper_key
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import of_layout
from banfu_desktop.services.documents import documents, plans, reports, snapshots
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.office.imprints import imprint

Documents = tuple[Document, ...]
_LAYOUTS: dict[int, Callable[[HalfReportPaper], Documents]] = {
    4: half_report_4.build,
    5: half_report.build,
}
"""The form by layout: what is issued is printed in its own for good."""
_ROLES: Mapping[str, tuple[Face, str]] = {
    "title": ("title", "标题小标宋"), "body": ("fang", "正文仿宋"), "kai": ("kai", "二级标题楷体"),
}  # fmt: skip
"""Which face of official papers a role wants, and what the preview calls it."""


def own_fonts() -> dict[str, str]:
    """The machine's own fonts a report issued now is printed in: role → “file mark”."""
    found = {role: fonts.own(face) for role, (face, _) in _ROLES.items()}
    return {role: f"{font.file} {font.mark}" for role, font in found.items() if font is not None}


def _faces(wanted: Mapping[str, str]) -> dict[str, Face]:
    """The roles whose font is here, byte for byte the one wanted; the others are printed in the bundled."""
    here = own_fonts()
    return {role: _ROLES[role][0] for role, font in wanted.items() if here.get(role) == font}


def font_note(wanted: Mapping[str, str], *, issued: bool) -> str:
    """Which fonts a report is printed in, in words for the preview."""
    faces, parts = _faces(wanted), []
    for role, (face, said) in _ROLES.items():
        font = fonts.own(face)
        if role in faces and font is not None:
            parts.append(f"{said}用本机的{font.name}")
        elif issued and role in wanted:
            parts.append(f"{said}签发时用的{wanted[role].split()[0]}本机没有，用思源宋体")
        else:
            parts.append(f"{said}{'' if issued else '本机没有，'}用思源宋体")
    return "；".join(parts)


def report(session: Session, row: HalfReport, now: datetime) -> Paper:
    """A half-year report as PDF and docx: a draft as it stands, an issued one word for word as it was.

    Raises:
        UserError: a newer program issued it.
    """
    seal = reports.sealed(session, row.id)
    word = settings.value_on(session, "report_word_fonts", now.date())
    if seal is None:
        here, half = office.current(session), HalfYear(row.year, row.half)
        wanted: Mapping[str, str] = own_fonts()
        layout = snapshots.LAYOUT
        paper = HalfReportPaper(
            documents_draft.title(here.team, half), here.team, documents_text.load(row.body), None,
            imprint(session, now, draft=True), _faces(wanted), word,
        )  # fmt: skip
    else:
        issued = snapshots.load(seal.snapshot)
        wanted, layout = issued.fonts, issued.layout
        chain, at = paper_key.chain_code(seal.audit_head), clock(seal.sealed_at)
        foot = Imprint(at, seal.check_code, chain, sealed_at=at)
        paper = HalfReportPaper(
            issued.title, issued.team, issued.text, issued.issued_on, foot, _faces(wanted), word
        )
    note = font_note(wanted, issued=seal is not None)
    return Paper(paper.name, of_layout(_LAYOUTS, layout)(paper), ("pdf", "docx"), note=note)


def report_of(session: Session, half: HalfYear, now: datetime) -> Documents:
    """A half-year's report: the newest version that was issued, before that the draft.

    Raises:
        UserError: nobody drafted one.
    """
    versions = reports.versions(session, half)
    issued = [row for row in versions if reports.sealed(session, row.id) is not None]
    row = issued[0] if issued else reports.latest(session, half)
    return report(session, row, now).documents


def plan_items(session: Session, year: int, now: datetime) -> Documents:
    """The items of the plans of a year.

    Raises:
        UserError: no plan of it has any.
    """
    rows = plans.listing(session, year)
    if not rows:
        raise UserError(f"{year}年的计划还没有任务", "请先登记计划和任务")
    lines = tuple(
        plan_list.Line(
            row.task, row.measure or "", row.owner or "", row.due, row.target or "", row.actual or "",
            row.state, row.entries,
        )
        for row in rows
    )  # fmt: skip
    titles = "、".join(dict.fromkeys(row.plan for row in rows))
    team = office.current(session).team
    return plan_list.build(plan_list.Items(team, year, titles, now.date(), lines, imprint(session, now)))


def register(session: Session, year: int, now: datetime) -> Documents:
    """The register of a year's documents.

    Raises:
        UserError: there is none.
    """
    rows = [row for row in documents.listing(session) if row.dated.year == year]
    if not rows:
        raise UserError(f"{year}年没有登记文件", "请核对年度，或先登记")
    lines = tuple(
        document_list.Line(
            row.dated, row.direction, row.kind, row.number, row.title, row.their_number or "",
            row.party or "", row.state, row.sent_to,
        )
        for row in sorted(rows, key=lambda row: (row.dated, row.id))
    )  # fmt: skip
    team = office.current(session).team
    return document_list.build(document_list.Register(team, year, lines, imprint(session, now)))
