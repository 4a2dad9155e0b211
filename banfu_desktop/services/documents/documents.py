"""The register of documents (四(五), 四(六), 五(二)): entered, numbered, issued, sent, received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import DocumentRecipient, HalfReport, PlanItem, RegisteredDocument
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import documents as rules
from banfu_desktop.rules.documents import Direction, DocKind, DocState, Stage, Way
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.pinyin import spell
from banfu_desktop.tables.documents import DOCUMENT_FORM
from banfu_desktop.tables.spec import clean

ROOM = "documents"
_FIELDS = stored(RegisteredDocument, of=DOCUMENT_FORM)
_TEXTS = ("title", "people", "content", "reply", "remark")


@dataclass(frozen=True)
class RecipientRow:
    """Whom a document is sent to; attribute names are those of tables.documents.RECIPIENTS."""

    id: int
    document_id: int
    title: str
    name: str
    why: str
    sent_on: date | None
    way: Way | None
    received_on: date | None
    receipt: str | None


@dataclass(frozen=True)
class DocumentRow:
    """A document; attribute names are those of tables.documents.DOCUMENTS.

    `report_id` is the half-year report it is the document of, `items` how many items a plan has.
    """

    id: int
    bundle_id: int
    direction: Direction
    kind: DocKind
    stage: Stage
    title: str
    initials: str
    year: int | None
    serial: int | None
    their_number: str | None
    dated: date
    party: str | None
    drafter: str | None
    period_start: date | None
    period_end: date | None
    signed_on: date | None
    place: str | None
    people: str | None
    content: str | None
    reply_due: date | None
    replied_on: date | None
    reply: str | None
    remark: str | None
    recipients: tuple[RecipientRow, ...]
    report_id: int | None
    items: int

    @property
    def number(self) -> str:
        """Our own number."""
        return rules.number_words(self.kind, self.year, self.serial)

    @property
    def state(self) -> DocState:
        """How it stands."""
        sent = [row.sent_on for row in self.recipients]
        return rules.state_of(self.direction, self.stage, sent, self.reply_due, self.replied_on)

    @property
    def sent_to(self) -> str:
        """How many it was sent to, of how many: 3/7 家."""
        sent = sum(row.sent_on is not None for row in self.recipients)
        return f"{sent}/{len(self.recipients)} 家" if self.recipients else ""

    @property
    def issued(self) -> bool:
        """Whether it has its number."""
        return self.serial is not None


def listing(session: Session) -> list[DocumentRow]:
    """Every document, the latest first."""
    recipients: dict[int, list[RecipientRow]] = {}
    for row in all_recipients(session):
        recipients.setdefault(row.document_id, []).append(row)
    reports = {document: key for document, key in session.execute(  # noqa: C416 (typed rows)
        sa.select(HalfReport.document_id, HalfReport.id)
    )}  # fmt: skip
    counted = sa.select(PlanItem.document_id, sa.func.count()).group_by(PlanItem.document_id)
    items = {document: count for document, count in session.execute(counted)}  # noqa: C416
    statement = sa.select(RegisteredDocument).order_by(
        RegisteredDocument.dated.desc(), RegisteredDocument.id.desc()
    )
    return [
        row_of(
            DocumentRow,
            record,
            recipients=tuple(recipients.get(record.id, ())),
            report_id=reports.get(record.id),
            items=items.get(record.id, 0),
        )
        for record in session.scalars(statement)
    ]


def all_recipients(session: Session) -> list[RecipientRow]:
    """Whom every document is sent to, the documents' latest first, in the order they were named."""
    statement = (
        sa.select(DocumentRecipient, RegisteredDocument.title)
        .join(RegisteredDocument, RegisteredDocument.id == DocumentRecipient.document_id)
        .order_by(RegisteredDocument.dated.desc(), RegisteredDocument.id.desc(), DocumentRecipient.id)
    )
    return [row_of(RecipientRow, record, title=title) for record, title in session.execute(statement)]


def one(session: Session, document_id: int) -> DocumentRow:
    """One document.

    Raises:
        UserError: it is no longer there.
    """
    found = next((row for row in listing(session) if row.id == document_id), None)
    if found is None:
        raise UserError("这份文件已不在了", "请刷新后再看")
    return found


