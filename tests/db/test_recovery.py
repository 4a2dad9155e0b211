"""The recovery key on paper and as a clerk types it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.db import recovery
from banfu_desktop.rules.errors import UserError

KEY = bytes(range(1, 21))
TEXT = recovery.show(KEY)


def test_it_is_printed_as_eight_groups_of_four() -> None:
    rfc_4648 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", recovery.ALPHABET)
    assert TEXT.replace("-", "") == base64.b32encode(KEY).decode().translate(rfc_4648)
    assert [len(group) for group in TEXT.split("-")] == [4] * 8


@given(st.binary(min_size=20, max_size=20))
def test_what_is_shown_is_read_back(key: bytes) -> None:
    assert recovery.read(recovery.show(key)) == key


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        TEXT.replace("-", ""),
        TEXT.replace("-", " "),
        TEXT.replace("-", "－"),
        f"  {TEXT}\n",
        TEXT.replace("0", "O"),
        TEXT.replace("0", "o"),
        TEXT.replace("1", "I"),
        TEXT.replace("1", "l"),
        "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else letter for letter in TEXT),
    ],
)
def test_the_way_of_typing_does_not_matter(typed: str) -> None:
    assert recovery.read(typed) == KEY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "现在共 0 个"),
        (TEXT[:-1], "现在共 31 个"),
        (TEXT + "A", "现在共 33 个"),
        (TEXT[:6] + "?" + TEXT[7:], "第2组中的“?”"),
        ("恢" + TEXT[1:], "第1组中的“恢”"),
    ],
)
def test_what_cannot_be_a_key_is_named(typed: str, said: str) -> None:
    with pytest.raises(UserError, match=said.replace("?", r"\?")):
        recovery.read(typed)


def test_near_keys_are_one_slip_away_and_know_their_group() -> None:
    near = list(recovery.near(KEY))
    assert KEY not in [key for _, key in near]
    for group, key in near:
        slips = [place // 5 + 1 for place, letter in enumerate(recovery.show(key)) if letter != TEXT[place]]
        assert group == slips[0]
        assert len(slips) <= 2
    assert len({key for _, key in near}) >= 32 * 31
