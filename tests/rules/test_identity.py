"""Identity numbers, cards and phones: what is checked, by which rule, and what of them is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.identity import (
    age_on,
    birth_date,
    card_warning,
    check_identity,
    mask_card,
    mask_identity,
    mask_phone,
    mobile_warning,
    sex_of,
)
from banfu_desktop.rules.words import Sex

ZHONG, PAN, WU = "440299198103024955", "440299198811206821", "44029919930505337X"
STARTS = st.builds(
    lambda area, day, serial: f"{area:06}{day:%Y%m%d}{serial:03}",
    st.integers(0, 999_999),
    st.dates(date(1000, 1, 1)),
    st.integers(0, 999),
)


def is_right(number: str) -> bool:
    try:
        check_identity(number)
    except UserError:
        return False
    return True


@pytest.mark.parametrize("number", [ZHONG, PAN, WU, "11010519491231002X", "440524188001010014"])
def test_a_right_number_passes(number: str) -> None:
    assert is_right(number)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "不是18位，请对照身份证原件填写18位号码"),
        ("440299810302495", "不是18位"),
        (f"{ZHONG}0", "不是18位"),
        ("44029919930505337x", "不是18位"),
        ("4402X9198103024955", "不是18位"),
        ("٤٤٠٢٩٩١٩٨١٠٣٠٢٤٩٥٥", "不是18位"),
        ("440299198102304955", "出生日期不存在，请核对第7至14位"),
        ("440299000003024955", "出生日期不存在"),
        ("440299198103024956", "校验位不符，请对照身份证原件逐位核对"),
        ("440299198811206822", "校验位不符"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_with_its_part(number: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        check_identity(number)


@given(STARTS, st.sampled_from("0123456789X"))
def test_the_check_digit_is_that_of_iso_7064(start: str, last: str) -> None:
    assert is_right(start + last) == mod_11_2.is_valid(start + last)
    assert is_right(start + mod_11_2.calc_check_digit(start))


@given(STARTS, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(start: str, place: int, digit: str) -> None:
    number = start + mod_11_2.calc_check_digit(start)
    wrong = number[:place] + digit + number[place + 1 :]
    assert is_right(wrong) == (wrong == number)


def test_residence_permits_and_new_areas_pass() -> None:
    starts = ("81000019900101001", "83000019900101001", "44990019900101001")
    assert all(is_right(start + mod_11_2.calc_check_digit(start)) for start in starts)


def test_birth_sex_and_age_are_in_the_number() -> None:
    assert birth_date(WU) == date(1993, 5, 5)
    assert [sex_of(number) for number in (ZHONG, PAN, WU)] == [Sex.MALE, Sex.FEMALE, Sex.MALE]
    assert [age_on(WU, day) for day in (date(2026, 5, 4), date(2026, 5, 5))] == [32, 33]


@given(st.text("0123456789", min_size=8, max_size=30))
def test_a_card_is_checked_by_luhn(number: str) -> None:
    assert (card_warning(number) == "") == luhn.is_valid(number)


def test_a_card_is_only_warned_about() -> None:
    assert card_warning("6217005267766455541") == card_warning("4111111111111111") == ""
    assert card_warning("4111111111111112") == "银行账号校验不符（部分存折号属正常）"
    assert {card_warning(number) for number in ("1234567", "1" * 31, "621700526776645554X", "٦" * 16)} == {
        "银行账号应为8至30位数字"
    }


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("13915040519", True), ("19900000000", True), ("12915040519", False), ("1391504051", False),
        ("139150405199", False), ("07512281234", False), ("1٣915040519", False), ("", False),
    ],
)  # fmt: skip
def test_a_mobile_number_is_only_warned_about(number: str, fits: bool) -> None:
    assert mobile_warning(number) == ("" if fits else "手机号不是11位或号段不对")


def test_a_mask_leaves_what_forms_show() -> None:
    assert mask_identity(ZHONG) == "440299********4955"
    assert mask_card("6217005267766455541") == "**** 5541"
    assert mask_phone("13915040519") == "139****0519"


@pytest.mark.parametrize(("mask", "least"), [(mask_identity, 10), (mask_card, 8), (mask_phone, 7)])
def test_what_is_too_short_to_mask_is_hidden_whole(mask: object, least: int) -> None:
    assert callable(mask)
    assert mask("1" * (least - 1)) == "*" * (least - 1)
    assert "*" in mask("1" * least)
    assert mask("") == ""
