"""What the page of documents asks in boxes: issuing, sending, receipts, plans and their items."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Period, chinese_date
from banfu_desktop.rules.documents import CLAUSE, PLANS_CLAUSE, DocKind, Way
from banfu_desktop.services.documents import documents, papers, plans, reports
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.documents.plans import ItemRow
from banfu_desktop.services.documents.reports import ReportView
from banfu_desktop.services.worklog import worklog
from banfu_desktop.services.worklog.worklog import EntryRow
from banfu_desktop.tables.documents import ADDRESSEE, PLAN_ITEM_FORM, RECEIPT, SENDING
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.tasks import Session

_ALL = "所有未送的"
_RECENT = 120
"""Days back in which work on an item is looked for."""
_PLAN = Table(
    "new_plan",
    "登记计划",
    (
        Field("kind", "类别", Kind.CHOICE, required=True, words=DocKind, clause=PLANS_CLAUSE),
        Field("title", "标题", required=True, longest=120),
        Field("year", "年度", Kind.WHOLE, required=True, help="五年规划写第一年"),
        Field("drafter", "拟稿人", longest=40),
    ),
)


class Deeds:
    """The deeds of the page, each asked for in a box over it."""

    def __init__(self, ctx: Context, page: QWidget) -> None:
        self._ctx, self._page = ctx, page

    def _ask(self, table: Table, sentence: str, start: Values, **offers: Offer) -> Values | None:
        box = FieldsBox(self._page.window(), self._ctx.look, table, sentence, start, offers=offers)
        return box.values if self._ctx.dialogs.run(box) else None

    # Reports.

    def issue_report(self, view: ReportView) -> None:
        """Seal a report after asking; what stands in the way is said first."""
        today, now, role = self._ctx.today, self._ctx.now(), self._ctx.role()
        actor = role.label if role is not None else "经办"

        def ask(shown: ReportView) -> None:
            early = "" if today >= shown.half.last else f"{shown.half.label}还没有过完，数字截至今天。"
            names = "、".join(one.name for one in shown.recipients)
            text = (
                f"{early}签发后报告封存，不能再改，数字冻结；更正要另起草一版。"
                f"应报送{len(shown.recipients)}家：{names}。"
            )
            if self._ctx.dialogs.ask(f"签发{shown.title}？", text, "签发"):
                self._ctx.tasks.write(
                    f"签发{shown.half.label}工作报告",
                    lambda session: reports.issue(session, shown.id, actor, now, papers.own_fonts()),
                    lambda code: self._ctx.say(f"已签发，校验码 {code}。请打印盖章，报送后登记"),
                    notice=None,
                    risky=True,
                )

        self._ctx.tasks.read(lambda session: reports.refuse_issue(session, view.id, today), ask)

    # Sending.

    def send(self, row: DocumentRow) -> None:
        """Write down that a document was sent to one of its recipients, or to all still waiting."""
        if not row.recipients:
            self._ctx.say("还没有报送对象，请先增加")
            return
        waiting = [one for one in row.recipients if one.sent_on is None]
        table = _with_recipient(SENDING)
        choices = [(0, f"{_ALL}（{len(waiting)} 家）")] if waiting else []
        choices += [(one.id, one.name) for one in row.recipients]
        start = {"recipient_id": choices[0][0], "sent_on": self._ctx.today, "way": Way.HAND}
        values = self._ask(table, f"“{row.title}”报送给谁、哪天、怎样送的。", start, recipient_id=choices)
        if values is None:
            return
        names = None if not values["recipient_id"] else [_name(row, values["recipient_id"])]
        day, way, today = values["sent_on"], values["way"], self._ctx.today
        self._ctx.tasks.write(
            f"登记报送 {row.title}",
            lambda session: documents.send(session, row.id, names, day, way, today),
            lambda count: self._ctx.say(f"已登记报送 {count} 家", undo=True),
            notice=None,
        )

    def receive(self, row: DocumentRow) -> None:
        """Write down a recipient's receipt."""
        waiting = [one for one in row.recipients if one.sent_on is not None and one.received_on is None]
        if not waiting:
            self._ctx.say("没有待回执的；还没有报送的请先登记报送")
            return
        choices = [(one.id, f"{one.name}（{one.sent_on} 送）") for one in waiting]
        start = {"recipient_id": choices[0][0], "received_on": self._ctx.today}
        sentence = f"“{row.title}”谁收到了，回执号或签收人是谁。"
        values = self._ask(_with_recipient(RECEIPT), sentence, start, recipient_id=choices)
        if values is not None:
            name, day, today = _name(row, values["recipient_id"]), values["received_on"], self._ctx.today
            self._ctx.tasks.write(
                f"登记回执 {name}",
                lambda session: documents.receive(session, row.id, name, day, values["receipt"], today),
                notice=f"已登记{name}的回执",
            )

    def take_back(self, row: DocumentRow) -> None:
        """Take back a sending written down by mistake."""
        sent = [one for one in row.recipients if one.sent_on is not None]
        choices = [(one.id, f"{one.name}（{one.sent_on} 送）") for one in sent]
        table = Table("take_back", "撤回报送", (_recipient_field(),))
        sentence = "登记错的报送撤回，回执一起撤回。"
        values = self._ask(table, sentence, {"recipient_id": choices[0][0]}, recipient_id=choices)
        if values is not None:
            name = _name(row, values["recipient_id"])
            self._ctx.tasks.write(
                f"撤回报送 {name}", lambda session: documents.take_back(session, row.id, name)
            )

    def address(self, row: DocumentRow) -> None:
        """Name somebody a document is to go to."""
        named = "、".join(one.name for one in row.recipients) or "还没有"
        values = self._ask(ADDRESSEE, f"“{row.title}”的报送对象：{named}。", {})
        if values is not None:
            names = [(values["name"], "")]
            self._ctx.tasks.write(
                f"增加报送对象 {values['name']}", lambda session: documents.address(session, row.id, names)
            )

    def issue(self, row: DocumentRow) -> None:
        """Issue a document of the register."""
        today = self._ctx.today
        text = f"签发后编号，日期为{chinese_date(today)}，收发和类别不能再改。"
        if self._ctx.dialogs.ask(f"签发“{row.title}”？", text, "签发"):
            self._ctx.tasks.write(
                f"签发 {row.title}",
                lambda session: documents.issue(session, row.id, today),
                lambda number: self._ctx.say(f"已签发，编号 {number}", undo=True),
                notice=None,
            )

    def put_forward(self, row: DocumentRow) -> None:
        """Put a draft before whoever reviews it."""
        self._ctx.tasks.write(
            f"送审 {row.title}", lambda session: documents.put_forward(session, row.id), notice="已送审"
        )

    # Plans.

    def plan(self, year: int) -> None:
        """Enter a plan, whose items follow."""
        start = {"kind": DocKind.PLAN_YEAR, "year": year, "title": f"{year}年度帮扶计划"}
        sentence = "规划或计划先登记，再把任务一项一项列进来，或从 Excel 导入任务。"
        kinds = [(kind, kind.label) for kind in DocKind if kind.is_plan]
        values, today = self._ask(_PLAN, sentence, start, kind=kinds), self._ctx.today
        if values is not None:
            given = dict(values)
            title, kind, of = given["title"], given["kind"], given["year"]
            self._ctx.tasks.write(
                f"登记计划 {title}",
                lambda session: plans.add_plan(session, title, kind, of, today, drafter=given["drafter"]),
                notice=f"已登记“{title}”",
            )

    def item(self, row: ItemRow | None, known: Sequence[DocumentRow]) -> None:
        """A new item, or how far one is."""
        if not known:
            self._ctx.say("请先登记规划或计划")
            return
        offers = [(plan.id, plan.title) for plan in known]
        names = [field.name for field in PLAN_ITEM_FORM.editable]
        start = {"document_id": known[0].id} if row is None else {name: getattr(row, name) for name in names}
        table = replace(PLAN_ITEM_FORM, label="登记任务" if row is None else "办理任务")
        sentence = "任务、责任人、时限和目标值；完成时状态选已完成，填完成日期和实际值。"
        values = self._ask(table, sentence, start, document_id=offers)
        if values is not None:
            today, key = self._ctx.today, None if row is None else row.id
            self._ctx.tasks.write(
                f"{table.label} {values['task'][:20]}",
                lambda session: plans.save(session, values, today, key),
            )

    def work_on(self, row: ItemRow) -> None:
        """Say which log entry was work on an item."""
        since = self._ctx.today - timedelta(days=_RECENT)
        until = self._ctx.today

        def read(session: Session) -> Sequence[EntryRow]:
            done = set(plans.entries_of(session, row.id))
            found = worklog.listing(session, Period(since, until))
            return [entry for entry in reversed(found) if entry.id not in done]

        self._ctx.tasks.read(read, lambda entries: self._ask_work(row, entries, since))

    def _ask_work(self, row: ItemRow, entries: Sequence[EntryRow], since: date) -> None:
        if not entries:
            self._ctx.say(f"{since}以来没有别的工作日志，请先在工作日志记一条")
            return
        field = Field("entry_id", "日志", Kind.REFERENCE, required=True, named_by="entry",
                      help="做这项任务的那一条；四个月以内的")  # fmt: skip
        offers = [(one.id, f"{one.day:%m-%d} {one.recorder}：{one.content[:30]}") for one in entries]
        sentence = f"“{row.task}”：哪一条工作日志做的是这项任务。"
        values = self._ask(Table("work_on", "登记进展", (field,)), sentence, {}, entry_id=offers)
        if values is not None:
            self._ctx.tasks.write(
                f"登记任务进展 {row.task[:20]}",
                lambda session: plans.work_on(session, row.id, [values["entry_id"]]),
                notice="已登记进展",
            )

    def remove(self, name: str, work: Callable[[Session], object]) -> None:
        """Remove a record."""
        self._ctx.tasks.write(f"删除 {name}", work)


def _recipient_field() -> Field:
    return Field(
        "recipient_id", "报送对象", Kind.REFERENCE, required=True, named_by="recipient", clause=CLAUSE
    )


def _with_recipient(table: Table) -> Table:
    return replace(table, fields=(_recipient_field(), *table.fields))


def _name(row: DocumentRow, recipient_id: int) -> str:
    return next(one.name for one in row.recipients if one.id == recipient_id)
