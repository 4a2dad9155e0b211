"""A key on paper and as a clerk types it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError

PAPER = paper_key.Paper("恢复密钥", "恢复卡")
KEY = bytes(range(1, 21))
TEXT = paper_key.show(KEY)


def test_it_is_printed_as_eight_groups_of_four() -> None:
    rfc_4648 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", paper_key.ALPHABET)
    assert TEXT.replace("-", "") == base64.b32encode(KEY).decode().translate(rfc_4648)
    assert [len(group) for group in TEXT.split("-")] == [4] * 8


@given(st.binary(min_size=20, max_size=20))
def test_what_is_shown_is_read_back(key: bytes) -> None:
    assert paper_key.read(paper_key.show(key), PAPER) == key


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
    assert paper_key.read(typed, PAPER) == KEY


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
        paper_key.read(typed, PAPER)


def test_a_shorter_key_is_shown_in_whole_groups() -> None:
    assert paper_key.show(bytes(5)) == "0000-0000"
    with pytest.raises(ValueError, match="whole groups"):
        paper_key.show(bytes(4))


def test_near_keys_are_one_slip_away_and_know_their_group() -> None:
    near = list(paper_key.near(KEY))
    assert KEY not in [key for _, key in near]
    for group, key in near:
        slips = [place // 5 + 1 for place, letter in enumerate(paper_key.show(key)) if letter != TEXT[place]]
        assert group == slips[0]
        assert len(slips) <= 2
    assert len({key for _, key in near}) >= 32 * 31


def test_the_refusal_names_the_key_and_its_sheet() -> None:
    with pytest.raises(UserError, match=r"传递码应有 8 组.*请对照传递单"):
        paper_key.read("ABCD", paper_key.Paper("传递码", "传递单"))


def test_a_fingerprint_is_shorter_and_fills_whole_groups() -> None:
    assert paper_key.show(bytes(10)) == "0000-0000-0000-0000"
    with pytest.raises(ValueError, match="whole groups"):
        paper_key.show(bytes(9))
