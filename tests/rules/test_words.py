"""The office's words: found by label, code or synonym, never two for one, never one for two."""

import pytest

from banfu_desktop.rules import words
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import (
    Category,
    DayState,
    MonthState,
    PoliticalStatus,
    Sex,
    TeamRole,
    TownKind,
    UnitLevel,
    Word,
)

KINDS = [
    kind for kind in vars(words).values()
    if isinstance(kind, type) and issubclass(kind, Word) and kind is not Word
]  # fmt: skip
ALL = [word for kind in KINDS for word in kind]


@pytest.mark.parametrize("word", ALL, ids=repr)
def test_a_word_is_found_by_everything_it_is_called(word: Word) -> None:
    assert {type(word).parse(text) for text in (word.label, word.value, *word.synonyms)} == {word}


@pytest.mark.parametrize("word", ALL, ids=repr)
def test_a_word_is_stored_as_its_code(word: Word) -> None:
    assert type(word)(word.value) is word
    assert str(word) == word.value
    assert word.value.isascii()


def test_labels_are_in_the_order_of_a_drop_down() -> None:
    assert TeamRole.labels() == ["队长", "第一书记", "队员", "科技特派员", "志愿者", "金融助理"]


@pytest.mark.parametrize(
    "text", ["“三支一扶”人员", '"三支一扶"人员', "三支一扶", " 三 支 一 扶 人 员", "（三支一扶）", "GRADUATE"]
)
def test_quotes_spaces_and_brackets_do_not_matter(text: str) -> None:
    assert Category.parse(text) is Category.GRADUATE


@pytest.mark.parametrize("text", ["", "科员", "干"])
def test_no_other_word_is_guessed(text: str) -> None:
    with pytest.raises(UserError) as refused:
        Category.parse(text)
    assert refused.value.what == f"“{text}”不在可选项中"
    assert refused.value.advice == "可填：" + "、".join(Category.labels())


def test_a_party_member_is_not_a_probationary_one() -> None:
    assert PoliticalStatus.parse("党员") is PoliticalStatus.MEMBER
    assert PoliticalStatus.parse("预备党员") is PoliticalStatus.PROBATIONARY


def test_the_county_staffs_towns_that_are_no_key_towns() -> None:
    assert [kind.label for kind in TownKind if kind.county_run] == ["巩固提升镇", "街道自身帮扶"]


def test_a_day_has_one_mark() -> None:
    assert "".join(state.mark for state in DayState) == "公训值年病事婚产陪丧探育护伤补旷"
    assert DayState.PRESENT.mark == ""
    assert all(DayState.parse(state.mark or "√") is state for state in DayState)


def test_duty_and_training_count_as_present() -> None:
    assert [state.label for state in DayState if state.counts_present] == [
        "在岗", "公务外出", "培训", "值班",
    ]  # fmt: skip


def test_everything_else_but_absence_is_leave() -> None:
    assert [state.label for state in DayState if state.is_leave] == [
        "年休假", "病假", "事假", "婚假", "产假", "陪产假", "丧假", "探亲假", "育儿假",
        "护理假（父母）", "工伤", "补休",
    ]  # fmt: skip


def test_a_code_once_stored_stays() -> None:
    old = {"duty": "公务外出", "training": "培训", "annual": "年休假", "sick": "病假", "personal": "事假"}
    assert {code: DayState(code).label for code in old} == old  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("婚产假", "请写“婚假”“产假”或“陪产假”"),
        ("法定假", "法定节假日不用登记"),
        ("护理假", "请写“陪产假”或“护理假（父母）”"),
    ],
)
def test_a_word_for_several_kinds_is_refused_with_those_to_write(word: str, advice: str) -> None:
    with pytest.raises(UserError) as refusal:
        DayState.parse(word)
    assert advice in str(refusal.value)


def test_adjusted_leave_is_compensatory() -> None:
    assert {DayState.parse(word) for word in ("调", "调休", "补", "补休")} == {DayState.COMPENSATORY}
    assert DayState.parse("护理假（陪产）") is DayState.PATERNITY


def test_the_words_that_others_rely_on() -> None:
    assert [level.label for level in UnitLevel][4] == "县直"
    assert [state.label for state in MonthState] == ["草稿", "已封存", "已发放"]
    assert Sex.labels() == ["男", "女"]