def titled(session: Session, text: str) -> DocumentRow:
    """The document of a number (半年报告〔2026〕1号) or a title, or of a part only one title has.

    Raises:
        UserError: none or several.
    """
    rows, wanted = listing(session), clean(text)
    exact = [row for row in rows if wanted and wanted in (row.title, row.number, str(row.id))]
    matching = exact or [row for row in rows if wanted and wanted in row.title]
    if len(matching) == 1:
        return matching[0]
    said = "、".join(f"{row.id} {row.title}" for row in matching[:5])
    if matching:
        raise UserError(f"有{len(matching)}份文件叫“{text}”", f"请写编号：{said}")
    raise UserError(f"没有叫“{text}”的文件", "请用 doc show 查看")


def save(session: Session, values: Mapping[str, Any], today: date, document_id: int | None = None) -> int:
    """Enter a document, or correct one. Returns its id; what comes in gets its number at once.

    Args:
        values: of tables.documents.DOCUMENT_FORM; of an existing one only what changes.

    Raises:
        UserError: a day to come, days that contradict each other, a number of a household, a half-year report
            (which is drafted), or what a number or an issued report keeps is changed.
    """
    record = session.get(RegisteredDocument, document_id) if document_id is not None else None
    merged = {name: values.get(name, getattr(record, name, None)) for name in _FIELDS}
    if record is None and merged["kind"] is DocKind.HALF_REPORT and merged["direction"] is not Direction.IN:
        raise UserError("半年报告不在这里登记", "请用“起草半年报告”，程序从各房间取数", rules.CLAUSE)
    if merged["dated"] > today:
        raise UserError(f"文件日期{merged['dated']}还没有到", "请核对日期")
    rules.refuse_days(merged["dated"], merged["period_start"], merged["period_end"], merged["reply_due"])
    if merged["replied_on"] is not None and not merged["dated"] <= merged["replied_on"] <= today:
        raise UserError(f"办结日期{merged['replied_on']}不合理", f"应在{merged['dated']}至{today}之间")
    refuse_personal(merged[name] for name in _TEXTS)
    if record is not None and record.serial is not None:
        _refuse_renumbering(session, record, merged)
    label = f"文件“{merged['title']}”"
    if record is None:
        record = RegisteredDocument(bundle_id=bundles.new_bundle(session, ROOM, label), stage=Stage.DRAFT)
    else:
        bundles.label(session, record.bundle_id, label)
    for name, value in merged.items():
        setattr(record, name, value)
    record.initials = spell(record.title).initials
    if record.serial is None and record.direction is Direction.IN:
        _number(session, record)
    session.add(record)
    session.flush()
    return record.id


def _refuse_renumbering(session: Session, record: RegisteredDocument, merged: Mapping[str, Any]) -> None:
    reports = sa.select(HalfReport.id).filter_by(document_id=record.id)
    besides = [name for name in _FIELDS if name != "remark" and merged[name] != getattr(record, name)]
    if besides and session.scalar(reports) is not None:
        raise UserError("已签发的报告只能改备注", "更正请另起草一版", rules.CLAUSE)
    changed = [name for name in ("direction", "kind", "dated") if merged[name] != getattr(record, name)]
    if changed:
        raise UserError("已经编号的文件，收发、类别和日期不能改", "登记错的请删除后重新登记")


def _number(session: Session, record: RegisteredDocument) -> None:
    """Give it the next number of its direction, kind and year."""
    key = {"direction": record.direction, "kind": record.kind, "year": record.dated.year}
    last = session.scalar(sa.select(sa.func.max(RegisteredDocument.serial)).filter_by(**key))
    record.year, record.serial, record.stage = record.dated.year, (last or 0) + 1, Stage.ISSUED


def put_forward(session: Session, document_id: int) -> None:
    """Put a draft before whoever reviews it (审阅).

    Raises:
        UserError: it is no draft.
    """
    record = session.get_one(RegisteredDocument, document_id)
    if record.stage is not Stage.DRAFT:
        raise UserError(f"“{record.title}”不是草稿，是{record.stage.label}", "只有草稿可以送审")
    record.stage = Stage.REVIEW


def issue(session: Session, document_id: int, day: date) -> str:
    """Issue a document: it gets its number and the day. Returns the number; reports.issue seals a report.

    Raises:
        UserError: it is issued already.
    """
    record = session.get_one(RegisteredDocument, document_id)
    if record.stage is Stage.ISSUED:
        raise UserError(f"“{record.title}”已经签发", "请核对选的是哪一份")
    record.dated = day
    _number(session, record)
    session.flush()
    return rules.number_words(record.kind, record.year, record.serial)


