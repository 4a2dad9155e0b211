"""Attachments on paper: a page each, upright, on A4, small enough, and never a crash."""

import random
import re
from io import BytesIO

import pytest
from PIL import Image

from banfu_desktop.printing.enclosures import File, Imprint, append, prepare
from banfu_desktop.printing.engine.pictures import UndrawableError, picture, shrunk, thumbnail
from banfu_desktop.printing.preview import page_count, page_image, page_size, page_text
from banfu_desktop.rules.attachments import FileKind
from banfu_desktop.rules.pictures import drawing_bytes
from tests.services import hostile_files as made

IMPRINT = Imprint("费用报销2026-001（谭䶮 其他费用）", "NMAX-V2J2")


def file(content: bytes, kind: FileKind = FileKind.JPEG, name: str = "a") -> File:
    return File(name, kind, lambda: content)


def printed(*files: File) -> bytes:
    return append(b"", prepare(files), IMPRINT)


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def colour_at(pdf: bytes, page: int, across: float, down: float) -> tuple[int, int, int]:
    """What is seen at a place of a page, as red, green and blue."""
    seen = page_image(pdf, page)
    at = (int(down * seen.height) * seen.width + int(across * seen.width)) * 4
    blue, green, red = seen.pixels[at : at + 3]
    return red, green, blue


def test_nothing_enclosed_changes_nothing() -> None:
    assert append(b"the form", (), IMPRINT) == b"the form"


def test_pages_stand_or_lie_as_the_picture_does() -> None:
    pdf = printed(file(made.photograph((800, 600))), file(made.photograph((600, 800))))
    assert [tuple(map(round, page_size(pdf, page))) for page in (0, 1)] == [(842, 595), (595, 842)]


def test_a_photograph_stands_as_the_camera_was_held() -> None:
    image = Image.new("RGB", (1600, 1200), "navy")
    image.paste("darkred", (0, 0, 800, 1200))  # left half; turned by 90 degrees it is the upper one
    exif = Image.Exif()
    exif[0x0112] = 6
    pdf = printed(file(saved(image, "JPEG", exif=exif)))
    assert tuple(map(round, page_size(pdf, 0))) == (595, 842)
    assert colour_at(pdf, 0, 0.5, 0.3)[0] > 100
    assert colour_at(pdf, 0, 0.5, 0.7)[2] > 100


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
@pytest.mark.parametrize("side", [60, 2500])
def test_pictures_of_every_kind_are_drawn(mode: str, side: int) -> None:
    kind = "PNG" if mode in ("LA", "P", "RGBA", "I;16") else "TIFF"
    image = (
        Image.new("L", (side, side), 64).convert(mode)
        if mode != "I;16"
        else Image.new(mode, (side, side), 64 << 8)
    )
    if mode == "F":
        image = Image.new("F", (side, side), 64 * 256.0)
    pdf = printed(file(saved(image, kind), FileKind[kind]))
    wanted = 0 if mode == "1" else 64
    assert all(abs(part - wanted) < 12 or mode in ("1", "CMYK") for part in colour_at(pdf, 0, 0.5, 0.47)), (
        mode
    )


def test_clear_parts_are_white_paper() -> None:
    pdf = printed(file(saved(Image.new("RGBA", (900, 1200), (0, 0, 0, 0)), "PNG"), FileKind.PNG))
    assert colour_at(pdf, 0, 0.5, 0.5) == (255, 255, 255)


def test_every_page_of_a_tiff_and_of_a_pdf_is_there_and_numbered() -> None:
    frames = [Image.new("RGB", (300, 400), name) for name in ("navy", "darkred", "olive")]
    tiff = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    two = printed(file(made.photograph()), file(made.photograph(seed=2)))
    pdf = printed(file(tiff, FileKind.TIFF, "扫描"), file(two, FileKind.PDF, "两页"))
    assert page_count(pdf) == 5
    said = [page_text(pdf, page) for page in range(5)]
    assert "附件 1/2　第 3 页　共 3 页" in said[2]
    assert "附件 2/2　第 2 页　共 2 页" in said[4]
    assert all("NMAX-V2J2" in text for text in said)


def test_the_text_of_a_pdf_stays_text() -> None:
    form = printed(file(made.ofd(), FileKind.OFD, "电子客票.ofd"))
    assert "电子客票.ofd" in page_text(printed(file(form, FileKind.PDF)), 0)


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (made.ofd(), FileKind.OFD, "OFD文件要用它自己的阅读器打开"),
        (made.locked_pdf(), FileKind.PDF, "文件有密码，或已损坏"),
        (b"%PDF-1.4 nothing", FileKind.PDF, "文件有密码，或已损坏"),
        (b"\xff\xd8\xff nothing", FileKind.JPEG, "图片打不开，或者点数太多"),
        (made.png(20_000, 20_000, 1, 0), FileKind.PNG, "图片打不开，或者点数太多"),
        (made.jpeg_that_says(20_000, progressive=True), FileKind.JPEG, "图片打不开，或者点数太多"),
    ],
)
def test_what_cannot_be_drawn_has_a_page_that_says_so(content: bytes, kind: FileKind, reason: str) -> None:
    pdf = printed(file(content, kind, "某文件"))
    said = page_text(pdf, 0)
    assert page_count(pdf) == 1
    assert "附件 1：某文件" in said
    assert reason in said
    assert "单独打印" in said
    assert thumbnail(content, kind, 160) is None


