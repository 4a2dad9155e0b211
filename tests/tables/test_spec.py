"""A field reads what clerks write, refuses what it cannot be sure of, and shows it one way."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules.dates import EARLIEST, LATEST, Month
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.words import Category, Sex
from banfu_desktop.tables.spec import Field, Kind, Table, clean, half_width

ZHONG = "440299198103024955"


def field(kind: Kind, *, longest: int = 100) -> Field:
    words, named_by = Sex if kind is Kind.CHOICE else None, "name" if kind is Kind.REFERENCE else ""
    return Field("it", "栏目", kind, longest=longest, words=words, named_by=named_by)


def refusal(field: Field, raw: object) -> UserError:
    with pytest.raises(UserError) as refused:
        field.read(raw)
    assert refused.value.advice
    return refused.value


# Kinds


def test_secrets_are_identity_card_and_phone() -> None:
    assert {kind for kind in Kind if kind.secret} == {Kind.IDENTITY, Kind.CARD, Kind.PHONE}


def test_figures_are_money_and_whole_numbers() -> None:
    assert {kind for kind in Kind if kind.numeric} == {Kind.MONEY, Kind.WHOLE}


# Empty


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("raw", [None, "", " ", "\xa0\u3000", "\u200b\t\r\n"])
def test_nothing_is_nothing(kind: Kind, raw: object) -> None:
    assert field(kind).read(raw) is None


def test_nothing_is_not_enough_where_something_is_required() -> None:
    refused = refusal(Field("name", "姓名", required=True), "\xa0")
    assert (refused.what, refused.advice) == ("没有填写", "请填写姓名")


def test_nought_is_something() -> None:
    assert (field(Kind.WHOLE).read(0), field(Kind.MONEY).read(0.0), field(Kind.FLAG).read(False)) == (
        0,
        0,
        False,
    )


# Text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\xa0潘秀云 ", "潘秀云"),
        ("\u202e潘\u200b秀\ufeff云\u2069", "潘秀云"),
        ("县司法局\n办公室", "县司法局 办公室"),
        ("Windows 10", "Windows 10"),
        ("王　伟", "王伟"),
        ("罗 海  涛", "罗海涛"),
        ("䶮 𬱖", "䶮𬱖"),
        ("梅坑镇 党委", "梅坑镇 党委"),
        ("阿卜杜热合曼•买买提", "阿卜杜热合曼·买买提"),
        ("阿卜杜热合曼．买买提", "阿卜杜热合曼·买买提"),
        ("阿卜杜热合曼.买买提", "阿卜杜热合曼·买买提"),
        ("阿卜杜热合曼·买买提", "阿卜杜热合曼·买买提"),
        ("A.B", "A.B"),
        ("=1+1", "=1+1"),
        (5, "5"),
        (5.0, "5"),
        (1.5, "1.5"),
        (True, "是"),
        (False, "否"),
        (datetime(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 8, 30), "2026-01-05 08:30:00"),
        (date(2026, 1, 5), "2026-01-05"),
    ],
)
def test_a_text_is_what_one_sees(raw: object, text: str) -> None:
    assert field(Kind.TEXT).read(raw) == text


def test_a_note_keeps_its_own_spaces_and_dots() -> None:
    assert field(Kind.NOTE).read("甲 乙 见.丙\n丁") == "甲 乙 见.丙 丁"


@pytest.mark.parametrize("length", [11, 10_000])
def test_a_text_too_long_is_refused_however_long(length: int) -> None:
    assert refusal(field(Kind.TEXT, longest=10), "长" * length).what == "超过10个字"
    assert field(Kind.TEXT, longest=10).read("长" * 10) == "长" * 10
    assert refusal(field(Kind.NOTE, longest=10), "长" * length).what == "超过10个字"


def test_padding_does_not_count_as_length() -> None:
    assert field(Kind.TEXT, longest=3).read("\u3000" * 50 + "钟立新" + " " * 50) == "钟立新"


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.NOTE, Kind.CHOICE, Kind.IDENTITY])
@pytest.mark.parametrize("lost", ["\ue863", chr(0xD842), "\ufffd", "\uffff", "\U000f0000", "\U0010fffd"])
def test_a_character_no_font_knows_is_never_dropped(kind: Kind, lost: str) -> None:
    assert refusal(field(kind), f"谭{lost}").what == "第2个字无法识别"


@pytest.mark.parametrize("name", ["谭䶮", "㑇", "𬱖", "𮧵", "〇"])
def test_rare_characters_are_characters(name: str) -> None:
    assert field(Kind.TEXT).read(name) == name


# Words


def test_a_word_is_found_by_label_code_or_synonym() -> None:
    category = Field("category", "人员类别", Kind.CHOICE, words=Category)
    assert {category.read(raw) for raw in ("“三支一扶”人员", "三支一扶", "graduate", "三 支 一 扶")} == {
        Category.GRADUATE
    }


def test_a_word_there_is_not_is_refused_with_those_there_are() -> None:
    refused = refusal(field(Kind.CHOICE), "不详")
    assert (refused.what, refused.advice) == ("“不详”不在可选项中", "可填：男、女")


# Days and months


@pytest.mark.parametrize(
    "raw",
    [
        date(2026, 1, 5), datetime(2026, 1, 5), datetime(2026, 1, 5, 23, 59), 46027, 46027.0, 20260105,
        20260105.0, "2026-01-05", "2026-1-5", "2026.1.5", "2026/01/05", "2026年1月5日", "2026 年 1 月 5 日",
        "20260105", "２０２６．１．５", "2026-01-05 00:00:00", "\xa02026.1.5 ",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(raw: object) -> None:
    assert field(Kind.DATE).read(raw) == date(2026, 1, 5)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-30", "2026.1", "26.1.5", "1.5", "五月", 2026, 2026.1, 18263, 80001, 46027.5, True,
        datetime(1899, 12, 31), datetime(2200, 1, 1), date(1000, 1, 1), "99990101", "=TODAY()",
    ],
)  # fmt: skip
def test_what_may_be_another_day_is_refused(raw: object) -> None:
    assert refusal(field(Kind.DATE), raw).what


@given(st.dates(EARLIEST, LATEST))
def test_every_day_shown_is_read_back(day: date) -> None:
    dates = field(Kind.DATE)
    assert dates.read(dates.show(day)) == day


@pytest.mark.parametrize(
    "raw",
    [
        Month(2026, 10),
        date(2026, 10, 1),
        datetime(2026, 10, 31),
        "2026-10",
        "2026.10",
        "2026年10月",
        202610,
        202610.0,
    ],
)
def test_a_month_is_read_however_it_is_written(raw: object) -> None:
    assert field(Kind.MONTH).read(raw) == Month(2026, 10)


def test_a_month_that_excel_made_a_number_is_refused() -> None:
    assert refusal(field(Kind.MONTH), 2026.1).what == "“2026.1”分不清是1月还是10月"


@pytest.mark.parametrize("raw", ["十月", "2026-13", 46296, datetime(2200, 1, 1)])
def test_what_is_no_month_is_refused(raw: object) -> None:
    assert refusal(field(Kind.MONTH), raw).what


# Money and numbers


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        ("1290.32", 129032), ("2,000", 200000), ("２０００", 200000), ("¥5", 500), ("1.5元", 150),
        ("-0.05", -5), (2000, 200000), (1290.32, 129032), (0.1 + 0.2, 30), (-3.5, -350),
        (99_999_999_999.99, 9_999_999_999_999),
    ],
)  # fmt: skip
def test_money_is_whole_fen(raw: object, fen: int) -> None:
    assert field(Kind.MONEY).read(raw) == fen


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (1290.3225806, "“1290.3225806”超过两位小数"),
        ("1.234", "“1.234”不是金额"),
        ("两千", "“两千”不是金额"),
        (1e12, "“1000000000000”不是金额"),
        (float("inf"), "“inf”不是金额"),
        (float("nan"), "“nan”不是金额"),
        (True, "“是”不是金额"),
        (datetime(2026, 1, 5), "“2026-01-05”不是金额"),
    ],
)
def test_what_is_no_amount_is_refused(raw: object, what: str) -> None:
    assert refusal(field(Kind.MONEY), raw).what == what


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_every_amount_shown_is_read_back(fen: int) -> None:
    money = field(Kind.MONEY)
    assert money.read(money.show(fen)) == fen


@pytest.mark.parametrize(("raw", "number"), [("31", 31), ("３１", 31), (31, 31), (31.0, 31), ("0", 0)])
def test_a_whole_number_is_read(raw: object, number: int) -> None:
    assert field(Kind.WHOLE).read(raw) == number


@pytest.mark.parametrize("raw", ["-1", "1.5", 1.5, -1, "三", "²", "٣", True, "1000000000", float("inf")])
def test_what_is_no_whole_number_is_refused(raw: object) -> None:
    assert refusal(field(Kind.WHOLE), raw).what.endswith("不是整数")


@pytest.mark.parametrize(("raw", "flag"), [
    ("是", True), ("√", True), (1, True), (1.0, True), ("１", True), ("有", True), (True, True),
    ("否", False), ("×", False), (0, False), ("无", False), (False, False),
])  # fmt: skip
def test_a_flag_is_yes_or_no(raw: object, flag: bool) -> None:
    assert field(Kind.FLAG).read(raw) is flag


def test_a_flag_is_nothing_else() -> None:
    assert refusal(field(Kind.FLAG), "也许").what == "“也许”看不懂"


# Secrets


@pytest.mark.parametrize(
    "raw",
    [
        ZHONG,
        " 440299 19810302 4955",
        "440299-19810302-4955",
        "'440299198103024955",
        "４４０２９９１９８１０３０２４９５５",
    ],
)
def test_an_identity_number_is_read_without_its_spaces(raw: str) -> None:
    assert field(Kind.IDENTITY).read(raw) == ZHONG


def test_the_letter_of_an_identity_number_is_large() -> None:
    assert field(Kind.IDENTITY).read("44029919930505337x") == "44029919930505337X"


@pytest.mark.parametrize("kind", [Kind.IDENTITY, Kind.CARD])
@pytest.mark.parametrize(
    "raw", [440299198103024955, 4.40299198103025e17, 12345678, True, datetime(2026, 1, 5)]
)
def test_a_number_that_excel_may_have_shortened_is_refused(kind: Kind, raw: object) -> None:
    assert refusal(field(kind), raw).what == "单元格是数值格式，末尾几位可能已丢失"


@pytest.mark.parametrize("raw", ["440299198103024956", "440299198113024955", "1", "٤" * 18])
def test_an_identity_number_that_cannot_be_right_is_refused(raw: str) -> None:
    assert refusal(field(Kind.IDENTITY), raw).what.startswith("身份证号")


def test_a_card_number_is_read_without_its_spaces() -> None:
    assert field(Kind.CARD).read("6217 0075-6736　6692 478") == "6217007567366692478"


@pytest.mark.parametrize("raw", ["1234567", "1" * 31, "6217A075", "٦٢١٧٠٠٧٥"])
def test_what_is_no_card_number_is_refused(raw: str) -> None:
    assert refusal(field(Kind.CARD), raw).what == "银行账号应为8至30位数字"


@pytest.mark.parametrize(
    "raw", ["13915040519", 13915040519, 13915040519.0, "１３９１５０４０５１９", "139 1504-0519"]
)
def test_a_phone_number_may_be_a_number(raw: object) -> None:
    assert field(Kind.PHONE).read(raw) == "13915040519"


@pytest.mark.parametrize("raw", ["1234", "1" * 21, "手机", "139/138", True, 0.5])
def test_what_is_no_phone_number_is_refused(raw: object) -> None:
    assert refusal(field(Kind.PHONE), raw).what == "电话应为数字"


# Showing


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.TEXT, None, ""),
        (Kind.TEXT, "钟立新", "钟立新"),
        (Kind.DATE, date(2026, 1, 5), "2026-01-05"),
        (Kind.MONTH, Month(2026, 10), "2026-10"),
        (Kind.MONEY, 129032, "1,290.32"),
        (Kind.WHOLE, 0, "0"),
        (Kind.CHOICE, Sex.FEMALE, "女"),
        (Kind.FLAG, True, "是"),
        (Kind.FLAG, False, ""),
        (Kind.IDENTITY, ZHONG, "440299********4955"),
        (Kind.CARD, "6217005267766455541", "**** 5541"),
        (Kind.PHONE, "13915040519", "139****0519"),
    ],
)
def test_a_value_is_shown_one_way(kind: Kind, value: object, text: str) -> None:
    assert field(kind).show(value) == text


@pytest.mark.parametrize("kind", [Kind.IDENTITY, Kind.CARD, Kind.PHONE])
def test_a_revealed_secret_is_whole(kind: Kind) -> None:
    assert field(kind).show(ZHONG, revealed=True) == ZHONG


# A row


STAFF = Table(
    "staff",
    "人员",
    (
        Field("name", "姓名", required=True),
        Field("identity_no", "身份证号", Kind.IDENTITY, listed=False),
        Field("arrived_on", "到岗日期", Kind.DATE),
        Field("age", "年龄", Kind.WHOLE, editable=False),
    ),
    key=("identity_no",),
)


def test_a_row_is_read_by_field_and_only_what_may_be_edited() -> None:
    assert STAFF.read_row(4, {"name": "钟立新", "arrived_on": "2026.1.5", "age": "45"}) == (
        {"name": "钟立新", "identity_no": None, "arrived_on": date(2026, 1, 5)},
        (),
    )


def test_every_problem_of_a_row_is_named_and_what_could_be_read_stays() -> None:
    values, problems = STAFF.read_row(4, {"identity_no": "440299198103024956", "arrived_on": "2026-02-30"})
    assert values == {}
    assert problems == (
        Problem(4, "姓名", "没有填写", "请填写姓名"),
        Problem(4, "身份证号", "身份证号校验位不符", "请对照身份证原件逐位核对"),
        Problem(4, "到岗日期", "“2026-02-30”这一天不存在", "请核对年月日", "2026-02-30"),
    )


def test_a_cell_that_could_not_be_read_brings_its_own_refusal() -> None:
    values, problems = STAFF.read_row(4, {"name": UserError("单元格是公式", "请改成文字")})
    assert "name" not in values
    assert problems == (Problem(4, "姓名", "单元格是公式", "请改成文字"),)


def test_a_long_bad_value_is_shown_in_part() -> None:
    _, (problem,) = STAFF.read_row(None, {"name": "钟", "arrived_on": "错" * 90})
    assert problem.value == "错" * 40


def test_a_table_knows_its_columns() -> None:
    assert [field.name for field in STAFF.listed] == ["name", "arrived_on", "age"]
    assert [field.name for field in STAFF.editable] == ["name", "identity_no", "arrived_on"]
    assert STAFF["age"].label == "年龄"
    with pytest.raises(KeyError, match="none"):
        STAFF["none"]


# Texts


def test_cleaning_spares_what_is_seen() -> None:
    assert clean(" 谭䶮　𬱖\u2028A ") == "谭䶮 𬱖 A"


@given(st.text())
def test_a_clean_text_is_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text) == clean(f"\u200b{text}\u200b")


def test_half_width_is_ascii() -> None:
    full = "".join(chr(code) for code in range(ord("！"), ord("～") + 1))
    assert half_width(full) == "".join(map(chr, range(33, 127)))
    assert half_width("钟　立新①") == "钟　立新①"
