"""The claims of the demonstration office as the pictures show them: one of every kind and state."""

from datetime import date, datetime
from typing import Any

from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import checks, deeds, reimbursements
from banfu_desktop.services.reimbursements.deeds import Approval

_NOW = datetime(2026, 11, 2, 9)
_TODAY = _NOW.date()


def _trip(month: int, day: int, back: int, fen: int = 2_500) -> list[Line]:
    """From the post to the county town and back."""
    there, here = date(2026, month, day), date(2026, month, back)
    out = Line(there, "梅坑镇", there, "新丰县城", Vehicle.COACH, fare_fen=fen, local_fen=600)
    return [out, Line(here, "新丰县城", here, "梅坑镇", Vehicle.COACH, fare_fen=fen)]


def _claim(session: Any, name: str, kind: ClaimKind, title: str, filled: date, lines: list[Line]) -> int:
    posting = members.named(session, name)[0]
    values = {"posting_id": posting.id, "kind": kind, "title": title, "filled_on": filled}
    claim_id = reimbursements.save(session, values, _NOW)
    reimbursements.set_lines(session, claim_id, lines)
    return claim_id


def _invoice(session: Any, claim_id: int, number: str, fen: int, on: date) -> None:
    row = reimbursements.one(session, claim_id)
    values = {"kind": InvoiceKind.DIGITAL, "number": number, "issued_on": on, "buyer": row.unit}
    invoices.save(session, row.bundle_id, values | {"amount_fen": fen})


def _handed(session: Any, claim_id: int, on: date) -> None:
    for check in checks.checks(session, claim_id, _TODAY):
        if check.open:
            name = check.verdict.check
            checks.accept(session, claim_id, name, "已核对，情况属实", _TODAY)
    deeds.hand_in(session, claim_id, on, _TODAY)


def write(session: Any) -> None:
    """Seven claims."""
    paid = _claim(session, "钟立新", ClaimKind.TRAVEL, "7月往返", date(2026, 7, 30), _trip(7, 10, 12))
    _handed(session, paid, date(2026, 7, 31))
    deeds.approve(session, paid, date(2026, 8, 10), Approval(), _TODAY)
    deeds.pay(session, paid, date(2026, 8, 20), "经办", _NOW)
    medical = [
        Line(day=date(2026, 8, 12), place="新丰县人民医院", total_fen=123_460, insured_fen=86_422, papers=2)
    ]
    old = _claim(session, "潘秀云", ClaimKind.MEDICAL, "", date(2026, 8, 14), medical)
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
    busy = [*_trip(10, 9, 11), *_trip(10, 23, 25)]
    night = Line(
        date(2026, 10, 27), "梅坑镇", date(2026, 10, 28), "韶关市", Vehicle.TRAIN, fare_fen=12_350,
        lodging_fen=28_000, meal_days=2, meal_fen=20_000,
    )  # fmt: skip
    draft = _claim(
        session, "罗海涛", ClaimKind.TRAVEL, "10月往返县城、到韶关开会", date(2026, 11, 1), [*busy, night]
    )
    _invoice(session, draft, "25442000000012345678", 40_350, date(2026, 10, 28))
