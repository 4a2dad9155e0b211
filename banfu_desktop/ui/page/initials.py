"""Pinyin initials without a dictionary, for what the window offers while the clerk types."""

_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST = (
    45217, 45253, 45761, 46318, 46826, 47010, 47297, 47614, 48119, 49062, 49324, 49896,
    50371, 50614, 50622, 50906, 51387, 51446, 52218, 52698, 52980, 53689, 54481, 55290,
)  # fmt: skip


def initials(text: str) -> str:
    """Pinyin initials of a few words: 工作补助 → gzbz.

    GB 2312 lists its 3,755 common characters by pinyin, enough for commands and summaries, at no cost;
    people's names have theirs in the database, with every rare character.
    """
    return "".join(_initial(character) for character in text if character.isalnum())


def _initial(character: str) -> str:
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if code < 128:
        return character.casefold()
    place = sum(code >= first for first in _FIRST)
    return _LETTERS[place - 1] if 0 < place < len(_FIRST) else ""
