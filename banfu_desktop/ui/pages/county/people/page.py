"""人员编配: the roster of all towns, masked; what staffing lacks, who rotates, who is filed, care."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.assessment import Grade
from banfu_desktop.rules.dates import parse_date
from banfu_desktop.services.county import people, questions
from banfu_desktop.services.county.people import Count, Posted
from banfu_desktop.services.county.questions import Graded
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.fields_box import ask_fields
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.county.county_list import CountyList
from banfu_desktop.ui.tasks import Query

_SOON = 90
_ROSTER = "花名册"
_TERM = timedelta(days=30)
_TOWN = Field("town", "镇（街）", width=110)
_NAME = Field("name", "姓名", width=80)
_UNIT = Field("unit", "派出单位", width=170)
_TABLE = Table(
    "county_roster",
    "花名册",
    (
        _TOWN, _NAME, Field("sex", "性别", width=56), Field("category", "类别", width=104), _UNIT,
        Field("role", "职务", width=110), Field("village", "驻村", width=90),
        Field("arrived_on", "到岗", width=112), Field("planned_until", "拟轮换", width=112),
        Field("relations_moved_on", "组织关系", width=112),
    ),
)  # fmt: skip
_COUNTS = (
    _TOWN, Field("what", "项目", width=230), Field("number", "人数", Kind.WHOLE, width=64),
    Field("wanted", "应有", width=150), Field("said", "情况", width=80),
)  # fmt: skip
_STAFFING = Table("county_staffing", "编配", _COUNTS)
_CARE = Table("county_care", "体检保险", _COUNTS)
_ROTATION = Table(
    "county_rotation",
    "轮换",
    (
        _TOWN, _NAME, _UNIT, Field("role", "职务", width=110), Field("arrived_on", "到岗", width=112),
        Field("planned_until", "拟轮换", width=112), Field("said", "剩下", width=90),
    ),
)  # fmt: skip
_FILING = Table(
    "county_filing",
    "备案",
    (
        _TOWN, _NAME, _UNIT, Field("village", "驻村", width=100), Field("selected_on", "选派", width=112),
        Field("arrived_on", "到岗", width=112), Field("filed_on", "备案", width=112),
        Field("said", "备案情况", width=112),
    ),
)  # fmt: skip
_GRADE = Table(
    "grade_told",
    "告知考核结果",
    (
        Field("round", "哪一次考核", required=True, longest=40),
        Field("grade", "等次", Kind.CHOICE, required=True, words=Grade),
        Field("body", "哪里评定的", required=True, longest=40, help="评定的部门，如 县委组织部"),
    ),
)
_ENOUGH = {True: "够", False: "不够", None: ""}
_TONES: Tones = {
    "said": {
        "不够": Tone.RED, "够": Tone.GREEN, "未备案": Tone.AMBER, "已备案": Tone.GREEN, "已过期": Tone.RED,
        "没有定": Tone.GREY,
    }.get,
}  # fmt: skip


@dataclass(frozen=True)
class Person(Posted):
    """A posting of a list; `said`: what the list says of it."""

    id: str = ""
    said: str = ""


@dataclass(frozen=True)
class Number(Count):
    """A count of a list; `said`: whether it is enough."""

    id: str = ""
    said: str = ""


@dataclass(frozen=True)
class _Read:
    roster: Sequence[Posted]
    staffing: Sequence[Count]
    rotation: Sequence[Posted]
    filing: Sequence[Posted]
    care: Sequence[Count]


class PeoplePage(CountyList):
    """The people of all towns."""

    room, title, table = "people", "人员编配", _TABLE
    row_class = Person
    filters = ("town", "category", "role")
    unit, empty = "人", "还没有收到花名册。"
    way = Way("去收件箱", "inbox")
    hint = "镇名、单位、职务或拼音首字母"
    tones: ClassVar[Tones] = {}

    def commands(self) -> Sequence[Command]:
        """The same on paper."""
        return (
            Command("print_people", "打印、导出…", lambda: self.ctx.go("tables"), act=None, icon="printer",
                    place=Place.PRIMARY, help="到表册里选要打印或导出的名册"),
            Command("tell_grade", "告知考核结果…", self._tell_grade, act=None, icon="graduation-cap",
                    rows=Rows.SOME, clause="四(五)",
                    help="把所选的人的等次告诉镇里，随反馈发出，镇里登记后答复"),
        )  # fmt: skip

    def visit(self, where: object) -> None:
        """Somebody found stands in the roster."""
        if isinstance(where, str):
            self.show_view(_ROSTER)
        super().visit(where)

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """The roster, and what it lacks."""
        self._staffing = self.plain(_STAFFING, "项", ("town", "said"), _TONES, _lacking)
        self._rotation = self.plain(_ROTATION, "人", ("town", "said"), _TONES)
        self._filing = self.plain(_FILING, "人", ("town", "said"), _TONES)
        self._care = self.plain(_CARE, "项", ("town", "what"), _TONES, _number)
        return {
            _ROSTER: listed, "编配": self._staffing, "轮换": self._rotation, "备案": self._filing,
            "体检保险": self._care,
        }  # fmt: skip

    def query(self) -> Query:
        """Who is at a post today, and what there is to say of them."""
        today = self.ctx.today
        return lambda session: _Read(
            people.roster(session, today), people.staffing(session), people.rotation(session, today),
            people.to_file(session, today), people.care(session),
        )  # fmt: skip

    def fill(self, data: _Read) -> None:
        """Show them all."""
        self.show_note("姓名隐去一部分；身份证号、账号、电话不上报", "本单位自定")
        self.show_rows(_people(data.roster, lambda _: ""))
        self._staffing.show_rows(_counts(data.staffing))
        self._rotation.show_rows(_people(data.rotation, self._until))
        self._filing.show_rows(_people(data.filing, lambda row: "已备案" if row.filed_on else "未备案"))
        self._care.show_rows(_counts(data.care))

    def _tell_grade(self) -> None:
        """One round, one grade, one body for everybody selected: those of another grade are told next."""
        chosen, today = self.selected(), self.ctx.today
        named = "、".join(f"{row.town}{row.name}" for row in chosen[:6]) + ("……" if len(chosen) > 6 else "")
        start = {"round": f"{today.year}年度考核", "body": "县委组织部"}
        given = ask_fields(self.ctx, _GRADE, f"{named}的考核结果，随各镇下一份反馈发出。", start)
        if given:
            round_, grade, body = given["round"], given["grade"].label, given["body"]
            told = [Graded(row.town, row.name, row.unit, round_, grade, body) for row in chosen]
            self.do(
                "告知考核结果",
                lambda desk, now, actor: [
                    questions.tell_grade(desk, each, today + _TERM, now, actor) for each in told
                ],
                said=f"已记下 {len(told)} 人的考核结果，随各镇下一份反馈发出",
            )

    def _until(self, row: Posted) -> str:
        if not row.planned_until:
            return "没有定"
        left = (parse_date(row.planned_until) - self.ctx.today).days
        return "已过期" if left < 0 else f"{left} 天" if left <= _SOON else f"{left // 30} 个月"


def _people(rows: Sequence[Posted], said: Any) -> list[Person]:
    seen = Counter[str]()
    people_ = []
    for row in rows:
        key = people.key_of(row)
        seen[key] += 1
        people_.append(
            Person(**vars(row), id=key if seen[key] == 1 else f"{key}/{seen[key]}", said=said(row))
        )
    return people_


def _counts(rows: Sequence[Count]) -> list[Number]:
    return [Number(**vars(row), id=f"{n}", said=_ENOUGH[row.enough]) for n, row in enumerate(rows)]


def _lacking(rows: Sequence[Any]) -> Sequence[str]:
    return (f"不够 {sum(row.enough is False for row in rows)} 项",)


def _number(rows: Sequence[Any]) -> Sequence[str]:
    return (f"合计 {sum(row.number for row in rows)} 人",)
