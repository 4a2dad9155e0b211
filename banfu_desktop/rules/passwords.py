"""What a password must be, and how long a clerk waits after wrong ones."""

import unicodedata
from collections.abc import Collection

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.passwords_guessing import ENOUGH, bits, folded, repeated

SHORTEST, LONGEST = 8, 128
FREE = 3
"""So many wrong passwords cost no waiting: anybody mistypes."""
FIRST_WAIT, LONGEST_WAIT = 5, 600


def plain(password: str) -> str:
    """The same text however a keyboard composed it."""
    return unicodedata.normalize("NFC", password)


def refuse_weak(password: str, near: Collection[str] = ()) -> None:
    """Refuse a password that somebody at this computer would find in his lifetime.

    Args:
        near: what the office and its people are called, in characters and in pinyin.

    Raises:
        UserError: too short, too long, or made of what people choose first (see rules/passwords_guessing.py).
    """
    text = plain(password)
    if len(text) < SHORTEST:
        raise UserError(
            f"密码太短，只有{len(text)}个字符", f"请至少用{SHORTEST}个字符，例如几个字的拼音加上数字"
        )
    if len(text) > LONGEST:
        raise UserError(f"密码太长，有{len(text)}个字符", f"请不要超过{LONGEST}个字符")
    if not text.isprintable():
        raise UserError("密码里有看不见的控制字符", "请重新输入，不要从别处粘贴")
    if bits(text, near) < ENOUGH:
        raise UserError("这个密码太容易猜到", f"{_why(text, near)}；请再长一些，或者用程序想的口令")


def _why(text: str, near: Collection[str]) -> str:
    """What in a password counts for nothing, as far as that can be pointed at."""
    if unit := repeated(text):
        return f"“{unit}”重复几遍也只算一遍"
    called = max(
        (word for word in near if len(word) > 1 and folded(word) in folded(text)), key=len, default=""
    )
    if called:
        return f"“{called}”是本单位的名称或本单位人的姓名，人人都会先试"
    return "常见的词、姓名、地名、日期、手机号和键盘上连着的键都不算数"


def wait(failures: int) -> int:
    """Seconds to wait after so many wrong passwords in a row: none, then 5, 10, 20 … 600."""
    beyond = failures - FREE
    return 0 if beyond < 0 else min(LONGEST_WAIT, FIRST_WAIT << min(beyond, 16))


def still_to_wait(failures: int, failed_at: float, now: float) -> float:
    """Seconds left of the wait, by a clock that counts from the computer's last start.

    No wall clock is asked, so setting it changes nothing. After a restart that clock has begun anew: what
    it shows is then the least that has passed.

    Args:
        failures: wrong passwords in a row.
        failed_at: the clock at the last of them.
        now: the clock now.
    """
    passed = now - failed_at if now >= failed_at else now
    return max(0.0, wait(failures) - passed)
