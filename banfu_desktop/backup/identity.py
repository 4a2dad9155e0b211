"""Who may read a package and who wrote it: age keys made from secrets the office has, and fingerprints.

A transfer code and the office's signing key are random already, so one hash turns them into an age key.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Self

from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError

CODE_PAPER = paper_key.Paper("传递码", "传递单")
CARD_PAPER = paper_key.Paper("恢复密钥", "恢复卡")
RESCUE_PAPER = paper_key.Paper("救援钥匙", "县里保险柜中的纸")
_FINGERPRINT_BYTES = 10
_SECRET_PREFIX = "age-secret-key-"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


@dataclass(frozen=True)
class Reader:
    """A key that opens packages.

    Attributes:
        secret: the age identity, AGE-SECRET-KEY-1…
        public: the age recipient it answers to, age1…
        name: as refusals call it (本县, 本单位).
        advice: what to do when it does not fit.
        code: what stands on the paper it was made from, if any.
        paper: what that is called.
        purpose: what it is made for.
    """

    secret: str = field(repr=False)
    public: str
    name: str
    advice: str
    code: bytes = field(default=b"", repr=False)
    paper: str = ""
    purpose: bytes = b""

    @classmethod
    def of_county(cls, secret: str) -> Self:
        """The county with its age identity.

        Raises:
            UserError: not an age identity.
        """
        import pyrage

        try:
            return cls._of(secret.strip(), "本县", "请核对上报包是否写给本县")
        except pyrage.IdentityError:
            raise UserError("县密钥文件 county.key 已损坏", "请从县里保存的备份中取回") from None

    @classmethod
    def of_identity(cls, scalar: bytes) -> Self:
        """The office as a reader of packages it wrote under a former signing key (32 bytes, X25519)."""
        secret = _bech32(_SECRET_PREFIX, scalar).upper()
        return cls._of(secret, "本单位", "请输入传递码，或由县里用县密钥打开")

    @classmethod
    def of_code(cls, code: bytes) -> Self:
        """Whoever holds a transfer code (20 bytes)."""
        advice = "请核对传递码与上报包是不是同一次导出的"
        return cls._of_paper(code, b"banfu-code-1", CODE_PAPER, "持有这个传递码的人", advice)

    @classmethod
    def of_card(cls, code: bytes) -> Self:
        """Whoever holds a recovery card (20 bytes): it opens the escrow of the office it was printed for."""
        advice = "请核对上报包导出时用的是不是这张恢复卡"
        return cls._of_paper(code, b"banfu-card", CARD_PAPER, "持有这张恢复卡的人", advice)

    @classmethod
    def of_rescue(cls, code: bytes) -> Self:
        """Whoever holds the county's rescue key (20 bytes): it opens the escrow of every town that has it."""
        advice = "请核对上报包的传递单上写的是不是“县里的救援钥匙可以打开”"
        return cls._of_paper(code, b"banfu-rescue-2", RESCUE_PAPER, "县里的救援钥匙", advice)

    def typed(self, code: bytes) -> Self:
        """The reader that another code of the same kind would be."""
        other = self._of(_derived(code, self.purpose), self.name, self.advice)
        return replace(other, code=code, paper=self.paper, purpose=self.purpose)

    @classmethod
    def of_office(cls, signing_key: bytes) -> Self:
        """The office as a reader of its own packages, from its signing key (32 bytes)."""
        return cls._of(_derived(signing_key, b"banfu-own-1"), "本单位", "请输入传递码，或由县里用县密钥打开")

    @classmethod
    def _of_paper(cls, code: bytes, purpose: bytes, paper: paper_key.Paper, name: str, advice: str) -> Self:
        reader = cls._of(_derived(code, purpose), name, advice)
        return replace(reader, code=code, paper=paper.key, purpose=purpose)

    @classmethod
    def _of(cls, secret: str, name: str, advice: str) -> Self:
        import pyrage

        identity = pyrage.x25519.Identity.from_str(secret)
        return cls(str(identity), str(identity.to_public()), name, advice)


def new_county_secret() -> str:
    """A fresh age identity for a county."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


def check_recipient(public: str) -> str:
    """A county's public key as it was handed out, without the white space around it.

    Raises:
        UserError: not a public key; a secret key is named as one, so that nobody passes it on.
    """
    import pyrage

    text = public.strip()
    if text.upper().startswith(_SECRET_PREFIX.upper()):
        raise UserError("这是县里的私钥（county.key），不能给镇里", "请改用公钥文件 county.pub")
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError:
        raise UserError("这不是县公钥", "请使用县里发来的 county.pub 文件") from None


def recipient_of(public: bytes) -> str:
    """The age recipient (age1…) of an X25519 public key (32 bytes)."""
    return _bech32("age", public)


def mark_of(public: bytes) -> str:
    """Which recovery card a public key is of: 20 hex digits."""
    return hashlib.sha256(public).digest()[:_FINGERPRINT_BYTES].hex()


def verify_key_of(signing_key: bytes) -> bytes:
    """The key (32 bytes) that proves what the signing key signed."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(signing_key).verify_key)


def fingerprint(verify_key: bytes) -> str:
    """A sender's fingerprint as it is printed and compared: 4 groups of 4 characters."""
    return paper_key.show(hashlib.sha256(verify_key).digest()[:_FINGERPRINT_BYTES])


def _derived(secret: bytes, purpose: bytes) -> str:
    scalar = hashlib.blake2b(secret, digest_size=32, person=purpose).digest()
    return _bech32(_SECRET_PREFIX, scalar).upper()


def _bech32(prefix: str, content: bytes) -> str:
    """BIP 173, in which age writes its keys."""
    number, length = int.from_bytes(content), len(content) * 8
    padding = -length % 5
    number <<= padding
    values = [number >> shift & 31 for shift in reversed(range(0, length + padding, 5))]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*expanded, *values, *[0] * 6]) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(_BECH32[value] for value in values)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check
