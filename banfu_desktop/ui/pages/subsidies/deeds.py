"""Deeds of the subsidies page that ask in boxes: sealed, voided, paid, left off, collected, made up for."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month, parse_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import RepaymentWay, SheetState, parse_supplement
from banfu_desktop.services.subsidies import (
    paying,
    receivables,
    rulings,
    sealing,
    subsidies,
    supplements,
)
from banfu_desktop.services.subsidies.receivables import ReceivableRow, UncollectedRow
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine
from banfu_desktop.tables.subsidies import PAYMENTS, RECEIVABLES, REPAYMENTS, UNPAID
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.subsidies.seal_box import SealBox
from banfu_desktop.ui.pages.subsidies.words import MonthView
from banfu_desktop.ui.tasks import Session

EVERYBODY = "全部未发放的单位"
_COLLECTED, _OWED, _LATER = "已收回…", "没有收回，列为应收回", "以后再答"


def sealable(sheets: MonthSheets) -> tuple[list[PayerSheet], list[str]]:
    """Drafts that can be sealed, and a sentence for each that cannot."""
    ready = [sheet for sheet in sheets.sheets if sheet.is_draft and not sheet.held and sheet.lines]
    left = [
        f"{sheet.payer}不在其中：{'、'.join(f'{row.name}（{row.reason}）' for row in sheet.held)}。"
        for sheet in sheets.sheets
        if sheet.is_draft and sheet.held
    ]
    return ready, left


def seal(ctx: Context, parent: QWidget, sheets: MonthSheets, *, is_over: bool) -> None:
    """Seal what can be, once the clerk has seen which sheets and how much."""
    month, now, by = sheets.month, ctx.now(), ctx.tasks.actor
    ready, left = sealable(sheets)
    reason = ""
    if not is_over:
        text = f"{month.label}还有工作日没有到，现在封存的表只计到今天的在岗天数。\n为什么提前封存？"
        answer = ctx.dialogs.ask_text("提前封存", text, confirm="下一步")
        if not answer:
            return
        reason = answer
    if ready and not ctx.dialogs.run(SealBox(parent, ctx.look, month, ready, left)):
        return
    ctx.tasks.write(
        f"封存{month.label}补助",
        lambda session: subsidies.seal(session, month, by, now, reason=reason),
        said=f"{month.label}已封存 {len(ready)} 张，实发 {yuan(sum(one.net_fen for one in ready))} 元",
        undo=False,
        risky=True,
    )


def pay(ctx: Context, parent: QWidget, view: MonthView | None) -> None:
    """Record a payment of one payer's sheet, of some people on it, or of all that is unpaid."""
    if view is None or view.sheets is None:
        return
    sheets = view.sheets
    month, today = sheets.month, ctx.today
    due = [sheet for sheet in sheets.sheets if sheet.state in (SheetState.SEALED, SheetState.PART_PAID)]
    names = [EVERYBODY, *(sheet.payer for sheet in due)]
    values = {"payer": due[0].payer if len(due) == 1 else EVERYBODY, "paid_on": today}
    text = f"{month.label}：{len(due)} 张表未发放或部分发放。只发了其中几个人的，写明姓名。"
    box = FieldsBox(
        parent, ctx.look, PAYMENTS, text, values, offers={"payer": [(name, name) for name in names]}
    )
    if not ctx.dialogs.run(box):
        return
    chosen = box.values
    payer = None if chosen["payer"] in (None, EVERYBODY) else str(chosen["payer"])
    wanted = {name for name in str(chosen["people"] or "").replace("，", "、").split("、") if name}

    def write(session: Session) -> None:
        rows = paying.payable(session, month)
        if payer is not None:
            rows = [sealing.sheet_of(session, month, payer)]
        people = {line.person_id for line in sheets.lines if line.name in wanted} if wanted else None
        payment = paying.Payment(chosen["paid_on"] or today, chosen["reference"] or "", people)
        if chosen["reason"]:
            paying.correct(session, rows, payment, chosen["reason"], today)
        else:
            paying.pay(session, rows, payment, today)

    ctx.tasks.write(f"登记{month.label}补助发放", write, undo=False)


def void(ctx: Context, month: Month, line: SheetLine) -> None:
    """Void the sheet a line stands on."""
    text = (
        f"作废{line.payer}{month.label}的发放表。旧表、编号和校验码都保留，重新封存的是新的一版。\n"
        "作废的原因："
    )
    reason = ctx.dialogs.ask_text("作废重封", text, confirm="作废")
    if not reason:
        return
    by, now = ctx.tasks.actor, ctx.now()

    def write(session: Session) -> None:
        sealing.void(session, sealing.sheet_of(session, month, line.payer).id, by, reason, now)

    ctx.tasks.write(f"作废{month.label}补助发放表 {line.payer}", write, undo=False, risky=True)


def waive(ctx: Context, month: Month, line: SheetLine) -> None:
    """Mark somebody's sealed, unpaid lines 不再发放."""
    text = f"{line.name}在{line.payer}{month.label}表上的金额不再发放；还应发多少由账目重新算出。\n原因："
    reason = ctx.dialogs.ask_text("不再发放", text, confirm="不再发放")
    if not reason:
        return
    today = ctx.today

    def write(session: Session) -> None:
        sheet = sealing.sheet_of(session, month, line.payer)
        paying.waive(session, sheet.id, line.person_id, reason, today)

    ctx.tasks.write(f"不再发放 {line.name}", write, undo=False)


