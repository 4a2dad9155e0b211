"""An office's own ledger (收支台账, 三栏式): its words for openings and totals, its numbers and days."""

import re
from datetime import date

_NUMBER = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_BLANKS = re.compile(r"[\s\u3000]+")
_OPENING = re.compile(
    r"(?:承)?(?:上年度?|去年|年初|期初|上期|开账|启用|建账|上月|上页)"
    r"(?:结转|结余|余额|结存|转入|转来|移交|数|资金)+(?:余额|数)?|年初数|期初数|余额结转|上年结转余额"
)
_CARRY = re.compile(r"承前页?|承上页|接前页|接上页|过次页|转下页|转次页|承前")
_FORWARD = re.compile(r"(?:结转下年度?|转下年度?|结转下期|年终结转|结转次年|期末余额|年末余额|本期余额)")
_TOTAL = re.compile(
    r"(?:(?:本|当|上)(?:日|月|年|季|页|期|年度|季度)|"
    + _NUMBER
    + r"月份?|第?[一二三四1-4]季度?|全年|自年初至本月|"
    r"截至本月|\d{4}年(?:度)?)?(?:止)?(?:合计|小计|累计|总计|发生额|发生额及余额|发生额合计)"
    r"|月计|年计|日计|季计|累计|合计|总计|小计|月结|年结"
)
_YEAR = re.compile(r"((?:19|20|21)\d{2})\s*年")
_DIGITS = re.compile(r"\d+")
DITTO = frozenset({"〃", "″", '"', "“", "”", "同上", "..", "、、", "''", "′′"})
"""What stands for the same as above."""


def kind_of_row(summary: str) -> str:
    """What a row is by its words: opening, carry, forward (结转下年), total, or nothing (a voucher)."""
    text = _BLANKS.sub("", summary).strip(":：—-")
    for kind, words in (("opening", _OPENING), ("carry", _CARRY), ("forward", _FORWARD), ("total", _TOTAL)):
        if words.fullmatch(text):
            return kind
    return ""


def is_of_year(summary: str) -> bool:
    """Whether a total adds up the whole year so far, not a month or a page."""
    text = _BLANKS.sub("", summary)
    return "累计" in text or "年" in text.replace("上年", "")


def is_of_page(summary: str) -> bool:
    """Whether a total is of a page or a quarter, which only the paper knows."""
    return any(word in summary for word in ("页", "季", "日计", "本日"))


def year_in(text: str) -> int | None:
    """The year a heading or title names: 2025年."""
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def voucher_number(mark: str) -> int | None:
    """The number in a voucher's mark: 记-001 → 1; None without one."""
    numbers = _DIGITS.findall(mark)
    return int(numbers[-1]) if numbers and len(numbers[-1]) < 10 else None


def day_of(year: int, month: str, day: str) -> date | None:
    """The day that a month's and a day's cell name; None when there is no such day."""
    numbers = [_DIGITS.search(part) for part in (month, day)]
    if any(number is None for number in numbers):
        return None
    try:
        return date(year, *(int(number[0]) for number in numbers if number is not None))
    except ValueError:
        return None
