"""The panel at the right of a county's list: what is chosen, in words, with its deeds below."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QWidget

from banfu_desktop.ui.look.look import SECONDARY, Look, Tone
from banfu_desktop.ui.look.widgets import Chip, column, emptied, icon_button, label, named, row
from banfu_desktop.ui.page.tab_order import first_stop


class SidePanel(QFrame):
    """A title with a chip, a body that scrolls, a foot that stays. `closed`: the clerk is done with it."""

    closed = Signal()

    def __init__(self, look: Look, says: str) -> None:
        super().__init__()
        named(self, "side-panel", says, look="card")
        self.look, px = look, look.px
        self.setFixedWidth(px(344))
        self._title = label("", "heading", name="panel-title", wrap=True)
        self._chip = Chip()
        close = icon_button(look.icon("x", SECONDARY), "panel-close", "关闭（Esc）", px(16))
        close.clicked.connect(self.closed)
        head = row(self._title, self._chip, None, close)
        head.setAlignment(close, Qt.AlignmentFlag.AlignTop)
        self._area = named(QScrollArea(), "panel-scroll", says)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = column(spacing=px(8))
        layout = column(head, self._area, self._foot, spacing=px(8))
        layout.setStretch(1, 1)
        layout.setContentsMargins(px(16), px(12), px(10), px(12))
        self.setLayout(layout)
        self.hide()

    def show_content(
        self,
        title: str,
        chip: str,
        tone: Tone,
        lines: Sequence[QWidget | QLayout | int | None],
        foot: Sequence[QWidget] = (),
    ) -> None:
        """Show something else."""
        self._title.setText(title)
        self._chip.show_chip(chip, tone)
        content = named(QWidget(), "panel-content", title, look="plain")
        layout = column(*lines, None, spacing=self.look.px(8))
        layout.setContentsMargins(0, 0, self.look.px(8), 0)
        content.setLayout(layout)
        self._area.setWidget(content)
        stops = first_stop(content) is not None  # else Tab would pass by what stands inside
        focus = Qt.FocusPolicy.NoFocus if stops else Qt.FocusPolicy.StrongFocus
        self._area.setFocusPolicy(focus)
        emptied(self._foot)
        for widget in foot:
            self._foot.addWidget(widget)
        self.show()

    def heading(self, text: str) -> QLabel:
        """A part's name."""
        return label(text, "strong", name="panel-heading")

    def text(self, text: str, look: str = "") -> QLabel:
        """A sentence that can be marked and copied."""
        shown = label(text, look, name="panel-text", wrap=True)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return shown
