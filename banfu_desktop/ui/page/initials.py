"""Pinyin initials without a dictionary, for what the window offers while the clerk types."""

_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST = (
    45217, 45253, 45761, 46318, 46826, 47010, 47297, 47614, 48119, 49062, 49324, 49896,
    50371, 50614, 50622, 50906, 51387, 51446, 52218, 52698, 52980, 53689, 54481, 55290,
)  # fmt: skip
_READ_OTHERWISE = {
    "银行": "yh", "农行": "nh", "工行": "gh", "建行": "jh", "招行": "zh", "支行": "zh", "分行": "fh",
    "开户行": "khh", "会计": "kj", "调节": "tj", "调整": "tz", "调解": "tj", "调休": "tx", "调剂": "tj",
    "重新": "cx", "重复": "cf", "重叠": "cd", "重封": "cf", "队长": "dz", "局长": "jz", "镇长": "zz",
    "县长": "xz", "组长": "zz", "校验": "jy", "钥匙": "ys",
}  # fmt: skip
"""Words of this office with a character that GB 2312 lists under another of its readings."""


def initials(text: str) -> str:
    """Pinyin initials of a few words: 工作补助 → gzbz.

    GB 2312 lists its 3,755 common characters by pinyin, enough for commands and summaries, at no cost;
    people's names have theirs in the database, with every rare character.
    """
    letters = [_initial(character) if character.isalnum() else "" for character in text]
    for word, read in _READ_OTHERWISE.items():
        at = text.find(word)
        while at >= 0:
            letters[at : at + len(word)] = read
            at = text.find(word, at + 1)
    return "".join(letters)


def _initial(character: str) -> str:
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if code < 128:
        return character.casefold()
    place = sum(code >= first for first in _FIRST)
    return _LETTERS[place - 1] if 0 < place < len(_FIRST) else ""
