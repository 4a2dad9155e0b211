"""Wrapping one secret in another (XChaCha20-Poly1305), and a key's name; PyNaCl loads when first used."""

import hashlib
import secrets

KEY_BYTES = 32
MARK_BYTES = 16
_NONCE_BYTES = 24


def fingerprint(key: bytes) -> bytes:
    """The 16 bytes by which a data key is known; every file under the key begins with them.

    SQLCipher keeps 16 random bytes there, the salt of a passphrase. The data key is random itself and needs
    none, so the place can say which key a file wants: that tells a wrong key from a damaged file.
    """
    return hashlib.blake2b(key, digest_size=MARK_BYTES, person=b"banfu-data-key").digest()


def wrap(secret: bytes, plain: bytes) -> bytes:
    """Encrypt plain under a 32-byte secret; the random nonce stands in front."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + encrypt(plain, None, nonce, secret)


def unwrap(secret: bytes, wrapped: bytes) -> bytes | None:
    """What was wrapped, or None when the secret is another one or a bit has changed."""
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    try:
        return decrypt(wrapped[_NONCE_BYTES:], None, wrapped[:_NONCE_BYTES], secret)
    except (CryptoError, ValueError):
        return None
