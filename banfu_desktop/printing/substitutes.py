"""Fonts for PDFs that name a Chinese font without carrying it: they are drawn with the program's own.

Railway tickets name SimSun and trust the reader to have it; without it pdfium draws nothing where the Chinese
stands. pdfium asks a table of callbacks for a font; this one answers for Chinese and hands everything else
on to pdfium's own table.
"""

import ctypes
from collections.abc import Mapping
from functools import cache
from typing import Any

from banfu_desktop.paths import resources

_SERIF, _SANS = "NotoSerifSC-Regular.ttf", "NotoSansSC-Regular.ttf"
_CHINESE = frozenset({134, 136})
"""Character sets (GB 2312, Big5) as Windows and pdfium number them."""
_SANS_NAMES = (b"hei", b"yahei", b"gothic", b"sans")
_HANDLES = {_SERIF: 0x10001, _SANS: 0x10002}
_NAMES: Mapping[int | None, str] = {handle: name for name, handle in _HANDLES.items()}


@cache
def install() -> None:
    """Have pdfium ask here first; once in a process, before its first page is drawn."""
    from pypdfium2 import raw

    default: Any = raw.FPDF_GetDefaultSystemFontInfo()
    table = _Table(default)
    raw.FPDF_SetSystemFontInfo(ctypes.byref(table.info))
    _KEPT.append(table)  # pdfium keeps a pointer to it


_KEPT: list[object] = []


class _Table:
    """The callbacks pdfium is given."""

    def __init__(self, default: Any) -> None:
        from pypdfium2 import raw

        self._default = default
        info = raw.FPDF_SYSFONTINFO()
        types = dict(raw.FPDF_SYSFONTINFO._fields_)
        info.version = 1
        self._callbacks = {
            "Release": types["Release"](lambda _this: None),
            "EnumFonts": types["EnumFonts"](lambda _this, mapper: self._ask("EnumFonts", mapper)),
            "MapFont": types["MapFont"](self._map),
            "GetFont": types["GetFont"](lambda _this, face: self._ask("GetFont", face)),
            "GetFontData": types["GetFontData"](self._data),
            "GetFaceName": types["GetFaceName"](self._face),
            "GetFontCharset": types["GetFontCharset"](self._charset),
            "DeleteFont": types["DeleteFont"](self._delete),
        }
        for name, callback in self._callbacks.items():
            setattr(info, name, callback)
        self.info = info

    def _ask(self, name: str, *given: Any) -> Any:
        answer = getattr(self._default.contents, name)
        return answer(self._default, *given) if answer else None

    def _map(
        self, _this: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any
    ) -> int | None:
        if charset in _CHINESE:
            name = (ctypes.string_at(face) if face else b"").lower()
            return _HANDLES[_SANS if any(part in name for part in _SANS_NAMES) else _SERIF]
        font: int | None = self._ask("MapFont", weight, italic, charset, pitch, face, exact)
        return font

    def _data(self, _this: Any, font: int | None, table: int, buffer: Any, size: int) -> int:
        if font not in _NAMES:
            return int(self._ask("GetFontData", font, table, buffer, size) or 0)
        if table:  # pdfium asks for single tables of collections only; ours is a whole font
            return 0
        content = _read(_NAMES[font])
        if buffer and size >= len(content):
            ctypes.memmove(buffer, content, len(content))
        return len(content)

    def _face(self, _this: Any, font: int | None, buffer: Any, size: int) -> int:
        return 0 if font in _NAMES else int(self._ask("GetFaceName", font, buffer, size) or 0)

    def _charset(self, _this: Any, font: int | None) -> int:
        return min(_CHINESE) if font in _NAMES else int(self._ask("GetFontCharset", font) or 0)

    def _delete(self, _this: Any, font: int | None) -> None:
        if font not in _NAMES:
            self._ask("DeleteFont", font)


@cache
def _read(name: str) -> bytes:
    path = resources() / "fonts" / name
    return path.read_bytes() if path.is_file() else b""
