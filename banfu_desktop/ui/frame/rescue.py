"""What to do when the office's file is damaged or gone: put one of the copies beside it in its place."""

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.services.keeping.rescue import Day, Missing, WayBack, lacking_words
from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.boxes.package_box import size_words
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, card, column, label, named, row
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView

_COLUMNS = (
    Field("until", "内容到", width=160),
    Field("made", "备份时间", width=160),
    Field("reason", "原因", width=130),
    Field("size", "大小", width=100),
)
_DAYS, _NAMES = 6, 4
"""How many days, and of a day how many kinds of deed, are told in full."""
_ABOUT = "可以恢复到下面的一份备份，最上面的一份内容最全。现有的文件会先另存到备份文件夹，不会丢掉。"
Lacks = Callable[[WayBack], Missing]


class _Line:
    """A copy in words."""

    def __init__(self, way: WayBack) -> None:
        self.way, copy = way, way.copy
        self.until = f"{way.until:%Y-%m-%d %H:%M}" if way.until else "没有内容"
        self.made, self.reason = f"{copy.made_at:%Y-%m-%d %H:%M}", copy.reason.label
        self.size = size_words(copy.size)


def lacks_words(missing: Missing, lacking: Sequence[str] = ()) -> str:
    """Which attachments are gone and which days' work has to be entered again, in sentences."""
    if lacking:
        whole = missing.complete and not missing.days
        rest = "除此以外，损坏之前登记的内容全部在内。" if whole else lacks_words(missing)
        return f"{lacking_words(lacking)}\n{rest}"
    told = len(missing.days) if len(missing.days) <= _DAYS + 1 else _DAYS
    lines = [_day_words(day) for day in missing.days[:told]]
    if more := missing.days[told:]:
        deeds = sum(len(day.deeds) for day in more)
        lines.append(f"{chinese_date(more[0].day)}至{chinese_date(more[-1].day)}：{deeds}项")
    if missing.complete and not lines:
        return "这份备份里什么都不缺：损坏之前登记的内容全部在内。"
    if missing.complete:
        return "\n".join(("恢复后需要重新登记：", *lines))
    if missing.written is None:
        return "原来的数据文件已不在，读不出缺哪几天。请核对“内容到”的时间，之后登记的内容需要重新登记。"
    until = f"损坏的文件最后写入于 {missing.written:%Y-%m-%d %H:%M}，它的操作留痕已读不全。"
    if lines:
        return "\n".join(("恢复后需要重新登记的，至少有：", *lines, f"{until}请核对到这一时间。"))
    return f"{until}从“内容到”的时间起，到这一时间止登记的内容需要重新登记。"


def _day_words(day: Day) -> str:
    kinds = Counter(day.deeds)
    names = "、".join(
        f"{name}{number}次" if number > 1 else name for name, number in list(kinds.items())[:_NAMES]
    )
    return f"{chinese_date(day.day)}：{len(day.deeds)}项（{names}{'等' if len(kinds) > _NAMES else ''}）"


class Rescue(QDialog):
    """Accepted with a copy chosen.

    Args:
        trouble: why the office does not open, in sentences.
        ways: the copies that can take its place, the one with the most work first; at least one.
        lacks: what a copy lacks of the office.
    """

    def __init__(
        self,
        look: Look,
        trouble: str,
        ways: Sequence[WayBack],
        lacks: Lacks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "rescue", "恢复办公数据")
        self.setWindowTitle("办公数据打不开")
        self._lacks = lacks
        self._model = TableModel(_COLUMNS)
        self._view = TableView(self._model, look, "备份")
        self._model.set_rows([_Line(way) for way in ways])
        self._missing = label("", name="missing", wrap=True)
        self._view.selectionModel().currentRowChanged.connect(self._tell)
        self._view.selectRow(0)
        self._lay_out(look.px, trouble)

    def _lay_out(self, px: Callable[[int], int], trouble: str) -> None:
        explanation = card(
            column(label(trouble, name="trouble", wrap=True)),
            "banner",
            trouble,
            look="banner-red",
            margin=px(12),
        )
        self._missing.setMinimumHeight(px(72))
        self._missing.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = column(
            label("办公数据打不开", "heading"),
            explanation,
            label(_ABOUT, "secondary", wrap=True),
            self._view,
            self._missing,
            self._buttons(),
            spacing=px(12),
        )
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.resize(px(640), px(560))

    @property
    def chosen(self) -> WayBack:
        """The copy that is to take the office's place."""
        line: _Line = self._model.row(max(0, self._view.currentIndex().row()))
        return line.way

    def _tell(self) -> None:
        self._missing.setText(lacks_words(self._lacks(self.chosen), self.chosen.lacking))

    def _buttons(self) -> QWidget:
        leave, restore = button("关闭程序", "leave"), button("恢复这一份", "restore", look="primary")
        leave.clicked.connect(self.reject)
        restore.clicked.connect(self.accept)
        restore.setDefault(True)
        restore.setFocus()
        holder = named(QWidget(), "buttons", "选择")
        holder.setLayout(row(None, leave, restore))
        return holder
