"""Money in whole fen: reading, showing, rounding and the capital figures of a pay sheet."""

import re

from banfu_desktop.rules.errors import UserError

_AMOUNT = re.compile(r"(-?)(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－−", "0123456789.,--", "¥￥元 \u00a0\u3000")
"""Full width as an input method writes it, and the minus of a word processor."""
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿", "万亿")
LARGEST_FEN = 10**16 - 1
"""What 大写 can say (below one 万亿万), and far below what a 64-bit column holds."""


def parse_yuan(text: str) -> int:
    """Read an amount as a clerk types it (2,000 · 1290.32 · ２０００ · ¥5) into fen.

    Raises:
        UserError: not an amount, or finer than a fen.
    """
    match = _AMOUNT.fullmatch(text.translate(_HALF_WIDTH))
    if match is None:
        raise UserError(f"“{text}”不是金额", "请填写如 1290.32 的数字，最多两位小数")
    sign, whole, decimals = match.groups()
    fen = int(whole.replace(",", "")) * 100 + int((decimals or "").ljust(2, "0"))
    return -fen if sign else fen


def yuan(fen: int) -> str:
    """Show fen as yuan with thousands separators and two decimals: 129032 → 1,290.32."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def round_half_up(numerator: int, denominator: int) -> int:
    """Divide whole numbers and round half away from zero, exactly (no floating point)."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    top, bottom = abs(numerator), abs(denominator)
    return sign * ((2 * top + bottom) // (2 * bottom))


def capital(fen: int) -> str:
    """Write fen as 大写金额, after 《正确填写票据和结算凭证的基本规定》: 200000 → 贰仟元整.

    A negative amount (an amount taken back) is led by 负.

    Raises:
        ValueError: beyond LARGEST_FEN.
    """
    if abs(fen) > LARGEST_FEN:
        raise ValueError("amount beyond what capital figures say")
    sign, whole, jiao, cents = "负" if fen < 0 else "", abs(fen) // 100, abs(fen) // 10 % 10, abs(fen) % 10
    text = _whole_yuan(whole) + "元" if whole else ""
    if whole and (cents if not jiao else whole % 10 == 0):
        text += "零"
    if jiao:
        text += _DIGITS[jiao] + "角"
    if cents:
        text += _DIGITS[cents] + "分"
    return sign + (text or "零元") + ("" if cents else "整")


def _whole_yuan(whole: int) -> str:
    text, pending_zero = "", False
    for power in range(len(str(whole)) // 4, -1, -1):
        group = whole // 10 ** (4 * power) % 10_000
        if not group:
            pending_zero = bool(text)
            continue
        words = _group(group)
        if text and (pending_zero or group < 1000):
            words = "零" + words
        text += words + _MYRIADS[power]
        pending_zero = False
    return text


def _group(group: int) -> str:
    """Up to four digits, zeros inside said once."""
    text, pending_zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if pending_zero else "") + _DIGITS[digit] + _PLACES[place]
            pending_zero = False
        else:
            pending_zero = bool(text)
    return text
