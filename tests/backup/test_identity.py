"""Keys for reading packages come from secrets the office has, and age takes them for its own."""

import pyrage
import pytest

from banfu_desktop.backup.identity import (
    Reader,
    check_recipient,
    fingerprint,
    new_county_secret,
    verify_key_of,
)
from banfu_desktop.rules.errors import UserError

# The known answers of docs/package-format.md.
CODE, SIGNING_KEY = bytes(range(20)), bytes(range(32))
CODE_SECRET = "AGE-SECRET-KEY-1JGHC83QCCVQ74FEX6HZCL0UP0W8DEK5T5YX9GM8HU3H5FJ9CMYTS02UX3S"
CODE_PUBLIC = "age17eshmj23ua5p6rpxf3nl2g5nqpzpw0hey0h7d0fqrtz3zh9m3q0sgz8v02"
OWN_PUBLIC = "age1009cnxprnm3r88wjvs30hych0ta36hxq0przky8jxszargpwrv6qj5perl"
FINGERPRINT = "AS3N-N9TM-CD3M-R0M5"


def test_a_code_stands_for_the_key_that_the_format_says() -> None:
    reader = Reader.of_code(CODE)
    assert reader.secret == CODE_SECRET
    assert reader.public == CODE_PUBLIC
    assert reader.code == CODE


def test_an_office_reads_its_own_packages_with_the_key_that_the_format_says() -> None:
    assert Reader.of_office(SIGNING_KEY).public == OWN_PUBLIC


@pytest.mark.parametrize("reader", [Reader.of_code(CODE), Reader.of_office(SIGNING_KEY)], ids=["code", "own"])
def test_age_opens_with_it(reader: Reader) -> None:
    sealed = pyrage.encrypt(b"roster", [pyrage.x25519.Recipient.from_str(reader.public)])
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(reader.secret)]) == b"roster"


def test_every_code_has_a_key_of_its_own() -> None:
    assert len({Reader.of_code(bytes([number]) * 20).public for number in range(50)}) == 50


def test_a_fingerprint_tells_senders_apart() -> None:
    assert fingerprint(verify_key_of(SIGNING_KEY)) == FINGERPRINT
    assert fingerprint(verify_key_of(bytes(32))) != FINGERPRINT


def test_a_county_key_is_taken_with_white_space_around_it() -> None:
    county = Reader.of_county(f" {new_county_secret()}\n")
    assert check_recipient(f"{county.public}\n") == county.public


@pytest.mark.parametrize(
    ("text", "said"), [("", "不是县公钥"), ("age1abc", "不是县公钥"), (CODE_SECRET.lower(), "私钥")]
)
def test_what_is_no_public_key_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check_recipient(text)


def test_a_damaged_county_key_is_refused() -> None:
    with pytest.raises(UserError, match="已损坏"):
        Reader.of_county(new_county_secret()[:-1])
