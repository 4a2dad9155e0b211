"""Which font shows which character: the bundled faces, then rare-character fonts of the machine."""

import os
import re
import struct
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from banfu_desktop import paths
from banfu_desktop.rules.errors import MachineError, UserError

if TYPE_CHECKING:
    from banfu_desktop.printing.engine.embedding import EmbeddedFont

Face = Literal["serif", "bold", "sans", "fang", "kai", "title"]
"""The bundled faces, and those of official papers (仿宋, 楷体, 小标宋) that only the machine can have."""

_BUNDLED: dict[Face, tuple[str, ...]] = {
    "serif": ("NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"),
    "bold": ("NotoSansSC-Bold.ttf", "NotoSerifSC-Regular.ttf"),
    "sans": ("NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf"),
}
_OWN: dict[Face, dict[str, str]] = {
    "fang": {
        "fangsong_gb2312.ttf": "仿宋_GB2312", "simfang.ttf": "仿宋", "fzfsk.ttf": "方正仿宋",
        "fzfsjw.ttf": "方正仿宋",
    },
    "kai": {
        "kaiti_gb2312.ttf": "楷体_GB2312", "simkai.ttf": "楷体", "fzktk.ttf": "方正楷体",
        "fzktjw.ttf": "方正楷体",
    },
    "title": {
        "fzxbsjw.ttf": "方正小标宋", "fzxbsk.ttf": "方正小标宋", "fzxiaobiaosong-b05s.ttf": "方正小标宋",
    },
}  # fmt: skip
"""Fonts of official papers by file name, best first, with their names: of offices, Windows, UOS."""
FILES = tuple(dict.fromkeys(name for names in _BUNDLED.values() for name in names))
"""File names of the fonts in resources/fonts."""
_RARE = (
    "hanamina.ttf",
    "hanaminb.ttf",
    "simsun.ttc",
    "simsunb.ttf",
    "simsunextg.ttf",
    "mingliub.ttc",
    "plangothicp1-regular.ttf",
    "plangothicp2-regular.ttf",
    "babelstonehan.ttf",
    "droidsansfallbackfull.ttf",
    "dejavusans.ttf",
)
"""Fonts with rare characters, best first: file names of Debian, Windows and their makers in lower case."""


