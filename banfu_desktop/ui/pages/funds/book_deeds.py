"""Deeds on a whole book of the fund: its name, opening balance and end, money lent out of it, refunds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import voucher_number
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.funds import advances, book_life, books, drafts, funds, importing, posting
from banfu_desktop.services.funds.advances import AdvanceRow
from banfu_desktop.services.funds.drafts import Copied
from banfu_desktop.services.funds.due import key
from banfu_desktop.services.funds.rows import BookRow, VoucherRow, YearView
from banfu_desktop.services.persons import vouching
from banfu_desktop.tables.funds import ADVANCES, BOOKS
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import XLSX, placed
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command, Rows
from banfu_desktop.ui.page.fields_box import ask_fields
from banfu_desktop.ui.page.vouching import VOUCH, VOUCH_HELP, ask_to_vouch
from banfu_desktop.ui.preview.preview import preview_form

_SEE, _ONCE_MORE, _CANCEL = "看那一张", "再开一张", "取消"
_CLOSE, _DISCARD = "关闭", "删除"


class Shown(Protocol):
    """What the page shows: a book, and its year where that is opened."""

    @property
    def ctx(self) -> Context: ...
    @property
    def shown_book(self) -> BookRow | None: ...
    @property
    def shown_year(self) -> YearView | None: ...
    @property
    def year_books(self) -> Sequence[str]: ...
    def selected(self) -> Sequence[VoucherRow]: ...
    def visit(self, where: object) -> None: ...


def commands(page: Shown) -> tuple[Command, ...]:
    """What is rarely done to a book."""

    def book() -> bool:
        return page.shown_book is not None

    def year() -> bool:
        return page.shown_year is not None

    def on_book(deed: Callable[[Context, BookRow], None]) -> Callable[[], None]:
        def run() -> None:
            if page.shown_book is not None:
                deed(page.ctx, page.shown_book)

        return run

    def on_year() -> None:
        if page.shown_year is not None:
            _correct_opening(page.ctx, page.shown_year)

    def vouch() -> None:
        if (view := page.shown_year) is not None:
            label = f"{view.book.name}{view.year}年未月结的凭证"
            ask_to_vouch(page.ctx, vouching.of_year(view.id, view.closed_to, label))

    return (
        *_of_a_voucher(page),
        Command("fund_opening", "年初结转…", on_year, act=Act.ENTER,
                help="更正年初结转，月结以前都可以", icon="pencil",
                enabled=year,
                why="请先选账本和年度"),
        Command("fund_advances", "备用金…", on_book(_see_advances), act=None,
                help="借款、核销、退回，还有多少没有核销", icon="wallet", enabled=book,
                why="请先选一个账本"),
        Command("ledger_template", "下载台账模板…", lambda: _template(page.ctx), act=None,
                help="填写往年台账用的空表，列出本单位的科目", icon="download"),
        Command("print_fund_year", "打印年度收支表…", lambda: print_year(page, "fund-year"), act=None,
                help="本年各账本的收支情况表和公示", icon="printer", enabled=year,
                why="请先选账本和年度"),
        Command("print_fund_request", "打印拨款申请函…", lambda: print_year(page, "fund-request"), act=None,
                help="还没有拨足的经费：申请函和收据", icon="printer", enabled=year,
                why="请先选账本和年度"),
        Command("vouch_vouchers", VOUCH, vouch, act=Act.ENTER, help=VOUCH_HELP, icon="list", enabled=year,
                why="请先选账本和年度"),
        Command("rename_book", "账本改名…", on_book(_rename), act=Act.ENTER,
                help="改账本名称、资金来源或村", icon="pencil", enabled=book,
                why="请先选一个账本"),
        Command("close_book", "关闭账本…", lambda: _end(page), act=Act.CLOSE,
                help="不再使用的账本，年结以后关闭；开错的，没有凭证的可以删除", icon="archive", enabled=book,
                why="请先选一个账本"),
    )  # fmt: skip


def _of_a_voucher(page: Shown) -> tuple[Command, ...]:
    """What is done once to a posted voucher."""

    def on_voucher() -> None:
        for row in page.selected()[:1]:
            _refund(page.ctx, row)

    def copy_chosen() -> None:
        for row in page.selected()[:1]:
            copy(page, row)

    return (
        Command("refund_voucher", "部分退款…", on_voucher, act=Act.ENTER,
                help="一笔支出退回了一部分：原凭证红字冲销，余下的重新记账", icon="undo-2", rows=Rows.ONE,
                enabled=lambda: all(_refundable(row) for row in page.selected()),
                why="只有已记账、没有冲销过的可以退款"),
        Command("copy_voucher", "照此重新登记", copy_chosen, act=Act.ENTER,
                help="已冲销的凭证，照原样另开一张今天的草稿；签字重新办", icon="copy", rows=Rows.ONE,
                enabled=lambda: all(row.reversed_by for row in page.selected()),
                why="只有已冲销的可以照此重新登记"),
    )  # fmt: skip


def print_year(page: Shown, form: str) -> None:
    """A paper of the year shown: of the book shown first, or of every book."""
    if page.shown_book is not None and page.shown_year is not None:
        book, year = page.shown_book.name, page.shown_year.year
        preview_form(page.ctx, form, year=year, payers=page.year_books, payer=book)


def _refundable(row: VoucherRow) -> bool:
    return bool(row.number) and row.amount_fen > 0 and not row.reverses and not row.reversed_by


def _refund(ctx: Context, row: VoucherRow) -> None:
    title = f"部分退款 {row.year}年{row.said_number}"
    table = Table(
        "refund",
        title,
        (
            Field("amount_fen", "退回金额", Kind.MONEY, required=True, help="小于原支出；全部退回用红字冲销"),
            Field("on", "退回日期", Kind.DATE, required=True),
            Field("reason", "原因", required=True, longest=60),
        ),
    )
    sentence = f"{row.summary}，{yuan(row.amount_fen)} 元。原凭证红字冲销，余下的另编一号，不能撤销。"
    values = ask_fields(ctx, table, sentence, {"on": ctx.today})
    if values is not None:
        by, now = ctx.tasks.actor, ctx.now()
        given = (values["amount_fen"], values["on"], values["reason"])
        ctx.tasks.write(title, lambda session: posting.refund(session, row.id, *given, by, now), undo=False)


def copy(page: Shown, row: VoucherRow) -> None:
    """A reversed voucher said again in a draft, which is then shown; where there is one already it asks."""

    def ask(there: Sequence[VoucherRow]) -> None:
        if not there:
            _copy(page, row, once_more=False)
            return
        text = f"照{row.said_number}已经另开过：\n" + "\n".join(f"· {_told(one)}" for one in there)
        chosen = page.ctx.dialogs.choose("照此重新登记", text, [_SEE, _ONCE_MORE, _CANCEL])
        if chosen == _SEE:
            page.visit(key(there[-1].book_id, Month.of(there[-1].dated), there[-1].id))
        elif chosen == _ONCE_MORE:
            _copy(page, row, once_more=True)

    page.ctx.tasks.read(lambda session: drafts.copies(session, row), ask)


def _told(row: VoucherRow) -> str:
    return f"{row.said_number if row.number else '草稿'} {row.dated} {row.summary} {yuan(row.amount_fen)}"


def _copy(page: Shown, row: VoucherRow, *, once_more: bool) -> None:
    today = page.ctx.today

    def show(copied: Copied) -> None:
        page.visit(key(row.book_id, Month.of(today), copied.id))
        page.ctx.say("。".join((f"已照{row.said_number}另开草稿，签字和附件要重新办", *copied.left)))

    page.ctx.tasks.write(
        drafts.deed(row),
        lambda session: drafts.copy(session, row.id, today, once_more=once_more),
        show,
        notice=None,
    )


def _template(ctx: Context) -> None:
    """An empty ledger to fill in, with the office's own categories."""
    path = ctx.dialogs.save_file("下载台账模板", "收支台账模板.xlsx", XLSX)
    if path is None:
        return

    def write(table: Table) -> None:
        ctx.tasks.long(
            "写出模板",
            lambda progress: importing.write_template(path, table),
            lambda _: ctx.say(f"已写出模板：{placed(path)}，填好后用“导入去年台账…”"),
        )

    ctx.tasks.read(importing.template, write)


