"""Where the lines of a wrapped text break: no character stands alone on the last line of a paragraph."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_ALONE, _MOST_SPARED = 2, 6
"""So few characters are alone; so many characters' width is given up for company at most."""


def last_lines_in_company(text: str, font: QFont, width: int) -> int:
    """By how many pixels a text is made narrower so that no last line is a character or two; 0 where none is.

    It never takes a line more; where none of a few widths helps, the text stands as it is.
    """
    return _spared(text, font.toString(), width)


@lru_cache(maxsize=512)
def _spared(text: str, described: str, width: int) -> int:
    font = QFont()
    font.fromString(described)
    em = QFontMetricsF(font).horizontalAdvance("字")
    paragraphs = [one for one in text.split("\n") if len(one) * em > width]  # others stand on one line
    whole = [lines_of(one, font, width) for one in paragraphs]
    if all(len(lines[-1]) > _ALONE for lines in whole if len(lines) > 1):
        return 0
    for number in range(1, _MOST_SPARED + 1):
        narrower = [lines_of(one, font, width - number * em) for one in paragraphs]
        if [len(lines) for lines in narrower] == [len(lines) for lines in whole] and all(
            len(lines[-1]) > _ALONE for lines in narrower if len(lines) > 1
        ):
            return round(number * em)
    return 0


def lines_of(text: str, font: QFont, width: float) -> list[str]:
    """The lines a paragraph breaks into."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return lines or [text]
