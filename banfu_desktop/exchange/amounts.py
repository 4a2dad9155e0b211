"""Amounts of money as accountants and banks write them in a cell."""

import re

from banfu_desktop.exchange.cells import Raw
from banfu_desktop.rules.text import half_width

_SIGNED = re.compile(r"(\()?([-+])?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?:(-)|(?(1)\)))?")
_CURRENCY = re.compile(r"^(?:CNY|RMB|人民币|[¥￥])|(?:CNY|RMB|元)$", re.IGNORECASE)


def plain_amount(raw: Raw) -> Raw:
    """An amount as accountants and banks write it: (5), 5- and −5 are less than nothing; +5 is 5.

    The currency beside it and blanks inside it say nothing.
    """
    if not isinstance(raw, str):
        return raw
    text = "".join(half_width(raw).replace("\u2212", "-").replace("﹣", "-").split())
    text = _CURRENCY.sub("", text)
    match = _SIGNED.fullmatch(text)
    if match is None or (match[1] is not None) + (match[2] == "-") + (match[4] is not None) > 1:
        return raw
    below = match[1] is not None or match[2] == "-" or match[4] is not None
    return f"-{match[3]}" if below else match[3]
