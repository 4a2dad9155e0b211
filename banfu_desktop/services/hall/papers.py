"""Any printed form by its name: rows gathered, documents built, PDF or workbook made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form, Output, Variant, find
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import pairings_annex, recovery_sheet, roster, transfer_sheet
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import Month, Period, chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.attachments import papers
from banfu_desktop.services.attachments.papers import Enclosed
from banfu_desktop.services.attendance import papers as attendance_papers
from banfu_desktop.services.audit import papers as audit_papers
from banfu_desktop.services.audit import seals
from banfu_desktop.services.exams import papers as exams_papers
from banfu_desktop.services.funds import papers as funds_papers
from banfu_desktop.services.insurance import papers as insurance_papers
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import office
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.projects import papers as projects_papers
from banfu_desktop.services.reimbursements import papers as reimbursements_papers
from banfu_desktop.services.subsidies import papers as subsidies_papers

if TYPE_CHECKING:
    from banfu_desktop.services.keeping.package import Exported

Documents = tuple[Document, ...]
_FINGERPRINT_BYTES = 10
_VARIANTS: Mapping[Variant, str] = {"file": "存档", "full": "完整号码", "public": "公示"}


@dataclass(frozen=True)
class Paper:
    """Something to print; `name` suits a file (2026年10月驻镇帮扶工作补助发放表（县司法局）).

    `enclosed` are attachments behind the documents; see services.attachments_papers.
    """

    name: str
    documents: Documents
    outputs: tuple[Output, ...] = ("pdf", "xlsx")
    enclosed: Enclosed | None = None


@dataclass(frozen=True)
class _Wish:
    """What was asked for, with the month and the year the form needs."""

    month: Month
    year: int
    payer: str | None
    variant: Variant
    now: datetime
    today: date

    @property
    def full(self) -> bool:
        return self.variant == "full"


def make(
    session: Session,
    form: str,
    *,
    month: Month | None = None,
    year: int | None = None,
    payer: str | None = None,
    variant: Variant = "file",
    now: datetime,
    today: date,
    offset_mm: tuple[float, float] = (0.0, 0.0),
) -> Paper:
    """Make a form, by its short name or its Chinese label.

    The full variant is recorded as a disclosure, so it needs a session that writes. The roster is of `month`
    where one is given, else of `today`.

    Args:
        payer: the paying or posting unit whose paper is wanted alone.
        offset_mm: how far to the right and down this printer needs everything.

    Raises:
        UserError: no such form or variant, no month or year given, no such unit, a month not made yet,
            nothing to print.
    """
    wanted = find(form)
    if not wanted.has(variant):
        raise UserError(f"{wanted.label}没有{_VARIANTS[variant]}版", "请打印存档版")
    if payer is not None and not wanted.per_payer:
        raise UserError(f"{wanted.label}不分单位", "请不要写明单位")
    wish = _Wish(_month(wanted, month, today), _year(wanted, year, today), payer, variant, now, today)
    documents = (
        _roster(session, wish, month) if wanted.name == "roster" else _MAKERS[wanted.name](session, wish)
    )
    paper = Paper(_name(wanted, wish, month), documents, wanted.outputs)
    if not documents:
        raise UserError(f"{paper.name}没有内容", "请核对月份，以及任职和考勤登记")
    if wish.full:
        office.disclose(session, "full_print", paper.name, now)
    return moved(paper, offset_mm)


def moved(paper: Paper, offset_mm: tuple[float, float]) -> Paper:
    """The same paper, everything so many mm to the right and down."""
    documents = tuple(replace(document, offset_mm=offset_mm) for document in paper.documents)
    return replace(paper, documents=documents)


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF: the bytes that are previewed, saved and printed.

    Raises:
        UserError: the form is a workbook only, or a character no font has.
    """
    if "pdf" not in paper.outputs:
        raise UserError(f"{paper.name}只有 Excel 格式", "请保存为 .xlsx 文件")
    return papers.enclose(paper.documents, paper.enclosed)


