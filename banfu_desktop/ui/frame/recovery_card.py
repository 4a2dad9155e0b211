"""The recovery card on screen, once: to be printed, then proven by typing its last group back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLayout, QLineEdit, QWidget

from banfu_desktop.rules import paper_key
from banfu_desktop.ui.look.look import Look, dress
from banfu_desktop.ui.look.widgets import allow, button, column, label, named, restyle, row

_ONLY_HERE = "恢复密钥只在这里显示一次。请打印并核对；要以后再核对，请点“{way}”。"
_UNPRINTED = "不打印，关上"
_OTHER_GROUP = "和密钥的最后一组不同，请对照再输"
_IN_A_LINE = 4


@dataclass(frozen=True)
class CardWords:
    """What a card's box says.

    Attributes:
        about: what it is for, whose it is standing as {office}.
        lost: what follows when it is closed unprinted.
        by_hand: whether a copy by hand will do for it.
    """

    title: str
    about: str
    lost: str
    by_hand: bool = False


OFFICE = CardWords(
    "恢复卡",
    "换电脑或重装系统以后，只有这张卡能打开{office}的办公数据。"
    "请打印出来，加盖公章后放进保险柜。程序不保存它，关上这个窗口就看不到了。",
    "卡还没有打印。现在关上，这把密钥就没有了，以后要到“备份上报”重新生成一张。",
)


class RecoveryCard(QDialog):
    """Accepted when the card was printed (or copied) and its last group has been typed back from the paper.

    Args:
        text: the recovery key as printed, groups joined by hyphens.
        office: whose data it opens (梅坑镇).
        words: what it says; an office's unless others are given.
        print_card: prints the card; gives whether it went to a printer.

    Attributes:
        printed: whether it ever did.
    """

    def __init__(
        self,
        text: str,
        office: str,
        look: Look,
        print_card: Callable[[], bool],
        parent: QWidget | None = None,
        words: CardWords = OFFICE,
    ) -> None:
        super().__init__(parent)
        self._words = words
        named(self, "recovery-card", words.title)
        self.setWindowTitle(words.title)
        if parent is None:
            dress(self)  # measured below in the letters it is drawn in: too low, it would cut the key
        px = look.px
        self._groups = text.split("-")
        printing = button(f"打印{words.title}…", "print-card", icon=look.icon("printer"))
        self.printed = False
        printing.clicked.connect(lambda: self._print(print_card))
        self._about = label(words.about.format(office=office), "secondary", name="about", wrap=True)
        layout = column(
            label(words.title, "heading"),
            self._about,
            key_groups(self._groups, look),
            row(None, printing, None),
            *self._proof(look),
            row(None, *self._buttons()),
            spacing=px(12),
        )
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        self.setLayout(layout)
        self.setFixedSize(px(520), layout.totalHeightForWidth(px(520)))

    def _print(self, print_card: Callable[[], bool]) -> None:
        self.printed = print_card() or self.printed
        self._look_at()
        self._typed.setFocus()

    def _proof(self, look: Look) -> tuple[QWidget, QLayout]:
        asked = f"请对照印好的卡，输入第{len(self._groups)}组的{paper_key.GROUP}个字符"
        question = label(asked, name="question")
        self._typed = named(QLineEdit(), "last-group", asked)
        self._typed.setMaxLength(2 * paper_key.GROUP)
        self._typed.setFixedWidth(look.px(120))
        self._wrong = label("", "field-error", name="wrong-group")
        self._typed.textChanged.connect(self._look_at)
        question.setBuddy(self._typed)
        return question, row(self._typed, self._wrong, None, spacing=look.px(12))

    def _buttons(self) -> tuple[QWidget, QWidget]:
        self._later = button("稍后再核对", "later")
        self._later.clicked.connect(self._put_off)
        self._done = button("已经收好", "done", look="primary")
        self._done.setDefault(True)
        self._look_at()
        self._done.clicked.connect(self.accept)
        return self._later, self._done

    def _look_at(self) -> None:
        """What is read off the screen proves no paper; another group than the last is said to be wrong."""
        whole = len(paper_key.letters_of(self._typed.text())) >= paper_key.GROUP
        self._wrong.setText(_OTHER_GROUP if whole and not self._is_right() else "")
        self._wrong.setAccessibleName(self._wrong.text())
        right = "" if self._is_right() else "请先照印好的卡输入最后一组"
        allow(self._done, right if self.printed or self._words.by_hand else f"请先打印{self._words.title}")

    def reject(self) -> None:
        """Esc and the frame's ✕ do not throw the key away; a button does, and says so before."""
        self._say(_ONLY_HERE.format(way=self._later.text()))

    def _put_off(self) -> None:
        """Later: at once where the card is printed; unprinted, only once that was said."""
        if self.printed or self._later.text() == _UNPRINTED:
            super().reject()
            return
        self._later.setText(_UNPRINTED)
        self._later.setAccessibleName(_UNPRINTED)
        self._say(self._words.lost)

    def _say(self, text: str) -> None:
        self._about.setText(text)
        self._about.setAccessibleName(text)
        restyle(self._about, look="field-warning")
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(max(self.height(), layout.totalHeightForWidth(self.width())))

    def _is_right(self) -> bool:
        return paper_key.letters_of(self._typed.text()) == self._groups[-1]


def key_groups(groups: list[str], look: Look) -> QFrame:
    """A key large enough to be copied by hand, each group under its number."""
    px = look.px
    grid = QGridLayout()
    grid.setContentsMargins(px(24), px(12), px(24), px(16))
    grid.setHorizontalSpacing(px(16))
    grid.setVerticalSpacing(0)
    for place, group in enumerate(groups):
        line, number = divmod(place, _IN_A_LINE)
        for shown, below in ((label(f"第{place + 1}组", "key-number"), 0), (label(group, "key-group"), 1)):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(shown, 2 * line + below, number)
    frame = named(QFrame(), "key", "密钥，共" + str(len(groups)) + "组", look="card")
    frame.setLayout(grid)
    return frame
