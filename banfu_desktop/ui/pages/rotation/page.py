"""轮换交接 (二): the timeline over the hand-over desk, everybody's change, batches, filings, relations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.rotation import CLAUSE, FILING_CLAUSE, RELATIONS_CLAUSE, Stage
from banfu_desktop.services.rotation import batches, filings, handovers, papers, relations, rotation
from banfu_desktop.services.rotation.filings import FilingRow
from banfu_desktop.services.rotation.handovers import HandoverRow
from banfu_desktop.services.rotation.rotation import PlaceRow
from banfu_desktop.tables.rotation import CHANGE_FORM, PLACES
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.import_words import import_list
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.papers_view import PapersView
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import TO_MEMBERS, Way
from banfu_desktop.ui.pages.rotation.deeds import Deeds
from banfu_desktop.ui.pages.rotation.desk_view import DeskData, DeskView, read_desk
from banfu_desktop.ui.pages.rotation.lists import READ, batch_list, filing_list, relation_list
from banfu_desktop.ui.preview.preview import preview_form, preview_paper
from banfu_desktop.ui.tasks import Query

TIMELINE, PEOPLE, BATCH, FILING, RELATION = "时间轴", "人员", "批次", "备案", "组织关系"
_EXPORTS = {
    TIMELINE: "rotation",
    PEOPLE: "rotation",
    BATCH: "batches",
    FILING: "filings",
    RELATION: "relations",
}
_IMPORTS = {
    PEOPLE: ("rotation", "人"),
    BATCH: ("batches", "批"),
    FILING: ("filings", "条"),
    RELATION: ("relations", "条"),
}
_STAGES = {
    Stage.DUE: Tone.AMBER, Stage.PROPOSED: Tone.BLUE, Stage.AGREED: Tone.BLUE, Stage.HANDING: Tone.BLUE,
    Stage.HANDED: Tone.GREEN, Stage.LEFT: Tone.GREY,
}  # fmt: skip


@dataclass(frozen=True)
class ListData:
    """Rows of one of the other views."""

    view: str
    rows: Sequence[Any]


class RotationPage(ListPage):
    """The timeline and its desk; the lists of people, batches, filings and relations."""

    room, title, table = "rotation", "轮换交接", PLACES
    row_class = PlaceRow
    watches = READ
    filters = ("stage", "role")
    tones: ClassVar[Tones] = {"stage": _STAGES.get}
    unit = "人"
    empty = "还没有成员。"

    def __init__(self, ctx: Context) -> None:
        self._places: Sequence[PlaceRow] = ()
        self._marked: int | None = None
        super().__init__(ctx)

    def commands(self) -> Sequence[Command]:
        """A candidate, the hand-over, its seal; batches, filings, moves."""
        return (*self._of_changes(), *self._of_lists(), *self._of_handover())

    def _of_changes(self) -> Sequence[Command]:
        desk, people, enter = self._on_desk, self._of_people, Act.ENTER
        return (
            Command("propose", "登记人选…", self._propose, act=enter, icon="user-plus", place=Place.PRIMARY,
                    help="推荐谁接任，办到哪一步", shown=people, enabled=self._has_place, why="请先选一个人",
                    clause=CLAUSE),
            Command("draw_up", "拟定清单", self._draw_up, act=enter, icon="clipboard-list", place=Place.BAR,
                    help="从各项业务生成这个人的交接清单", shown=desk, enabled=self._may_draw_up,
                    why="请先选一个人；没有封存的清单只能有一份", clause=CLAUSE),
            Command("seal_handover", "封存清单…", lambda: self._with_list(self._deeds.seal), act=Act.SEAL,
                    icon="lock", help="双方核对、监交人在场后封存", place=Place.BAR, shown=desk,
                    enabled=self._is_draft, why="请先选有清单草稿的人", clause=CLAUSE),
            Command("print_plan", "打印计划…", lambda: preview_form(self.ctx, "rotation-plan"), act=None,
                    icon="printer", help="人员轮换计划表", keys="Ctrl+P", place=Place.BAR, shown=people),
            Command("take_back_change", "撤回轮换", self._take_back, act=enter, icon="undo-2",
                    help="撤回登记的人选和进度", shown=people, enabled=self._has_change,
                    why="这个人没有轮换人选"),
        )  # fmt: skip

    def _of_handover(self) -> Sequence[Command]:
        desk, draft, enter = self._on_desk, self._is_draft, Act.ENTER
        return (
            Command("parties", "交接双方…", lambda: self._with_list(self._deeds.parties), act=enter,
                    icon="users", help="接交人、监交人，是否含全队事项", shown=desk, enabled=draft,
                    why="请先选有清单草稿的人"),
            Command("add_line", "加一项…", self._add_line, act=enter, icon="plus", shown=desk,
                    help="公章、钥匙、账号、口头承诺", enabled=draft, why="请先选有清单草稿的人"),
            Command("remove_line", "去掉加的一项", self._remove_line, act=enter, icon="trash-2", shown=desk,
                    help="去掉自己加的一项", enabled=self._has_own_line, why="请先在清单里选自己加的一项"),
            Command("give_all", "本部分全部移交", partial(self._tick_all, "given"), act=enter, icon="check",
                    help="这一部分的移交一次勾齐", shown=desk, enabled=draft, why="请先选有清单草稿的人"),
            Command("take_all", "本部分全部接收", partial(self._tick_all, "taken"), act=enter, icon="check",
                    help="这一部分的接收一次勾齐", shown=desk, enabled=draft, why="请先选有清单草稿的人"),
            Command("print_handover", "打印清单…", self._print_handover, act=None, icon="printer",
                    help="轮换交接清单，未封存的是草稿", shown=desk, enabled=self._has_list,
                    why="请先选有交接清单的人"),
            Command("handover_papers", "清单附件…", self._open_papers, act=None, icon="file-text",
                    help="签字的扫描件", shown=desk, enabled=self._has_list, why="请先选有交接清单的人"),
            Command("remove_handover", "删除清单", lambda: self._with_list(self._deeds.remove_list),
                    act=enter, icon="trash-2", help="删除没有封存的清单", shown=desk, enabled=draft,
                    why="没有清单草稿"),
        )  # fmt: skip

    def _of_lists(self) -> Sequence[Command]:
        batch, filing, relation = (partial(self._is, view) for view in (BATCH, FILING, RELATION))
        one, enter, deeds = Rows.ONE, Act.ENTER, self._deeds
        return (
            Command("new_batch", "登记批次…", lambda: deeds.batch(None), act=enter, icon="plus",
                    help="三年一批，分批滚动", place=Place.PRIMARY, shown=batch, clause=CLAUSE),
            Command("file_secretary", "登记备案…", lambda: self._with(self.filings.list, deeds.filing),
                    act=enter, icon="check", help="报送、文号、收到回执", place=Place.PRIMARY, rows=one,
                    shown=filing, clause=FILING_CLAUSE),
            Command("move_relations", "登记转接…", lambda: self._with(self.relations, deeds.relation),
                    act=enter, icon="check", help="党支部、介绍信、转接日期", place=Place.PRIMARY, rows=one,
                    shown=relation, clause=RELATIONS_CLAUSE),
            Command("batch_people", "编入人员…", lambda: self._with(self.batches, deeds.batch_people),
                    act=enter, icon="users", help="谁在这一批", place=Place.BAR, rows=one, shown=batch),
            Command("print_filing", "打印备案表…", lambda: preview_form(self.ctx, "filing-form"), act=None,
                    icon="printer", help="驻村第一书记备案表，一人一张", place=Place.BAR, shown=filing),
            Command("print_letter", "打印报备函…", lambda: preview_form(self.ctx, "filing-letter"), act=None,
                    icon="printer", help="报备函和回执，每个备案机关一份", place=Place.BAR, shown=filing),
            Command("print_relations", "打印登记表…", lambda: preview_form(self.ctx, "relations-list"),
                    act=None, icon="printer", help="党员组织关系登记表", place=Place.BAR, shown=relation),
            Command("edit_batch", "修改批次…", lambda: self._with(self.batches, deeds.batch), act=enter,
                    icon="pencil", help="名称、起止", rows=one, shown=batch),
            Command("remove_batch", "删除批次", lambda: self._with(self.batches, deeds.remove_batch),
                    act=enter, icon="trash-2", rows=one, help="批次删除，人员不动", shown=batch),
            Command("remove_filing", "删除备案", lambda: self._with(self.filings.list, deeds.remove_filing),
                    act=enter, icon="trash-2", help="删除登记错了的备案", rows=one, shown=filing,
                    enabled=self._is_filed, why="请先选有备案的人"),
            Command("import_rotation", "导入 Excel…", self._import, act=enter, icon="upload",
                    shown=lambda: self.view in _IMPORTS, help="导入当前清单，先预览再确认"),
            Command("export_rotation", "导出 Excel…", lambda: export_list(self.ctx, _EXPORTS[self.view]),
                    act=None, help="导出当前清单", icon="download"),
        )  # fmt: skip

    # What is shown.

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """时间轴｜人员｜批次｜备案｜组织关系."""
        look = self.ctx.look
        self._deeds = Deeds(self.ctx, self)
        self.first = DeskView(look)
        self.timeline, self.desk = self.first.timeline, self.first.desk
        self.timeline.moved.connect(self._moved)
        self.timeline.opened.connect(self._mark)
        self.desk.ticked.connect(self._tick)
        self.desk.turned.connect(self.refresh_commands)
        self.batches = batch_list(look)
        self.batches.opened.connect(self._deeds.batch)
        filed = filing_list(look)
        self.filings = PapersView(self.ctx, filed, "filing-view", lambda row: row.bundle_id)
        filed.opened.connect(self._deeds.filing)
        self.relations = relation_list(look)
        self.relations.opened.connect(self._deeds.relation)
        for plain in (self.batches, self.filings.list, self.relations):
            plain.chosen.connect(self.refresh_commands)
        rest = {BATCH: self.batches, FILING: self.filings, RELATION: self.relations}
        return {TIMELINE: self.first, PEOPLE: listed, **rest}

    def query(self) -> Query:
        """What the view shows."""
        today, marked, view = self.ctx.today, self._marked, self.view
        if view == TIMELINE:
            return lambda session: read_desk(session, today, marked)
        if view == PEOPLE:
            return lambda session: rotation.listing(session, today)
        room = {BATCH: batches, FILING: filings, RELATION: relations}[view]
        return lambda session: ListData(view, room.listing(session, today))

    def fill(self, data: Any) -> None:
        """Show what was read."""
        if isinstance(data, DeskData):
            self._fill_desk(data)
        elif isinstance(data, ListData):
            shown = {BATCH: self.batches, FILING: self.filings.list, RELATION: self.relations}[data.view]
            shown.show_rows(data.rows)
            if not data.rows:
                said = {BATCH: "还没有轮换批次。", FILING: "没有要备案的驻村第一书记。"}
                way = "new_batch" if data.view == BATCH else TO_MEMBERS
                self.show_message(said.get(data.view, "没有要登记组织关系的党员。"), way)
        else:
            self._places = data
            self.show_rows(data)

    def _fill_desk(self, data: DeskData) -> None:
        self._places = data.places
        self.first.show_data(data, self._marked)
        gaps = sum(len(lane.gaps) for lane in data.timeline.lanes)
        self.show_state(f"空岗 {gaps} 处" if gaps else "", Tone.AMBER)
        if not data.timeline.lanes:
            self.show_message(*self.emptiness())

    def emptiness(self) -> tuple[str, Way]:
        """Nobody can go or come before somebody is there."""
        return self.empty, TO_MEMBERS

    def visit(self, where: object) -> None:
        """A posting's key, `timeline`, `filing <key>` or `relation <key>`."""
        if isinstance(where, int):
            self._marked = where
            self.show_view(TIMELINE)
            self.reload()
        elif isinstance(where, str):
            kind = where.partition(" ")[0]
            self.show_view({"filing": FILING, "relation": RELATION}.get(kind, TIMELINE))
        else:
            super().visit(where)

    def view_turned(self) -> None:
        """The chip beside the title belongs to the timeline."""
        self.show_state("")

    def selected_count(self) -> int:
        """Rows of the view."""
        plain = self._plain()
        if plain is not None:
            return plain.selected_count()
        return super().selected_count() if self.is_list() else 0

    def _copy(self) -> None:
        plain = self._plain()
        if plain is None:
            super()._copy()
        else:
            self.ctx.say(f"已复制 {plain.copy()} 行")

    def _plain(self) -> PlainList | None:
        return {BATCH: self.batches, FILING: self.filings.list, RELATION: self.relations}.get(self.view)

    # The record.

    def form_table(self) -> Table:
        """What the clerk fills in."""
        return CHANGE_FORM

    def heading(self, row: PlaceRow | None) -> tuple[str, str]:
        """Whose post."""
        return ("轮换", "") if row is None else (row.name, f"{row.organisation}{row.role.label}")

    def facts(self, row: PlaceRow) -> Sequence[Fact]:
        """When, in which batch, and whether the list is sealed."""
        until = f"，{row.until} 期满或离岗" if row.until else "，没有登记拟离岗日期"
        facts = [Fact(f"{row.arrived_on} 到岗{until}", CLAUSE)]
        if row.batch:
            facts.append(Fact(f"在{row.batch}", "", "secondary"))
        if row.handed_on is not None:
            facts.append(Fact(f"{row.handed_on} 已封存交接清单", "", "secondary"))
        return facts

    def papers(self, row: PlaceRow) -> int | None:
        """Those of the hand-over list."""
        return row.handover_bundle

    def save(self, row: PlaceRow | None, values: Values) -> Saving | None:
        """How far the change is."""
        if row is None:
            return None
        today, key = self.ctx.today, row.id
        return Saving(f"登记轮换 {row.name}", lambda session: rotation.save(session, key, values, today))

    # The commands.

    def _is(self, view: str) -> bool:
        return self.view == view

    def _on_desk(self) -> bool:
        return self.view == TIMELINE

    def _of_people(self) -> bool:
        return self.view in (TIMELINE, PEOPLE)

    @property
    def _place(self) -> PlaceRow | None:
        """Who is chosen in the timeline or the list."""
        if self.is_list():
            rows: list[PlaceRow] = self.selected()
            return rows[0] if len(rows) == 1 else None
        return next((place for place in self._places if place.id == self._marked), None)

    @property
    def _list(self) -> HandoverRow | None:
        return self.desk.handover if self._on_desk() else None

    def _has_place(self) -> bool:
        return self._place is not None

    def _has_list(self) -> bool:
        return self._list is not None

    def _has_change(self) -> bool:
        place = self._place
        return place is not None and any((place.successor, place.proposed_on, place.handing_on))

    def _is_draft(self) -> bool:
        return self._list is not None and self._list.sealed_at is None

    def _may_draw_up(self) -> bool:
        return self._has_place() and not self._is_draft()

    def _has_own_line(self) -> bool:
        return self._is_draft() and self.desk.own_line is not None

    def _is_filed(self) -> bool:
        rows: list[FilingRow] = self.filings.list.selected()
        return len(rows) == 1 and rows[0].id is not None

    def _moved(self) -> None:
        lane = self.timeline.lane
        if lane is not None and isinstance(lane.key, int):
            self._mark(lane.key)

    def _mark(self, posting_id: int) -> None:
        self._marked = posting_id
        self.reload()

    def _with(self, plain: PlainList, deed: Callable[[Any], object]) -> None:
        rows = plain.selected()
        if len(rows) == 1:
            deed(rows[0])

    def _with_list(self, deed: Callable[[HandoverRow], object]) -> None:
        if self._list is not None:
            deed(self._list)

    def _propose(self) -> None:
        if self._place is not None:
            self._deeds.propose(self._place)

    def _draw_up(self) -> None:
        if self._place is not None:
            self._deeds.draw_up(self._place)

    def _add_line(self) -> None:
        if self._list is not None:
            self._deeds.add_line(self._list, self.desk.section)

    def _remove_line(self) -> None:
        line = self.desk.own_line
        if line is not None:
            self._deeds.write("去掉清单的一项", lambda session: handovers.remove_line(session, line))

    def _tick(self, keys: list[str], side: str, on: bool) -> None:
        if self._list is not None:
            self._deeds.tick(self._list, keys, side, on=on)

    def _tick_all(self, side: str) -> None:
        if self._list is not None and self.desk.open_keys[side]:
            self._deeds.tick(self._list, self.desk.open_keys[side], side, on=True)

    def _print_handover(self) -> None:
        shown, now = self._list, self.ctx.now()
        if shown is not None:
            key = shown.id
            preview_paper(self.ctx, "轮换交接清单", lambda session: papers.handover_paper(session, key, now))

    def _open_papers(self) -> None:
        if self._list is not None:
            self._wanted[:] = [self._list.posting_id]
            self.show_view(PEOPLE)

    def _import(self) -> None:
        import_list(self.ctx, *_IMPORTS[self.view])

    def _take_back(self) -> None:
        if self._place is not None:
            self._deeds.take_back(self._place)
