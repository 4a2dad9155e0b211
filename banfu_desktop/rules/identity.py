"""Identity numbers, bank cards and mobile numbers: checks and masks; nothing is ever repaired."""

import re
from datetime import date

from banfu_desktop.rules.dates import whole_years
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
_CARD = re.compile(r"[0-9]{8,30}")
ERASED = "已销毁"
"""What stands where a number was until its retention period had ended."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def check_identity(number: str) -> None:
    """Check an 18-character identity number by GB 11643: shape, a real birth date, the check digit.

    Raises:
        UserError: the number cannot be right; the sentence says which part is wrong.
    """
    if not _IDENTITY.fullmatch(number):
        raise UserError("身份证号不是18位", "请对照身份证原件填写18位号码")
    try:
        birth_date(number)
    except ValueError:
        raise UserError("身份证号中的出生日期不存在", "请核对第7至14位") from None
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    if _CHECK_DIGITS[total % 11] != number[17]:
        raise UserError("身份证号校验位不符", "请对照身份证原件逐位核对")


def birth_date(identity_no: str) -> date:
    """The birth date in an identity number (ValueError when there is no such day)."""
    return date(int(identity_no[6:10]), int(identity_no[10:12]), int(identity_no[12:14]))


def sex_of(identity_no: str) -> Sex:
    """The sex in an identity number: an odd 17th digit is male."""
    return Sex.MALE if int(identity_no[16]) % 2 else Sex.FEMALE


def age_on(identity_no: str, day: date) -> int:
    """Full years of age on a day."""
    return whole_years(birth_date(identity_no), day)


def card_warning(number: str) -> str:
    """Why a bank account looks wrong, or an empty text; some passbooks fail Luhn, so it only warns."""
    if not _CARD.fullmatch(number):
        return "银行账号应为8至30位数字"
    digits = [int(ch) for ch in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return "" if (sum(digits[::2]) + sum(doubled)) % 10 == 0 else "银行账号校验不符（部分存折号属正常）"


def mobile_warning(number: str) -> str:
    """Why a mobile number looks wrong, or an empty text."""
    return "" if _MOBILE.fullmatch(number) else "手机号不是11位或号段不对"


def erased_identity(person: int) -> str:
    """What takes the place of a person's identity number when it is erased: 18 characters, never a number."""
    return f"{ERASED}{person:015d}"


def is_erased(identity_no: str) -> bool:
    """Whether an identity number was erased."""
    return identity_no.startswith(ERASED)


def mask_identity(number: str) -> str:
    """First 6 and last 4: 440299********4955; of an erased one, that it is."""
    if is_erased(number):
        return ERASED
    return f"{number[:6]}********{number[-4:]}" if len(number) >= 10 else "*" * len(number)


def mask_card(number: str) -> str:
    """Last 4 only: **** 5541."""
    return f"**** {number[-4:]}" if len(number) >= 8 else "*" * len(number)


def mask_name(name: str) -> str:
    """The first character only: 张**; of a name with a dot the first part's."""
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(number: str) -> str:
    """First 3 and last 4: 139****0519."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 7 else "*" * len(number)
