"""Files nobody should have to fear: what clerks are sent, what broke on the way, what was made to harm."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image

MB = 2**20
JAVASCRIPT_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def photograph(size: tuple[int, int] = (640, 480), seed: int = 1, quality: int = 85, **how: object) -> bytes:
    """A JPEG with structure enough to be like a photograph; the same seed gives the same bytes."""
    small = Image.frombytes("RGB", (16, 12), bytes((seed * 37 + n * 101) % 256 for n in range(16 * 12 * 3)))
    out = io.BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).save(out, "JPEG", quality=quality, **how)
    return out.getvalue()


def png(width: int, height: int, depth: int = 8, colour: int = 2, row: bytes = b"") -> bytes:
    """A PNG of any size in one colour, packed row by row, so that making it needs no memory."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = b"\0" + (row or b"\x66" * -(-width * samples * depth // 8))
    packer, packed = zlib.compressobj(1), io.BytesIO()
    for _ in range(height):
        packed.write(packer.compress(line))
    packed.write(packer.flush())
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    palette = _chunk(b"PLTE", bytes(range(256)) * 3) + _chunk(b"tRNS", b"\x80" * 256) if colour == 3 else b""
    parts = (_chunk(b"IHDR", head), palette, _chunk(b"IDAT", packed.getvalue()), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def jpeg_that_says(side: int, **how: object) -> bytes:
    """A small JPEG whose head says that it is a square of so many pixels."""
    content = bytearray(photograph((64, 64), **how))
    at = next(content.index(mark) for mark in (b"\xff\xc0\0\x11", b"\xff\xc2\0\x11") if mark in content)
    content[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(content)


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt="secret")
    canvas.drawString(50, 700, "locked")
    canvas.save()
    return out.getvalue()


def ofd() -> bytes:
    """An OFD as far as the program looks at one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    return out.getvalue()


def zip_bomb() -> bytes:
    """A workbook of 128 MB in 128 KB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _ in range(128):
            sheet.write(bytes(MB))
    return out.getvalue()


def ten(folder: Path) -> dict[str, Path]:
    """The ten of the issue, in a folder."""
    made = {
        "zip bomb": ("明细.xlsx", zip_bomb()),
        "javascript": ("发票.pdf", JAVASCRIPT_PDF),
        "truncated": ("车票.jpg", photograph((1600, 1200))[:4000]),
        "huge": ("扫描.png", png(20_000, 20_000, colour=0)),
        "traversal": (".._.._.._etc_passwd.jpg", photograph(seed=2)),
        "empty": ("空.pdf", b""),
        "wrong ending": ("收据.docx", photograph(seed=3)),
        "password": ("行程单.pdf", locked_pdf()),
    }
    for name, content in made.values():
        (folder / name).write_bytes(content)
    found = {key: folder / name for key, (name, _) in made.items()}
    with (folder / "大.pdf").open("wb") as large:
        large.write(b"%PDF-1.7\n")
        large.truncate(500 * MB)
    (folder / "链接.jpg").symlink_to(folder / "车票.jpg")
    return found | {"500 MB": folder / "大.pdf", "symlink": folder / "链接.jpg"}


def tiff_in_one_strip(width: int, height: int) -> bytes:
    """A colour TIFF of one packed strip, so that whoever reads it unpacks all of it at once."""
    packer, packed = zlib.compressobj(9), io.BytesIO()
    for _ in range(height):
        packed.write(packer.compress(bytes(width * 3)))
    packed.write(packer.flush())
    strip = packed.getvalue()
    tags = {256: width, 257: height, 258: 8, 259: 8, 262: 2, 273: 8, 277: 3, 278: height, 279: len(strip)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items()))
    directory = struct.pack("<H", len(tags)) + entries + bytes(4)
    padded = strip + bytes(len(strip) % 2)
    return b"II*\0" + struct.pack("<I", 8 + len(padded)) + padded + directory
