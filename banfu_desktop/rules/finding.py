"""What a clerk may type to find a record by a number: a running number, an amount, the end of a phone."""

import re

_AMOUNT = re.compile(r"\d[\d,]*(\.\d{0,2})?元?")
_RUNNING = re.compile(r"0*(\d{1,4})号?")
LEAST_DIGITS = 3
"""So many digits of an amount have to be typed; fewer stand in every second one."""
LEAST_OF_INVOICE, LEAST_OF_PHONE = 4, 4


def has_amount(typed: str, fen: int | None) -> bool:
    """Whether an amount (fen) holds what was typed: 370.38, 1,018 or 018 of 1,018.00."""
    text = _plain_amount(typed)
    return bool(text) and fen is not None and text in f"{abs(fen) // 100}.{abs(fen) % 100:02d}"


def amount_digits(typed: str) -> str:
    """The digits of a typed amount as they follow each other in fen; empty where none was typed."""
    return _plain_amount(typed).replace(".", "")


def _plain_amount(typed: str) -> str:
    text = typed.strip()
    if not _AMOUNT.fullmatch(text):
        return ""
    plain = text.removesuffix("元").replace(",", "")
    return plain if sum(letter.isdigit() for letter in plain) >= LEAST_DIGITS else ""


def running_number(typed: str) -> int | None:
    """The running number that was typed: 018, 18 and 018号 are 18."""
    read = _RUNNING.fullmatch(typed.strip())
    return int(read[1]) if read and int(read[1]) else None


def has_phone(typed: str, phone: str | None) -> bool:
    """Whether a phone's number ends with what was typed, four digits or more."""
    return bool(phone) and typed.isdigit() and len(typed) >= LEAST_OF_PHONE and str(phone).endswith(typed)
