"""Invoice files made for tests: XML, XBRL in a PDF, OFD, words on a page, a code on a photograph."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

from banfu_desktop.printing.engine.blocks import Document, Paragraph
from banfu_desktop.printing.engine.render import render

DATA = Path(__file__).parents[1] / "data" / "invoices"
NUMBER, TICKET = "26442000000123456789", "26449122537000504214"
TOWN, SHOP = "梅坑镇人民政府", "梅州市某文具有限公司"


def einvoice(number: str = NUMBER, total: str = "113.00", net: str = "100.00", tax: str = "13.00") -> bytes:
    """The XML of a 数电票 with one line."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><EInvoice><Header><EInvoiceType>'
        f"<LabelName>普通发票</LabelName></EInvoiceType></Header><EInvoiceData><SellerInformation><SellerName>{SHOP}</SellerName>"
        f"</SellerInformation><BuyerInformation><BuyerName>{TOWN}</BuyerName></BuyerInformation>"
        f"<BasicInformation><TotalAmWithoutTax>{net}</TotalAmWithoutTax><TotalTaxAm>{tax}</TotalTaxAm>"
        f"<TotalTax-includedAmount>{total}</TotalTax-includedAmount></BasicInformation><IssuItemInformation>"
        f"<ItemName>*文具*打印纸</ItemName><Amount>{net}</Amount><ComTaxAm>{tax}</ComTaxAm>"
        f"</IssuItemInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber>"
        "<IssueTime>2026-09-18</IssueTime></TaxSupervisionInfo></EInvoice>"
    ).encode()


def ticket(traveller: str = "谭䶮", **changed: str) -> bytes:
    """The XBRL of a railway ticket."""
    facts = {
        "TypeOfVoucher": "电子发票（铁路电子客票）",
        "ElectronicInvoiceRailwayETicketNumber": TICKET,
        "DateOfIssue": "2026-07-11",
        "DepartureStation": "梅州西",
        "DestinationStation": "广州东",
        "TrainNumber": "G1281",
        "TravelDate": "2026-07-02",
        "Fare": "272.50",
        "TaxAmount": "22.50",
        "Name": traveller,
        "NameOfPurchaser": TOWN,
    }
    parts = (f"<rai:{name}>{value}</rai:{name}>" for name, value in (facts | changed).items())
    head = '<?xml version="1.0"?><xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:rai="http://rai">'
    return f"{head}{''.join(parts)}</xbrl>".encode()


def page(*lines: str, carrying: bytes = b"") -> bytes:
    """A PDF with these lines on its page, and a file inside it."""
    whole = render([Document("发票", tuple(Paragraph(line) for line in lines))])
    if not carrying:
        return whole
    document = pypdfium2.PdfDocument(whole)
    document.new_attachment("data.xbrl").set_data(carrying)
    with_file = io.BytesIO()
    document.save(with_file)
    document.close()
    return with_file.getvalue()


def code(number: str = NUMBER, amount: str = "113.00", kind: str = "32", old_code: str = "") -> str:
    """The text of an invoice's QR code."""
    return f"01,{kind},{old_code},{number},{amount},20260918,,A1B2"


def photograph(text: str, size: int = 900) -> bytes:
    """A JPEG with a QR code a little askew on grey."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5)
    picture = Image.new("L", (size, size), 190)
    picture.paste(Image.fromarray(drawn), (120, 160))
    out = io.BytesIO()
    picture.rotate(4, fillcolor=190).save(out, "JPEG", quality=70)
    return out.getvalue()


def ofd(parts: Mapping[str, bytes]) -> bytes:
    """An OFD of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"OFD.xml": b"<OFD/>", **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()
