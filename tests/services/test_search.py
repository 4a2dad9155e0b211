"""The finder's records: whatever number stands on a paper leads to its record."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db.models.funds import FundVoucher
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules import finding
from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.hall import search
from banfu_desktop.services.members import members
from tests.services import a_claim
from tests.services.conftest import NOW


@pytest.fixture(scope="module")
def seen(demonstrated: Path) -> Iterator[Database]:
    """The demonstration office, only looked at."""
    database = Database.open(demonstrated)
    yield database
    database.close()


def kinds(seen: Database, text: str) -> dict[str, str]:
    """What is found, label → kind."""
    with seen.read() as session:
        return {hit.label: hit.kind for hit in search.find(session, text)}


def test_a_person_is_found_by_name_initials_and_the_end_of_the_phone(seen: Database) -> None:
    with seen.read() as session:
        row = next(row for row in members.listing(session) if row.phone)
    phone = row.phone or ""
    assert kinds(seen, row.name)[row.name] == "人员"
    (label,) = [label for label in kinds(seen, phone[-4:]) if label.startswith(row.name)]
    assert phone[3:-4] not in label
    assert phone[-4:] in label
    assert not [label for label in kinds(seen, phone[-3:]) if "手机" in label]


def test_a_voucher_is_found_by_its_number_and_by_its_amount(seen: Database) -> None:
    with seen.read() as session:
        voucher = session.scalars(
            sa.select(FundVoucher).where(FundVoucher.number.is_not(None)).order_by(FundVoucher.id.desc())
        ).first()
        assert voucher is not None
        number, amount, summary = voucher.number, yuan(abs(voucher.amount_fen)), voucher.summary
    label = f"{number:03d}号 {summary}"
    for typed in (f"{number:03d}", f"{number}号", summary):
        assert kinds(seen, typed).get(label) == "凭证", typed
    assert kinds(seen, amount).get(yuan(voucher.amount_fen)) == "金额"
    assert kinds(seen, amount.replace(",", "")).get(yuan(voucher.amount_fen)) == "金额"


def test_an_invoice_leads_to_its_claim(demonstrated: Path, tmp_path: Path) -> None:
    database = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    with database.write(Deed("登记报销", "测试", NOW)) as session:
        claim = a_claim.draft(session)
        bundle = a_claim.bundle_of(session, claim)
        values = {"kind": InvoiceKind.DIGITAL, "number": a_claim.NUMBERS[7], "seller": "梅坑镇文印店",
                  "amount_fen": 37038}  # fmt: skip
        invoices.save(session, bundle, values)
    with database.read() as session:
        for typed in (a_claim.NUMBERS[7], a_claim.NUMBERS[7][-6:], "文印店", "370.38"):
            (hit,) = [hit for hit in search.find(session, typed) if hit.kind == "发票"]
            assert (hit.room, hit.key) == ("reimbursements", claim), typed
        assert not [hit for hit in search.find(session, a_claim.NUMBERS[7][-3:]) if hit.kind == "发票"]
    database.close()


@pytest.mark.parametrize(
    ("typed", "fen", "has"),
    [
        ("370.38", 37038, True), ("1,018", 101800, True), ("018", 101800, True), ("18", 101800, False),
        ("860元", -86000, True), ("860.0", 86000, True), ("38", 37038, False), ("abc", 37038, False),
    ],
)  # fmt: skip
def test_an_amount_is_known_by_three_digits(typed: str, fen: int, has: bool) -> None:
    assert finding.has_amount(typed, fen) is has


@pytest.mark.parametrize(("typed", "number"), [("018", 18), ("18号", 18), ("0", None), ("12345", None)])
def test_a_running_number_is_read_as_it_is_spoken(typed: str, number: int | None) -> None:
    assert finding.running_number(typed) == number
