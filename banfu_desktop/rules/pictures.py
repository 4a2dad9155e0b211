"""How much memory a picture takes while it is drawn, told from its head before anything of it is unpacked."""

from typing import Any

MOST_BYTES = 180_000_000
"""Bytes a picture may take while it is drawn: A4 in colour at 600 dots an inch. Beside the window that stays
under 500 MB; a picture that takes more is kept, but not drawn."""
_ROWS_A_STRIP, _BITS, _SAMPLES, _TILE_WIDTH, _TILE_HEIGHT = 278, 258, 277, 322, 323
_ONE_BYTE, _TWO_BYTES = ("1", "L", "P"), ("I;16", "I;16L", "I;16B")


def drawing_bytes(image: Any, content: bytes) -> int:
    """Bytes that decoding the frame at hand takes.

    A JPEG in one scan is decoded small and takes next to nothing; one in several scans (progressive) keeps
    every coefficient of the full size. A TIFF unpacks a whole strip or tile beside the picture.

    Args:
        image: a picture as Pillow opens it.
        content: the file it was opened from.
    """
    pixels = image.width * image.height
    if image.format == "JPEG":
        return _coefficients(image, pixels) if _several_scans(image, content) else 0
    size = 1 if image.mode in _ONE_BYTE else 2 if image.mode in _TWO_BYTES else 4
    return int(pixels * size) + (_strip(image) if image.format == "TIFF" else 0)


def _coefficients(image: Any, pixels: int) -> int:
    """Two bytes for each sample; colours are sampled more thinly than brightness."""
    samples = [wide * high for _, wide, high, _ in image.layer]
    return int(2 * pixels * sum(samples) / max(samples))


def _several_scans(image: Any, content: bytes) -> bool:
    """Whether the first scan holds less than the whole picture."""
    if "progressive" in image.info:
        return True
    place = 2
    while place + 4 < len(content) and content[place] == 0xFF:
        if content[place + 1] == 0xDA:
            return bool(content[place + 4] < image.layers)
        filler = content[place + 1] == 0xFF
        place += 1 if filler else 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return True  # not how a JPEG is written: better not


def _strip(image: Any) -> int:
    tags = image.tag_v2
    wide = max(image.width, tags.get(_TILE_WIDTH, 0))
    high = tags.get(_TILE_HEIGHT) or min(image.height, tags.get(_ROWS_A_STRIP, image.height))
    bits = tags.get(_BITS, (1,))
    return int(wide * high * max(sum(bits), bits[0] * tags.get(_SAMPLES, 1)) / 8)
