"""What befalls a package on its way, or what anybody does to it who cannot open it; of either format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TypeVar

from banfu_desktop.backup.identity import Reader

By = TypeVar("By", bound="Spoiler")
CHUNK = (64 << 10) + 16
"""What age encrypts at a time, with its tag."""
BEHIND_A_PASSPHRASE = (
    b"age-encryption.org/v1\n"
    b"-> scrypt 7MheDhLU07aavzRX3PQwUg 18\n"
    b"vsr8WtneVO5E//K5s5LH5F27zpa/GxN5gehg0iEBBG0\n"
    b"--- cv6mPhRIRheQJ4Y2yffQ9WclCQdy5CeF3JS3SNHIteA\n"
    b"\xf7\x9b\xcek?\x9cd\xf6\x1b\xaf\x93\xc3\x9f\xfa\xdf+\x1f\x84,\xec\xc1\xceB\xcdCu\xb7\x94\xc7\x8c\xf8\xed\xd1\xe1\x0c\x1b\xcc\xb6"
)
"""An age file that a passphrase opens."""


@dataclass(frozen=True)
class Spoiler:
    """What an attacker has: good packages, and chance, which decides where and how.

    Attributes:
        county: the receiver, whose public key everybody has.
    """

    good: bytes
    other: bytes
    county: Reader
    chance: Random

    def place(self, content: bytes | None = None) -> int:
        """Anywhere in a file."""
        return self.chance.randrange(len(self.good if content is None else content))

    def stretch(self) -> slice:
        """A few bytes somewhere."""
        start = self.place()
        return slice(start, start + self.chance.choice((1, 16, 1000, CHUNK)))

    def keys(self) -> bytes:
        """A signing key of his own."""
        return self.chance.randbytes(32)

    def flipped(self, content: bytes, below: int) -> bytes:
        """A content with one bit of its first bytes turned."""
        turned = bytearray(content)
        turned[self.chance.randrange(below)] ^= 1 << self.chance.randrange(8)
        return bytes(turned)


def cut_anywhere(by: Spoiler) -> bytes:
    return by.good[: by.place()]


def flip_a_bit(by: Spoiler) -> bytes:
    return by.flipped(by.good, len(by.good))


def blot(by: Spoiler) -> bytes:
    blotted, where = bytearray(by.good), by.stretch()
    blotted[where] = by.chance.randbytes(len(blotted[where]))
    return bytes(blotted)


def leave_out(by: Spoiler) -> bytes:
    shorter = bytearray(by.good)
    del shorter[by.stretch()]
    return bytes(shorter)


def repeat(by: Spoiler) -> bytes:
    where = by.stretch()
    return by.good[: where.stop] + by.good[where] + by.good[where.stop :]


def append(by: Spoiler) -> bytes:
    return by.good + by.chance.choice((b"\0", by.chance.randbytes(100), by.good, bytes(CHUNK)))


ANYWHERE = (cut_anywhere, flip_a_bit, blot, leave_out, repeat, append)


def manifest_in_another_hand(said: bytes, chance: Random) -> bytes:
    """A manifest that is none, or is not in canonical form."""
    return chance.choice(
        (b"", b"[]", b"[" * 50_000, said + b" ", said.replace(b":", b": "), said.replace(b"{", b'{"a":1,', 1))
    )


def spoiled(
    ways: Sequence[Callable[[By], bytes]], by: Callable[[Random], By], count: int
) -> Iterator[tuple[str, bytes]]:
    """So many hostile files, each way in turn, with the name of the way; none that happens to be good."""
    yielded = 0
    for number, way in enumerate(cycle(ways)):
        spoiler = by(Random(number))
        content = way(spoiler)
        if content not in (spoiler.good, spoiler.other):
            yield way.__name__, content
            yielded += 1
        if yielded == count:
            return


def everything(*folders: Path) -> dict[str, bytes]:
    """What lies in some folders, file by file."""
    return {
        str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()
    }
