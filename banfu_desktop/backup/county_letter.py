"""A signed letter of the county: magic | one age file:  u32 n | canonical JSON | Ed25519 signature.

Feedback to a town and the report to the province are such letters.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from banfu_desktop.backup import age
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.refusals import PackageError

_LENGTH = struct.Struct(">I")
_SIGNATURE_BYTES = 64


@dataclass(frozen=True)
class Letter:
    """A kind of letter.

    Attributes:
        magic: its first bytes.
        signed_as: what the signature covers before the text, so that none serves for another kind.
        most: bytes of the largest file that is read.
        code: of the refusal of a file that is none or is cut short.
        otherwise: the part that is wrong with a file of another kind.
        called: what a refusal calls it.
    """

    magic: bytes
    signed_as: bytes
    most: int
    code: str
    otherwise: str
    called: str

    def seal(self, said: bytes, seed: bytes, reader: str) -> bytes:
        """The file, signed with the county's Ed25519 seed, for the reader's key (age1…)."""
        from nacl.signing import SigningKey

        signature = SigningKey(seed).sign(self.signed_as + said).signature
        return self.magic + age.encrypt(_LENGTH.pack(len(said)) + said + signature, (reader,))

    def open(self, path: Path, reader: Reader) -> tuple[bytes, bytes]:
        """The text and its signature, which is not yet proven.

        Raises:
            PackageError: no such file, of another kind, not for this reader, or not whole.
            OSError: it cannot be read.
        """
        if not path.is_file():
            raise PackageError("missing", name=path.name)
        with path.open("rb") as file:
            content = file.read(self.most + 1)
        if not content.startswith(self.magic) or len(content) > self.most:
            raise PackageError(self.code, part=self.otherwise)
        sealed = content[len(self.magic) :]
        try:
            age.check_header(sealed[: age.MAX_HEADER], 1)
            inside = age.decrypt(sealed, reader)
        except PackageError as error:
            raise error.about(self.called) from None
        if len(inside) < _LENGTH.size:
            raise PackageError(self.code, part="长度")
        (length,) = _LENGTH.unpack_from(inside)
        said, signature = inside[_LENGTH.size : _LENGTH.size + length], inside[_LENGTH.size + length :]
        if len(said) != length or len(signature) != _SIGNATURE_BYTES:
            raise PackageError(self.code, part="长度")
        return said, signature
