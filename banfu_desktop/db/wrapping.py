"""Wrapping one secret in another (XChaCha20-Poly1305); PyNaCl loads when first used."""

import secrets

_NONCE_BYTES = 24


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
