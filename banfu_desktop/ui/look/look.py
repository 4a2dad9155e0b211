"""How the window looks: colours, sizes, fonts, icons and the one style sheet made from them."""

import re
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from banfu_desktop.ui.look.style import STYLE

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from banfu_desktop.ui.page.days import Days

GROUND, CARD, LINE, FRAME = "#F5F6F8", "#FFFFFF", "#E2E6EA", "#C6CED6"
TEXT, SECONDARY, FAINT = "#1D2733", "#5F6B7A", "#A3ACB7"
ACCENT, ACCENT_GROUND, ACCENT_DARK = "#2B6E5B", "#E6F1ED", "#225848"
AMBER, RED = "#986500", "#B42318"

BUNDLED_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
SYSTEM_FONTS = ("Microsoft YaHei UI", "PingFang SC")
"""Drawn for the screen by the system's makers; anything else is worse than what we bring along."""
_LETTERS = 14
"""Pixels of a text at standard size."""
_SHEET = "style-sheet"
"""The application's property that holds the sheet its windows wear."""
_FAMILY, _CHINESE = "bundled-family", "chinese"
"""Its properties that hold the family of the bundled fonts, once loaded, and that Qt speaks Chinese."""


class Tone(Enum):
    """The colours of a chip: (text, ground). A chip always has words, so colour never speaks alone."""

    GREY = SECONDARY, "#EEF0F3"
    GREEN = ACCENT, ACCENT_GROUND
    BLUE = "#1F5FA8", "#E7F0FA"
    AMBER = AMBER, "#FFF4D6"
    RED = RED, "#FDECEA"

    @property
    def text(self) -> str:
        """The colour of the words."""
        return self.value[0]

    @property
    def ground(self) -> str:
        """The colour behind them."""
        return self.value[1]


class Scale(Enum):
    """How large everything is drawn; a setting."""

    STANDARD = "标准", 1.0
    LARGE = "大", 1.15
    HUGE = "特大", 1.3

    @property
    def label(self) -> str:
        """As the settings page says it."""
        return self.value[0]

    @property
    def factor(self) -> float:
        """What standard sizes are multiplied with."""
        return self.value[1]


@dataclass
class Look:
    """Fonts, icons and sizes for one program run; `resources` is the folder that holds icons/ and fonts/."""

    resources: Path
    scale: Scale = Scale.STANDARD
    days: "Days | None" = None
    """What day it is, for fields that take one; the context gives it."""

    def __post_init__(self) -> None:
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        self._family = ""

    def px(self, size: float) -> int:
        """A standard size in pixels, scaled."""
        return round(size * self.scale.factor)

    def apply(self, app: QApplication) -> None:
        """Dress the whole program; call again after the scale has changed."""
        if not self._family:
            self._family = self._find_family()
            if app.style().name() != "fusion":
                app.setStyle("fusion")
        font = QFont(self._family)
        font.setPixelSize(self.px(_LETTERS))
        app.setFont(font)
        app.setProperty(_SHEET, self._style_sheet())
        for window in app.topLevelWidgets():
            if window.styleSheet():
                dress(window)

    def icon(self, name: str, colour: str = TEXT, *, checked: str = "") -> "QIcon":
        """An outline icon of resources/icons by its file name, in a colour; greyed when disabled.

        `checked` is its colour on a button that is pressed down.
        """
        from banfu_desktop.ui.look.icons import make_icon

        key = (name, colour, checked)
        if key not in self._icons:
            file = self.resources / "icons" / f"{name}.svg"
            self._icons[key] = make_icon(file, self.px(20), colour, FAINT, checked)
        return self._icons[key]

    def _find_family(self) -> str:
        if sys.platform != "linux":
            for family in SYSTEM_FONTS:
                if QFontDatabase.hasFamily(family):
                    return family
        return self._load_bundled()

    def _load_bundled(self) -> str:
        """Load the fonts, once an application: each time they are loaded Qt holds all of them once more."""
        app = QGuiApplication.instance()
        if app is not None and (loaded := app.property(_FAMILY)):
            return str(loaded)
        family = QGuiApplication.font().family()
        for file in reversed(BUNDLED_FONTS):
            number = QFontDatabase.addApplicationFont(str(self.resources / "fonts" / file))
            family = next(iter(QFontDatabase.applicationFontFamilies(number)), family)
        if app is not None:
            app.setProperty(_FAMILY, family)
        return family

    def _style_sheet(self) -> str:
        """The style sheet with `14px` and the like scaled and `@name` replaced by its colour."""
        colours = {**_COLOURS, "icons": (self.resources / "icons").as_posix()}
        sheet = re.sub(r"\b(\d+)px", lambda size: f"{self._line_or_size(int(size[1]))}px", STYLE + _CHIPS)
        return re.sub(r"@([a-z-]+)", lambda name: colours[name[1]], sheet)

    def _line_or_size(self, size: int) -> int:
        """Hair lines and focus rings stay as thin as they are."""
        return size if size < 3 else self.px(size)


def drawn(pixels: int) -> int:
    """A length at standard size as the program is drawn now, for boxes that come before there is a Look."""
    letters = QApplication.font().pixelSize()
    return pixels if letters < 0 else round(pixels * letters / _LETTERS)


def dress(window: QWidget) -> None:
    """Put the style sheet on a window that has no parent to take it from.

    Windows wear it, not the application: under an application's sheet Qt styles a part of a page anew at each
    step of putting the page together, which took two thirds of the time that a page needs.
    """
    app = QApplication.instance()
    window.setStyleSheet("" if app is None else str(app.property(_SHEET) or ""))


_CHIPS = "".join(
    f'QLabel[tone="{tone.name}"] {{ color: {tone.text}; background: {tone.ground}; }}\n' for tone in Tone
)
_COLOURS = {
    "ground": GROUND,
    "card": CARD,
    "line": LINE,
    "frame": FRAME,
    "text": TEXT,
    "secondary": SECONDARY,
    "faint": FAINT,
    "scroll": "#D3D9DF",
    "accent": ACCENT,
    "accent-ground": ACCENT_GROUND,
    "accent-dark": ACCENT_DARK,
    "amber": AMBER,
    "amber-ground": Tone.AMBER.ground,
    "red": RED,
    "red-ground": Tone.RED.ground,
    "grey-ground": Tone.GREY.ground,
}


def speak_chinese(app: QApplication) -> None:
    """Qt's own buttons, menus and dates in Chinese, whatever the system speaks."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.property(_CHINESE):
        return
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
        app.setProperty(_CHINESE, True)


def set_palette(app: QApplication) -> None:
    """Colours for what a style sheet does not reach (calendar, file dialog, text selection).

    Not part of `Look.apply`: QPalette brings all of Qt's enums with it, which takes as long as a first paint.
    """
    palette = QPalette(QColor(GROUND))
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, GROUND),
        (roles.Base, CARD),
        (roles.AlternateBase, GROUND),
        (roles.WindowText, TEXT),
        (roles.Text, TEXT),
        (roles.ButtonText, TEXT),
        (roles.PlaceholderText, SECONDARY),
        (roles.Highlight, ACCENT),
        (roles.HighlightedText, CARD),
        (roles.Accent, ACCENT),
        (roles.ToolTipBase, TEXT),
        (roles.ToolTipText, CARD),
        (roles.Link, ACCENT),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(FAINT))
    app.setPalette(palette)
