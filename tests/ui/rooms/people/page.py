"""A small list room: seven fictional people, as a page writer would declare it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.words import MonthState, TeamRole
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.tasks import Query

PEOPLE = Table(
    "people",
    "人员",
    (
        Field("name", "姓名", required=True, width=104, longest=20, help="与身份证一致"),
        Field("unit", "派出单位", required=True, width=144),
        Field("role", "队内职务", Kind.CHOICE, required=True, words=TeamRole, width=104, clause="二(一)"),
        Field("days", "在岗天数", Kind.WHOLE, width=88),
        Field("gross_fen", "应发", Kind.MONEY, width=104, help="每月工作补助标准", clause="六(一)"),
        Field("arrived", "到岗日期", Kind.DATE, required=True, width=112, help="报到当天"),
        Field("identity_no", "身份证号", Kind.IDENTITY, width=176),
        Field("state", "状态", Kind.CHOICE, words=MonthState, width=88, editable=False),
        Field("local", "本县户籍", Kind.FLAG, listed=False),
        Field("remark", "说明", Kind.NOTE, width=160),
    ),
)
TONES = {MonthState.DRAFT: Tone.GREY, MonthState.SEALED: Tone.GREEN, MonthState.PAID: Tone.BLUE}


@dataclass(frozen=True)
class Person:
    """A row of the list."""

    id: int
    name: str
    initials: str
    unit: str
    role: TeamRole
    days: int | None
    gross_fen: int | None
    arrived: date
    identity_no: str | None
    state: MonthState
    local: bool = False
    remark: str | None = None


def seven() -> list[Person]:
    """Seven people who never were."""
    return [
        _person(1, "钟立新", "zlx", "县交通运输局", TeamRole.LEADER, identity_no="440299198001014955"),
        _person(2, "潘秀云", "pxy", "县工信局", TeamRole.FIRST_SECRETARY),
        _person(3, "罗海涛", "lht", "县人社局", TeamRole.FIRST_SECRETARY, days=29, remark="事假 2 天"),
        _person(4, "谭䶮", "ty", "县司法局", days=20, gross_fen=129032, arrived=date(2026, 10, 12)),
        _person(5, "廖小满", "lxm", "县医保局", state=MonthState.SEALED),
        _person(6, "巫启明", "wqm", "县林业局", days=20, gross_fen=129032, state=MonthState.PAID),
        _person(7, "阿卜杜热合曼·买买提", "abdrhmmmt", "县林业局", days=None, gross_fen=None),
    ]


def _person(
    key: int, name: str, initials: str, unit: str, role: TeamRole = TeamRole.MEMBER, **more: Any
) -> Person:
    usual = {"days": 31, "gross_fen": 200000, "arrived": date(2025, 3, 1), "identity_no": None}
    return Person(key, name, initials, unit, role, **{**usual, "state": MonthState.DRAFT, **more})


class PeoplePage(ListPage):
    """Seven people with a form."""

    room, title, table = "people", "人员名单", PEOPLE
    row_class = Person
    watches = frozenset({"people"})
    monthly = True
    filters = ("unit", "role")
    tones = {"state": TONES.get}  # noqa: RUF012 (declared as a page declares it)
    unit, empty = "人", "还没有登记人员。"

    def commands(self) -> Sequence[Command]:
        """One of each place."""
        return [
            Command(
                "new_person",
                "登记人员",
                self.new_record,
                act=Act.ENTER,
                help="新增一人",
                icon="plus",
                keys="Ctrl+N",
                place=Place.PRIMARY,
            ),
            Command(
                "print_list",
                "打印名单…",
                self._print,
                act=None,
                help="打印花名册",
                icon="printer",
                keys="Ctrl+P",
                place=Place.BAR,
            ),
            Command(
                "export",
                "导出表格…",
                self._print,
                act=Act.ENTER,
                help="导出为表格文件",
                icon="file-spreadsheet",
            ),
            Command(
                "remove",
                "删除",
                self._remove,
                act=Act.ENTER,
                help="删除所选人员",
                icon="trash-2",
                rows=Rows.SOME,
            ),
            Command(
                "end",
                "结束任职…",
                self._print,
                act=Act.ENTER,
                icon="user-minus",
                rows=Rows.ONE,
                enabled=lambda: bool(self.rows),
            ),
        ]

    def query(self) -> Query:
        """Everybody, whatever the month."""
        return lambda session: list(session.people.values())

    def fill(self, data: Any) -> None:
        """The rows, a state and a note."""
        self.show_state("草稿", Tone.GREY)
        self.show_note("每月 2,000 元，含伙食补助", "六(一)")
        super().fill(data)

    def save(self, row: Any, values: Values) -> Saving:
        """Stored by key."""
        key = None if row is None else row.id
        return Saving("修改人员" if key else "登记人员", lambda session: save_person(session, key, values))

    def reveal(self, row: Any, name: str) -> Query:
        """The number itself."""
        return lambda session: reveal_number(session, row.id, name)

    def check(self, values: Values) -> Sequence[Problem]:
        """Nobody arrives in the future."""
        late = values["arrived"] > self.ctx.today
        return [Problem(None, "到岗日期", "晚于今天", "请核对")] if late else []

    def offers(self) -> dict[str, Offer]:
        """Units there are."""
        units = sorted({person.unit for person in self.rows})
        return {"unit": [(unit, unit) for unit in units]}

    def facts(self, row: Any) -> Sequence[Fact]:
        """How the amount came about."""
        if row.days is None or row.gross_fen is None:
            return []
        return [
            Fact(f"在岗 {row.days} 天 / 当月 31 天"),
            Fact(f"2,000.00 × {row.days} ÷ 31 = {row.gross_fen / 100:,.2f}", "六(一)"),
            Fact("到岗当月按天折算", "本单位自定", look="secondary"),
        ]

    def sealed(self, row: Any) -> str:
        """What is sealed or paid stays."""
        return "" if row.state is MonthState.DRAFT else "2026年10月已封存，更正请在本月登记补发或扣回"

    def _print(self) -> None:
        self.ctx.dialogs.tell("打印", "、".join(row.name for row in self.selected()) or "没有选人")

    def _remove(self) -> None:
        keys = [row.id for row in self.selected()]
        if self.ctx.dialogs.ask("删除人员？", f"将删除 {len(keys)} 人", "删除", danger=True):
            self.ctx.tasks.write("删除人员", lambda session: [session.people.pop(key) for key in keys])


def reveal_number(session: Any, key: int, name: str) -> str:
    """What a service would do: the number, with an entry in the trail and no change to the record."""
    session.info["changed"] = {"reveals"}
    return str(getattr(session.people[key], name))


def save_person(session: Any, key: int | None, values: Values) -> int:
    """What a service would do: refuse, or store and give the key."""
    if values["name"] == "重名":
        raise ProblemsError("有一处不对", (Problem(None, "姓名", "已有同名的人"),))
    if values["name"] == "拒绝":
        raise UserError("2026年10月已封存", "更正请在本月登记补发或扣回", "六(一)")
    if key is None:
        key = max(session.people, default=0) + 1
        blank = {"initials": "", "state": MonthState.DRAFT, "identity_no": None}
        session.people[key] = Person(id=key, **{**blank, **values})
    else:
        session.people[key] = replace(session.people[key], **values)
    session.info["changed"] = {"people"}
    return key
