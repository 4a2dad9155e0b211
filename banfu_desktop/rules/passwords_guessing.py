"""How hard a password is to guess for somebody who tries what people choose first.

A password is cut into the pieces that cost a guesser least: words that stand on every list, runs of the
keyboard, repetitions, years, dates, telephone and identity numbers, syllables of pinyin, single characters.
What a piece costs is given in bits: the logarithm of how many such pieces there are.
"""

import math
import re
from collections.abc import Iterator

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
"""
_WORDS = frozenset(_SAID.split())
_NEAR = """
banfu bangfu bangzhen zhenxing xiangcun fuping zhuzhen gongzuodui duizhang shuji jingban shenhe
zhidu kuaiji chuna meikeng xinfeng xinfengxian shaoguan huilong fengcheng matou shatian yaotian huangsi
"""
_HOUSE = frozenset(_NEAR.split())
"""What lies nearest in this office."""
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "`1234567890-=")
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
_TURNS = (
    *_ROWS, *_COLUMNS, "!@#$%^&*()", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "zaqxswcde",
    "147258369", "159357", "789456123",
)  # fmt: skip
_RUNS = tuple(run for turn in _TURNS for run in (turn, turn[::-1]))
_PATTERNS = (
    (re.compile(r"(19[4-9]\d|20[0-3]\d)"), 6.6),
    (re.compile(r"(19[4-9]\d|20[0-3]\d)[-./]?(0[1-9]|1[0-2])[-./]?(0[1-9]|[12]\d|3[01])"), 14.0),
    (re.compile(r"\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"), 13.0),
    (re.compile(r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"), 8.5),
    (re.compile(r"1[3-9]\d{9}"), 14.0),
    (re.compile(r"[1-8]\d{16}[\dx]"), 14.0),
    (re.compile(r"(b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh?|ch?|sh?|r|y|w)?(a|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu"
                r"|ian|in|iang|ing|iong|o|u|ua|uo|uai|ui|uan|un|uang|v|ve|ue)"), 8.6),
)  # fmt: skip
_LOOKS = str.maketrans("@$!013457", "asiolesst")
_WORD_BITS, _HOUSE_BITS, _RUN_BITS, _AGAIN_BITS, _CAPITAL_BITS = 8.0, 4.0, 5.0, 3.0, 1.0
_LONGEST_PIECE = 26


def bits(password: str) -> float:
    """What guessing a password costs at least, in bits."""
    text = password.casefold()
    least = [0.0] + [math.inf] * len(text)
    for start in range(len(text)):
        for end, cost in _pieces(text, start):
            least[end] = min(least[end], least[start] + cost)
        for length in range(1, min(start, len(text) - start) + 1):  # what stood just before stands once more
            if text[start - length : start] == text[start : start + length]:
                least[start + length] = min(least[start + length], least[start] + _AGAIN_BITS)
    return least[-1] + (_CAPITAL_BITS if password != text else 0.0)


def _pieces(text: str, start: int) -> Iterator[tuple[int, float]]:
    """Where each piece that begins here ends, and what it costs."""
    yield start + 1, _character(text[start])
    for end in range(start + 2, min(len(text), start + _LONGEST_PIECE) + 1):
        piece = text[start:end]
        if (cost := _piece(piece)) is not None:
            yield end, cost
        seemingly = piece.translate(_LOOKS)
        if seemingly != piece and seemingly in _WORDS | _HOUSE:
            yield end, _WORD_BITS + 1


def _piece(piece: str) -> float | None:
    if piece in _HOUSE:
        return _HOUSE_BITS
    if piece in _WORDS:
        return _WORD_BITS
    if len(piece) >= 3 and (len(set(piece)) == 1 or any(piece in run for run in _RUNS)):
        return _RUN_BITS
    return min((cost for pattern, cost in _PATTERNS if pattern.fullmatch(piece)), default=None)


def _character(character: str) -> float:
    if character.isdecimal():
        return math.log2(10)
    if "a" <= character <= "z":
        return math.log2(26)
    return 5.0 if character.isascii() else 8.0
