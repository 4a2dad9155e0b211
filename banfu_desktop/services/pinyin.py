"""Pinyin of names and texts and their initials, stored when a record is saved so that zlx finds 钟立新.

A person's name begins with a surname, which may be read in its own way (曾 is Zeng, 单于 is Chanyu). Units
and summaries are ordinary text: 解放路 is jiefanglu there, not xie. A character with several readings is
found by each of them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "盖": "ge", "覃": "qin",
    "解": "xie", "任": "ren", "尉": "wei", "冼": "xian", "华": "hua", "翟": "zhai", "召": "shao",
    "晟": "cheng", "乐": "yue", "员": "yun", "繁": "po", "纪": "ji", "洗": "xian", "谌": "chen", "缪": "miao",
    "逄": "pang", "种": "chong", "秘": "bi", "折": "she", "黑": "he", "麦": "mai", "燕": "yan", "宁": "ning",
    "俞": "yu", "隗": "wei", "郗": "xi", "祭": "zhai", "宓": "mi", "阚": "kan", "葛": "ge", "褚": "chu",
    "卜": "bu", "车": "che", "都": "du", "句": "gou", "长": "zhang", "重": "chong", "行": "xing", "哈": "ha",
    "隽": "juan", "石": "shi", "叶": "ye", "应": "ying", "相": "xiang", "占": "zhan", "訾": "zi",
}  # fmt: skip
"""Surnames of one character that are read in one way as surnames, though not always elsewhere."""
_DOUBLE = {
    "欧阳": "ou yang", "太史": "tai shi", "端木": "duan mu", "上官": "shang guan", "司马": "si ma",
    "东方": "dong fang", "独孤": "du gu", "南宫": "nan gong", "万俟": "mo qi", "闻人": "wen ren",
    "夏侯": "xia hou", "诸葛": "zhu ge", "尉迟": "yu chi", "公羊": "gong yang", "赫连": "he lian",
    "澹台": "tan tai", "皇甫": "huang fu", "宗政": "zong zheng", "濮阳": "pu yang", "公冶": "gong ye",
    "太叔": "tai shu", "申屠": "shen tu", "公孙": "gong sun", "慕容": "mu rong", "仲孙": "zhong sun",
    "钟离": "zhong li", "长孙": "zhang sun", "宇文": "yu wen", "司徒": "si tu", "鲜于": "xian yu",
    "司空": "si kong", "闾丘": "lv qiu", "子车": "zi ju", "亓官": "qi guan", "司寇": "si kou",
    "巫马": "wu ma", "公西": "gong xi", "颛孙": "zhuan sun", "壤驷": "rang si", "公良": "gong liang",
    "漆雕": "qi diao", "乐正": "yue zheng", "宰父": "zai fu", "谷梁": "gu liang", "拓跋": "tuo ba",
    "夹谷": "jia gu", "轩辕": "xuan yuan", "令狐": "ling hu", "段干": "duan gan", "百里": "bai li",
    "呼延": "hu yan", "东郭": "dong guo", "南门": "nan men", "羊舌": "yang she", "微生": "wei sheng",
    "公户": "gong hu", "公玉": "gong yu", "公仪": "gong yi", "梁丘": "liang qiu", "公仲": "gong zhong",
    "公上": "gong shang", "公门": "gong men", "公山": "gong shan", "公坚": "gong jian", "左丘": "zuo qiu",
    "公伯": "gong bo", "西门": "xi men", "公祖": "gong zu", "第五": "di wu", "公乘": "gong sheng",
    "贯丘": "guan qiu", "公皙": "gong xi", "南荣": "nan rong", "东里": "dong li", "东宫": "dong gong",
    "仲长": "zhong zhang", "子书": "zi shu", "子桑": "zi sang", "即墨": "ji mo", "达奚": "da xi",
    "褚师": "chu shi", "单于": "chan yu", "纳兰": "na lan", "完颜": "wan yan", "耶律": "ye lv",
    "贺兰": "he lan", "第二": "di er", "淳于": "chun yu", "叱干": "chi gan", "爱新": "ai xin",
}  # fmt: skip
"""Surnames of two characters."""
_MOST_READINGS = 16
"""So many ways to read a name or text are kept, each with one character read otherwise."""


_one_by_one: Any = list
"""What is no Chinese character stands for itself, sign by sign; the library's types know no list here."""


@dataclass(frozen=True)
class Spelling:
    """A text in pinyin without tones, and its initials, both lower case; further readings follow a blank."""

    full: str
    initials: str


def spell(text: str) -> Spelling:
    """Spell an ordinary text (a unit, a summary): phrases as they are read, further readings behind."""
    return _spelling(text, 0, ())


def spell_name(name: str) -> Spelling:
    """Spell a person's name: the surname as a surname, the rest as it is read and may be read."""
    double = _DOUBLE.get(name[:2])
    if double is not None and len(name) > 2:
        return _spelling(name, 2, tuple(double.split()))
    surname = _SURNAMES.get(name[:1])
    return _spelling(name, 1, (surname,)) if surname else _spelling(name, 0, ())


def _spelling(text: str, taken: int, surname: tuple[str, ...]) -> Spelling:
    from pypinyin import lazy_pinyin

    rest = text[taken:]
    as_read = [*surname, *map(_plain, lazy_pinyin(rest, errors=_one_by_one))]
    firsts = [part[:1] for part in as_read]
    fulls, initials = {"".join(as_read): None}, {"".join(firsts): None}
    if len(as_read) == len(surname) + len(rest):
        for place, letter in enumerate(rest, len(surname)):
            for other in _readings(letter):
                _add(fulls, as_read, place, other)
                _add(initials, firsts, place, other[:1])
    return Spelling(" ".join(fulls), " ".join(initials))


def _add(readings: dict[str, None], parts: list[str], place: int, other: str) -> None:
    """One more way to read a text, the character of a place read otherwise, while there is room."""
    if other != parts[place] and len(readings) < _MOST_READINGS:
        readings["".join((*parts[:place], other, *parts[place + 1 :]))] = None


@lru_cache(maxsize=4096)
def _readings(letter: str) -> tuple[str, ...]:
    """Every reading of a character."""
    from pypinyin import Style, pinyin

    every = pinyin(letter, style=Style.NORMAL, heteronym=True, errors=_one_by_one)
    return tuple(dict.fromkeys(_plain(reading) for reading in (every[0] if every else ())))


def _plain(syllable: str) -> str:
    return "".join(ch for ch in syllable.lower() if ch.isalnum())
