"""Whether files or texts hold a personal value, in any encoding it might have."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

_WIDE = 3
"""Two characters in a two-byte encoding are four bytes, which random data hold by chance."""


def spellings(value: str) -> Iterator[bytes]:
    """A value as UTF-8, UTF-16 of both orders, GB 18030, escaped in JSON, and its digits as packed BCD."""
    yield value.encode()
    if len(value) >= _WIDE:
        yield value.encode("utf-16-le")
        yield value.encode("utf-16-be")
        yield value.encode("gb18030")
    if not value.isascii():
        yield value.encode("unicode_escape")
    if value.isdecimal() and len(value) >= 10:
        yield bytes.fromhex(value if len(value) % 2 == 0 else f"0{value}")


def needles(values: Iterable[str]) -> Mapping[bytes, str]:
    """What to look for: bytes → the value they would give away."""
    return {spelt: value for value in values for spelt in spellings(value)}


def found_in(content: bytes, wanted: Mapping[bytes, str]) -> set[str]:
    """Values that a content gives away."""
    return {value for spelt, value in wanted.items() if spelt in content}


def traces(places: Iterable[Path], wanted: Mapping[bytes, str], clean: set[bytes] | None = None) -> list[str]:
    """Files under some folders, and names of files, that give a value away.

    Args:
        clean: the digests of contents that were searched for the same values and hold none; grows.
    """
    found, clean = [], set() if clean is None else clean
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            said = found_in(str(path.relative_to(place)).encode(), wanted)
            if path.is_file() and (digest := sha256(content := path.read_bytes()).digest()) not in clean:
                inside = found_in(content, wanted)
                said |= inside
                if not inside:
                    clean.add(digest)
            found += [f"{path}: {value}" for value in sorted(said)]
    return found
