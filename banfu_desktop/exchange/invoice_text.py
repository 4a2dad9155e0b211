"""The words on an invoice's page, read as values: labels with their values beside them, or after them all.

Two layouts are known: the value stands behind its label (发票号码：264…), or a block of labels is followed
by a block of values, as many programs write their PDFs. Only what its own shape tells is taken.
"""

import re
from datetime import date

from banfu_desktop.rules.dates import parse_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.invoice_readings import Reading, Source, Trip
from banfu_desktop.rules.money import parse_yuan
from banfu_desktop.rules.text import half_width, plain_characters

_INVOICE = re.compile(r"发票|票据|客票|行程单")
_NUMBER = re.compile(r"(?:发票|票据)号码[:：]?\s*(\d{8,20})(?!\d)")
_DIGITAL = re.compile(r"(?<!\d)\d{20}(?!\d)")
_CODE = re.compile(r"(?:发票|票据)代码[:：]?\s*(\d{8,12})(?!\d)")
_DAY = re.compile(r"(?:开票|填开)日期[:：]?\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ANY_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_SMALL = re.compile(r"[(（]小写[)）]\s*[¥￥]?\s*(-?[\d,]+\.\d{2})")
_FARE = re.compile(r"票价[:：]?\s*[¥￥]?\s*(-?[\d,]+\.\d{2})")
_SUMS = re.compile(r"合\s*计\s*[¥￥]\s*(-?[\d,]+\.\d{2})\s*[¥￥]\s*(-?[\d,]+\.\d{2})")
_MARKED = re.compile(r"[¥￥]\s*(-?[\d,]+\.\d{2})")
_NAMES = re.compile(r"名\s*称[:：][ \t]*(\S*)")
_PURCHASER = re.compile(r"购买方名称[:：][ \t]*(\S+)")
_TAX_NUMBER = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_TITLE = re.compile(r"电子发票\s*[(（]([^()（）\n]+)[)）]|(增值税[^\s]*发票|[^\s]*医疗[^\s]*票据)")
_TRAIN = re.compile(r"(?<![0-9A-Z])([GDCZTKYLS]\d{1,4})(?![0-9A-Z])")
_STATIONS = re.compile(r"([\u4e00-\u9fff]{2,8})\s*站?\s+[GDCZTKYLS]\d{1,4}\s+([\u4e00-\u9fff]{2,8})\s*站?")
_DEPARTURE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*\d{1,2}:\d{2}\s*开")
_TRAVELLER = re.compile(r"\d{6,10}\*{4,}[\dXx]{2,4}\s*([\u4e00-\u9fff·]{2,20})")
_RAILWAY = "铁路电子客票"


def read(text: str, source: Source = Source.PDF) -> Reading | None:
    """The invoice whose page has these words; None when they are of none.

    Args:
        text: line by line, as a reader copies it.
    """
    plain = plain_characters(text)
    if not _INVOICE.search(plain):
        return None
    net, tax = _sums(plain)
    seller, buyer = _parties(plain)
    railway = _RAILWAY in plain
    reading = Reading(
        source,
        title=_title(plain),
        code=_one(_CODE, plain),
        number=_number(plain),
        day=_day(plain),
        amount_fen=_total(plain),
        net_fen=net,
        tax_fen=tax,
        seller=seller,
        buyer=buyer,
        trip=_trip(plain) if railway else None,
    )
    return reading if reading.says_something else None


def _one(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _number(text: str) -> str | None:
    """Behind its label, else the only run of 20 digits on the page."""
    alone = set(_DIGITAL.findall(text))
    return _one(_NUMBER, text) or (alone.pop() if len(alone) == 1 else None)


def _day(text: str) -> date | None:
    """Behind its label, else the only day on the page."""
    match = _DAY.search(text)
    days = [match.groups()] if match else list(dict.fromkeys(_ANY_DAY.findall(text)))
    if len(days) != 1:
        return None
    try:
        return parse_date("-".join(days[0]))
    except UserError:
        return None


def _total(text: str) -> int | None:
    """(小写) or 票价, else the largest of three marked amounts of which two add up to it."""
    small = _one(_SMALL, text) or _one(_FARE, text)
    if small is not None:
        return _fen(small)
    amounts = sorted({_fen(marked) for marked in _MARKED.findall(text)})
    if len(amounts) == 3 and amounts[0] + amounts[1] == amounts[2]:
        return amounts[2]
    return amounts[0] if len(amounts) == 1 else None


def _sums(text: str) -> tuple[int | None, int | None]:
    """Net and tax: side by side behind 合计, else two marked amounts that add up to a third."""
    match = _SUMS.search(text)
    if match:
        return _fen(match[1]), _fen(match[2])
    amounts = [_fen(marked) for marked in _MARKED.findall(text)]
    if len(amounts) == 3 and sorted(amounts)[0] + sorted(amounts)[1] == max(amounts):
        smallest, middle, _ = sorted(amounts)
        return middle, smallest
    return None, None


def _parties(text: str) -> tuple[str | None, str | None]:
    """Seller and buyer: the buyer's name stands first; without labels, the names before the tax numbers."""
    if (buyer := _one(_PURCHASER, text)) is not None:
        return None, buyer
    names = [name for name in _NAMES.findall(text) if name]
    if len(names) >= 2:
        return names[1], names[0]
    lines = [line.strip() for line in text.splitlines()]
    before = [
        lines[place - 1]
        for place, line in enumerate(lines)
        if place and _TAX_NUMBER.fullmatch(half_width(line)) and _is_a_name(lines[place - 1])
    ]
    return (before[1], before[0]) if len(before) == 2 else (None, None)


def _is_a_name(line: str) -> bool:
    return (
        len(line) >= 4
        and not any(ch in line for ch in ":：¥￥")
        and re.search(r"[\u4e00-\u9fff]{3}", line) is not None
    )


def _title(text: str) -> str | None:
    match = _TITLE.search(text)
    return (match[1] or match[2]) if match else None


def _trip(text: str) -> Trip | None:
    train = _one(_TRAIN, text)
    if train is None:
        return None
    stations, departure = _STATIONS.search(text), _DEPARTURE.search(text)
    fare = _one(_FARE, text)
    return Trip(
        date(*map(int, departure.groups())) if departure else None,
        stations[1].removesuffix("站") if stations else None,
        stations[2].removesuffix("站") if stations else None,
        train,
        _fen(fare) if fare else None,
        _one(_TRAVELLER, text),
    )


def _fen(text: str) -> int:
    return parse_yuan(text)
