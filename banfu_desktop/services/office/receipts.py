"""Receipts in the town: what the county has received, held against the trail ever after."""

from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.feedback import Receipt, SignedReceipt, read_feedback
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.db.models.office import Office
from banfu_desktop.db.models.transfer import ReceiptRow, SentPackage
from banfu_desktop.db.public_trail import head_at
from banfu_desktop.db.troubles import translated
from banfu_desktop.rules.errors import RefusedError, UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.services.office import county_file, county_questions

RECEIPT = "receipt"
"""What home tells the backup page: a receipt is to be brought in."""
_PATIENCE = 14
"""Days that a county has to send a receipt back."""
_RING = "请打电话告诉县里，并查一查是不是拷回了旧文件、恢复过备份"


def bring_in(session: Session, path: Path, readers: tuple[Reader, ...]) -> Receipt:
    """Keep a receipt that came back, and the questions that came with it.

    Args:
        readers: the office's own reading keys.

    Raises:
        UserError: not ours, not signed by our county, here already, or about a trail that is not this one.
        MachineError: it cannot be read.
    """
    signed = _opened(path, readers)
    receipt = signed.receipt
    office = session.get_one(Office, 1)
    if receipt.office != office.office_id:
        raise RefusedError("这份回执不是给这份办公数据的", "请向县里核对是哪个镇、哪一份数据")
    key = next((key for key in county_file.sign_keys(session) if signed.is_of(bytes.fromhex(key))), None)
    if key is None:
        raise PackageError("feedback_signature")
    known = sa.select(ReceiptRow.id).filter_by(county_key=key, said=signed.said.hex()).limit(1)
    if session.scalar(known) is not None:
        raise UserError(f"第{receipt.number}号的回执已经登记过", "不用再导入")
    if wrong := _doubt(session, receipt):
        raise RefusedError(wrong, _RING)
    session.add(_row(key, signed))
    county_questions.take(session, receipt)
    return receipt


def since(session: Session, county_key: str) -> tuple[int, bytes]:
    """The last entry a county has acknowledged, and the link after it: 0 and zeros where there is none.

    Only what the trail still holds counts: else the county could not follow on.
    """
    rows = sa.select(ReceiptRow).filter_by(county_key=county_key).order_by(ReceiptRow.entries.desc())
    for row in session.scalars(rows):
        head = head_at(session.connection(), row.entries)
        if head is not None and head.hex() == row.head:
            return row.entries, head
    start = head_at(session.connection(), 0)
    assert start is not None
    return 0, start


def verify(session: Session) -> tuple[list[str], list[str]]:
    """Whether every head that the county has acknowledged stands at its place in the trail."""
    keys, bad, number = county_file.sign_keys(session), [], 0
    for row in session.scalars(sa.select(ReceiptRow).order_by(ReceiptRow.id)):
        number += 1
        bad += [wrong for wrong in (_altered(row, keys) or _missing(session, row),) if wrong]
    if number and not bad:
        return [f"县里{number}份回执都与留痕相符"], []
    return [], bad


def last_at(session: Session) -> datetime | None:
    """When the county last acknowledged a package, by its own clock."""
    return session.scalar(sa.select(sa.func.max(ReceiptRow.at)))


def _opened(path: Path, readers: tuple[Reader, ...]) -> SignedReceipt:
    refusal: PackageError | None = None
    with translated():
        for reader in readers:
            try:
                return read_feedback(path, reader)
            except PackageError as error:
                if error.code != "not_ours":
                    raise
                refusal = refusal or error
    assert refusal is not None
    raise refusal


def _row(key: str, signed: SignedReceipt) -> ReceiptRow:
    receipt = signed.receipt
    return ReceiptRow(
        county_key=key,
        generation=receipt.generation,
        number=receipt.number,
        sha256=receipt.sha256,
        entries=receipt.entries,
        head=receipt.head,
        at=receipt.at,
        said=signed.said.hex(),
        signature=signed.signature.hex(),
    )


def _doubt(session: Session, receipt: Receipt) -> str:
    """Why a receipt is about another trail or another package than this office's; empty if it fits."""
    if told := _place(session, receipt.number, receipt.entries, receipt.head):
        return told
    sent = session.scalar(
        sa.select(SentPackage.sha256)
        .filter_by(generation=receipt.generation, number=receipt.number)
        .order_by(SentPackage.id.desc())
        .limit(1)
    )
    if sent is not None and sent != receipt.sha256:
        return f"县里收到的第{receipt.number}号，不是这里导出的那一份"
    return ""


def _missing(session: Session, row: ReceiptRow) -> str:
    return _place(session, row.number, row.entries, row.head)


def _place(session: Session, number: int, entries: int, head: str) -> str:
    connection = session.connection()
    found = head_at(connection, entries)
    if found is not None and found.hex() == head:
        return ""
    there = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit").scalar_one()
    if found is None:
        return f"县里收到过第{number}号（{entries}条），这里只有{there}条"
    return f"县里收到过第{number}号（{entries}条），这里的第{entries}条是另一份历史"


def _altered(row: ReceiptRow, keys: frozenset[str]) -> str:
    """Whether a receipt on record is what the county has signed."""
    told = f"第{row.number}号的回执不是县里签的，被改动过"
    try:
        signed = SignedReceipt(bytes.fromhex(row.said), bytes.fromhex(row.signature))
        good = row.county_key in keys and signed.is_of(bytes.fromhex(row.county_key))
        same = good and all(
            getattr(_row(row.county_key, signed), name) == getattr(row, name)
            for name in ("generation", "number", "sha256", "entries", "head", "at")
        )
    except (ValueError, UserError):
        return told
    return "" if same else told


def due(session: Session, today: date) -> list[Due]:
    """The last package went to the county weeks ago and no receipt of it has come back (本单位自定).

    Only where a county file was brought in: an older county sends none.
    """
    sent = session.scalar(sa.select(SentPackage).order_by(SentPackage.id.desc()).limit(1))
    if sent is None or not county_file.sign_keys(session):
        return []
    received = sa.select(ReceiptRow.id).filter_by(generation=sent.generation, number=sent.number).limit(1)
    days = (today - sent.made_at.date()).days
    if days < _PATIENCE or session.scalar(received) is not None:
        return []
    text = f"第{sent.number}号上报包导出 {days} 天了，县里的回执还没有登记"
    return [Due(text, "本单位自定", "grey", "去登记回执", "backup", RECEIPT)]
