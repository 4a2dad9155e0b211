"""What the documents room offers the halls."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import HalfReport, IssuedReport
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.services.documents import documents, handing, plans, reporting
from banfu_desktop.services.documents import due as reminders
from banfu_desktop.services.door import (
    Documents,
    Hit,
    Import,
    List,
    PersonPart,
    PersonWish,
    Reading,
    Tracked,
    Wish,
)
from banfu_desktop.tables.documents import (
    DOCUMENT_FORM,
    DOCUMENTS,
    PLAN_ITEM_FORM,
    PLAN_ITEMS,
    RECIPIENTS,
)

TABLES = {
    "documents": Tracked(
        "文件",
        (DOCUMENTS, DOCUMENT_FORM),
        {"stage": "签发状态", "year": "编号年度", "serial": "编号"},
        undoable=True,
        erasable=(
            "title", "initials", "party", "drafter", "people", "content", "reply", "remark", "place",
            "their_number",
        ),
    ),
    "document_recipients": Tracked(
        "文件报送", (RECIPIENTS,), {"document_id": "文件"}, undoable=True, erasable=("name", "why", "receipt")
    ),
    "half_reports": Tracked(
        "半年报告",
        (),
        {"document_id": "文件", "year": "年度", "half": "半年", "version": "版", "body": "正文",
         "refreshed_at": "数字刷新时间"},
        undoable=True,
        erasable=("body",),
    ),
    "issued_reports": Tracked(
        "报告签发",
        (),
        {"report_id": "半年报告", "sealed_at": "签发时间", "sealed_by": "签发经办", "audit_head": "留痕链头",
         "check_code": "校验码", "snapshot": "签发内容"},
        erasable=("snapshot",),
    ),
    "plan_items": Tracked(
        "计划任务",
        (PLAN_ITEMS, PLAN_ITEM_FORM),
        undoable=True,
        erasable=("task", "initials", "measure", "owner", "target", "actual"),
    ),
    "plan_entries": Tracked("任务日志", (), {"item_id": "计划任务", "entry_id": "日志"}, undoable=True),
}  # fmt: skip
LISTS = {
    "documents": List(DOCUMENTS, documents.listing),
    "recipients": List(RECIPIENTS, documents.all_recipients),
    "plan-items": List(PLAN_ITEMS, plans.listing),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items
report = reporting.report


def _report(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.documents import papers

    return papers.report_of(session, HalfYear.of(wish.month.first), wish.now)


def _plan_items(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.documents import papers

    return papers.plan_items(session, wish.year, wish.now)


def _register(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.documents import papers

    return papers.register(session, wish.year, wish.now)


PAPERS = {
    Form("half-report", "半年工作报告", 19, "month", outputs=("pdf", "docx")): _report,
    Form("plan-list", "年度任务清单", 29, "year"): _plan_items,
    Form("document-list", "文件登记簿", None, "year"): _register,
}


def _reading_documents() -> Reading:
    from banfu_desktop.services.documents import importing

    return importing.DOCUMENT_READING


def _reading_items() -> Reading:
    from banfu_desktop.services.documents import importing

    return importing.ITEM_READING


IMPORTS = {
    "documents": Import("文件登记", DOCUMENTS, _reading_documents),
    "plan-items": Import("计划任务", PLAN_ITEMS, _reading_items),
}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Documents by title, number or party, items of plans by what they say."""
    for row in documents.find(session, text):
        hint = f"{row.kind.label} · {row.number or row.state.label} {row.dated}"
        yield Hit(row.title[:30], hint, "documents", row.id)
    for item in plans.listing(session):
        if text in item.task.casefold() or text in item.initials:
            yield Hit(item.task[:30], f"计划任务 · {item.state.label} {item.owner or ''}", "documents",
                      f"item {item.id}")  # fmt: skip


def person(session: Session, wish: PersonWish) -> PersonPart:
    """What was drafted, and the items of plans to answer for."""
    from banfu_desktop.services.documents import person as person_page

    return person_page.part(session, wish)


def sealed(session: Session, code: str) -> tuple[str, str] | None:
    """The issued report that bears a check code, and the head of the chain it was issued over."""
    row = session.scalar(sa.select(IssuedReport).filter_by(check_code=code))
    return None if row is None else (f"{_half_of(session, row).label}工作报告", row.audit_head)


def verify(session: Session) -> tuple[list[str], list[str]]:
    """The issued reports whose snapshot is not what was issued; what holds is not said."""
    rows = session.scalars(sa.select(IssuedReport).order_by(IssuedReport.id))
    return [], [
        f"{_half_of(session, row).label}工作报告的校验码与签发内容不符"
        for row in rows
        if check_code(row.snapshot) != row.check_code
    ]


def _half_of(session: Session, row: IssuedReport) -> HalfYear:
    report = session.get_one(HalfReport, row.report_id)
    return HalfYear(report.year, report.half)
