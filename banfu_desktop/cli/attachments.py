"""Commands of the attachments room: what an invoice file says, before anything is written down."""

from datetime import date
from typing import TYPE_CHECKING, Any

from banfu_desktop.cli.arguments import add, group, path
from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.money import yuan

if TYPE_CHECKING:
    from banfu_desktop.rules.invoice_readings import Conflict, InvoiceRead, Reading
    from banfu_desktop.services.attachments.reading import FileRead

_LABELS = {
    "code": "发票代码", "number": "发票号码", "day": "开票日期", "amount_fen": "价税合计", "net_fen": "金额",
    "tax_fen": "税额", "seller": "销售方", "buyer": "购买方", "sum": "金额、税额、价税合计",
}  # fmt: skip


def read(run: Run) -> None:
    """What each file says; nothing is kept, no office is needed."""
    from banfu_desktop.services.attachments import reading

    files = reading.read_files(run.args.file)
    if run.args.json:
        say_json([_json(file) for file in files])
        return
    for file in files:
        for line in said(file):
            say(line)


def said(file: "FileRead") -> list[str]:
    """A file's invoice in lines: what was taken from where, and where its sources disagree."""
    invoice = file.invoice
    if invoice is None:
        return [f"{file.name}：{file.sentence}"]
    title = invoice.value("title") or invoice.kind.label
    parts = [f"{_LABELS[name]} {_shown(invoice.value(name))}" for name in _LABELS if name != "sum"]
    given = [part for part in parts if not part.endswith(" ")]
    lines = [f"{file.name}：{title}（读自{invoice.source.label}）　{'　'.join(given)}"]
    if trip := invoice.trip:
        way = "—".join(filter(None, (trip.origin, trip.destination)))
        lines.append(
            "　行程：" + "　".join(filter(None, (_shown(trip.day), trip.train, way, trip.traveller)))
        )
    return lines + [
        f"　不一致：{conflicting(conflict)}，先按{invoice.source.label}" for conflict in invoice.conflicts
    ]


def conflicting(conflict: "Conflict") -> str:
    """价税合计 XML 563.00，二维码 536.00."""
    values = "，".join(f"{source.label} {_shown(value)}" for source, value in conflict.values)
    return f"{_LABELS[conflict.field]} {values}"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(_shown, value))
    if isinstance(value, int):
        return yuan(value)
    return "" if value is None else str(value)


def _json(file: "FileRead") -> dict[str, object]:
    invoice = file.invoice
    if invoice is None:
        nothing: dict[str, object] = dict.fromkeys(
            ("kind", "number", "day", "amount_fen", "net_fen", "tax_fen", "seller", "buyer", "from")
        )
        empty: dict[str, object] = {"sources": {}, "conflicts": [], "lines": [], "sentence": file.sentence}
        return {"file": file.name, **nothing, **empty}
    names = ("code", "number", "day", "amount_fen", "net_fen", "tax_fen", "seller", "buyer", "title")
    return {
        "file": file.name,
        "kind": invoice.kind.value,
        **{name: _plain(invoice.value(name)) for name in names},
        "from": invoice.source.value,
        "sources": {reading.source.value: _one_source(reading) for reading in invoice.readings},
        "conflicts": [
            {
                "field": conflict.field,
                "values": {source.value: _plain(value) for source, value in conflict.values},
            }
            for conflict in invoice.conflicts
        ],
        "lines": _lines(invoice),
    }


def _one_source(reading: "Reading") -> dict[str, object]:
    from banfu_desktop.rules.invoice_readings import COMPARED

    return {name: _plain(value) for name in COMPARED if (value := getattr(reading, name)) is not None}


def _lines(invoice: "InvoiceRead") -> list[dict[str, object]]:
    lines: list[dict[str, object]] = [
        {"item": item.name, "amount_fen": item.amount_fen, "tax_fen": item.tax_fen}
        for item in invoice.value("items") or ()
    ]
    if trip := invoice.trip:
        lines.append(
            {
                "day": _plain(trip.day),
                "from": trip.origin,
                "to": trip.destination,
                "train": trip.train,
                "fare_fen": trip.fare_fen,
                "traveller": trip.traveller,
            }
        )
    return lines


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def declare(commands: Any) -> None:
    """The commands and their arguments."""
    desk = group(commands, "invoice", "发票")
    reading = add(desk, "read", read, "看文件里的发票数据（XML、OFD、PDF、图片），不登记")
    reading.add_argument("file", type=path, nargs="+", metavar="FILE")
    reading.add_argument("--json", action="store_true", help="给其他程序用的格式")
