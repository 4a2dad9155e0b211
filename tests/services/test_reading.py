"""Invoices read from the files that carry them: what is taken from where, what is asked, what is left."""

from datetime import date
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.invoice_readings import InvoiceRead, Source
from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.reimbursements import ClaimKind
from banfu_desktop.services.attachments import invoices, reading
from banfu_desktop.services.attachments.intake import Pasted
from banfu_desktop.services.reimbursements import reimbursements
from tests.services import invoice_files as made
from tests.services.a_claim import bundle_of, draft
from tests.services.conftest import Doing


def read(name: str, content: bytes) -> InvoiceRead:
    invoice = reading.read_content(name, content).invoice
    assert invoice is not None
    return invoice


def values(invoice: InvoiceRead) -> tuple[object, ...]:
    names = ("number", "day", "amount_fen", "net_fen", "tax_fen", "buyer")
    return tuple(invoice.value(name) for name in names)


WHOLE = (made.NUMBER, date(2026, 9, 18), 11_300, 10_000, 1_300, made.TOWN)


@pytest.mark.parametrize("name", ["shudian.xml", "shudian.ofd", "std.pdf"])
def test_an_invoice_is_read_whole_from_each_kind_of_file(name: str) -> None:
    invoice = read(name, (made.DATA / name).read_bytes())
    assert values(invoice) == WHOLE
    assert (invoice.value("seller"), invoice.kind, invoice.conflicts) == (made.SHOP, InvoiceKind.DIGITAL, ())


def test_a_railway_ticket_brings_its_journey_and_says_that_the_page_is_of_another_invoice() -> None:
    invoice = read("rail.pdf", (made.DATA / "rail.pdf").read_bytes())
    trip = invoice.trip
    assert trip is not None
    assert (invoice.source, invoice.value("number"), invoice.value("amount_fen")) == (
        Source.XBRL, made.TICKET, 27_250,
    )  # fmt: skip
    assert (trip.day, trip.train, trip.origin, trip.destination, trip.fare_fen, trip.traveller) == (
        date(2026, 7, 2), "G1281", "梅州西", "广州东", 27_250, "张三",
    )  # fmt: skip
    assert {conflict.field for conflict in invoice.conflicts} >= {"number", "day", "amount_fen"}
    assert invoice.value("seller") is None, "the seller on the page is another invoice's"


def test_labels_first_and_values_after() -> None:
    lines = (
        "电子发票（普通发票）", "发票号码：", "开票日期：", "名称：", "名称：", made.NUMBER, "2026年09月18日",
        made.TOWN, "11441402007216543A", made.SHOP, "91441402MA4W1234X5", "¥100.00 ¥13.00", "¥113.00",
    )  # fmt: skip
    invoice = read("a.pdf", made.page(*lines))
    assert values(invoice) == WHOLE
    assert invoice.value("seller") == made.SHOP


def test_a_ticket_printed_without_data() -> None:
    lines = (
        "电子发票（铁路电子客票）", f"发票号码:{made.TICKET} 开票日期:2026年07月11日",
        "梅州西站 G1281 广州东站",
        "2026年07月02日 08:35开 05车12A号 二等座", "票价:￥272.50", "4414231990****1234 张三",
        f"购买方名称:{made.TOWN} 统一社会信用代码:11441402007216543A",
    )  # fmt: skip
    invoice = read("b.pdf", made.page(*lines))
    assert (invoice.value("number"), invoice.value("buyer"), invoice.trip) == (
        made.TICKET, made.TOWN, read("c.xml", made.ticket("张三")).trip,
    )  # fmt: skip


def test_a_code_on_a_photograph_gives_number_day_and_amount_and_no_more() -> None:
    invoice = read("IMG_2031.jpg", made.photograph(made.code()))
    assert values(invoice) == (made.NUMBER, date(2026, 9, 18), 11_300, None, None, None)
    assert invoice.value("seller") is None


def test_an_older_code_gives_the_amount_without_tax() -> None:
    text = made.code("12345678", "100.00", kind="04", old_code="044001900111")
    invoice = read("a.jpg", made.photograph(text))
    assert (invoice.kind, invoice.value("amount_fen"), invoice.value("net_fen")) == (
        InvoiceKind.VAT,
        None,
        10_000,
    )


@pytest.mark.parametrize("text", ["https://inv.example/", "01,32", "x" * 2900, "01,32,,abc,1,2,,", ""])
def test_another_code_is_no_invoice(text: str) -> None:
    file = reading.read_content("a.jpg", made.photograph(text or "-"))
    assert (file.invoice, file.sentence) == (None, "图片里没有发票的二维码，请照票面登记")


