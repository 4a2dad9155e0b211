"""What a list shows of its rows, and how fast it finds them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.table_model import TONE, TableModel
from tests.ui.rooms.people.page import PEOPLE, TONES, seven

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
COLUMN = {field.name: number for number, field in enumerate(PEOPLE.listed)}


@pytest.fixture
def model(qapp: object) -> TableModel:
    made = TableModel(PEOPLE.listed, {"state": TONES.get})
    made.set_rows(seven())
    return made


def _names(model: TableModel) -> list[str]:
    return [person.name for person in model.shown]


def test_qt_finds_nothing_to_complain_about(model: TableModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.filter("县", {})
    model.sort(COLUMN["name"], DOWN)
    assert model.rowCount() == 7


def test_values_are_shown_as_on_paper_and_secrets_are_masked(model: TableModel) -> None:
    assert model.words(0) == (
        "钟立新", "县交通运输局", "队长", "31", "2,000.00", "2025-03-01", "440299********4955", "草稿", "",
    )  # fmt: skip


def test_a_column_is_blank_only_when_no_row_of_thousands_says_anything(model: TableModel) -> None:
    none = [replace(seven()[0], gross_fen=None, remark=None)] * 400
    money, remark = COLUMN["gross_fen"], COLUMN["remark"]
    model.set_rows(none)
    assert {money, remark} <= set(model.blank)
    model.set_rows([*none, replace(none[0], gross_fen=1)])
    assert money not in model.blank
    assert remark in model.blank


def test_numbers_stand_right_under_right_aligned_headers(model: TableModel) -> None:
    role = Qt.ItemDataRole.TextAlignmentRole
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for name in ("days", "gross_fen"):
        assert model.index(0, COLUMN[name]).data(role) == right
        assert model.headerData(COLUMN[name], Qt.Orientation.Horizontal, role) == right


def test_a_state_has_words_and_a_tone(model: TableModel) -> None:
    cell = model.index(4, COLUMN["state"])
    assert (cell.data(), cell.data(TONE)) == ("已封存", Tone.GREEN)
    assert model.index(4, COLUMN["name"]).data(TONE) is None


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("zlx", ["钟立新"]),
        ("ZLX", ["钟立新"]),
        ("司法", ["谭䶮"]),
        ("林业 w", ["巫启明"]),
        ("第一书记", ["潘秀云", "罗海涛"]),
        ("4402991980", []),
        ("  ", [person.name for person in seven()]),
    ],
)
def test_searching_looks_into_texts_and_initials_but_never_into_secrets(
    model: TableModel, typed: str, names: Sequence[str]
) -> None:
    model.filter(typed, {})
    assert _names(model) == names


def test_filters_go_together_with_the_search(model: TableModel) -> None:
    model.filter("w", {"unit": "县林业局"})
    assert _names(model) == ["巫启明"]
    model.filter("", {"unit": "县林业局", "state": "草稿"})
    assert _names(model) == ["阿卜杜热合曼·买买提"]


def test_texts_sort_by_pinyin_and_words_in_the_offices_order(model: TableModel) -> None:
    model.sort(COLUMN["name"], UP)
    assert _names(model)[:3] == ["阿卜杜热合曼·买买提", "廖小满", "罗海涛"]
    model.sort(COLUMN["role"], UP)
    assert _names(model)[:3] == ["钟立新", "潘秀云", "罗海涛"]


@pytest.mark.parametrize("order", [UP, DOWN])
def test_an_empty_value_sorts_last_either_way(model: TableModel, order: Qt.SortOrder) -> None:
    model.sort(COLUMN["days"], order)
    assert _names(model)[-1] == "阿卜杜热合曼·买买提"


def test_the_header_says_which_column_is_sorted(model: TableModel) -> None:
    model.sort(COLUMN["gross_fen"], DOWN)
    assert model.headerData(COLUMN["gross_fen"], Qt.Orientation.Horizontal) == "应发 ↓"
    model.sort(-1)
    assert model.headerData(COLUMN["gross_fen"], Qt.Orientation.Horizontal) == "应发"
    assert _names(model)[0] == "钟立新"


def test_new_rows_come_under_the_same_filter_and_order(model: TableModel) -> None:
    model.filter("县", {"unit": "县林业局"})
    model.sort(COLUMN["name"], UP)
    model.set_rows([*seven(), replace(seven()[0], id=8, name="安一", unit="县林业局")])
    assert _names(model) == ["阿卜杜热合曼·买买提", "安一", "巫启明"]


def test_filters_offer_what_there_is(model: TableModel) -> None:
    assert model.distinct("role") == ["队长", "第一书记", "队员"]
    assert model.distinct("unit")[0] == "县工信局"


def test_copied_cells_start_no_formula(model: TableModel) -> None:
    model.set_rows([replace(seven()[0], remark='=HYPERLINK("x")', unit="+1\n2", gross_fen=-100)])
    words = model.plain_words(0)
    assert words[COLUMN["remark"]] == '\'=HYPERLINK("x")'
    assert words[COLUMN["unit"]] == "'+1 2"
    assert words[COLUMN["gross_fen"]] == "-1.00"