_AROUND = 10
"""How much of a long text is quoted on either side of a character that cannot be printed."""
_SELECTORS = frozenset((*range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_SELECTS = re.compile("[\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""The same: all that shows nothing and counts as printable."""


def visible(text: str) -> str:
    """The text without what shows nothing (controls, zero-width marks, variation selectors).

    Line breaks stay; a tab and a no-break space become spaces.
    """
    if text.isprintable() and (text.isascii() or _SELECTS.search(text) is None):
        return text
    return "".join(_plain(character) for character in text.replace("\r\n", "\n").replace("\r", "\n"))


def _plain(character: str) -> str:
    if character in "\t\u00a0":
        return " "
    hidden = ord(character) in _SELECTORS or unicodedata.category(character) in ("Cc", "Cf")
    return "" if hidden and character != "\n" else character


@lru_cache(maxsize=20_000)
def runs(text: str, face: Face) -> tuple[tuple[str, str], ...]:
    """Cut a text into (font name, part) such that each part's font has all its characters.

    Raises:
        UserError: a character no font has; the sentence names it and the text it stands in.
        MachineError: a bundled font file cannot be read.
    """
    if text and _usual(face).has_all(text):
        return ((next(_fonts(face)), text),)
    try:
        names = [_font_for(character, face) for character in text]
    except LookupError as lacking:
        raise _refusal(str(lacking.args[0]), text) from None
    parts = groupby(zip(names, text, strict=True), lambda pair: pair[0])
    return tuple((name, "".join(character for _, character in part)) for name, part in parts)


@lru_cache(maxsize=20_000)
def width(text: str, face: Face) -> float:
    """How wide a text is at a size of one point (raises as runs does)."""
    usual = _usual(face)
    if usual.has_all(text):
        return sum(map(usual.__getitem__, text))
    return sum(sum(map(_load(name).advance, part)) for name, part in runs(text, face))


def missing(text: str, face: Face = "serif") -> tuple[str, ...]:
    """The characters of a text that no font on this machine has, each once."""
    lacking = {}
    for character in visible(text).replace("\n", ""):
        try:
            _font_for(character, face)
        except LookupError:
            lacking[character] = True
    return tuple(lacking)


def _refusal(character: str, text: str) -> UserError:
    at = text.index(character)
    place = text[max(0, at - _AROUND) : at + _AROUND]
    return UserError(
        f"“{place}”中的“{character}”（U+{ord(character):04X}）没有可用的字体，无法打印",
        "请安装收有此字的字体（如花园明朝 HanaMin）后重试，或改用能显示的写法",
    )


class _Advances(dict[str, float]):
    """How wide the characters of a face's first font are at one point, read as they are asked for."""

    def __init__(self, font: "EmbeddedFont") -> None:
        super().__init__()
        self._font = font

    def has_all(self, text: str) -> bool:
        """Whether that font has every character of a text."""
        lacking = set(text).difference(self)
        for character in lacking:
            if not self._font.has(character):
                return False
            self[character] = self._font.advance(character)
        return True


@lru_cache(maxsize=8)
def _usual(face: Face) -> _Advances:
    return _Advances(_load(next(_fonts(face))))


@lru_cache(maxsize=20_000)
def _font_for(character: str, face: Face) -> str:
    for name in _fonts(face):
        if _load(name).has(character):
            return name
    raise LookupError(character)


def _fonts(face: Face) -> Iterator[str]:
    """Names of the fonts to ask, in order; the machine's folders are searched only when the bundled fail."""
    if face in _OWN:
        yield from (one.file for one in (own(face),) if one is not None)
    yield from _BUNDLED.get(face, _BUNDLED["serif"])
    yield from _usable_rare()


@dataclass(frozen=True)
class OwnFont:
    """A font of official papers found on this machine; `mark` is the beginning of its file's SHA-256."""

    file: str
    name: str
    mark: str


@lru_cache(maxsize=3)
def own(face: Face) -> OwnFont | None:
    """The machine's own font of a face of official papers; None where it has none that can be used."""
    files = _machine_files()
    with _ONE_AT_A_TIME:
        for file, name in _OWN[face].items():
            if file in files and (file in _loaded or _register(file, files[file])):
                return OwnFont(file, name, sha256(files[file].read_bytes()).hexdigest()[:16])
    return None


@lru_cache(maxsize=1)
def _machine_files() -> dict[str, Path]:
    """Font files of the machine by their names in lower case."""
    return {path.name.lower(): path for folder in _folders() for path in folder.rglob("*.[tT][tT][fFcC]")}


@lru_cache(maxsize=1)
def _usable_rare() -> tuple[str, ...]:
    files = _machine_files()
    with _ONE_AT_A_TIME:
        return tuple(name for name in _RARE if name in files and _register(name, files[name]))


def _folders() -> Iterator[Path]:
    """Where the system and its user keep fonts."""
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        yield Path(os.environ.get("LOCALAPPDATA", ""), "Microsoft", "Windows", "Fonts")
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
        yield from (Path.home() / ".local/share/fonts", Path.home() / ".fonts")


_loaded: dict[str, "EmbeddedFont"] = {}
_ONE_AT_A_TIME = Lock()  # a font registered twice while a page is drawn would spoil the page


def _load(name: str) -> "EmbeddedFont":
    if name not in _loaded:
        with _ONE_AT_A_TIME:
            if name not in _loaded and not _register(name, paths.resources() / "fonts" / name):
                raise MachineError(f"字体文件 {name} 缺失或损坏", advice="请重新安装本程序")
    return _loaded[name]


def _register(name: str, path: Path) -> bool:
    """Make a font file known to ReportLab; False when it cannot be read or has no TrueType outlines."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFError

    from banfu_desktop.printing.engine.embedding import EmbeddedFont

    try:
        font = EmbeddedFont(name, str(path))
    except (TTFError, OSError, ValueError, LookupError, struct.error):
        return False
    registerFont(font)
    _loaded[name] = font
    return True
