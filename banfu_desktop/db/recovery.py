"""The recovery key as it stands on the printed sheet: 160 random bits in 8 groups of 4 characters.

The characters are Crockford's base 32, which has no I, L, O or U, so that a 1 or a 0 is never read wrong.
"""

import secrets
from collections.abc import Iterator

from banfu_desktop.rules.errors import UserError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 32, 4
_BYTES = 20
_MISREAD = str.maketrans("OILU", "011V")
_IGNORED = " \t\r\n-－—–_.·　"
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}


def new_recovery_key() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(_BYTES)


def show(key: bytes) -> str:
    """As printed: ABCD-EFGH-…, 8 groups."""
    number = int.from_bytes(key)
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read(text: str) -> bytes:
    """The key from what was typed; spaces, hyphens, case, full width, O for 0 and I or L for 1 do not matter.

    Raises:
        UserError: a character that never stands there, or too few or too many.
    """
    typed = text.translate(_FULL_WIDTH).upper()
    letters = "".join(letter for letter in typed if letter not in _IGNORED).translate(_MISREAD)
    for place, letter in enumerate(letters):
        if letter not in ALPHABET:
            raise UserError(
                f"恢复密钥第{place // GROUP + 1}组中的“{letter}”不会出现在密钥里", "请对照恢复卡核对这一组"
            )
    if len(letters) != LENGTH:
        raise UserError(
            f"恢复密钥应有 8 组、每组 4 个字符，现在共 {len(letters)} 个", "请对照恢复卡补全或删去多余的字符"
        )
    return _pack(letters)


def near(key: bytes) -> Iterator[tuple[int, bytes]]:
    """Keys that differ in one character or in two neighbours swapped, each with the number of its group.

    Tried against the slot they tell the clerk which group to look at; 1,023 tries cost milliseconds.
    """
    letters = show(key).replace("-", "")
    for place, old in enumerate(letters):
        group = place // GROUP + 1
        for new in ALPHABET.replace(old, ""):
            yield group, _pack(letters[:place] + new + letters[place + 1 :])
        swapped = letters[:place] + letters[place : place + 2][::-1] + letters[place + 2 :]
        if swapped != letters:
            yield group, _pack(swapped)


def _pack(letters: str) -> bytes:
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(_BYTES)
