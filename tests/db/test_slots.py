"""Seeds sign and open what is sealed to them; nobody else does either."""

import pytest

from banfu_desktop.db.slots import Seed, Slot, seal, sealed_slot, signed_by
from banfu_desktop.db.wrapping import unwrap

OWN, OTHER = Seed(bytes(range(32))), Seed(bytes(32))


def test_only_the_owner_opens_what_is_sealed_to_him() -> None:
    sealed = seal(OWN.seal_key, b"the data key")
    assert OWN.unseal(sealed) == b"the data key"
    assert OTHER.unseal(sealed) is None
    assert OWN.unseal(sealed[:-1]) is None
    assert OWN.unseal(b"") is None


def test_a_signature_is_of_one_message_by_one_person() -> None:
    signature = OWN.sign(b"a deed")
    assert len(signature) == 64
    assert signed_by(OWN.verify_key, b"a deed", signature)
    assert not signed_by(OTHER.verify_key, b"a deed", signature)
    assert not signed_by(OWN.verify_key, b"another deed", signature)
    assert not signed_by(OWN.verify_key, b"a deed", b"")
    assert not signed_by(b"no key", b"a deed", signature)


def test_what_is_signed_with_and_what_is_sealed_to_are_two_keys() -> None:
    assert OWN.verify_key != OWN.seal_key
    assert "0001" not in repr(OWN)


def test_nothing_is_sealed_to_what_is_no_key() -> None:
    with pytest.raises(ValueError, match="not a public key"):
        seal(b"short", b"the data key")


@pytest.mark.parametrize("told", [True, False])
def test_a_slot_says_whose_it_is_only_under_the_data_key(told: bool) -> None:
    key = bytes(reversed(range(32)))
    slot = sealed_slot(Slot("seed", person=3), OWN.seal_key, key, told=told)
    assert OWN.unseal(slot.sealed) == key
    assert (unwrap(key, slot.public) if slot.public else b"") == (b"" if told else OWN.seal_key)
    assert OWN.seal_key.hex() not in repr(slot.record())
    assert Slot.of_record(slot.record()) == slot
