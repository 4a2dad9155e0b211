"""The first run: choose the town and found the office, restore one from a package, or found a county."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from banfu_desktop.paths import DATA_FOLDER
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.services.keeping.county_folder import is_county
from banfu_desktop.ui.boxes.dialogs import ANY_FILE, Dialogs
from banfu_desktop.ui.frame.county_box import CountyBox, CountyWish
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.look.look import Look, dress
from banfu_desktop.ui.look.widgets import Combo, allow, button, card, column, label, named, row

_NO_TOWN = "请先选择所在镇（街）"
T = TypeVar("T")
PACKAGES = "上报包 (*.bfb)"
_ABOUT = "花名册、考勤、工作补助、上报包，都在这台电脑上办，不联网，数据全部加密。"

_MOVED = "换了电脑：点“更改…”，选从原来的电脑复制来的数据文件夹，或者U盘上的备份，再输入恢复卡上的密钥。"
_FROM_STICK = "“{place}”是县里数据的第二处备份，将恢复到 {folder}。请输入县里恢复卡上的恢复密钥。"
_COPIES = (
    "“{place}”里只有备份，没有办公数据。备份将复制到 {folder}，再用恢复卡打开，选一份恢复；原来的备份不动。"
)
COPIES = "帮扶办备份"
"""The folder of an office's copies on a stick (services/keeping/second_place.py)."""
COUNTY_FOLDER = "县里汇总数据"
"""The county's folder, made in one that holds other things."""


@dataclass(frozen=True)
class CountyWays:
    """What the first run can do for a county.

    Attributes:
        found: makes its folder; gives the rescue key, and the recovery key or an empty text.
        show_keys: shows what `found` gave, each key until it is on paper or put off on purpose.
        kept_in: the second place of a county's copies, where a folder is one or holds one; else None.
        bring_back: makes a county's folder out of such a place, by its recovery key.
    """

    found: Callable[[CountyWish], tuple[str, str]]
    show_keys: Callable[[CountyWish, tuple[str, str], QWidget | None], object]
    kept_in: Callable[[Path], Path | None]
    bring_back: Callable[[Path, Path, str], object]


@dataclass(frozen=True)
class Ways:
    """What the first run can do; each deed gives the recovery key as printed.

    Attributes:
        towns: those of annex 1.
        found: makes the office of a town, for a county's key file if there is one.
        restore: makes the office of a package, by what was typed off the recovery card or transfer sheet.
        needs_card: whether that is the card.
        print_card: previews and prints the recovery card with a key, for a town.
        printed: notes that the card is on paper, and whether it was typed back and is right.
        is_there: whether the folder holds an office or a county already.
        take_home: copies a folder of copies without an office to where the data go.
        county: what can be done for a county.
    """

    towns: tuple[str, ...]
    found: Callable[[str, Path | None], str]
    restore: Callable[[Path, str], tuple[str, str]]
    needs_card: Callable[[Path], bool]
    print_card: Callable[[str, str, QWidget], bool]
    printed: Callable[[bool], object]
    is_there: Callable[[], bool] = lambda: False
    take_home: Callable[[Path, Path], object] = lambda _place, _folder: None
    county: CountyWays | None = None


def data_folder_in(chosen: Path, name: str = DATA_FOLDER) -> Path:
    """Where the data go in a folder the clerk chose: itself where it is empty or theirs, else one in it."""
    own = (chosen / "office.db").exists() or chosen.name == name or is_county(chosen)
    try:
        own = own or not any(chosen.iterdir())
    except OSError:
        own = False
    return chosen if own else chosen / name


