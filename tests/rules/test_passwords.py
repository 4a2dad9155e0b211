"""What a password must be, and how long wrong ones cost."""

import pytest

from banfu_desktop.rules import passwords
from banfu_desktop.rules import passwords_guessing as guessing
from banfu_desktop.rules import passwords_phrase as passphrase
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.keeping import unlocking
from banfu_desktop.services.pinyin import spell


@pytest.mark.parametrize("good", ["梅坑镇的桂花八月开了", "correct horse", "Xf7!kq2m", "guihua-bayue-kai"])
def test_a_sentence_or_a_mixture_will_do(good: str) -> None:
    passwords.refuse_weak(good)
    with pytest.raises(UserError, match="太短"):  # it is the whole that will do
        passwords.refuse_weak(good[:4])


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("", "太短"),
        ("Xf7!kq2", "太短，只有7个字符"),
        ("x" * 60 + "yz12" * 20, "太长"),
        ("11112222", "太容易猜到"),
        ("12345678", "太容易猜到"),
        ("87654321", "太容易猜到"),
        ("ABCDEFGHIJ", "太容易猜到"),
        ("qwertyui", "太容易猜到"),
        ("abcd\x00efgh", "控制字符"),
        ("abcd\u202eefgh", "控制字符"),
    ],
)
def test_what_the_first_guesses_find_is_refused(weak: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        passwords.refuse_weak(weak)


COMMONEST = """
password password1 password123 passw0rd p@ssw0rd p@ssw0rd1 iloveyou1 iloveyou520 sunshine1 princess1
football1 baseball1 welcome123 admin123 admin888 administrator letmein1 trustno1 qwer1234 qwerty123
1qaz2wsx 1q2w3e4r 1qazxsw2 qazwsxedc zaq12wsx asdf1234 zxcvbnm123 abc12345 abcd1234 a1234567
a123456789 aa123456 123456abc 12345678a 123qweasd qq123456 woaini1314 woaini520 5201314520
1314520520 88888888 11223344 12344321 147258369 asdasdasd zhangwei123 liming1990 wangfang888
meikeng2026 banfu2026 xinfeng123 gongzuodui1 13812345678 19880808 880808880808 440233198001011234
wocaonima123 gongchandang1921 mkzgzd2026 xczx@2026 ｐａｓｓｗｏｒｄ１２３ 乡村振兴2026 一二三四五六七八
梅坑镇梅坑镇梅坑 驻镇帮镇扶村工作队 天天向上好好学习 中国共产党万岁万岁 密码密码密码密码
"""
"""What lists of stolen passwords begin with, and what lies nearest in a town's office."""
AGAIN_AND_AGAIN = """
123木头人123木头人 木头人123木头人 木头人1木头人2 木头人人头木木头人 一二三四五木头人 abc木头人abc木头人
1a2b3c4d1a2b3c4d q1w2e3r4q1w2e3r4 a1b2c3d4e5f6 2468135724681357 床前明月光疑是地上霜 天王盖地虎宝塔镇河妖
东方红太阳升东方红 王小明1990王小明 wangxiaoming1990 张伟123张伟123 xiaofangxiaofang99 qwert12345qwert
"""
"""Repetitions, sequences, rows of keys, names with a year, verses that everybody knows."""
NEAR = ("梅坑镇", "梅坑", "钟立新", "立新", "zhonglixin", "zlx", "县茶叶局", "xianchayeju")


@pytest.mark.parametrize("word", AGAIN_AND_AGAIN.split())
def test_a_pattern_is_seen_however_long_it_is(word: str) -> None:
    for written in (word, word.capitalize(), f"{word}!", f"{word}！"):
        with pytest.raises(UserError, match="太容易猜到"):
            passwords.refuse_weak(written)


def test_what_is_said_twice_is_pointed_at_and_what_to_do_is_said() -> None:
    with pytest.raises(UserError, match="“123木头人”重复几遍也只算一遍；请再长一些，或者用程序想的口令"):
        passwords.refuse_weak("123木头人123木头人")
    assert guessing.repeated("abababab") == "ab"
    assert guessing.repeated("Xf7!kq2m") == ""


@pytest.mark.parametrize(
    "word", ["zhonglixin1988!", "zlx@xianchayeju", "县茶叶局钟立新2026", "立新zlx1990梅坑"]
)
def test_what_the_office_and_its_people_are_called_counts_for_nothing(word: str) -> None:
    with pytest.raises(UserError, match="是本单位的名称或本单位人的姓名"):
        passwords.refuse_weak(word, NEAR)


@pytest.mark.parametrize("word", COMMONEST.split())
def test_the_commonest_passwords_are_refused(word: str) -> None:
    for written in (word, word.capitalize(), f"{word}!", f"{word}."):
        with pytest.raises(UserError, match="太容易猜到"):
            passwords.refuse_weak(written)


def test_what_is_offered_is_accepted_and_every_time_another() -> None:
    offered = {unlocking.think_of_phrase() for _ in range(50)}
    assert len(offered) == 50
    for words, typed in offered:
        assert len(words.split()) == len(typed.split()) == passphrase.LENGTH
        assert typed.replace(" ", "").isascii()
        passwords.refuse_weak(typed)


def test_the_words_are_256_and_no_two_are_typed_alike() -> None:
    assert len(set(passphrase.WORDS)) == len(passphrase.WORDS) == 256
    assert len({spell(word).full.split()[0] for word in passphrase.WORDS}) == 256


def test_a_long_password_is_judged_at_once() -> None:
    """The longest that may be typed costs a few hundredths of a second, however it repeats itself."""
    assert guessing.bits("x7k2q9" * 21) < guessing.ENOUGH * 3


def test_a_letter_and_its_accent_are_one_whichever_way_they_were_typed() -> None:
    assert passwords.plain("re\u0301sume\u0301") == passwords.plain("résumé")


def test_the_wait_grows_up_to_ten_minutes() -> None:
    waits = [passwords.wait(number) for number in range(13)]
    assert waits == [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 600, 600, 600]
    assert passwords.wait(10**9) == passwords.LONGEST_WAIT


def test_waiting_is_over_when_the_time_has_passed() -> None:
    assert passwords.still_to_wait(4, failed_at=100.0, now=103.0) == 7.0
    assert passwords.still_to_wait(4, failed_at=100.0, now=110.0) == 0.0
    assert passwords.still_to_wait(2, failed_at=100.0, now=100.0) == 0.0


def test_after_a_restart_only_what_surely_passed_counts() -> None:
    assert passwords.still_to_wait(7, failed_at=5_000.0, now=30.0) == 50.0
    assert passwords.still_to_wait(7, failed_at=5_000.0, now=90.0) == 0.0
