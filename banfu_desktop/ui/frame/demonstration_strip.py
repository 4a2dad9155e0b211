"""The strip above a demonstration: says that nothing here is real, offers the guide, and throws it away."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QFrame

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, label, named, row


class DemonstrationStrip(QFrame):
    """Stands over the window of the demonstration, whatever page is shown.

    Args:
        guide: begins the guide.
        end: closes the window and throws the demonstration away.
    """

    def __init__(
        self, look: Look, today: date, guide: Callable[[], object], end: Callable[[], object]
    ) -> None:
        super().__init__()
        said = f"人员和数字都是虚构的，这里的今天是{today.month}月{today.day}日。随便试，与真的数据无关。"
        named(self, "demonstration", f"演示：{said}", look="banner-amber")
        lead, away = button("五步引导", "demonstration-guide"), button("结束演示", "demonstration-end")
        lead.clicked.connect(guide)
        away.clicked.connect(end)
        away.setToolTip("关闭并删除演示数据；直接关窗口则留着，下次接着看")
        content = row(label("演示", "strong"), label(said, name="demonstration-said"), None, lead, away)
        content.setContentsMargins(look.px(24), look.px(4), look.px(16), look.px(4))
        self.setLayout(content)
