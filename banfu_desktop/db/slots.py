"""Slots of the key file: each holds the data key in one way; and seeds, which a password opens."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from banfu_desktop.db.wrapping import KEY_BYTES, wrap

SALT_BYTES = 16


@dataclass(frozen=True)
class Slot:
    """One way to the data key.

    Attributes:
        kind: see keys.py.
        wrapped: a secret under another: the data key itself, the seed of a `seed`, the share of a `share`.
        salt: with params, how the wrapping secret is derived.
        role: whose password it is, up to format 2.
        person: whose seed it is; 0 for the one password of an office.
        sealed: the data key, sealed to the public key of the seed or the card.
        public: that public key under the data key, so that only who has one can put another there; empty
            for persons and their card, whose public keys are in the database.
        name: whose it is, for the page that asks who is there, under the share of the admitted computers.
    """

    kind: str
    wrapped: bytes = b""
    salt: bytes = b""
    params: dict[str, int] = field(default_factory=dict)
    role: str = ""
    person: int = 0
    sealed: bytes = b""
    public: bytes = b""
    name: bytes = b""

    def record(self) -> dict[str, Any]:
        """As the key file has it."""
        record: dict[str, Any] = {
            "kind": self.kind,
            "wrapped": self.wrapped.hex(),
            "salt": self.salt.hex(),
            "params": self.params,
            "role": self.role,
            "person": self.person,
            "sealed": self.sealed.hex(),
            "public": self.public.hex(),
            "name": self.name.hex(),
        }
        optional = ("role", "person", "sealed", "public", "name")
        return {name: value for name, value in record.items() if value or name not in optional}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> "Slot":
        """From the key file.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: malformed.
        """
        return cls(
            record["kind"],
            bytes.fromhex(record["wrapped"]),
            bytes.fromhex(record["salt"]),
            dict(record["params"]),
            str(record.get("role", "")),
            int(record.get("person", 0)),
            bytes.fromhex(record.get("sealed", "")),
            bytes.fromhex(record.get("public", "")),
            bytes.fromhex(record.get("name", "")),
        )


@dataclass(frozen=True)
class Seed:
    """32 random bytes of somebody's own: he signs with them (Ed25519) and unseals with them (X25519)."""

    secret: bytes = field(repr=False)

    @property
    def verify_key(self) -> bytes:
        """The public half of what he signs with."""
        from nacl.bindings import crypto_sign_seed_keypair

        return bytes(crypto_sign_seed_keypair(_derived(self.secret, b"banfu-sign"))[0])

    @property
    def seal_key(self) -> bytes:
        """The public key to which things are sealed for him."""
        return public_of(_derived(self.secret, b"banfu-seal"))

    def sign(self, message: bytes) -> bytes:
        """His signature of a message: 64 bytes."""
        from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

        pair = crypto_sign_seed_keypair(_derived(self.secret, b"banfu-sign"))[1]
        return bytes(crypto_sign(message, pair)[:crypto_sign_BYTES])

    def unseal(self, sealed: bytes) -> bytes | None:
        """What was sealed to him; None for what was not."""
        return unseal(_derived(self.secret, b"banfu-seal"), sealed)


def signed_by(verify_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of a message is that of the holder of a key."""
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import CryptoError

    try:
        crypto_sign_open(signature + message, verify_key)
    except (CryptoError, ValueError):
        return False
    return True


def public_of(secret: bytes) -> bytes:
    """The public key of an X25519 secret."""
    from nacl.bindings import crypto_scalarmult_base

    return bytes(crypto_scalarmult_base(secret))


def seal(public: bytes, plain: bytes) -> bytes:
    """Encrypt for whoever has the secret of a public key.

    Raises:
        ValueError: not a public key.
    """
    from nacl.bindings import crypto_box_seal
    from nacl.exceptions import CryptoError

    try:
        return bytes(crypto_box_seal(plain, public))
    except CryptoError as error:
        raise ValueError("not a public key") from error


def unseal(secret: bytes, sealed: bytes) -> bytes | None:
    """What was sealed to the public key of a secret; None for what was not."""
    from nacl.bindings import crypto_box_seal_open
    from nacl.exceptions import CryptoError

    try:
        return bytes(crypto_box_seal_open(sealed, public_of(secret), secret))
    except (CryptoError, ValueError):
        return None


def sealed_slot(slot: Slot, public: bytes, key: bytes, *, told: bool) -> Slot:
    """A slot with the data key sealed to a public key.

    Args:
        told: whether the database holds the public key, so that the key file need not.
    """
    return replace(slot, sealed=seal(public, key), public=b"" if told else wrap(key, public))


def _derived(secret: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(secret, digest_size=KEY_BYTES, person=person).digest()