def xlsx(paper: Paper) -> bytes:
    """The paper as a workbook, a sheet for each document."""
    from banfu_desktop.printing.engine.sheet_xlsx import workbook

    return workbook(paper.documents)


def write(paper: Paper, path: Path) -> None:
    """Save a paper as the kind of file its suffix says; whole or not at all.

    Raises:
        UserError: neither .pdf nor .xlsx, or the place cannot be written.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    from banfu_desktop.exchange.saving import refuse_target, write_file

    refuse_target(path, *KINDS)
    write_file(KINDS[path.suffix.lower()](paper), path)


KINDS: Mapping[str, Callable[[Paper], bytes]] = {".pdf": pdf, ".xlsx": xlsx}
"""What a paper can be saved as."""


def leave(session: Session, leave_id: int, now: datetime) -> Paper:
    """The 请假审批表 of one leave.

    Raises:
        UserError: it is no longer there.
    """
    documents = attendance_papers.leave_form_of(session, leave_id, now)
    return Paper(documents[0].name, documents)


def project(session: Session, project_id: int, now: datetime) -> Paper:
    """The 资金项目“双签”审批单 of one project.

    Raises:
        UserError: it is no longer there.
    """
    documents = projects_papers.approval_of(session, project_id, now)
    return Paper(documents[0].name, documents)


def fund_voucher(session: Session, voucher_id: int, now: datetime) -> Paper:
    """The 支出凭单 of one voucher, posted or not."""
    documents = funds_papers.voucher(session, voucher_id, now)
    return Paper(documents[0].name, documents)


def claim(session: Session, claim_id: int, now: datetime) -> Paper:
    """The papers of one claim: its form (7, 8 or 9), the paste sheet (10), every attachment.

    Raises:
        UserError: it is no longer there.
    """
    documents = reimbursements_papers.of(session, claim_id, now)
    return Paper(documents[0].name, documents, enclosed=reimbursements_papers.enclosed(session, claim_id))


def destruction(session: Session, number: int, now: datetime) -> Paper:
    """The 销毁证明 of one erasure."""
    documents = audit_papers.destructions(session, now, number)
    return Paper(documents[0].name, documents, ("pdf",))


def recovery_card(session: Session, key: str, fingerprint: str, now: datetime) -> Paper:
    """The 恢复卡 with a recovery key as shown once; `fingerprint` is that of the database, in hex."""
    mark = paper_key.show(bytes.fromhex(fingerprint)[:_FINGERPRINT_BYTES])
    team = office.current(session).team
    documents = recovery_sheet.build(recovery_sheet.Recovery(team, key, mark, now.date(), clock(now)))
    return Paper(documents[0].name, documents)


def transfer_note(exported: "Exported", now: datetime) -> Paper:
    """The 传递单 of a package that opens with a code.

    Raises:
        UserError: the package is addressed to the county's key and has no code.
    """
    package = exported.package
    if exported.code is None:
        raise UserError("这个上报包用县里的公钥加密，没有传递码", "直接把文件送到县里即可")
    documents = transfer_sheet.build(
        transfer_sheet.Transfer(
            town=package.town,
            number=package.number,
            made_at=package.made_at,
            code=exported.code,
            fingerprint=package.fingerprint,
            chain_code=seals.chain_code(package.contents.audit_head),
            file_name=package.path.name,
            printed_at=clock(now),
        )
    )
    return Paper(documents[0].name, documents)


def _month(form: Form, month: Month | None, today: date) -> Month:
    if form.period == "month" and month is None:
        raise UserError(f"没有写明打印哪个月的{form.label}", f"请写明月份，如 {Month.of(today)}")
    return month or Month.of(today)


def _year(form: Form, year: int | None, today: date) -> int:
    if form.period == "year" and year is None:
        raise UserError(f"没有写明打印哪一年的{form.label}", f"请写明年度，如 {today.year}")
    return today.year if year is None else year


def _name(form: Form, wish: _Wish, month: Month | None) -> str:
    period = f"{wish.year}年" if form.period == "year" else month.label if month else ""
    payer = f"（{wish.payer}）" if wish.payer else ""
    variant = "" if wish.variant == "file" else f"（{_VARIANTS[wish.variant]}版）"
    return f"{period}{form.label}{payer}{variant}"


def _roster(session: Session, wish: _Wish, month: Month | None) -> Documents:
    """Everybody posted in the month; without one, everybody who has not left."""
    during = month.period if month else Period(wish.today)
    period = month.label if month else f"截至{chinese_date(wish.today)}"
    people = tuple(_person(row) for row in members.listing(session, during))
    team = office.current(session).team
    return roster.build(roster.Roster(team, period, people, wish.variant, Imprint(clock(wish.now))))


def _person(row: MemberRow) -> roster.Person:
    return roster.Person(
        name=row.name,
        sex=row.sex.label,
        nation=row.nation or "",
        identity_no=row.identity_no,
        political=row.political.label if row.political else "",
        party_joined_on=row.party_joined_on,
        organisation=row.organisation,
        unit_post=row.unit_post or "",
        rank=row.rank or "",
        role=row.role.label,
        village=row.village or "",
        town_post=row.town_post or "",
        arrived_on=row.arrived_on,
        planned_until=row.planned_until,
        relations_moved_on=row.relations_moved_on,
        phone=row.phone or "",
        remark=row.remark or "",
    )


def _annex(session: Session, wish: _Wish) -> Documents:
    own = office.current(session)
    towns = (
        pairings_annex.Town(
            row.town,
            row.kind.label,
            row.lead,
            row.first_secretaries,
            row.members,
            row.finance_assistant,
            row.other_staff,
        )
        for row in pairings.listing(session)
    )
    imprint = Imprint(clock(wish.now))
    return pairings_annex.build(pairings_annex.Annex(own.county, own.document_no, tuple(towns), imprint))


_MAKERS: Mapping[str, Callable[[Session, _Wish], Documents]] = {
    "subsidy-sheet": lambda s, w: subsidies_papers.sheets(s, w.month, w.payer, w.now, full=w.full),
    "subsidy-summary": lambda s, w: subsidies_papers.summary(s, w.month, w.now),
    "bank-list": lambda s, w: subsidies_papers.bank_lists(s, w.month, w.payer, full=w.full),
    "differences": lambda s, w: subsidies_papers.corrections(s, w.month, w.payer, w.now),
    "subsidy-year": lambda s, w: subsidies_papers.year(s, w.year, w.now),
    "attendance-sheet": lambda s, w: attendance_papers.sheet(s, w.month, w.now),
    "presence-certificate": lambda s, w: attendance_papers.certificates(s, w.month, w.payer, w.now),
    "leave-form": lambda s, w: attendance_papers.leave_forms(s, w.month, w.payer, w.now),
    "fund-ledger": lambda s, w: funds_papers.ledgers(s, w.year, w.payer, w.now),
    "fund-voucher": lambda s, w: funds_papers.vouchers(s, w.month, w.payer, w.now),
    **reimbursements_papers.MAKERS,
    "audit-seal": lambda s, w: audit_papers.seal(s, w.now),
    "destruction": lambda s, w: audit_papers.destructions(s, w.now),
    "pairings-annex": _annex,
    "fund-year": lambda s, w: projects_papers.year(s, w.year, w.variant, w.now, w.today),
    "project-approval": lambda s, w: projects_papers.approvals(s, w.now),
    "asset-list": lambda s, w: projects_papers.register(s, w.now, w.today),
    "exam-sheet": lambda s, w: exams_papers.sheet(s, w.year, w.payer, w.now),
    "insurance-sheet": lambda s, w: insurance_papers.sheet(s, w.year, w.payer, w.now, w.today),
}