def remove(session: Session, document_id: int) -> None:
    """Remove a document entered by mistake, with its papers.

    Raises:
        UserError: it is an issued report, one before the last number, was sent, or a plan with items.
    """
    row = one(session, document_id)
    if row.report_id is not None and row.issued:
        raise UserError("已签发的报告不能删除", "更正请另起草一版", rules.CLAUSE)
    if any(recipient.sent_on for recipient in row.recipients):
        raise UserError(f"“{row.title}”已经报送，不能删除", "请先撤回报送登记")
    if row.items:
        raise UserError(f"“{row.title}”有{row.items}项任务，不能删除", "请先删除任务")
    if row.serial is not None:
        key = {"direction": row.direction, "kind": row.kind, "year": row.year}
        last = session.scalar(sa.select(sa.func.max(RegisteredDocument.serial)).filter_by(**key))
        if last != row.serial:
            raise UserError(f"{row.number}之后还有编号，删除会断号", "不要的请在备注中写明作废")
    for recipient in row.recipients:
        session.delete(session.get_one(DocumentRecipient, recipient.id))
    if row.report_id is not None:
        session.delete(session.get_one(HalfReport, row.report_id))
    session.flush()
    session.delete(session.get_one(RegisteredDocument, document_id))
    session.flush()
    bundles.remove_bundle(session, row.bundle_id)


# Whom it goes to.


def address(session: Session, document_id: int, names: Iterable[tuple[str, str]]) -> None:
    """Name whom a document is to be sent to, each with why (or nothing); those named already stay.

    Raises:
        UserError: no name.
    """
    known = set(session.scalars(sa.select(DocumentRecipient.name).filter_by(document_id=document_id)))
    for name, why in names:
        if not clean(name):
            raise UserError("没有填写报送对象", "请填写单位名称")
        if clean(name) not in known:
            session.add(DocumentRecipient(document_id=document_id, name=clean(name), why=why))
            known.add(clean(name))
    session.flush()


def send(
    session: Session, document_id: int, names: Iterable[str] | None, sent_on: date, way: Way, today: date
) -> int:
    """Write down that a document was sent to some recipients, or to all still waiting. Returns how many.

    Raises:
        UserError: not issued, no such recipient, nobody waits, or a day that cannot be.
    """
    row = one(session, document_id)
    if row.direction is Direction.IN:
        raise UserError("收文不登记报送", "转发请另登记一份发文")
    rules.refuse_sending(row.issued, row.dated, sent_on, today)
    chosen = [
        _recipient(row, name) for name in names
    ] if names is not None else [one for one in row.recipients if one.sent_on is None]  # fmt: skip
    if not chosen:
        raise UserError(f"“{row.title}”没有待报送的对象", "请先增加报送对象，或核对是否都已报送")
    for recipient in chosen:
        record = session.get_one(DocumentRecipient, recipient.id)
        if record.received_on is not None and record.received_on < sent_on:
            raise UserError(f"{record.name}的回执{record.received_on}早于{sent_on}", "请核对日期")
        record.sent_on, record.way = sent_on, way
    session.flush()
    return len(chosen)


def receive(
    session: Session, document_id: int, name: str, received_on: date, receipt: str | None, today: date
) -> None:
    """Write down a recipient's receipt.

    Raises:
        UserError: no such recipient, nothing was sent to it, or a day that cannot be.
    """
    recipient = _recipient(one(session, document_id), name)
    rules.refuse_receipt(recipient.sent_on, received_on, today)
    record = session.get_one(DocumentRecipient, recipient.id)
    record.received_on, record.receipt = received_on, receipt
    session.flush()


def take_back(session: Session, document_id: int, name: str) -> None:
    """Take back the sending to a recipient, written down by mistake, with its receipt.

    Raises:
        UserError: no such recipient, or nothing was sent to it.
    """
    recipient = _recipient(one(session, document_id), name)
    if recipient.sent_on is None:
        raise UserError(f"没有登记过报送{recipient.name}", "没有可以撤回的")
    record = session.get_one(DocumentRecipient, recipient.id)
    record.sent_on = record.way = record.received_on = record.receipt = None
    session.flush()


def _recipient(row: DocumentRow, name: str) -> RecipientRow:
    found = [one for one in row.recipients if one.name == clean(name)]
    found = found or [one for one in row.recipients if clean(name) and clean(name) in one.name]
    if len(found) != 1:
        known = "、".join(one.name for one in row.recipients) or "还没有"
        raise UserError(f"“{name}”不是“{row.title}”的报送对象", f"报送对象：{known}")
    return found[0]


def find(session: Session, text: str, most: int = 20) -> list[DocumentRow]:
    """The latest documents whose title, number, party or initials hold a text."""
    return [
        row
        for row in listing(session)
        if any(
            text in (words or "").casefold()
            for words in (row.title, row.initials, row.number, row.their_number, row.party)
        )
    ][:most]