def test_sources_that_disagree_are_shown_and_the_first_is_kept() -> None:
    words = ("电子发票", f"发票号码：{made.NUMBER}", "开票日期：2026年09月18日", "（小写） ¥536.00")
    invoice = read(
        "a.pdf", made.page(*words, carrying=made.einvoice(total="563.00", net="531.13", tax="31.87"))
    )
    (conflict,) = invoice.conflicts
    assert (conflict.field, conflict.values) == ("amount_fen", ((Source.XML, 56_300), (Source.PDF, 53_600)))
    assert invoice.value("amount_fen") == 56_300


def test_amounts_that_do_not_add_up_are_shown() -> None:
    (conflict,) = read("a.xml", made.einvoice(total="114.00")).conflicts
    assert conflict.field == "sum"


def test_lines_of_an_invoice() -> None:
    (item,) = read("a.xml", made.einvoice()).value("items")
    assert (item.name, item.amount_fen, item.tax_fen) == ("*文具*打印纸", 10_000, 1_300)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE EInvoice [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><EInvoice><InvoiceNumber>&c;</InvoiceNumber></EInvoice>"
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.xml", b"<EInvoice>" + b"<a>" * 50_000),
        ("bomb.ofd", made.ofd({"Doc_0/Attachs/original_invoice.xml": BOMB})),
        ("zeros.ofd", made.ofd({"Doc_0/Attachs/a.xml": b"<EInvoice>" + b" " * 50_000_000})),
        ("bomb.pdf", made.page("电子发票", carrying=BOMB)),
        ("cut.pdf", made.page("电子发票")[:400]),
        ("cut.ofd", made.ofd({})[:-30]),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_hostile_files_are_kept_unread(name: str, content: bytes) -> None:
    file = reading.read_content(name, content)
    assert file.invoice is None
    assert file.sentence.endswith("请照票面登记")


def test_an_xml_with_a_document_type_is_no_paper() -> None:
    (file,) = reading.read_files([Pasted("bomb.xml", BOMB)])
    assert (file.invoice, "不能作为单据附件" in file.sentence) == (None, True)


def test_a_bad_file_stops_no_other(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.xml", tmp_path / "b.doc"
    good.write_bytes(made.einvoice())
    bad.write_bytes(b"no paper")
    steps: list[tuple[int, int, str]] = []
    told = reading.read_files([bad, good], lambda *step: steps.append(step))
    assert [file.invoice is not None for file in told] == [False, True]
    assert steps == [(0, 2, "b.doc"), (1, 2, "a.xml")]


def test_files_of_one_number_are_one_proposal_and_what_is_written_down_already_is_said(
    office: Database, doing: Doing
) -> None:
    files = [
        reading.read_content("发票.pdf", (made.DATA / "std.pdf").read_bytes()),
        reading.read_content("发票.xml", made.einvoice()),
    ]
    with doing("登记") as session:
        claim = draft(session)
        (proposal,) = reading.proposals(session, files)
        assert (proposal.files, proposal.clear) == (("发票.pdf", "发票.xml"), True)
        reading.write_down(session, bundle_of(session, claim), proposal)
        (row,) = invoices.listing(session, bundle_of(session, claim))
        assert (row.number, row.amount_fen, row.buyer) == (made.NUMBER, 11_300, made.TOWN)
    with office.read() as session:
        (again,) = reading.proposals(session, files[:1])
        assert again.place == row.place


def test_a_number_read_wrong_cannot_be_written_down(office: Database) -> None:
    with office.read() as session:
        file = reading.read_content("12306.pdf", (made.DATA / "12306.pdf").read_bytes())
        (proposal,) = reading.proposals(session, [file])
    assert "号码是20位数字" in proposal.fault


def test_a_ticket_becomes_a_trip_of_a_travel_claim_once(doing: Doing) -> None:
    with doing("登记") as session:
        claim = draft(session, ClaimKind.TRAVEL)
        proposals = reading.proposals(session, [reading.read_content("a.xml", made.ticket("张三"))])
        notes = reading.take_journeys(session, bundle_of(session, claim), proposals)
        reading.take_journeys(session, bundle_of(session, claim), proposals)
        *_, line = reimbursements.one(session, claim).lines
        assert len(reimbursements.one(session, claim).lines) == 2
    assert (line.day, line.place, line.to_place, line.fare_fen) == (
        date(2026, 7, 2),
        "梅州西",
        "广州东",
        27_250,
    )
    assert notes[0].startswith("已按车票登记1段行程")
    assert notes[1] == "G1281的乘车人是“张三”，报销人是“谭䶮”，请核对"


def test_a_ticket_leaves_another_claim_alone(doing: Doing) -> None:
    with doing("登记") as session:
        claim = draft(session, ClaimKind.OTHER)
        proposals = reading.proposals(session, [reading.read_content("a.xml", made.ticket())])
        assert reading.take_journeys(session, bundle_of(session, claim), proposals) == []
        assert len(reimbursements.one(session, claim).lines) == 1
