"""What the page of rotation asks in boxes: a candidate, a batch, who takes over, filings, moves, the seal."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.rotation import Direction, Section, batch_end
from banfu_desktop.rules.words import TeamRole
from banfu_desktop.services.members import members
from banfu_desktop.services.rotation import batches, filings, handovers, relations, rotation
from banfu_desktop.services.rotation.batches import BatchRow
from banfu_desktop.services.rotation.filings import FilingRow
from banfu_desktop.services.rotation.handovers import HandoverRow
from banfu_desktop.services.rotation.relations import RelationRow
from banfu_desktop.services.rotation.rotation import PlaceRow
from banfu_desktop.tables.rotation import BATCHES, CHANGE_FORM, FILINGS, HANDOVER_ITEMS, HANDOVERS, RELATIONS
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.boxes.people_box import PeopleBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.approving import approve
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.tasks import Session

_PROPOSAL = Table("proposal", "登记人选", CHANGE_FORM.fields, sections=CHANGE_FORM.sections)
_BATCH = Table("batch", "保存批次", BATCHES.editable, title="轮换批次")
_FILING = Table("filing", "登记备案", FILINGS.editable)
_RELATION = Table("relation", "登记转接", RELATIONS.editable)
_PARTIES = Table("parties", "保存交接双方", HANDOVERS.editable, title="交接双方")
_LINE = Table("handover_line", "加到清单", HANDOVER_ITEMS.editable)


class Deeds:
    """The deeds of the page, each asked for in a box over it."""

    def __init__(self, ctx: Context, page: QWidget) -> None:
        self._ctx, self._page = ctx, page

    def _ask(self, table: Table, sentence: str, start: Values) -> Values | None:
        box = FieldsBox(self._page.window(), self._ctx.look, table, sentence, start)
        return box.values if self._ctx.dialogs.run(box) else None

    def propose(self, row: PlaceRow) -> None:
        """Who follows; what 二(一) says of him is told afterwards."""
        until = f"，{row.until} 期满或离岗" if row.until else ""
        who = f"{row.organisation}{row.role.label} {row.name}{until}"
        sentence = f"{who}。推荐、同意、开始交接办到哪一步记到哪一步。"
        start = {field.name: getattr(row, field.name) for field in CHANGE_FORM.fields}
        if start["proposed_on"] is None:
            start["proposed_on"] = self._ctx.today
        values, today = self._ask(_PROPOSAL, sentence, start), self._ctx.today
        if values is None:
            return

        def work(session: Session) -> list[str]:
            rotation.save(session, row.id, values, today)
            place, member = rotation.one(session, row.id, today), members.one(session, row.id)
            return [one.text for one in rotation.verdicts(place, member, today)]

        self._ctx.tasks.write(f"登记接任人选 {row.name}", work, self._tell_verdicts, notice=None)

    def _tell_verdicts(self, texts: list[str]) -> None:
        told = f"，但请核对：{'；'.join(texts)}" if texts else ""
        self._ctx.say(f"已登记接任人选{told}", undo=True)

    def batch(self, row: BatchRow | None) -> None:
        """A batch; three years unless another day is given."""
        today = self._ctx.today
        start = {"start_on": today, "planned_end": batch_end(today)} if row is None else vars(row)
        values = self._ask(_BATCH, "工作队每三年轮换，分批滚动。", start)
        key = None if row is None else row.id
        if values is not None:
            self._ctx.tasks.write(
                f"保存轮换批次 {values['name']}", lambda session: batches.save(session, values, key)
            )

    def batch_people(self, row: BatchRow) -> None:
        """Who is in a batch; those who arrived in its time are ticked where it has nobody yet."""

        def read(session: Session) -> list[tuple[int, str, bool]]:
            period = Period(row.start_on, row.planned_end)
            return [
                (one.id, f"{one.name}（{one.organisation}，{one.arrived_on} 到岗）", one.arrived_on in period)
                for one in members.listing(session, period)
            ]

        def ask(people: list[tuple[int, str, bool]]) -> None:
            known = row.posting_ids or [key for key, _, arrived in people if arrived]
            sentence = f"勾选编入“{row.name}”的人；一个人只在一批。"
            shown = [(key, text) for key, text, _ in people]
            box = PeopleBox(self._page.window(), self._ctx.look, f"{row.name}的人员", sentence, shown, known)
            if self._ctx.dialogs.run(box):
                chosen = box.chosen
                self._ctx.tasks.write(
                    f"编入轮换批次 {row.name}",
                    lambda session: batches.choose(session, row.id, chosen),
                    notice=f"{row.name} {len(chosen)} 人",
                )

        self._ctx.tasks.read(read, ask)

    def draw_up(self, row: PlaceRow) -> None:
        """The list of somebody who leaves, from every room."""
        today = self._ctx.today
        team = "，含全队事项" if row.role is TeamRole.LEADER else ""
        self._ctx.tasks.write(
            f"拟定交接清单 {row.name}",
            lambda session: handovers.draw_up(session, row.id, today),
            notice=f"已从各项业务生成{row.name}的交接清单{team}",
        )

    def parties(self, row: HandoverRow) -> None:
        """Who takes over, and before whom."""
        start = {name: getattr(row, name) for name in ("receiver", "witness", "whole", "remark")}
        values = self._ask(_PARTIES, f"{row.name}的交接清单。", start)
        if values is not None:
            self._ctx.tasks.write(
                f"登记交接双方 {row.name}", lambda session: handovers.save(session, row.id, values)
            )

    def add_line(self, row: HandoverRow, section: Section) -> None:
        """A seal, a key, an account, a promise."""
        sentence = "程序不知道的事项自己加：公章、钥匙、账号、口头承诺。账号只写名称，不写密码。"
        values = self._ask(_LINE, sentence, {"section": section})
        if values is not None:
            self._ctx.tasks.write(
                f"交接清单加一项 {row.name}", lambda session: handovers.add_line(session, row.id, values)
            )

    def tick(self, row: HandoverRow, keys: Sequence[str], side: str, *, on: bool) -> None:
        """Both sides tick what they have gone through."""
        today = self._ctx.today
        self._ctx.tasks.write(
            f"核对交接清单 {row.name}",
            lambda session: handovers.tick(session, row.id, keys, side, today, on=on),
            notice=None,
        )

    def seal(self, row: HandoverRow) -> None:
        """Seal a list; asks even where lines are open, and names them."""
        left = handovers.open_items(row)
        named = "\n".join(left[:8]) + (f"\n……等 {len(left)} 项" if len(left) > 8 else "")
        open_ones = f"还有 {len(left)} 项没有核对完：\n{named}\n" if left else "各项都已核对。\n"
        text = f"{row.name}的交接清单共 {len(row.items)} 项。{open_ones}封存以后不能再改。"
        if not self._ctx.dialogs.ask("封存交接清单", text, "封存"):
            return
        now, role = self._ctx.now(), self._ctx.role()
        by = role.label if role is not None else "经办"
        after = "；请更换恢复卡和登录密码" if row.whole else ""
        approve(
            self._ctx,
            f"封存交接清单 {row.name}",
            lambda session: handovers.seal(session, row.id, by, now),
            notice=f"{row.name}的交接清单已封存{after}",
        )

    def filing(self, row: FilingRow) -> None:
        """A filing with one body."""
        if not row.wanted:
            self._ctx.say("这条备案是以前的人员或驻村，不再更改")
            return
        start = {field.name: getattr(row, field.name) for field in FILINGS.editable}
        start["sent_on"] = start["sent_on"] or self._ctx.today
        sentence = f"{row.name}（{row.village}）报{row.body}备案。人员或驻村变动的要重新备案。"
        values, today = self._ask(_FILING, sentence, start), self._ctx.today
        if values is not None:
            self._ctx.tasks.write(
                f"登记备案 {row.name} {row.body}",
                lambda session: filings.save(session, row.posting_id, row.body, values, today),
            )

    def relation(self, row: RelationRow) -> None:
        """A move of party relations."""
        start = {field.name: getattr(row, field.name) for field in RELATIONS.editable}
        where = "镇（村）党组织" if row.direction is Direction.IN else "派出单位党组织"
        sentence = f"{row.name}组织关系{row.direction.label}{where}。"
        values, today = self._ask(_RELATION, sentence, start), self._ctx.today
        if values is not None:
            self._ctx.tasks.write(
                f"登记组织关系 {row.name}",
                lambda session: relations.save(session, row.posting_id, row.direction, values, today),
            )

    def take_back(self, row: PlaceRow) -> None:
        """What was written of a change goes."""
        self.write(f"撤回轮换 {row.name}", lambda session: rotation.take_back(session, row.id))

    def remove_list(self, row: HandoverRow) -> None:
        """A list drawn up by mistake goes."""
        self.write(f"删除交接清单 {row.name}", lambda session: handovers.remove(session, row.id))

    def remove_batch(self, row: BatchRow) -> None:
        """A batch goes, its people stay."""
        self.write(f"删除轮换批次 {row.name}", lambda session: batches.remove(session, row.id))

    def remove_filing(self, row: FilingRow) -> None:
        """A filing written by mistake goes."""
        if row.id is not None:
            key, today = row.id, self._ctx.today
            self.write(f"删除备案 {row.name}", lambda session: filings.remove(session, key, today))

    def write(self, deed: str, work: Callable[[Session], object]) -> None:
        """A deed that asks for nothing."""
        self._ctx.tasks.write(deed, work)
