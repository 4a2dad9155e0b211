"""Pictures and first pages made small: upright, in plain colours, never decoded larger than needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from banfu_desktop.printing.preview import PageImage, opened
from banfu_desktop.rules.attachments import MOST_PIXELS, FileKind
from banfu_desktop.rules.pictures import MOST_BYTES, drawing_bytes

if TYPE_CHECKING:
    from PIL.Image import Image

_ORIENTATION, _TURNED = 0x0112, (5, 6, 7, 8)
_END = b"\xff\xd9"
"""The end mark of a JPEG; given one, what there is of a truncated photograph is shown, the rest is grey."""
_ONE_AT_A_TIME = Lock()
"""Two large pictures at once (a thumbnail while a claim is printed) would take twice the memory."""
_BLOCK = 64 * 2**20
"""Bytes of the blocks a large picture is held in: large enough that each goes back to the system when it is
freed; smaller ones stay with the thread that drew it, and the next thread takes as much again."""
_BAND = 2_000_000
"""Pixels of a picture that are looked at in one go."""
Size = tuple[int, int]


class UndrawableError(Exception):
    """A file that cannot be drawn: damaged, with a password, too large, or of a kind nobody here draws."""


@contextmanager
def picture(content: bytes, kind: FileKind) -> "Iterator[Image]":
    """A picture of a kind, open but not yet decoded; no other thread has one open meanwhile.

    Raises:
        UndrawableError: not such a picture, or too large; see bearable.
    """
    from PIL import Image

    if kind is FileKind.HEIF:
        import pi_heif

        pi_heif.register_heif_opener()
    Image.core.set_block_size(_BLOCK)  # type: ignore[attr-defined]  # documented, but not exported
    whole = content if kind is not FileKind.JPEG or _END in content else content + _END
    try:
        with _ONE_AT_A_TIME, Image.open(BytesIO(whole), formats=(kind.name,)) as image:
            bearable(image, content)
            yield image
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UndrawableError(str(error)) from error


def bearable(image: "Image", content: bytes) -> None:
    """Refuse a frame that would take too much memory; every frame of a TIFF has a size of its own.

    Raises:
        UndrawableError: of more than MOST_PIXELS (unless it is decoded small), or more than MOST_BYTES.
    """
    too_many = image.format != "JPEG" and image.width * image.height > MOST_PIXELS
    if too_many or drawing_bytes(image, content) > MOST_BYTES:
        raise UndrawableError("too large")


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
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    image.draft("RGB", size)
    orientation = image.getexif().get(_ORIENTATION, 1)
    small = _smaller(image, size)
    small.getexif()[_ORIENTATION] = orientation
    return ImageOps.exif_transpose(small)


def _smaller(image: "Image", target: Size) -> "Image":
    """The picture at a size, in grey or RGB: laid on white and reduced in bands, so that no second copy of
    the whole is ever made."""
    from PIL import Image as Pillow

    image.load()
    factor = max(1, min(image.width // target[0], image.height // target[1]) // 2)
    band = factor * max(1, _BAND // (image.width * factor))
    canvas: Image | None = None
    for top in range(0, image.height, band):
        part = _on_white(image.crop((0, top, image.width, min(image.height, top + band)))).reduce(factor)
        size = part.width, -(-image.height // factor)
        canvas = canvas or Pillow.new(part.mode, size)
        canvas.paste(part, (0, top // factor))
    assert canvas is not None  # a picture has a row
    canvas.info = {}
    return canvas.resize(target, box=(0, 0, image.width / factor, image.height / factor))


def _on_white(image: "Image") -> "Image":
    from PIL import Image as Pillow

    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a point
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "RGBA", "LA", "PA"):
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
    """The fourth byte is 255: Qt, scaling smoothly, takes it for how opaque a point is."""
    return PageImage(image.width, image.height, image.convert("RGB").convert("RGBA").tobytes("raw", "BGRA"))


def _first_page(content: bytes, side: int) -> PageImage:
    from pypdfium2 import PdfiumError

    try:
        with opened(content) as document:
            page = document[0]
            bitmap = page.render(scale=side / max(1.0, *page.get_size()), prefer_bgrx=True)
            return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer))
    except (PdfiumError, IndexError) as error:
        raise UndrawableError(str(error)) from error