def _correct_opening(ctx: Context, view: YearView) -> None:
    title = f"{view.book.name}{view.year}年年初结转"
    text = "1月1日账上的余额（元）；第一次月结以前都可以更正："
    answer = ctx.dialogs.ask_text(title, text, yuan(view.opening_fen), check=parse_yuan)
    if answer is not None:
        fen = parse_yuan(answer)
        book, year = view.book.id, view.year
        ctx.tasks.write(title, lambda session: book_life.set_opening(session, book, year, fen), undo=False)


def _rename(ctx: Context, book: BookRow) -> None:
    names = ("name", "source", "village", "remark")
    table = Table("rename_book", "账本改名", tuple(BOOKS[name] for name in names))
    start = {name: getattr(book, name) for name in names}
    values = ask_fields(ctx, table, "凭证和以前打印的台账不变。", start)
    if values is not None:
        deed = f"账本改名 {values['name']}"
        ctx.tasks.write(deed, lambda session: books.save_book(session, book.id, values), undo=False)


def _end(page: Shown) -> None:
    """A book not used any more is closed; one opened by mistake, without a voucher, may go altogether."""
    book, year = page.shown_book, page.shown_year
    if book is None:
        return
    unused = len(book.years) == 1 and year is not None and not year.posted + year.drafts
    ways, text = ["先不关闭", _CLOSE], f"{book.name}关闭以后不能再记账，首页也不再提醒；台账照样可以打印。"
    if unused:
        ways, text = (
            [*ways, _DISCARD],
            f"{text}\n这本账还没有凭证，开错了的可以删除，删除以后就没有这本账了。",
        )
    today, id_ = page.ctx.today, book.id
    chosen = page.ctx.dialogs.choose("关闭账本", text, ways)
    if chosen == _CLOSE:
        page.ctx.tasks.write(
            f"关闭账本 {book.name}",
            lambda session: book_life.close_book(session, id_, today, today),
            undo=False,
        )
    elif chosen == _DISCARD:
        deed = f"删除账本 {book.name}"
        page.ctx.tasks.write(deed, lambda session: books.discard_book(session, id_), undo=False)


