"""Colours can be read, sizes scale, icons take their colour."""

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo, QIcon, QImage
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.funds_charts import BurnDown
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.chart_view import ChartView
from banfu_desktop.ui.look.lines import lines_of
from banfu_desktop.ui.look.look import Look, Scale, Tone, dress
from banfu_desktop.ui.look.painting import fitting
from banfu_desktop.ui.look.widgets import Chip, button, clause_chip, label, row
from tests.ui.conftest import RESOURCES


def _luminance(colour: str) -> float:
    parts = [getattr(QColor(colour), f"{name}F")() for name in ("red", "green", "blue")]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(text: str, ground: str) -> float:
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [(text, ground) for text in (tokens.TEXT, tokens.SECONDARY) for ground in (tokens.GROUND, tokens.CARD)]
    + [(tone.text, tone.ground) for tone in Tone]
    + [(tokens.CARD, tokens.ACCENT), (tokens.CARD, tokens.RED), (tokens.TEXT, tokens.ACCENT_GROUND)],
)
def test_every_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert _contrast(text, ground) >= 4.5


def test_the_bundled_font_is_used_and_has_rare_characters(qapp: QApplication, ctx: Context) -> None:
    assert QFontInfo(QApplication.font()).family() == "Noto Sans SC"
    assert QApplication.font().pixelSize() == 14


def test_a_larger_scale_enlarges_text_and_boxes_but_not_hairlines_of(
    qapp: QApplication, qtbot: QtBot, ctx: Context
) -> None:
    window = QDialog()
    qtbot.addWidget(window)
    dress(window)
    look = Look(RESOURCES, Scale.HUGE)
    assert look.px(14) == 18
    look.apply(qapp)
    assert QApplication.font().pixelSize() == 18
    sheet = window.styleSheet()
    assert "border: 1px solid" in sheet
    assert "font-size: 26px" in sheet
    assert "@" not in sheet
    Look(RESOURCES).apply(qapp)


@pytest.mark.parametrize("scale", Scale)
def test_icons_on_buttons_grow_with_the_text(qtbot: QtBot, qapp: QApplication, scale: Scale) -> None:
    look = Look(RESOURCES, scale)
    look.apply(qapp)
    made = button("锁屏", "lock", icon=look.icon("lock"))
    qtbot.addWidget(made)
    dress(made)
    made.ensurePolished()
    assert made.iconSize().width() == look.px(16)
    Look(RESOURCES).apply(qapp)


def test_an_icon_is_drawn_in_the_colour_asked_for_and_greyed_when_disabled(
    qapp: QApplication, ctx: Context
) -> None:
    icon = ctx.look.icon("plus", tokens.RED)
    for mode, colour in ((QIcon.Mode.Normal, tokens.RED), (QIcon.Mode.Disabled, tokens.FAINT)):
        image = icon.pixmap(20, mode).toImage()
        drawn, wanted = image.pixelColor(image.width() // 2, image.height() // 2), QColor(colour)
        pairs = zip(drawn.getRgb()[:3], wanted.getRgb()[:3], strict=True)
        assert max(abs(one - other) for one, other in pairs) < 4


def test_a_missing_icon_is_our_mistake(ctx: Context) -> None:
    with pytest.raises(FileNotFoundError):
        ctx.look.icon("no-such-icon")


def test_a_clause_says_itself_in_a_sentence(qapp: QApplication) -> None:
    assert clause_chip("六(一)").toolTip() == "依据：通知第六(一)条"
    assert "自行决定" in clause_chip("本单位自定").toolTip()


def test_a_chip_is_as_low_as_its_text(qtbot: QtBot, ctx: Context) -> None:
    chip = Chip("已封存", Tone.GREEN)
    qtbot.addWidget(chip)
    dress(chip)
    chip.show()
    assert chip.height() <= 22
    plain = QLabel("<b>粗</b>")
    qtbot.addWidget(plain)
    dress(plain)
    plain.ensurePolished()
    assert plain.textFormat().name == "PlainText"


@pytest.mark.parametrize("scale", Scale)
def test_a_chip_is_round_at_every_size_of_the_letters(qtbot: QtBot, ctx: Context, scale: Scale) -> None:
    ctx.look.scale = scale
    ctx.look.apply(QApplication.instance())
    holder, chip = QDialog(), Chip("已封存", Tone.GREEN)
    qtbot.addWidget(holder)
    holder.setLayout(row(chip))
    dress(holder)
    holder.show()
    chip.show_chip("已封存", Tone.GREEN)
    drawn, at = holder.grab().toImage(), chip.geometry()
    ground = QColor(Tone.GREEN.ground)
    assert drawn.pixelColor(at.center().x(), at.top() + 1) == ground
    assert drawn.pixelColor(at.topLeft()) != ground, "Qt draws no corner whose radius is over half the height"


def test_a_box_without_a_window_is_dressed_as_one_with(qtbot: QtBot, ctx: Context) -> None:
    boxes = []

    class Box(QDialog):
        def exec(self) -> int:
            boxes.append(self.styleSheet())
            return 0

    Dialogs().run(Box())
    assert "QDialog" in boxes[0]


def test_a_long_name_gets_a_little_smaller_and_is_then_elided(qapp: QApplication) -> None:
    """Never so small that nobody can read it."""
    font = QFont(qapp.font())
    font.setPixelSize(14)
    assert fitting(font, "王芳", 400).pixelSize() == 14
    assert fitting(font, "阿卜杜热合曼·买买提", 40).pixelSize() == 12


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("wide", [456, 601, 777])
def test_a_dashed_line_of_a_chart_is_dashed_at_every_size(
    qtbot: QtBot, ctx: Context, scale: Scale, wide: int
) -> None:
    """Along the pace of a year there are gaps, and not more of them than line."""
    ctx.look.scale = scale
    view = ChartView(ctx.look)
    qtbot.addWidget(view)
    view.resize(ctx.look.px(wide), ctx.look.px(300))
    view.show_chart(BurnDown("账本", 2026, 365, ((0, 0), (1, 0)), 5_000_000))
    picture = QImage(view.size(), QImage.Format.Format_Grayscale8)
    picture.fill(QColor(tokens.CARD))
    view.render(picture)
    grey, line = bytes(picture.constBits()), picture.bytesPerLine()
    top, bottom = (line * round(view.height() * share) for share in (0.15, 0.85))
    columns = range(round(view.width() * 0.3), round(view.width() * 0.7))
    gaps = sum(min(grey[top + x : bottom : line]) > 190 for x in columns)
    assert 0.2 < gaps / len(columns) < 0.7


@pytest.mark.parametrize("scale", [Scale.STANDARD, Scale.HUGE])
def test_no_character_stands_alone_on_the_last_line(qtbot: QtBot, ctx: Context, scale: Scale) -> None:
    ctx.look.scale = scale
    ctx.look.apply(QApplication.instance())
    text = "旧钥匙为新钥匙签字认可。换了以后要重新生成县文件发给各镇，每个镇要再打一次电话核对核对码。"
    shown = label(text, wrap=True)
    qtbot.addWidget(shown)
    em = shown.fontMetrics().horizontalAdvance("字")
    for letters in range(12, 44):
        shown.resize(letters * em + 2, 400)
        lines = lines_of(text, shown.font(), shown.width() - shown.spared)
        assert len(lines) == len(lines_of(text, shown.font(), shown.width()))
        assert len(lines) == 1 or len(lines[-1]) > 2, (letters, lines)
