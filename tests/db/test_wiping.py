"""A secret is overwritten where it lies; what the whole program shares is not."""

import secrets

import pytest

from banfu_desktop.db.wiping import wipe


def test_bytes_become_zeros() -> None:
    secret = secrets.token_bytes(32)
    wipe(secret)
    assert secret == bytes(32)


def test_a_text_becomes_zeros() -> None:
    secret = secrets.token_hex(32)
    wipe(secret)
    assert secret == "\0" * 64


@pytest.mark.parametrize("shared", [b"", b"x", "", "x"])
def test_what_everybody_shares_stays(shared: bytes | str) -> None:
    before = bytes(shared) if isinstance(shared, bytes) else str(shared)
    wipe(shared)
    assert shared == before


def test_a_text_beyond_ascii_stays() -> None:
    secret = "".join(("密", "码"))
    wipe(secret)
    assert secret == "密码"
