"""The record of a document: the fields of its kind, the facts above them, and documents from Excel."""

from collections.abc import Callable, Collection, Sequence

from banfu_desktop.rules.documents import Direction, DocKind, DocState, HalfYear, ItemState, Stage
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.documents.plans import ItemRow
from banfu_desktop.tables.documents import DOCUMENT_FORM, PLAN_ITEMS
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.page.import_words import import_list
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_form import Fact

STATES = {
    DocState.DRAFT: Tone.GREY,
    DocState.REVIEW: Tone.BLUE,
    DocState.ISSUED: Tone.AMBER,
    DocState.SENT: Tone.GREEN,
    DocState.REGISTERED: Tone.GREY,
    DocState.WAITING: Tone.AMBER,
    DocState.DONE: Tone.GREEN,
}
ITEMS = {
    ItemState.WAITING: Tone.GREY,
    ItemState.UNDER_WAY: Tone.BLUE,
    ItemState.DONE: Tone.GREEN,
    ItemState.DROPPED: Tone.GREY,
}
_ALWAYS = {"direction", "kind", "title", "dated", "remark"}
_FORM = {
    DocKind.AGREEMENT: {"party", "period_start", "period_end", "signed_on", "content"},
    DocKind.MINUTES: {"place", "people", "content"},
    DocKind.PLAN_FIVE: {"drafter", "period_start", "period_end"},
    DocKind.PLAN_YEAR: {"drafter", "period_start", "period_end"},
    DocKind.HALF_REPORT: {"drafter", "period_start", "period_end"},
}
"""Which fields a kind has besides those all have; of other kinds a drafter and the content."""
_IN = {"their_number", "party", "content", "reply_due", "replied_on", "reply"}
_LATER = {"replied_on", "reply"}
"""What is known only once a document has been answered."""


def fields_of(row: DocumentRow | None) -> Collection[str]:
    """The fields a document shows: those of its kind; of a new one all that can be known."""
    if row is None:
        return {field.name for field in DOCUMENT_FORM.editable} - _LATER
    if row.direction is Direction.IN:
        return _ALWAYS | _IN
    return _ALWAYS | _FORM.get(row.kind, {"drafter", "content", "party"})


def may_be_sent(row: DocumentRow) -> bool:
    """Whether sending and receipts can be written down."""
    return row.issued and goes_out(row)


def goes_out(row: DocumentRow) -> bool:
    """Whether it can have recipients."""
    return row.direction is not Direction.IN


def may_be_put_forward(row: DocumentRow) -> bool:
    """Whether it is a draft that nobody reviews yet."""
    return row.stage is Stage.DRAFT


def may_be_issued(row: DocumentRow) -> bool:
    """Whether it can be issued from the register."""
    return not row.issued and row.report_id is None


def was_sent(row: DocumentRow) -> bool:
    """Whether anything was sent."""
    return any(one.sent_on for one in row.recipients)


def facts_of(
    row: DocumentRow, visit: Callable[[object], object], show: Callable[[int, str], object]
) -> Sequence[Fact]:
    """Whom it went to; the way to the report, its paper (`show`) or the items."""
    facts = []
    if row.kind is DocKind.HALF_REPORT and row.report_id and row.period_start is not None:
        half = HalfYear.of(row.period_start)
        key, title = row.report_id, row.title
        facts.append(Fact("正文在半年报告里", row.kind.clause, "", "看报告", lambda: visit(f"report {half}")))
        said = "签发的这一版" if row.issued else "草稿"
        facts.append(Fact(said, "", "", "预览打印", lambda: show(key, title)))
    if row.kind.is_plan:
        year = (row.period_start or row.dated).year
        said = f"{row.items} 项任务" if row.items else "还没有任务"
        facts.append(Fact(said, row.kind.clause, "", "看任务", lambda: visit(f"plan {year}")))
    facts += [
        Fact(
            f"{one.name}：{one.sent_on} {one.way.label if one.way else ''}送"
            + (f"，{one.received_on} 已收" if one.received_on else "，待回执")
            if one.sent_on
            else f"{one.name}：未送",
            "",
            "secondary" if one.received_on else "field-warning",
        )
        for one in row.recipients
    ]
    return facts


def bring_in(ctx: Context, *, items: bool) -> None:
    """Documents, or items of plans, from Excel."""
    import_list(ctx, *(("plan-items", "项") if items else ("documents", "份")))


def _count_items(rows: Sequence[ItemRow]) -> str:
    """How many items, and how many are done."""
    return f"{len(rows)} 项任务，已完成 {sum(row.state is ItemState.DONE for row in rows)} 项"


def _item_totals(rows: Sequence[ItemRow]) -> Sequence[str]:
    """How many there is still something to do about."""
    return [f"在办 {sum(row.state.open for row in rows)} 项"]


def items_list(look: Look) -> PlainList:
    """The items of plans as a list."""
    return PlainList(
        look, PLAN_ITEMS, ("plan", "owner", "state"), _count_items, _item_totals, {"state": ITEMS.get}
    )
