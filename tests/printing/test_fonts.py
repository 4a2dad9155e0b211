"""Every character is printed or named: rare names from bundled faces, rarer ones from the machine's."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from banfu_desktop.paths import resources
from banfu_desktop.printing.engine.blocks import Document, Paragraph
from banfu_desktop.printing.engine.embedding import EmbeddedFont
from banfu_desktop.printing.engine.fonts import missing, runs, visible
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.preview import page_text
from banfu_desktop.rules.errors import UserError

NO_FONT_HAS = "\u0378"
EXTENSION_H = "\U00031350"


def test_the_bundled_song_face_has_the_rare_characters_of_names():
    assert missing("䶮㑇𬱖𬭎·①√×¥“”—…") == ()
    assert {name for name, _ in runs("䶮㑇𬱖𬭎", "serif")} == {"NotoSerifSC-Regular.ttf"}


def test_a_character_only_the_other_face_has_is_taken_from_there():
    assert runs("路𧾷边", "serif") == (
        ("NotoSerifSC-Regular.ttf", "路"),
        ("NotoSansSC-Regular.ttf", "𧾷"),
        ("NotoSerifSC-Regular.ttf", "边"),
    )


def test_what_no_font_has_is_named_with_the_text_it_stands_in():
    assert missing(f"钟{NO_FONT_HAS}新{NO_FONT_HAS}") == (NO_FONT_HAS,)
    with pytest.raises(UserError, match=f"“钟{NO_FONT_HAS}新”中的“{NO_FONT_HAS}”（U\\+0378）.*字体"):
        render([Document("花名册", (Paragraph(f"钟{NO_FONT_HAS}新"),))])


def test_invisible_characters_are_left_out_and_do_not_stop_the_printing():
    assert visible("钟\u200b立\ufeff新\ufe01\U000e0101\x07\t1\u00a02\r\n3") == "钟立新 1 2\n3"
    assert missing("钟\u200b立\ufeff新\n") == ()


def test_text_reads_back_beyond_the_basic_plane_and_across_many_subsets():
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
    text = page_text(
        render([Document("试印", (Paragraph("䶮 㑇 𬱖 𬭎 阿卜杜热合曼·买买提"), Paragraph(many)))]), 0
    )

    assert text.startswith("䶮 㑇 𬱖 𬭎 阿卜杜热合曼·买买提")
    assert many in text.replace("\n", "")


@pytest.mark.parametrize("name", ["NotoSerifSC-Regular.ttf", "NotoSansSC-Bold.ttf"])
def test_a_font_read_fast_is_read_as_reportlab_reads_it(name):
    path = str(resources() / "fonts" / name)
    fast, slow = EmbeddedFont(name, path).face, TTFont(name, path).face

    del slow.charToGlyph[0xA0], slow.charWidths[0xA0]  # its own copy of the space, which visible() replaces
    fast.charToGlyph.pop(0xA0, None)
    fast.charWidths.pop(0xA0, None)
    assert fast.charToGlyph == slow.charToGlyph
    assert fast.charWidths == slow.charWidths
    assert fast.glyphPos == slow.glyphPos
    assert fast.hmetrics == slow.hmetrics


def test_a_font_of_the_machine_is_used_for_what_the_bundled_lack(tmp_path):
    """In a process of its own: fonts are looked for once, in the folders of the user who runs it."""
    fonts = tmp_path / ".local" / "share" / "fonts" / "rare"
    fonts.mkdir(parents=True)
    (fonts / "HanaMinB.ttf").write_bytes(_with_character(EXTENSION_H))
    (fonts / "HanaMinA.ttf").write_bytes(b"OTTO, not a TrueType font")
    script = (
        "from banfu_desktop.printing.engine.blocks import *;"
        "from banfu_desktop.printing.preview import page_text;"
        "from banfu_desktop.printing.engine.render import render;"
        f"print(page_text(render([Document('试', (Paragraph('钟{EXTENSION_H}新'),))]), 0).split()[0])"
    )
    home = {**os.environ, "HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", script], env=home, capture_output=True, check=True)

    assert missing(EXTENSION_H) == (EXTENSION_H,)
    assert run.stdout.decode().strip() == f"钟{EXTENSION_H}新"


def _with_character(character: str) -> bytes:
    """A bundled font under another name, with one character put in the place of its last one."""
    font = bytearray(Path(resources(), "fonts", "NotoSansSC-Regular.ttf").read_bytes())
    for encoding in ("latin-1", "utf-16-be"):
        font = font.replace("NotoSansSC".encode(encoding), "RareSansSC".encode(encoding))
    count = struct.unpack_from(">H", font, 4)[0]
    directory = {bytes(font[at : at + 4]): at for at in range(12, 12 + 16 * count, 16)}
    cmap = struct.unpack_from(">L", font, directory[b"cmap"] + 8)[0]
    tables = struct.unpack_from(">H", font, cmap + 2)[0]
    starts = [cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * number)[0] for number in range(tables)]
    start = next(at for at in starts if struct.unpack_from(">H", font, at)[0] == 12)
    last = start + 16 + 12 * (struct.unpack_from(">L", font, start + 12)[0] - 1)
    struct.pack_into(">LLL", font, last, ord(character), ord(character), 100)
    return bytes(font)
