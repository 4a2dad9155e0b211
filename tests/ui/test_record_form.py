"""The form says what is wrong with a field as soon as it is left, and how a value will be read."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import dress
from banfu_desktop.ui.page.record_form import Fact, RecordForm, Values
from tests.ui.rooms.people.page import PEOPLE, seven

CARDS = Table(
    "cards",
    "银行卡",
    (
        Field("card", "银行账号", Kind.CARD),
        Field("phone", "联系电话", Kind.PHONE),
        Field("unit", "发放单位"),
        Field("since", "起用月份", Kind.MONTH),
    ),
)
Make = Callable[..., RecordForm]


@pytest.fixture
def make(qtbot: QtBot, ctx: Context) -> Make:
    def made(table: Table = PEOPLE, values: Values | None = None, **more: object) -> RecordForm:
        form = RecordForm(table, ctx.look, **more)  # type: ignore[arg-type]
        qtbot.addWidget(form)
        dress(form)
        form.resize(344, 700)
        form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        form.show_record("谭䶮", "县司法局", vars(seven()[3]) if values is None else values)
        return form

    return made


def _line(form: RecordForm, name: str) -> QLineEdit:
    line = form.findChild(QLineEdit, name)
    assert line is not None
    return line


def _enter(form: RecordForm, name: str, text: str) -> None:
    """Type over a field and go on to the next."""
    line = _line(form, name)
    line.setFocus(Qt.FocusReason.TabFocusReason)
    line.selectAll()
    line.insert(text)
    form.focusNextChild()


def _trouble(form: RecordForm, name: str) -> str:
    return form.boxes[name].trouble


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("arrived", "2026年10月5日", "2026-10-05"),
        ("arrived", "20261005", "2026-10-05"),
        ("arrived", "２０２６．１０．５", "2026-10-05"),
        ("gross_fen", "1290.3", "1,290.30"),
        ("gross_fen", "２０００元", "2,000.00"),
        ("days", "０9", "9"),
    ],
)
def test_a_value_that_can_be_read_is_written_as_lists_show_it(
    make: Make, name: str, typed: str, shown: str
) -> None:
    form = make()
    _enter(form, name, typed)
    assert _line(form, name).text() == shown
    assert _trouble(form, name) == ""


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("arrived", "2026.13.1", "这一天不存在"),
        ("gross_fen", "两千", "不是金额"),
        ("identity_no", "440299198001014956", "校验位不符"),
    ],
)
def test_what_cannot_be_read_stays_as_typed_with_the_reason_below(
    make: Make, name: str, typed: str, said: str
) -> None:
    form = make()
    _enter(form, name, typed)
    assert _line(form, name).text() == typed
    assert said in _trouble(form, name)
    assert _line(form, name).property("trouble") == "error"


def test_the_reason_goes_as_soon_as_it_is_mended(make: Make) -> None:
    form = make()
    _enter(form, "arrived", "2026.13.1")
    _line(form, "arrived").selectAll()
    _line(form, "arrived").insert("2026.12.1")
    assert _trouble(form, "arrived") == ""


def test_a_missing_value_is_said_when_saving_not_while_passing(make: Make, qtbot: QtBot) -> None:
    form = make(values={})
    _line(form, "name").setFocus(Qt.FocusReason.TabFocusReason)
    form.focusNextChild()
    assert _trouble(form, "name") == ""
    with qtbot.assertNotEmitted(form.submitted):
        form.submit()
    assert "请填写姓名" in _trouble(form, "name")
    assert _line(form, "name").hasFocus()


def test_a_doubt_is_amber_and_does_not_keep_from_saving(make: Make, qtbot: QtBot) -> None:
    form = make(CARDS, {})
    _enter(form, "card", "6222000012345678901")
    assert "校验" in _trouble(form, "card")
    assert _line(form, "card").property("trouble") == "warning"
    with qtbot.waitSignal(form.submitted) as sent:
        form.submit()
    assert sent.args is not None
    assert sent.args[0]["card"] == "6222000012345678901"


def test_what_only_fields_together_say_is_checked_before_saving(make: Make, qtbot: QtBot) -> None:
    form = make(check=lambda values: [Problem(None, "到岗日期", "晚于离岗日期", "请核对")])
    with qtbot.assertNotEmitted(form.submitted):
        form.submit()
    assert _trouble(form, "arrived") == "晚于离岗日期，请核对"


def test_values_come_out_as_the_services_take_them(make: Make) -> None:
    values, problems = make().values()
    assert problems == ()
    assert values["role"] is TeamRole.MEMBER
    assert values["gross_fen"] == 129032
    assert values["local"] is False
    assert values["remark"] is None


def test_a_masked_number_nobody_touched_is_not_among_the_values(make: Make) -> None:
    form = make(CARDS, {"card": "6222021234565541", "phone": "13900010519"})
    assert _line(form, "card").text() == "**** 5541"
    assert set(form.values()[0]) == {"unit", "since"}


def test_typing_over_a_mask_replaces_all_of_it(make: Make, qtbot: QtBot) -> None:
    form = make(CARDS, {"card": "6222021234565541"})
    line = _line(form, "card")
    line.setFocus()
    line.end(False)
    qtbot.keyClicks(line, "6217")
    assert line.text() == "6217"
    assert "card" not in form.values()[0]
    assert "8至30位" in form.values()[1][0].reason


def test_the_eye_asks_before_it_shows(make: Make) -> None:
    asked: list[str] = []

    def reveal(name: str, show: Callable[[str], object]) -> None:
        asked.append(name)
        show("6222021234565541")

    form = make(CARDS, {"card": "6222021234565541"}, reveal=reveal)
    eye = next(action for action in _line(form, "card").actions() if action.objectName() == "card-eye")
    eye.trigger()
    assert asked == ["card"]
    assert _line(form, "card").text() == "6222021234565541"
    assert not eye.isVisible()
    assert "card" not in form.values()[0]


def test_a_part_of_a_label_is_enough_to_choose(make: Make) -> None:
    form = make()
    combo = form.findChild(QComboBox, "role")
    assert combo is not None
    line = combo.lineEdit()
    assert line is not None
    line.setFocus(Qt.FocusReason.TabFocusReason)
    line.selectAll()
    line.insert("书记")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.hide()
    form.focusNextChild()
    assert form.values()[0]["role"] is TeamRole.FIRST_SECRETARY


def test_pinyin_initials_are_enough_to_find_what_was_written_before(make: Make, qtbot: QtBot) -> None:
    form = make(offers={"unit": [("寄送报告", "寄送报告"), ("印刷宣传单", "印刷宣传单")]})
    combo = form.boxes["unit"].editor.findChild(QComboBox)
    combo.setFocus()
    combo.lineEdit().selectAll()
    qtbot.keyClicks(combo.lineEdit(), "yscd")
    assert combo.completer().completionCount() == 0
    combo.lineEdit().selectAll()
    qtbot.keyClicks(combo.lineEdit(), "ysx")
    popup = combo.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert combo.currentText() == "印刷宣传单"


@pytest.mark.parametrize(("typed", "becomes"), [("ysx", "印刷宣传单"), ("xcd", "xcd"), ("宣传单", "宣传单")])
def test_enter_takes_the_one_proposal_that_initials_leave_and_nothing_else(
    make: Make, qtbot: QtBot, typed: str, becomes: str
) -> None:
    form = make(offers={"unit": [("印刷宣传单", "印刷宣传单"), ("张贴宣传单", "张贴宣传单")]})
    combo = form.boxes["unit"].editor.findChild(QComboBox)
    combo.setFocus()
    combo.lineEdit().selectAll()
    if typed.isascii():
        qtbot.keyClicks(combo.lineEdit(), typed)
    else:
        combo.lineEdit().setText("印刷宣传")
        combo.completer().setCompletionPrefix(typed)
        combo.completer().complete()
        combo.lineEdit().setText(typed)
    qtbot.keyClick(combo.completer().popup(), Qt.Key.Key_Return)
    assert combo.currentText() == becomes


def test_a_choice_is_the_value_offered_and_nothing_else(make: Make) -> None:
    form = make(offers={"unit": [(7, "县司法局"), (8, "县林业局")]})
    form.boxes["unit"].editor.show_value(8)
    assert form.values()[0]["unit"] == 8
    form.boxes["role"].editor.findChild(QComboBox).setEditText("组长")
    assert "不在可选项中" in form.values()[1][0].reason


def test_sealed_facts_and_values_are_plain_text(make: Make, qtbot: QtBot) -> None:
    form = make()
    form.show_record(
        "谭䶮", "", vars(seven()[3]), facts=[Fact("在岗 20 天", "六(一)")], sealed="2026年10月已封存"
    )
    wanted = {"在岗 20 天", "六(一)", "2026年10月已封存", "1,290.32", "姓名"}
    qtbot.waitUntil(
        lambda: wanted <= {label.text() for label in form.findChildren(QLabel) if label.isVisible()}
    )
    assert not [line for line in form.findChildren(QLineEdit) if line.isVisible()]


def test_thousands_of_facts_do_not_become_thousands_of_widgets(make: Make) -> None:
    form = make()
    form.show_record("谭䶮", "", vars(seven()[3]), facts=[Fact(f"第{n}行没有金额") for n in range(10_000)])
    said = [line.text() for line in form.findChildren(QLabel, "fact-text")]
    assert len(said) < 100
    assert said[0] == "第0行没有金额"
    assert said[-1] == f"另有 {10_000 - len(said) + 1:,} 处没有列出，处理了上面的再看"


def _ink(form: RecordForm, widget: QWidget) -> int:
    """Where the first dark pixel of a widget stands in the form, from the widget's left."""
    place = QRect(widget.mapTo(form, widget.rect().topLeft()), widget.size()).adjusted(0, 4, 0, -4)
    picture = form.grab(place).toImage()
    places = ((x, y) for x in range(picture.width()) for y in range(picture.height()))
    return next(x for x, y in places if picture.pixelColor(x, y).lightness() < 120)


