"""Pinyin of names and their initials, stored when a record is saved so that zlx finds 钟立新."""

from dataclasses import dataclass

_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "盖": "ge", "覃": "qin",
    "解": "xie", "任": "ren", "尉": "wei", "冼": "xian", "华": "hua", "翟": "zhai", "召": "shao",
    "晟": "cheng", "乐": "yue", "员": "yun", "繁": "po", "纪": "ji", "洗": "xian", "谌": "chen", "缪": "miao",
    "逄": "pang",
    "种": "chong", "秘": "bi", "折": "she", "黑": "he", "麦": "mai", "燕": "yan", "宁": "ning", "俞": "yu",
}  # fmt: skip


@dataclass(frozen=True)
class Spelling:
    """A text in pinyin without tones, and its initials, both lower case."""

    full: str
    initials: str


def spell(text: str) -> Spelling:
    """Spell a text; the first character is read as a surname where it may be one (曾 is Zeng)."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text)
    if text[:1] in _SURNAMES and syllables:
        syllables[0] = _SURNAMES[text[0]]
    letters = ["".join(ch for ch in syllable.lower() if ch.isalnum()) for syllable in syllables]
    return Spelling("".join(letters), "".join(part[:1] for part in letters))
