"""What a password must be, and how long wrong ones cost."""

import pytest

from banfu_desktop.rules import passwords
from banfu_desktop.rules.errors import UserError


@pytest.mark.parametrize("good", ["梅坑镇的桂花八月开了", "correct horse", "a" * 5 + "bcd9", "Xf7!kq2m"])
def test_a_sentence_or_a_mixture_will_do(good: str) -> None:
    passwords.refuse_weak(good)


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
