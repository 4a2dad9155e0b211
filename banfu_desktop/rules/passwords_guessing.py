"""How hard a password is to guess for somebody who tries what people choose first.

A password is cut into the pieces that cost a guesser least: words that stand on every list, what the office
and its people are called, runs of the keyboard, repetitions (also backwards), years, dates, telephone and
identity numbers, syllables of pinyin, single characters. What a piece costs is given in bits: the logarithm
of how many such pieces there are.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterator

ENOUGH = 34.0
"""Bits. A computer that may try tries some 16 a second (db/passwords.py), so half of these take 17 years."""
_SAID = """
password passwd pass word admin administrator root user guest test login welcome hello master monkey
dragon letmein iloveyou love princess sunshine football baseball superman batman shadow michael charlie
freedom whatever trustno computer internet windows office excel china beijing shanghai guangdong
shenzhen woaini woaiwo wodemima mima wode nihao nishishei zhongguo renmin jiayou gongxi facai xingfu
kuaile pingan tianshi baobao baobei laopo laogong mama baba jiejie gege didi meimei pengyou wang zhang
chen liang huang zhao zhou qq weixin wechat taobao alipay baidu tencent huawei xiaomi wps abc abcd asd
qwe zxc qaz wsx edc qazwsx zaq xsw aaa 520 521 1314 5201314 666 888 168 110 120 119 007 114
dearbook wocao caonima woshishui gongchandang dangyuan zuguo laoshi nihaoma suibian buzhidao wozhidao
密码 口令 管理员 我爱你 我爱 中国 祖国 人民 共产党 党员 万岁 你好 天天向上 好好学习 一帆风顺 万事如意 恭喜发财
心想事成 身体健康 平安 快乐 幸福 生日 加油 新年 宝宝 宝贝
为人民服务 不忘初心 牢记使命 实事求是 东方红 太阳升 床前明月光 疑是地上霜 春眠不觉晓 处处闻啼鸟 锄禾日当午
汗滴禾下土 天王盖地虎 宝塔镇河妖 芝麻开门
老婆 老公 妈妈 爸爸 哥哥 姐姐 弟弟 妹妹 北京 上海 广州 广东 深圳
"""
_WORDS = frozenset(_SAID.split())
_NEAR = """
banfu bangfu bangzhen zhenxing xiangcun fuping zhuzhen gongzuodui duizhang shuji jingban shenhe
zhidu kuaiji chuna meikeng xinfeng xinfengxian shaoguan huilong fengcheng matou shatian yaotian huangsi
gzd xczx zzbf mkz 乡村振兴 乡村 振兴 帮扶 帮镇 扶村 驻镇 驻村 工作队 队长 书记 第一书记 队员 经办
审核 会计 出纳
制度 办公室 镇政府 镇党委 政府 党委 委员会 镇 村 县 市 省 新丰 梅坑 回龙 丰城 马头
沙田 遥田 黄礤 韶关 补助 考勤 上报 备份 恢复卡
"""
_HOUSE = frozenset(_NEAR.split())
"""What lies nearest in this office."""
# fmt: off
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "`1234567890-=",
         "一二三四五六七八九十", "零一二三四五六七八九", "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥")
# fmt: on
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
_TURNS = (
    *_ROWS, *_COLUMNS, "!@#$%^&*()", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "zaqxswcde",
    "147258369", "159357", "789456123", "02468", "13579", "a1b2c3d4e5f6g7h8i9", "1a2b3c4d5e6f7g8h9i",
    "1a2s3d4f5g", "q1w2e3r4t5y6u7i8o9p0",
)  # fmt: skip
_RUNS = tuple(run for turn in _TURNS for run in (turn, turn[::-1]))
_PATTERNS = (
    (re.compile(r"(19[4-9]\d|20[0-3]\d)"), 6.6),
    (re.compile(r"(19[4-9]\d|20[0-3]\d)[-./]?(0[1-9]|1[0-2])[-./]?(0[1-9]|[12]\d|3[01])"), 13.0),
    (re.compile(r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"), 13.0),
    (re.compile(r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"), 8.5),
    (re.compile(r"1[3-9]\d{9}"), 14.0),
    (re.compile(r"[1-8]\d{16}[\dx]"), 14.0),
    (re.compile(r"(b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh?|ch?|sh?|r|y|w)?(a|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu"
                r"|ian|in|iang|ing|iong|o|u|ua|uo|uai|ui|uan|un|uang|v|ve|ue)"), 8.6),
)  # fmt: skip
_LOOKS = str.maketrans("@$!013457", "asiolesst")
_WORD_BITS, _HOUSE_BITS, _RUN_BITS, _AGAIN_BITS, _BEFORE_BITS = 8.0, 4.0, 5.0, 1.0, 3.0
_CAPITAL_BITS, _ENDING_BITS = 1.0, 2.0
"""A sign at the very end is what a guesser adds first."""
_LONGEST_PIECE = 26
_FIRST_HANZI_BITS, _NEXT_HANZI_BITS = 8.0, 6.0
"""Chinese is written in words: what follows a character is guessed more easily than the character."""


def bits(password: str, near: Collection[str] = ()) -> float:
    """What guessing a password costs at least, in bits.

    Args:
        near: what the office and its people are called, in characters and in pinyin.
    """
    text, house = folded(password), _HOUSE.union(folded(word) for word in near if len(word) > 1)
    least = [0.0] + [math.inf] * len(text)
    for start in range(len(text)):
        for end, cost in _pieces(text, start, house):
            least[end] = min(least[end], least[start] + cost)
        for length in range(1, min(start, len(text) - start) + 1):  # what stood just before stands once more
            if text[start - length : start] == text[start : start + length]:
                least[start + length] = min(least[start + length], least[start] + _AGAIN_BITS)
        for end in range(start + 2, len(text) + 1):  # or what stood anywhere before
            if text[start:end] not in text[:start] and text[start:end][::-1] not in text[:start]:
                break
            least[end] = min(least[end], least[start] + _BEFORE_BITS)
    return least[-1] + (_CAPITAL_BITS if password != text else 0.0)


def folded(text: str) -> str:
    """A text as a guesser takes it: half width, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def repeated(password: str) -> str:
    """The unit of two characters or more that a password says again and again; empty where there is none."""
    text = folded(password)
    for length in range(len(text) // 2, 1, -1):
        for start in range(len(text) - 2 * length + 1):
            unit = text[start : start + length]
            if unit == text[start + length : start + 2 * length] and 2 * length * 2 >= len(text):
                return _smallest(unit)
    return ""


def _smallest(unit: str) -> str:
    """What a unit that is itself a repetition repeats."""
    lengths = (n for n in range(1, len(unit)) if len(unit) % n == 0 and unit[:n] * (len(unit) // n) == unit)
    return unit[: next(lengths, len(unit))]


def _pieces(text: str, start: int, house: frozenset[str]) -> Iterator[tuple[int, float]]:
    """Where each piece that begins here ends, and what it costs."""
    yield start + 1, _character(text, start)
    for end in range(start + 2, min(len(text), start + _LONGEST_PIECE) + 1):
        piece = text[start:end]
        if (cost := _piece(piece, house)) is not None:
            yield end, cost
        seemingly = piece.translate(_LOOKS)
        if seemingly != piece and (seemingly in _WORDS or seemingly in house):
            yield end, _WORD_BITS + 1


def _piece(piece: str, house: frozenset[str]) -> float | None:
    if piece in house:
        return _HOUSE_BITS
    if len(piece) >= 3 and (len(set(piece)) == 1 or any(piece in run for run in _RUNS)):
        return _RUN_BITS
    if piece in _WORDS:
        return _WORD_BITS
    return min((cost for pattern, cost in _PATTERNS if pattern.fullmatch(piece)), default=None)


def _character(text: str, place: int) -> float:
    character = text[place]
    if character.isdecimal():
        return math.log2(10)
    if "a" <= character <= "z":
        return math.log2(26)
    if character.isascii():
        return _ENDING_BITS if place == len(text) - 1 and not character.isalnum() else 5.0
    follows = place > 0 and not text[place - 1].isascii()
    return _NEXT_HANZI_BITS if follows else _FIRST_HANZI_BITS