def defer(ctx: Context, month: Month, view: MonthView | None, line: SheetLine) -> None:
    """Leave what is held of a line's person off the draft (暂缓)."""
    sheet, person_id = view.sheet_of(line) if view else None, line.person_id
    held = [row for row in sheet.held if row.person_id == person_id] if sheet else []
    if sheet is None or not held:
        return
    said = "；".join(f"{row.about.label}（{row.reason}）" for row in held)
    text = f"{held[0].name}：{said}。\n不列入{sheet.payer}{month.label}的表，下一张表再问。暂缓的原因："
    reason = ctx.dialogs.ask_text("暂缓", text, confirm="暂缓")
    if not reason:
        return

    def write(session: Session) -> None:
        for row in held:
            rulings.defer(session, month, sheet.payer_id, person_id, row.about, reason)

    ctx.tasks.write(f"暂缓 {held[0].name}", write)


def see_unpaid(ctx: Context, parent: QWidget) -> None:
    """Who is sealed and not paid, with age."""
    today = ctx.today

    def show(rows: Sequence[paying.UnpaidRow]) -> None:
        text = f"已封存、还没有登记发放的 {len(rows)} 人次，从封存之日算起。"
        ctx.dialogs.run(ListBox(parent, ctx.look, UNPAID, rows, text))

    ctx.tasks.read(lambda session: paying.unpaid(session, today), show)


def see_receivables(ctx: Context, parent: QWidget) -> None:
    """What is to be collected; one of them may be written down as paid back."""
    today = ctx.today

    def show(rows: Sequence[ReceivableRow]) -> None:
        total = yuan(sum(row.open_fen for row in rows))
        text = f"离队或转走的人多领的补助，合计 {total} 元；本人以后在该单位的补助会先扣回。"
        acts = [(f"登记收回 {row.name}…", _collecting(ctx, parent, row)) for row in rows[:3]]
        ctx.dialogs.run(ListBox(parent, ctx.look, RECEIVABLES, rows, text, acts=acts))

    ctx.tasks.read(lambda session: receivables.listing(session, today), show)


def _collecting(ctx: Context, parent: QWidget, row: ReceivableRow) -> Callable[[], object]:
    return lambda: collect(ctx, parent, row)


def collect(ctx: Context, parent: QWidget, row: ReceivableRow) -> None:
    """Write down what somebody gave back."""
    values = {
        "amount_fen": row.open_fen, "repaid_on": ctx.today, "way": RepaymentWay.TRANSFER,
    }  # fmt: skip
    text = f"{row.name}欠{row.payer} {yuan(row.open_fen)} 元（{row.months_said}）。"
    box = FieldsBox(parent, ctx.look, REPAYMENTS, text, values)
    if not ctx.dialogs.run(box):
        return
    given, today = box.values, ctx.today
    repayment = receivables.Repayment(
        given["amount_fen"], given["repaid_on"], given["way"], given["paper"] or ""
    )
    ctx.tasks.write(
        f"登记收回 {row.name}",
        lambda session: receivables.repay(session, row.person_id, repayment, today, row.payer),
    )


def answer_old(ctx: Context) -> None:
    """Ask about negative lines of an older program, one by one."""

    def ask(rows: Sequence[UncollectedRow]) -> None:
        for row in rows:
            chosen = ctx.dialogs.choose("升级前的扣回", row.question, [_LATER, _OWED, _COLLECTED])
            if chosen == _OWED:
                ctx.tasks.write(f"回答扣回 {row.name}", _answering(row, owed=True), undo=False)
            elif chosen == _COLLECTED:
                _ask_when(ctx, row)

    ctx.tasks.read(receivables.uncollected, ask)


def _answering(row: UncollectedRow, *, owed: bool) -> Callable[[Session], None]:
    return lambda session: receivables.answer_uncollected(session, row.id, owed=owed)


def _ask_when(ctx: Context, row: UncollectedRow) -> None:
    answer = ctx.dialogs.ask_text("已收回", "收回的日期：", str(ctx.today))
    paper = ctx.dialogs.ask_text("已收回", "收据或回单的编号（可不填）：", required=False) if answer else None
    if answer is None:
        return
    try:
        day = parse_date(answer)
    except UserError as refusal:
        ctx.dialogs.refuse(refusal)
        return
    ctx.tasks.write(
        f"回答扣回 {row.name}",
        lambda session: receivables.answer_uncollected(
            session, row.id, owed=False, collected_on=day, paper=paper or ""
        ),
        undo=False,
    )


def supplement(ctx: Context, month: Month) -> None:
    """Open a 补发表 for what is to be made up for of a month."""
    now = ctx.now()
    text = f"把{month.label}要补发的差额编成补发表，每个单位一张，不必等下个月。扣回仍列入以后的发放表。"
    if ctx.dialogs.ask("编制补发表", text, "编制"):
        ctx.tasks.write(
            f"编制{month.label}补发表", lambda session: supplements.ask(session, [month], now), undo=False
        )


def seal_supplement(ctx: Context, view: MonthView | None) -> None:
    """Seal a 补发表 that is open."""
    sheets = view.supplements if view else ()
    names = [f"{sheet.number}　{sheet.payer}　{yuan(sheet.net_fen)} 元" for sheet in sheets]
    chosen = ctx.dialogs.choose("封存补发表", "封存哪一张？封存后不能改动。", names)
    if chosen not in names:
        return
    sheet = sheets[names.index(chosen)]
    number = parse_supplement(sheet.number)
    assert number is not None
    by, now = ctx.tasks.actor, ctx.now()
    ctx.tasks.write(
        f"封存{sheet.number}",
        lambda session: supplements.seal(session, *number, by, now),
        undo=False,
        risky=True,
    )
