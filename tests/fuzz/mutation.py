"""Inputs made from good ones: cut, blotted, repeated, crossed, and with words in them that hurt programs."""

import random
from collections.abc import Sequence

WORDS = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        "=cmd|' /C calc'!A0", "@SUM(1)", "../", "..\\", "\0", "\u202e", "\u2066", "\u200b", "\ufeff",
        "\ud800", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "]]>", "<![CDATA[", "1048577", "-1", "1e308",
        "NaN", "9" * 400, "XFD1048576", "A" * 70_000, "%s%n", "\x1b[2J", "CON", ".", "～", "２０２６",
        "0000-00-00", "9999-12-31",
    )
)  # fmt: skip


def mutated(dice: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds, harmed once or several times."""
    content = bytearray(dice.choice(seeds))
    for _ in range(dice.choice((1, 1, 1, 2, 4, 16))):
        at = dice.randrange(len(content) + 1)
        size = dice.choice((1, 1, 2, 8, 64, 1024))
        match dice.randrange(7):
            case 0:
                del content[at:]
            case 1:
                del content[at : at + size]
            case 2:
                content[at : at + size] = dice.randbytes(size)
            case 3:
                content[at:at] = content[at : at + size]
            case 4:
                content[at:at] = dice.choice(WORDS)
            case 5:
                other = dice.choice(seeds)
                content[at:] = other[dice.randrange(len(other) + 1) :]
            case _ if content:
                content[at - 1] ^= 1 << dice.randrange(8)
    return bytes(content)
