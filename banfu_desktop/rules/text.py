"""Characters as typed and as kept."""

import re
import unicodedata

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(ord("！"), ord("～") + 1)}
_LOOK_ALIKE = re.compile(
    "[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Radicals of the supplement that Unicode does not decompose, though fonts draw them as these characters.
_RADICALS = str.maketrans(
    "⺁⺄⺆⺇⺈⺊⺋⺌⺍⺏⺐⺓⺗⺘⺙⺛⺜⺝⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺱⺳⺴⺵⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乙冂几刀卜㔾小小尢尣幺心手攵旡日月母民水水火爪爪爿牛犬王疋目示礻竹网罒罓罓羊羊羊老聿肉臼艸艹艹虎衤西西见角角讠贝车辶辶辶阝金长长长门阜雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀",
)

_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""A Chinese Excel takes the full-width signs as well."""


def half_width(text: str) -> str:
    """Digits, letters and signs typed full-width, in half width."""
    return text.translate(_HALF_WIDTH)


def compact(text: str | None) -> str:
    """A number or name as it is compared: half width, capitals, no spaces; nothing is empty."""
    return "".join(half_width(text or "").split()).upper()


def readable(text: str) -> str:
    """A text out of a file that another program may have written, without what is no character."""
    return text.encode("utf-8", "replace").decode()


def plain_characters(text: str) -> str:
    """The ordinary character for each that only looks like one (radicals, compatibility forms): ⽂ → 文.

    Copied from a PDF or typed on an old system, such characters make two people and two units of one. Marks
    that choose between drawings of a character are dropped.
    """
    if text.isascii() or _LOOK_ALIKE.search(text) is None:
        return text
    text = _SELECTORS.sub("", text)
    return _LOOK_ALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text).translate(_RADICALS)


def no_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text