class Welcome(QDialog):
    """Accepted once there is an office.

    Attributes:
        folder: where its data are, or would be.
        wants_demonstration: whether the clerk would rather see the demonstration first; rejected then.

    Args:
        ways_of: what can be done in a data folder.
        note: what the clerk must know first, such as that the folder she chose is not there.
    """

    def __init__(
        self, look: Look, dialogs: Dialogs, folder: Path, ways_of: Callable[[Path], Ways], note: str = ""
    ) -> None:
        super().__init__()
        named(self, "welcome", "欢迎")
        dress(self)
        self.setWindowTitle("驻镇帮扶工作队办公助手")
        self._look, self._dialogs, self._ways_of = look, dialogs, ways_of
        self.folder, self._ways = folder, ways_of(folder)
        self.wants_demonstration = False
        self._key_file: Path | None = None
        px = look.px
        missing = label(note, "field-warning", name="folder-missing", wrap=True)
        missing.setVisible(bool(note))
        form = card(self._form(folder), "founding", "建立办公室")
        layout = column(
            label("驻镇帮扶工作队办公助手", "title"),
            label(_ABOUT, "secondary", wrap=True),
            missing,
            form,
            label(_MOVED, "secondary", name="moved", wrap=True),
            row(*self._others(), None, self._found_button()),
            spacing=px(16),
        )
        layout.setContentsMargins(px(32), px(28), px(32), px(28))
        self.setLayout(layout)
        self.setFixedSize(px(560), layout.totalHeightForWidth(px(560)))
        self._town.setFocus()

    def _form(self, folder: Path) -> QLayout:
        self._town = named(Combo(), "town", "所在镇（街）")
        self._town.setPlaceholderText("请选择")
        self._town.addItems(self._ways.towns)
        self._town.setCurrentIndex(-1)
        self._town.currentTextChanged.connect(self._choose_town)
        asked = label("所在镇（街）", name="town-label")
        asked.setBuddy(self._town)
        self._place = label(str(folder), "secondary", name="folder", wrap=True)
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        other = button("更改…", "choose-folder", tip="换一个位置，或打开已有的数据文件夹")
        other.clicked.connect(self._choose_folder)
        place = row(self._place, other)
        place.setStretch(0, 1)
        self._key = label("没有也可以，以后在设置中补上", "secondary", name="county-key")
        choose = button("选择…", "choose-key")
        choose.clicked.connect(self._choose_key)
        return column(
            asked,
            self._town,
            4,
            label("数据保存在", name="folder-label"),
            place,
            4,
            label("县公钥文件（县里下发的 county.pub）", name="key-label"),
            row(self._key, None, choose),
            spacing=self._look.px(8),
        )

    def _found_button(self) -> QWidget:
        self._make = button("建立办公室", "found", look="primary")
        self._make.setDefault(True)
        allow(self._make, _NO_TOWN)
        self._make.clicked.connect(self._found)
        return self._make

    def _choose_town(self, town: str) -> None:
        """The button names the town: an office founded for another one cannot be given to this."""
        allow(self._make, "" if town else _NO_TOWN)
        if town:
            self._make.setText(f"建立{town}办公室")
            self._make.setAccessibleName(self._make.text())

    def _others(self) -> list[QWidget]:
        """The ways on beside founding an office."""
        told = (
            ("先看演示", "demonstrate", "一个什么都有的演示办公室，随便试，不会留下什么", self._demonstrate),
            ("从上报包恢复…", "restore", "", self._restore),
            ("县里汇总…", "found-county", "县（市、区）用：建立县里的登记，收各镇的上报包", self._ask_county),
        )
        made: list[QWidget] = []
        for text, name, tip, deed in told:
            each = button(text, name, tip=tip)
            each.clicked.connect(deed)
            made.append(each)
        return made

    def _demonstrate(self) -> None:
        self.wants_demonstration = True
        self.reject()

    def _choose_folder(self) -> None:
        """Another place for the data; a folder that holds an office or a county is opened as it is."""
        chosen = self._dialogs.open_folder("数据保存在哪个文件夹")
        if chosen is None:
            return
        county = self._ways.county
        place = county.kept_in(chosen) if county is not None else None
        if county is not None and place is not None:
            self._bring_back(county, place)
            return
        own = data_folder_in(chosen)
        copies = next((each for each in (chosen, chosen / COPIES) if self._holds_copies(each)), None)
        if own != chosen and copies is not None and self._wants_home(copies):
            self._take_home(copies)
            return
        self._use(own)
        if self._try(self._ways.is_there):
            self.accept()

    def _holds_copies(self, folder: Path) -> bool:
        return bool(self._try(self._ways_of(folder).is_there))

    def _wants_home(self, copies: Path) -> bool:
        text = _COPIES.format(place=copies, folder=self.folder)
        return self._dialogs.ask("从备份恢复？", text, "复制")

    def _take_home(self, copies: Path) -> None:
        """Copies without an office, as on a stick: never opened there, but copied to where the data go."""

        def work() -> bool:
            self._ways.take_home(copies, self.folder)
            return True

        if self._try(work):
            self.accept()

    def _use(self, folder: Path) -> None:
        self.folder, self._ways = folder, self._ways_of(folder)
        self._place.setText(str(folder))

    def _ask_county(self) -> None:
        """Found a county in one box; its two keys are shown before its window opens."""
        county = self._ways.county
        if county is None:
            return
        box = CountyBox(
            self._look, self._dialogs, self.folder, lambda chosen: data_folder_in(chosen, COUNTY_FOLDER),
            county.found, self,
        )  # fmt: skip
        if self._dialogs.run(box):
            wish = box.wish
            self._use(wish.folder)
            county.show_keys(wish, box.keys, self)
            self.accept()

    def _bring_back(self, county: CountyWays, place: Path, typed_before: str = "") -> None:
        """The county's data out of the second place of its copies; a wrong character loses nothing typed."""
        folder = self.folder
        text = _FROM_STICK.format(place=place, folder=folder)
        typed = self._dialogs.ask_text("恢复密钥", text, typed_before)
        if not typed:
            return

        def work() -> bool:
            county.bring_back(place, folder, typed)
            return True

        if self._try(work, lambda: self._bring_back(county, place, typed)):
            self.accept()

    def _choose_key(self) -> None:
        path = self._dialogs.open_file("选择县公钥文件", "县公钥 (*.pub);;" + ANY_FILE)
        if path is not None:
            self._key_file = path
            self._key.setText(path.name)

    def _found(self) -> None:
        town = self._town.currentText()
        recovery = self._try(lambda: self._ways.found(town, self._key_file))
        if recovery is not None:
            self._show_card(recovery, town)

    def receive(self, package: Path) -> None:
        """Offer to restore a package as soon as this stands."""
        QTimer.singleShot(0, self, lambda: self._restore_from(package))

    def _restore(self) -> None:
        self._restore_from(self._dialogs.open_file("选择上报包", f"{PACKAGES};;{ANY_FILE}"))

    def _restore_from(self, path: Path | None, typed_before: str = "") -> None:
        """Ask for what opens a package; a wrong character of it loses neither it nor the package."""
        if path is None:
            return
        by_card = self._try(lambda: self._ways.needs_card(path))
        if by_card is None:
            return
        kind, paper = ("恢复密钥", "恢复卡") if by_card else ("传递码", "传递单")
        text = f"校验并恢复“{path.name}”。请输入{paper}上的{kind}。"
        typed = self._dialogs.ask_text(kind, text, typed_before)
        if not typed:
            return
        made = self._try(lambda: self._ways.restore(path, typed), lambda: self._restore_from(path, typed))
        if made is not None:
            recovery, town = made
            self._show_card(recovery, town)

    def _show_card(self, recovery: str, town: str) -> None:
        box = RecoveryCard(
            recovery, town, self._look, lambda: self._ways.print_card(recovery, town, self), self
        )
        checked = self._dialogs.run(box)
        if checked or box.printed:
            self._ways.printed(checked)
        self.accept()

    def _try(self, work: Callable[[], T], again: Callable[[], object] = lambda: None) -> T | None:
        """Do it under a waiting cursor; a refusal or trouble is said, and the clerk is where she was.

        Args:
            again: what follows once a refusal was read.
        """
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return work()
        except (UserError, MachineError) as error:
            QTimer.singleShot(0, lambda error=error: self._say(error, again))
            return None
        finally:
            QGuiApplication.restoreOverrideCursor()

    def _say(self, error: UserError | MachineError, again: Callable[[], object]) -> None:
        if isinstance(error, UserError):
            self._dialogs.refuse(error)
            again()
        else:
            self._dialogs.trouble(error)