def test_a_pdf_of_very_many_pages_is_not_merged() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    for _ in range(201):
        canvas.showPage()
    canvas.save()
    assert "有 201 页，太多了" in page_text(printed(file(out.getvalue(), FileKind.PDF)), 0)


def test_a_photograph_cut_short_shows_what_there_is() -> None:
    content = made.photograph((1600, 1200))
    pdf = printed(file(content[: len(content) // 2]))
    assert colour_at(pdf, 0, 0.5, 0.2) != (255, 255, 255)
    assert thumbnail(content[: len(content) // 2], FileKind.JPEG, 160) is not None


def test_a_later_frame_larger_than_the_first_is_weighed_too() -> None:
    tiff = saved(
        Image.new("1", (10, 10)), "TIFF", save_all=True, append_images=[Image.new("1", (9_000, 9_000))]
    )
    assert "点数太多" in page_text(printed(file(tiff, FileKind.TIFF)), 0)


def test_thirty_photographs_stay_under_ten_megabytes() -> None:
    photos = [file(made.photograph((1600, 1200), seed=n, quality=95)) for n in range(30)]
    pdf = printed(*photos)
    assert page_count(pdf) == 30
    assert len(pdf) <= 10_000_000


def test_the_same_files_give_the_same_bytes_without_a_mark_of_their_time() -> None:
    first, second = (printed(file(made.photograph()), file(made.JAVASCRIPT_PDF, FileKind.PDF)) for _ in "ab")
    assert first == second
    assert not re.search(rb"/JavaScript|app\.alert", first)


def test_a_small_picture_is_not_blown_up() -> None:
    pdf = printed(file(saved(Image.new("RGB", (96, 96), "navy"), "JPEG")))
    assert colour_at(pdf, 0, 0.5, 0.47)[2] > 100
    assert colour_at(pdf, 0, 0.35, 0.47) == (255, 255, 255)


def test_shrinking_keeps_the_proportions() -> None:
    with picture(made.photograph((4000, 1000)), FileKind.JPEG) as image:
        assert shrunk(image, (160, 160)).size == (160, 40)
    with pytest.raises(UndrawableError), picture(b"nothing", FileKind.BMP):
        pass


def test_a_picture_no_jpeg_of_which_is_small_enough_is_pressed_hardest() -> None:
    noise = Image.frombytes("RGB", (1400, 2000), random.Random(1).randbytes(1400 * 2000 * 3))
    heavy, light = (file(saved(one, "PNG"), FileKind.PNG) for one in (noise, Image.new("RGB", (8, 8))))
    (alone,) = prepare([heavy])
    among_many, *_ = prepare([heavy, *[light] * 39])
    assert among_many.pictures == alone.pictures
    pressed = alone.pictures[0][0], saved(Image.new("RGB", (8, 8)), "JPEG", quality=38)
    ours, hardest = (Image.open(BytesIO(content)).quantization for content in pressed)
    assert ours == hardest


def test_a_jpeg_in_several_plain_scans_is_weighed_as_a_progressive_one() -> None:
    plain, colours = made.jpeg_that_says(9_000), made.jpeg_that_says(9_000, progressive=True)
    for content, heavy in (
        (plain, False),
        (colours, True),
        (one_colour_a_scan(plain), True),
        (broken(plain), True),
    ):
        with Image.open(BytesIO(content)) as image:
            assert (drawing_bytes(image, content) > 180_000_000) is heavy


def one_colour_a_scan(content: bytes) -> bytes:
    """The same head over a scan of one colour alone."""
    at = content.index(b"\xff\xda")
    return content[:at] + b"\xff\xff\xda\0\x08\x01\x01\0\0\x3f\0" + content[at + 14 :]


def broken(content: bytes) -> bytes:
    """Something else where a mark should stand."""
    at = content.index(b"\xff\xda")
    return content[:at] + b"\0\0\0\0\0\0"


def test_the_first_page_of_a_pdf_is_its_thumbnail() -> None:
    seen = thumbnail(made.JAVASCRIPT_PDF, FileKind.PDF, 160)
    assert seen is not None
    assert (seen.width, seen.height) == (120, 160)


@pytest.mark.parametrize(
    ("content", "kind"), [(made.photograph(), FileKind.JPEG), (made.JAVASCRIPT_PDF, FileKind.PDF)]
)
def test_a_thumbnail_is_opaque_all_over(content: bytes, kind: FileKind) -> None:
    seen = thumbnail(content, kind, 56)
    assert seen is not None
    assert set(seen.pixels[3::4]) == {255}
