"""Exams (六(二)): one record is a person's exam of a calendar year; no field holds a result."""

from dataclasses import replace

from banfu_desktop.rules.exams import ExamState
from banfu_desktop.tables.spec import Field, Kind, Table

_STATE = Field(
    "state",
    "状态",
    Kind.CHOICE,
    words=ExamState,
    width=88,
    clause="六(二)",
    help="在岗过一天的年度都应体检一次；未参加的要写明原因",
)
_PLAN = (
    Field("planned_on", "计划日期", Kind.DATE, width=104, synonyms=("安排日期",)),
    Field("place", "体检机构", longest=60, width=136, synonyms=("机构", "体检医院", "医院")),
    Field("group_name", "批次", longest=20, width=80, synonyms=("分组", "组"), help="一起去体检的人同一批次"),
)
_RESULT = (
    Field("done_on", "体检日期", Kind.DATE, width=104, help="实际体检的日期，须在本年度"),
    Field("cost_fen", "费用", Kind.MONEY, width=96, synonyms=("体检费用", "费用（元）", "金额")),
    Field("payer", "承担单位", longest=60, width=150, clause="六(二)", help="由派出单位承担，不填为派出单位"),
    Field("reason", "未检原因", Kind.NOTE, width=110, longest=200, synonyms=("未参加原因", "原因")),
)

EXAMS = Table(
    name="exams",
    label="体检",
    title="年度体检情况",
    key=("year", "name", "organisation"),
    fields=(
        Field("year", "年度", Kind.WHOLE, required=True, width=64, listed=False, help="如 2026"),
        Field("name", "姓名", required=True, longest=50, width=180),
        Field("organisation", "派出单位", longest=60, width=140, help="两人同名时按派出单位区分"),
        _STATE,
        *_PLAN,
        *_RESULT,
    ),
)

EXAM_FORM = Table(
    name="exam_form",
    label="体检",
    sections=(("state", "安排"), ("done_on", "结果登记（不登记体检结论）")),
    fields=(replace(_STATE, required=True), *_PLAN, *_RESULT),
)
"""What the clerk fills in; person and year are those of the row."""

CHOSEN_YEAR = Field("year_label", "年度", width=64)
"""The year as the filter over the list says it: 2026年."""


def year_columns(years: tuple[int, ...]) -> Table:
    """Members × years: who was due, and what became of it."""
    columns = (
        Field(f"in_{year}", f"{year}年", Kind.CHOICE, words=ExamState, width=104, editable=False)
        for year in years
    )
    fields = (
        Field("name", "姓名", width=190, editable=False),
        Field("organisation", "派出单位", width=200, editable=False),
        *columns,
    )
    return Table("exam_years", "体检历年一览", fields)


EXAMS_OF_PERSON = Table(
    "exams_of_person",
    "体检",
    (
        Field("year", "年度", width=56, editable=False),
        replace(_STATE, width=84, editable=False),
        Field("done_on", "体检日期", Kind.DATE, width=96, editable=False),
        replace(_PLAN[1], width=120, editable=False),
    ),
)
"""The exams of one person."""
