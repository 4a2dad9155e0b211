"""Keys that travel on paper: the recovery key, the transfer code and fingerprints, in groups of 4 characters.

The characters are Crockford's base 32, which has no I, L, O or U, so that a 1 or a 0 is never read wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from banfu_desktop.rules.errors import UserError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
KEY_BYTES = 20
"""160 bits fill 8 groups; nobody guesses them."""
_CHAIN_BYTES = 10
"""80 bits of a chain head: nobody makes another trail that ends in the same code."""
_BITS = 5
_MISREAD = str.maketrans("OILU", "011V")
_IGNORED = " \t\r\n-－—–_.·　"
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}


@dataclass(frozen=True)
class Paper:
    """What a key is called and which sheet it stands on, for refusals (恢复密钥, 恢复卡)."""

    key: str
    sheet: str


def show(key: bytes) -> str:
    """As printed: ABCD-EFGH-…; 5 bytes make 2 groups.

    Raises:
        ValueError: not a multiple of 5 bytes.
    """
    if len(key) % _BITS:
        raise ValueError("a key on paper fills whole groups")
    number = int.from_bytes(key)
    places = reversed(range(len(key) * 8 // _BITS))
    letters = "".join(ALPHABET[number >> _BITS * place & 31] for place in places)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def chain_code(head_hex: str) -> str:
    """A head of the audit chain as papers print it (留痕码), in 4 groups of 4; empty where there is none."""
    return show(bytes.fromhex(head_hex)[:_CHAIN_BYTES]) if head_hex else ""


def letters_of(text: str) -> str:
    """What was typed, in the characters of a key: without spaces and hyphens, nothing read wrong."""
    typed = text.translate(_FULL_WIDTH).upper()
    return "".join(letter for letter in typed if letter not in _IGNORED).translate(_MISREAD)


def read(text: str, paper: Paper) -> bytes:
    """The 160-bit key from what was typed.

    Spaces, hyphens, lower case, full width, O for 0, I or L for 1 and U for V do not matter.

    Raises:
        UserError: a character that never stands there, or too few or too many.
    """
    letters = letters_of(text)
    for place, letter in enumerate(letters):
        if letter not in ALPHABET:
            raise UserError(
                f"{paper.key}第{place // GROUP + 1}组中的“{letter}”不会出现在{paper.key}里",
                f"请对照{paper.sheet}核对这一组",
            )
    if len(letters) != KEY_BYTES * 8 // _BITS:
        raise UserError(
            f"{paper.key}应有 8 组、每组 4 个字符，现在共 {len(letters)} 个",
            f"请对照{paper.sheet}补全或删去多余的字符",
        )
    return pack(letters)


def near(key: bytes) -> Iterator[tuple[int, bytes]]:
    """Keys that differ in one character or in two neighbours swapped, each with the number of its group.

    Tried against what the key opens, they tell the clerk which group to look at.
    """
    letters = show(key).replace("-", "")
    for place, old in enumerate(letters):
        group = place // GROUP + 1
        for new in ALPHABET.replace(old, ""):
            yield group, pack(letters[:place] + new + letters[place + 1 :])
        swapped = letters[:place] + letters[place : place + 2][::-1] + letters[place + 2 :]
        if swapped != letters:
            yield group, pack(swapped)


def pack(letters: str) -> bytes:
    """The bytes behind letters of the alphabet that fill whole groups: what `show` was given."""
    number = 0
    for letter in letters:
        number = number << _BITS | ALPHABET.index(letter)
    return number.to_bytes(len(letters) * _BITS // 8)
