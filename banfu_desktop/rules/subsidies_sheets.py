"""The life of a sheet: sealed, paid in part, paid, voided; its running number and version."""

import re
from collections.abc import Iterable

from banfu_desktop.rules.words import Word


class SheetKind(Word):
    """What a sheet is: a payer's month, or a 补发表 for one or several months."""

    MONTH = "month", "月表"
    SUPPLEMENT = "supplement", "补发表"


class SheetState(Word):
    """How far a payer's sheet has come; a draft is computed, never stored."""

    DRAFT = "draft", "草稿"
    SEALED = "sealed", "已封存"
    PART_PAID = "part_paid", "部分发放"
    PAID = "paid", "已发放"
    VOIDED = "voided", "已作废"


class RepaymentWay(Word):
    """How somebody gave back what he owed."""

    CASH = "cash", "现金"
    TRANSFER = "transfer", "转账"
    WITHHELD = "withheld", "代扣"
    BETWEEN_UNITS = "between_units", "单位间结算"


SUPPLEMENT_MARK = "补"
_SUPPLEMENT = re.compile(r"补\s*(\d{4})\s*-\s*(\d{1,4})")
_NUMBER = re.compile(r"(\d{4})年第(\d{1,5})号")


def state_of(nets: Iterable[tuple[int, bool]], *, voided: bool) -> SheetState:
    """The state of a sealed sheet by its lines in force: (实发 in fen, whether paid).

    不再发放 lines are none.
    """
    if voided:
        return SheetState.VOIDED
    paid = [is_paid for net, is_paid in nets if net > 0]
    if all(paid):
        return SheetState.PAID
    return SheetState.PART_PAID if any(paid) else SheetState.SEALED


def number_words(year: int | None, serial: int | None) -> str:
    """A sheet's running number as papers print it; one sealed before there were numbers has none."""
    return "" if year is None or serial is None else f"{year}年第{serial:03d}号"


def version_words(version: int, replaced: str) -> str:
    """第2版，代替第031号; empty for a first version."""
    if version == 1:
        return ""
    return f"第{version}版" + (f"，代替{replaced}" if replaced else f"，代替第{version - 1}版")


def supplement_words(year: int, serial: int) -> str:
    """How a 补发表 is asked for before it has a number: 补2026-3."""
    return f"{SUPPLEMENT_MARK}{year}-{serial}"


def parse_supplement(text: str) -> tuple[int, int] | None:
    """The year and serial of 补2026-3; None of any other text."""
    match = _SUPPLEMENT.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None


def parse_number(text: str) -> tuple[int, int] | None:
    """The year and serial of 2026年第037号; None of any other text."""
    match = _NUMBER.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None
