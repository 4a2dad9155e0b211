"""Pictures and first pages made small: upright, in plain colours, never decoded larger than needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from banfu_desktop.printing.preview import PageImage, opened
from banfu_desktop.rules.attachments import MOST_PIXELS, FileKind

if TYPE_CHECKING:
    from PIL.Image import Image

_ORIENTATION, _TURNED = 0x0112, (5, 6, 7, 8)
_END = b"\xff\xd9"
"""The end mark of a JPEG; given one, what there is of a truncated photograph is shown, the rest is grey."""
Size = tuple[int, int]


class UndrawableError(Exception):
    """A file that cannot be drawn: damaged, with a password, too large, or of a kind nobody here draws."""


@contextmanager
def picture(content: bytes, kind: FileKind) -> "Iterator[Image]":
    """A picture of a kind, open but not yet decoded.

    Raises:
        UndrawableError: not such a picture, or of more than MOST_PIXELS.
    """
    from PIL import Image

    whole = content if kind is not FileKind.JPEG or _END in content else content + _END
    try:
        with Image.open(BytesIO(whole), formats=(kind.name,)) as image:
            if kind is not FileKind.JPEG and image.width * image.height > MOST_PIXELS:
                raise UndrawableError("too many pixels")
            yield image
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UndrawableError(str(error)) from error


def upright_size(image: "Image") -> Size:
    """Width and height once the picture stands as the camera was held."""
    turned = image.getexif().get(_ORIENTATION) in _TURNED
    return (image.height, image.width) if turned else (image.width, image.height)


def shrunk(image: "Image", most: Size) -> "Image":
    """The frame at hand, upright, in grey or RGB on white, within a width and height in pixels.

    A JPEG is decoded at the next size above the one wanted, which takes a fraction of the time and memory.
    """
    from PIL import ImageOps

    width, height = upright_size(image)
    share = min(1.0, most[0] / width, most[1] / height)
    wanted = max(1, round(image.width * share)), max(1, round(image.height * share))
    image.draft("RGB", wanted)
    small = image.resize(wanted, reducing_gap=2.0) if image.mode not in ("1", "P") else _smooth(image, wanted)
    small.info, orientation = {}, image.getexif().get(_ORIENTATION, 1)
    small.getexif()[_ORIENTATION] = orientation
    return _on_white(ImageOps.exif_transpose(small))


def _smooth(image: "Image", wanted: Size) -> "Image":
    """Two colours or a palette become grey or RGB first, else thin lines would go."""
    return image.convert("L" if image.mode == "1" else "RGBA").resize(wanted, reducing_gap=2.0)


def _on_white(image: "Image") -> "Image":
    from PIL import Image as Pillow

    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a point
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA"):
        clear = image.convert("RGBA")
        white = Pillow.new("RGBA", clear.size, "white")
        return Pillow.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def thumbnail(content: bytes, kind: FileKind, side: int) -> PageImage | None:
    """A small picture within a square of `side` pixels; None when the file cannot be drawn."""
    try:
        if kind.is_picture:
            with picture(content, kind) as image:
                return _pixels(shrunk(image, (side, side)))
        return _first_page(content, side) if kind is FileKind.PDF else None
    except UndrawableError:
        return None


def _pixels(image: "Image") -> PageImage:
    return PageImage(image.width, image.height, image.convert("RGB").tobytes("raw", "BGRX"))


def _first_page(content: bytes, side: int) -> PageImage:
    from pypdfium2 import PdfiumError

    try:
        with opened(content) as document:
            page = document[0]
            bitmap = page.render(scale=side / max(1.0, *page.get_size()), prefer_bgrx=True)
            return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer))
    except (PdfiumError, IndexError) as error:
        raise UndrawableError(str(error)) from error
