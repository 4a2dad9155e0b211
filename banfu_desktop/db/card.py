"""The recovery card's slot: its 160 bits open what is sealed to it."""

import hashlib
import secrets

from banfu_desktop.db.slots import Slot, public_of, sealed_slot, unseal
from banfu_desktop.db.wrapping import KEY_BYTES, unwrap
from banfu_desktop.rules import paper_key

PAPER = paper_key.Paper("恢复密钥", "恢复卡")


def new_sheet() -> bytes:
    """The 160 bits of a new card."""
    return secrets.token_bytes(paper_key.KEY_BYTES)


def card_slot(key: bytes) -> tuple[Slot, str]:
    """A slot for a new card, and the card's text as printed."""
    sheet = new_sheet()
    return sealed_slot(Slot("card"), card_public(sheet), key, told=False), paper_key.show(sheet)


def card_public(sheet: bytes) -> bytes:
    """The public key of a card's 160 bits."""
    return public_of(_secret(sheet))


def public_of_text(text: str) -> bytes:
    """The public key of a card, from what was typed off it.

    Raises:
        UserError: not a recovery key.
    """
    return card_public(paper_key.read(text, PAPER))


def opened_by_card(sheet: bytes, slot: Slot) -> bytes | None:
    """The data key that a card's 160 bits open; None for another card."""
    if slot.kind == "card":
        return unseal(_secret(sheet), slot.sealed)
    return unwrap(_secret_of_format_2(sheet, slot), slot.wrapped)


def unsealed_by_card(sheet: bytes, sealed: bytes) -> bytes | None:
    """What was sealed to a card's public key; None for another card."""
    return unseal(_secret(sheet), sealed)


def _secret(sheet: bytes) -> bytes:
    """160 random bits cannot be guessed, so a plain hash will do."""
    return hashlib.blake2b(sheet, digest_size=KEY_BYTES, person=b"banfu-card").digest()


def _secret_of_format_2(sheet: bytes, slot: Slot) -> bytes:
    return hashlib.blake2b(sheet, digest_size=KEY_BYTES, salt=slot.salt, person=b"banfu-recovery").digest()