def _see_advances(ctx: Context, book: BookRow) -> None:
    def show(rows: Sequence[AdvanceRow]) -> None:
        out = sum(row.open_fen for row in rows)
        explanation = f"{book.name}借出未核销 {yuan(out)} 元。借款不是支出，核销时凭证才是支出。"
        acts = (
            ("借出…", lambda: _lend(ctx, book)),
            ("核销…", lambda: _settle(ctx, book, rows)),
            ("退回…", lambda: _give_back(ctx, rows)),
        )
        ctx.dialogs.run(ListBox(ctx.dialogs.window, ctx.look, ADVANCES, rows, explanation, acts=acts))

    ctx.tasks.read(lambda session: advances.listing(session, book.id), show)


def _lend(ctx: Context, book: BookRow) -> None:
    fields = tuple(ADVANCES[name] for name in ("borrower", "purpose", "amount_fen", "lent_on"))
    table = Table("lend", "借出备用金", fields)
    values = ask_fields(ctx, table, f"从{book.name}借出。", {"lent_on": ctx.today})
    if values is not None:
        today = ctx.today
        deed = f"借出备用金 {values['borrower']} {yuan(values['amount_fen'])}元"
        ctx.tasks.write(deed, lambda session: advances.lend(session, book.id, values, today))


def _chosen(ctx: Context, rows: Sequence[AdvanceRow], title: str) -> AdvanceRow | None:
    """The advance meant: the only one still out, or one chosen."""
    names = {
        f"{row.borrower} {row.lent_on} {row.purpose}，未核销 {yuan(row.open_fen)} 元": row
        for row in rows
        if row.open_fen
    }
    if not names:
        ctx.say("没有未核销的备用金")
        return None
    if len(names) == 1:
        return next(iter(names.values()))
    return names.get(ctx.dialogs.choose(title, "哪一笔？", list(names)))


def _settle(ctx: Context, book: BookRow, rows: Sequence[AdvanceRow]) -> None:
    row = _chosen(ctx, rows, "核销备用金")
    if row is None:
        return
    fields = (
        Field("year", "年度", Kind.WHOLE, required=True),
        Field("number", "凭证号", Kind.WHOLE, required=True, help="已记账的支出凭证"),
    )
    sentence = f"{row.borrower}借款 {yuan(row.amount_fen)} 元，未核销 {yuan(row.open_fen)} 元。"
    values = ask_fields(ctx, Table("settle", "核销备用金", fields), sentence, {"year": ctx.today.year})
    if values is not None:
        year, number = values["year"], values["number"]
        ctx.tasks.write(
            f"核销备用金 {row.borrower} {voucher_number(number)}凭证",
            lambda session: advances.settle(
                session, row.id, funds.numbered(session, book.id, year, number).id
            ),
        )


def _give_back(ctx: Context, rows: Sequence[AdvanceRow]) -> None:
    row = _chosen(ctx, rows, "退回备用金")
    if row is None:
        return
    text = f"{row.borrower}未核销 {yuan(row.open_fen)} 元。"
    fields = (
        replace(ADVANCES["amount_fen"], label="退回金额"),
        replace(ADVANCES["lent_on"], label="退回日期"),
    )
    start = {"amount_fen": row.open_fen, "lent_on": ctx.today}
    values = ask_fields(ctx, Table("give_back", "退回备用金", fields), text, start)
    if values is None:
        return
    fen, day, today = values["amount_fen"], values["lent_on"], ctx.today
    ctx.tasks.write(
        f"退回备用金 {row.borrower}", lambda session: advances.give_back(session, row.id, fen, day, today)
    )
