"""The month in seven steps: which are done, which is next, and the one green button that goes there."""

from PySide6.QtWidgets import QFrame

from banfu_desktop.rules.month_steps import MonthStrip
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import button, column, label, named, row
from banfu_desktop.ui.page.steps import Steps, take

_DONE = "本月各步都已办完"


class MonthStripCard(QFrame):
    """The card of the strip."""

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        named(self, "month-strip", "本月进度", look="card")
        px = ctx.look.px
        self._ctx = ctx
        self._strip: MonthStrip | None = None
        self._month = label("", "heading", name="strip-month")
        self._next = label("", "secondary", name="strip-next")
        self._deed = button("", "next-step", look="primary")
        self._deed.clicked.connect(self._go_next)
        self.steps = Steps(ctx)
        head = row(self._month, self._next, None, self._deed, spacing=px(12))
        content = column(head, self.steps, spacing=px(6))
        content.setContentsMargins(px(16), px(12), px(16), px(8))
        self.setLayout(content)

    def show_strip(self, strip: MonthStrip | None) -> None:
        """Show a month's steps; without a team there are none."""
        self._strip = strip
        self.setVisible(strip is not None)
        if strip is None:
            return
        self.steps.show_strip(strip)
        after = strip.next
        self._month.setText(strip.month.label)
        self._next.setText(f"下一步：{after.left}" if after is not None else _DONE)
        self._deed.setVisible(after is not None)
        if after is not None:
            self._deed.setText(after.button)
            self._deed.setAccessibleName(f"{after.button}：{after.left}")

    def _go_next(self) -> None:
        if self._strip is not None and self._strip.next is not None:
            take(self._ctx, self._strip.next, self._strip.month)
