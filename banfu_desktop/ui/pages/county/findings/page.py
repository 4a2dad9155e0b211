"""疑点待办: what two towns share without knowing it, and the towns' own findings word for word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.services.county import findings
from banfu_desktop.services.county.findings import CrossFinding, CrossKind, Finding
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.pages.county.county_list import CountyList, ask_question
from banfu_desktop.ui.tasks import Query

_TABLE = Table(
    "county_cross",
    "镇间疑点",
    (
        Field("kind", "疑点", words=CrossKind, width=210),
        Field("first_town", "镇（街）", width=100),
        Field("first_name", "姓名", width=76),
        Field("first_about", "事由", width=190),
        Field("second_town", "另一个镇", width=100),
        Field("second_name", "姓名", width=76),
        Field("second_about", "事由", width=190),
    ),
)
_OWN = Table(
    "county_own_findings",
    "各镇待办",
    (
        Field("town", "镇（街）", width=110),
        Field("level", "轻重", width=70),
        Field("text", "镇里自己的话", width=520),
        Field("clause", "条款", width=90),
        Field("until", "期限", width=96),
    ),
)
_SHARED, _OWN_VIEW = "镇间疑点", "各镇待办"
_LEVELS = {"red": "急", "amber": "要看", "grey": "提示"}
_TONES: Tones = {"level": {"急": Tone.RED, "要看": Tone.AMBER, "提示": Tone.GREY}.get}


@dataclass(frozen=True)
class Shared(CrossFinding):
    """Something shared, as a row."""

    id: str = ""

    @property
    def sentence(self) -> str:
        """What a town is asked about it; the other side's name is not told, only that there is one."""
        about = f"（{self.first_about}）" if self.first_about else ""
        return f"{self.first_name}{about}：{self.kind.label}，另一个在{self.second_town}。请核对后答复。"


@dataclass(frozen=True)
class Own(Finding):
    """A town's own finding, as a row."""

    id: str = ""
    level: str = ""

    @property
    def sentence(self) -> str:
        """What the town is asked about it."""
        return f"待办“{self.text}”办到哪一步了？"


@dataclass(frozen=True)
class _Read:
    shared: Sequence[CrossFinding]
    own: Sequence[Finding]


class FindingsPage(CountyList):
    """What is amiss."""

    room, title, table = "findings", "疑点待办", _TABLE
    row_class = Shared
    filters = ("kind", "first_town")
    unit, empty = "条疑点", "没有两个镇共有的人、账号或发票。"
    hint = "镇名或姓名"
    tones: ClassVar[Tones] = {"kind": lambda _: Tone.AMBER}

    def commands(self) -> Sequence[Command]:
        """Asking the town."""
        return (
            Command("ask_about", "问镇里…", self._ask, act=None, icon="circle-question-mark",
                    place=Place.PRIMARY, enabled=lambda: self._chosen() is not None,
                    why="请先在列表中选一行", help="把所选的一条写成问题，随反馈发出"),
        )  # fmt: skip

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """Between towns, each town's own."""
        self._own = self.plain(_OWN, "条", ("town", "level"), _TONES)
        self._own.chosen.connect(self.refresh_commands)
        return {_SHARED: listed, _OWN_VIEW: self._own}

    def query(self) -> Query:
        """Both."""
        return lambda session: _Read(
            findings.across(session), [*findings.against_itself(session), *findings.own(session)]
        )

    def fill(self, data: _Read) -> None:
        """Show both."""
        self.show_note("只比对加密的标记，看不到身份证号和账号；同名不等于同一个人", "本单位自定")
        self.show_rows([Shared(**vars(each), id=findings.key_of(each)) for each in data.shared])
        self._own.show_rows([
            Own(**vars(each), id=findings.key_of(each), level=_LEVELS.get(each.urgency, "提示"))
            for each in data.own
        ])  # fmt: skip

    def visit(self, where: object) -> None:
        """What was found stands in one of the two views."""
        if isinstance(where, str):
            of_two = where.partition("/")[0] in {kind.value for kind in CrossKind}
            self.show_view(_SHARED if of_two else _OWN_VIEW)
            if not of_two:
                self._own.go_to(where)
                return
        super().visit(where)

    def _chosen(self) -> Any:
        chosen = self.selected() if self.is_list() else self._own.selected()
        return chosen[0] if len(chosen) == 1 else None

    def _ask(self) -> None:
        chosen = self._chosen()
        if isinstance(chosen, Own):
            ask_question(self, chosen.town, about=chosen.sentence, room=chosen.room, clause=chosen.clause)
        elif chosen is not None:
            ask_question(self, chosen.first_town, about=chosen.sentence)
