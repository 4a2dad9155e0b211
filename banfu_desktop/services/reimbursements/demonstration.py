"""The claims of the demonstration office: one of every kind and state, with its papers."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document, Paragraph, Title
from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import checks, deeds, reimbursements
from banfu_desktop.services.reimbursements.deeds import Approval

_NOW = datetime(2026, 10, 31, 10)
_TODAY = _NOW.date()


def fill(session: Session) -> None:
    """Seven claims: paid, waiting for long, cut, refused, handed in, a draft that is not yet right."""
    paid = _claim(session, "钟立新", ClaimKind.TRAVEL, "7月往返", date(2026, 7, 30), _trip(7, 10, 12))
    _paper(session, paid, "汽车票.pdf", "县城往返汽车票 2 张", 5_000)
    _handed(session, paid, date(2026, 7, 31))
    deeds.approve(session, paid, date(2026, 8, 10), Approval(), _TODAY)
    deeds.pay(session, paid, date(2026, 8, 20), "经办", _NOW)
    medical = [
        Line(day=date(2026, 8, 12), place="新丰县人民医院", total_fen=123_460, insured_fen=86_422, papers=2)
    ]
    old = _claim(session, "潘秀云", ClaimKind.MEDICAL, "", date(2026, 8, 14), medical)
    _paper(session, old, "医疗票据.pdf", "门诊票据 2 张", 123_460)
    _handed(session, old, date(2026, 8, 15))
    cut = _claim(session, "罗海涛", ClaimKind.TRAVEL, "9月往返", date(2026, 9, 25), _trip(9, 11, 13))
    _handed(session, cut, date(2026, 9, 28))
    approval = Approval(lines_fen=[2_500, 2_500], reason="市内交通费不予报销")
    deeds.approve(session, cut, date(2026, 10, 12), approval, _TODAY)
    goods = [Line(day=date(2026, 10, 9), item="生活用品", note="驻镇宿舍被褥", amount_fen=36_800)]
    refused = _claim(session, "廖小满", ClaimKind.OTHER, "宿舍用品", date(2026, 10, 10), goods)
    _handed(session, refused, date(2026, 10, 12))
    deeds.refuse(session, refused, "单位不报生活用品", date(2026, 10, 20), _TODAY)
    new = _claim(session, "钟立新", ClaimKind.TRAVEL, "10月往返", date(2026, 10, 27), _trip(10, 16, 18))
    _handed(session, new, date(2026, 10, 28))
    _draft(session)


def _draft(session: Session) -> None:
    """A month's journeys with an invoice and its paper, not handed in yet."""
    night = Line(
        date(2026, 10, 27), "梅坑镇", date(2026, 10, 28), "韶关市", Vehicle.TRAIN, fare_fen=12_350,
        lodging_fen=28_000, meal_days=2, meal_fen=20_000,
    )  # fmt: skip
    lines, title = [*_trip(10, 9, 11), *_trip(10, 23, 25), night], "10月往返县城、到韶关开会"
    draft = _claim(session, "罗海涛", ClaimKind.TRAVEL, title, date(2026, 10, 31), lines)
    row = reimbursements.one(session, draft)
    values = {"kind": InvoiceKind.DIGITAL, "number": "25442000000012345678", "buyer": row.unit}
    issued = {"issued_on": date(2026, 10, 28), "amount_fen": 40_350}
    invoices.save(session, row.bundle_id, values | issued)
    _paper(session, draft, "住宿和车票.pdf", "住宿费、火车票", 40_350)


def _trip(month: int, day: int, back: int, fen: int = 2_500) -> list[Line]:
    """From the post to the county town and back."""
    there, here = date(2026, month, day), date(2026, month, back)
    out = Line(there, "梅坑镇", there, "新丰县城", Vehicle.COACH, fare_fen=fen, local_fen=600)
    return [out, Line(here, "新丰县城", here, "梅坑镇", Vehicle.COACH, fare_fen=fen)]


def _claim(
    session: Session, name: str, kind: ClaimKind, title: str, filled: date, lines: Sequence[Line]
) -> int:
    posting = members.named(session, name)[0]
    values = {"posting_id": posting.id, "kind": kind, "title": title, "filled_on": filled}
    claim_id = reimbursements.save(session, values, _NOW)
    reimbursements.set_lines(session, claim_id, lines)
    return claim_id


def _paper(session: Session, claim_id: int, name: str, what: str, fen: int) -> None:
    """A page that says what would be scanned here; nobody can take it for a receipt."""
    from banfu_desktop.printing.engine.render import render

    said = f"这里是“{what}”的扫描件，合计 {yuan(fen)} 元。演示用，不是票据。"
    page = Document("演示票据", (Title("演示票据"), Paragraph(said)), paper="A5")
    bundles.add(session, reimbursements.one(session, claim_id).bundle_id, name, render([page]), _NOW)


def _handed(session: Session, claim_id: int, on: date) -> None:
    for check in checks.checks(session, claim_id, _TODAY):
        if check.open:
            checks.accept(session, claim_id, check.verdict.check, "已核对，情况属实", _TODAY)
    deeds.hand_in(session, claim_id, on, _TODAY)