def test_a_masked_number_stands_where_a_plain_text_does(make: Make) -> None:
    form = make(CARDS, {})
    form.show_record("谭䶮", "", {"card": "6222020000000005541"}, sealed="已封存")
    box = form.boxes["card"]
    box._sealed_text.setText(_line(form, "card").text())
    box._sealed_text.show()
    QApplication.processEvents()
    assert _ink(form, _line(form, "card")) == _ink(form, box._sealed_text)


def test_a_fact_takes_the_whole_width_where_it_is_long(make: Make) -> None:
    form = make()
    long = "第5行报了伙食补助200.00元，工作补助已含伙食补助，请删去或说明原因"
    form.show_record(
        "谭䶮", "", {}, facts=[Fact("在岗 20 天", "六(一)"), Fact(long, "六(一)", action="说明…")]
    )
    QApplication.processEvents()
    short, whole = form.findChildren(QLabel, "fact-text")
    assert whole.width() > 300 > short.width()


def test_f1_says_what_a_field_is_for(make: Make) -> None:
    form = make()
    assert not form.show_help()
    _line(form, "arrived").setFocus()
    assert form.show_help()
    assert QToolTip.text() == "报到当天。必填"
    QToolTip.hideText()


def test_help_and_clause_are_there_for_those_who_hover(make: Make) -> None:
    assert make().boxes["gross_fen"].toolTip() == "每月工作补助标准。依据：通知第六(一)条"


def test_marked_up_names_are_shown_not_rendered(make: Make) -> None:
    form = make(values={})
    form.show_record("<b>谭</b>", "", {}, facts=[Fact("<h1>大</h1>")])
    title = form.findChild(QLabel, "form-title")
    assert title is not None
    assert title.textFormat() == Qt.TextFormat.PlainText
