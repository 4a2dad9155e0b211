"""Asks in one box for what a county's register is founded by, and founds it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QDialog, QLayout, QLineEdit, QRadioButton, QWidget

from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.ui.boxes.dialogs import ANY_FILE, Dialogs
from banfu_desktop.ui.look.look import Look, dress
from banfu_desktop.ui.look.widgets import allow, button, column, label, named, restyle, row

DEED = "建立县里的登记"
_ABOUT = "县（市、区）在这里收各镇的上报包。建好以后生成县文件发给各镇。"
_NO_NAME, _NO_ADDRESS = "请先填写县（市、区）名", "请填写数据库地址"
_LONGEST = 100
_EXAMPLE = "postgresql+psycopg://banfu@localhost/banfu"
_PASSWORD = (
    "地址里不写口令，口令放在口令文件里：Linux 是 ~/.pgpass，Windows 是 %APPDATA%\\postgresql\\pgpass.conf"
)
_TOWNS = "名单 (*.xlsx *.xls *.et *.csv *.txt)"


@dataclass(frozen=True)
class CountyWish:
    """What was typed: a county to be founded.

    Attributes:
        towns: the file of its list of towns; None: imported later.
        database: the address of a PostgreSQL server; empty: the data lie in the folder.
    """

    folder: Path
    name: str
    code: str
    document_no: str
    towns: Path | None
    practice: bool
    database: str


class CountyBox(QDialog):
    """Accepted once the county stands; what is refused is said in the box, and nothing typed is lost.

    Args:
        folder: where its data are proposed to lie.
        place_in: where they go in a folder that was chosen; None: no other may be chosen.
        found: makes it; gives the rescue key, and the recovery key or an empty text.

    Attributes:
        wish: what it was founded by.
        keys: what `found` gave.
    """

    def __init__(
        self,
        look: Look,
        dialogs: Dialogs,
        folder: Path,
        place_in: Callable[[Path], Path] | None,
        found: Callable[[CountyWish], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "county-box", DEED)
        self.setWindowTitle(DEED)
        if parent is None:
            dress(self)  # measured below in the letters it is drawn in
        self._look, self._dialogs, self._place_in, self._found = look, dialogs, place_in, found
        self._folder = folder
        self._towns: Path | None = None
        self.keys = ("", "")
        px = look.px
        self._said = label("", "field-error", name="county-said", wrap=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._said.setMinimumHeight(px(40))
        self._confirm = button(DEED, "confirm", look="primary")
        self._confirm.setDefault(True)
        self._confirm.clicked.connect(self._check)
        cancel = button("取消", "cancel")
        cancel.clicked.connect(self.reject)
        layout = column(
            label(DEED, "heading"),
            label(_ABOUT, "secondary", name="about", wrap=True),
            self._names(),
            self._places(),
            self._database(),
            self._said,
            row(None, cancel, self._confirm),
            spacing=px(10),
        )
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.setFixedSize(px(600), layout.totalHeightForWidth(px(600)))
        self._refresh()
        self._name.setFocus()

    @property
    def wish(self) -> CountyWish:
        """What stands in the box."""
        return CountyWish(
            self._folder, self._name.text().strip(), self._code.text().strip(), self._number.text().strip(),
            self._towns, self._practice.isChecked(),
            self._address.text().strip() if self._server.isChecked() else "",
        )  # fmt: skip

    # What it is made of.

    def _line(self, name: str, says: str, example: str = "") -> tuple[QLineEdit, QLayout]:
        line = named(QLineEdit(), name, says)
        line.setMaxLength(_LONGEST)
        line.setPlaceholderText(example)
        line.textChanged.connect(self._refresh)
        told = label(says, name=f"{name}-label")
        told.setBuddy(line)
        return line, column(told, line, spacing=self._look.px(4))

    def _names(self) -> QLayout:
        self._name, name = self._line("county-name", "县（市、区）名 *", "新丰县")
        self._code, code = self._line("county-code", "行政区划代码", "440233")
        self._number, number = self._line("document-no", "依据的通知文号", "没有也可以")
        pair = row(name, code, number, spacing=self._look.px(12))
        for place, share in enumerate((4, 3, 4)):
            pair.setStretch(place, share)
        return pair

    def _places(self) -> QLayout:
        self._place = label(str(self._folder), "secondary", name="county-folder", wrap=True)
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        other = button("更改…", "choose-county-folder")
        other.clicked.connect(self._choose_folder)
        other.setHidden(self._place_in is None)
        self._list = label("没有也可以，以后在“镇街名册”导入", "secondary", name="county-towns", wrap=True)
        choose = button("选择…", "choose-towns", tip="每行一个镇：镇名、代码、类别、帮扶单位（用顿号分开）")
        choose.clicked.connect(self._choose_towns)
        where, towns = row(self._place, other), row(self._list, choose)
        for pair in (where, towns):
            pair.setStretch(0, 1)
        self._practice = named(QCheckBox("练习用，只收练习的上报包"), "practice", "练习用，只收练习的上报包")
        return column(
            label("文件夹（密钥和收下的上报包在里面）", name="county-folder-label"),
            where,
            label("各镇名单", name="county-towns-label"),
            towns,
            self._practice,
            spacing=self._look.px(4),
        )

    def _database(self) -> QLayout:
        here = QRadioButton("在上面的文件夹里，加密（一般选这个）")
        named(here, "in-folder", here.text())
        here.setChecked(True)
        self._server = QRadioButton("在 PostgreSQL 服务器上（有管理员的市、省）")
        named(self._server, "on-server", self._server.text())
        self._choice = QButtonGroup(self)
        for each in (here, self._server):
            self._choice.addButton(each)
        self._address = named(QLineEdit(), "database", "数据库地址")
        self._address.setPlaceholderText(_EXAMPLE)
        self._address.setMaxLength(5 * _LONGEST)
        self._address.textChanged.connect(self._refresh)
        self._server.toggled.connect(self._refresh)
        return column(
            label("汇总的数据放在", name="database-label"), here, self._server, self._address,
            spacing=self._look.px(4),
        )  # fmt: skip

    # What is done in it.

    def _choose_folder(self) -> None:
        chosen = self._dialogs.open_folder("县里的数据放在哪个文件夹")
        if chosen is not None and self._place_in is not None:
            self._folder = self._place_in(chosen)
            self._place.setText(str(self._folder))
            self._refresh()

    def _choose_towns(self) -> None:
        path = self._dialogs.open_file("选择各镇名单", f"{_TOWNS};;{ANY_FILE}")
        if path is not None:
            self._towns = path
            self._list.setText(path.name)
            self._refresh()

    def _refresh(self) -> None:
        self._show(_PASSWORD if self._server.isChecked() else "", "secondary")
        self._address.setEnabled(self._server.isChecked())
        missing = "" if self._name.text().strip() else _NO_NAME
        if not missing and self._server.isChecked() and not self._address.text().strip():
            missing = _NO_ADDRESS
        allow(self._confirm, missing)

    def _check(self) -> None:
        """Found it; what is refused, and trouble with the disk or the server, is said below the fields."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self.keys = self._found(self.wish)
        except (UserError, MachineError) as error:
            self._show(str(error), "field-error")
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.accept()

    def _show(self, text: str, look: str) -> None:
        """A hint or a refusal below the fields; the box grows where it needs more lines."""
        self._said.setText(text)
        self._said.setAccessibleName(text)
        restyle(self._said, look=look)
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(max(self.height(), layout.totalHeightForWidth(self.width())))
