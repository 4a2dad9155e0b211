"""Deeds of the work-fund page that ask in boxes: books opened, months and years closed, files in and out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.funds import BookKind, voucher_number
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.services.bank import bank
from banfu_desktop.services.funds import (
    book_life,
    books,
    exporting,
    importing,
    papers,
    posting,
)
from banfu_desktop.services.funds.rows import BookRow, VoucherRow, YearView
from banfu_desktop.tables.funds import BOOKS, LEDGER_SHEET
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import XLSX, placed
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.approving import approve
from banfu_desktop.ui.page.fields_box import ask_fields
from banfu_desktop.ui.page.importing import import_file
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.preview.preview import preview_paper

_STANDARD, _OTHER = "按通知开三本账", "另开一本账…"
_CANCEL, _NOT_YET = "取消", "先不年结"
_MOST_REMARKS = 8
_FORWARD, _ALL, _PART = "结转下年", "财政全部收回", "财政收回一部分…"
_FILES = f"{XLSX};;CSV 文本 (*.csv);;纯文本账本 (*.beancount)"


def open_books(ctx: Context, year: int) -> None:
    """The books of a county-run town, or one of another source."""
    explanation = f"{year}年。县自身帮扶的镇（街）按通知开三本账，金额取自设置；其他来源的经费逐本开账。"
    chosen = ctx.dialogs.choose("工作经费开账", explanation, [_STANDARD, _OTHER, _CANCEL])
    if chosen == _STANDARD:
        ctx.tasks.read(
            lambda session: books.standard_names(session, year),
            lambda names: _open_standard(ctx, year, names),
        )
    elif chosen == _OTHER:
        _open_other(ctx, year)


def _open_standard(ctx: Context, year: int, names: Sequence[str]) -> None:
    """The three books, each with what was on its account on 1 January."""
    fields = tuple(
        Field(f"opening{number}", name, Kind.MONEY, required=True) for number, name in enumerate(names)
    )
    sentence = f"各账{year}年1月1日账上的余额（年初结转，元），没有的填 0；第一次月结以前都可以更正。"
    table = Table("open_standard", "开三本账", fields)
    values = ask_fields(ctx, table, sentence, dict.fromkeys(_names_of(table), 0))
    if values is not None:
        openings = {field.label: values[field.name] or 0 for field in fields}
        ctx.tasks.write(
            f"{year}年工作经费开账",
            lambda session: books.open_standard(session, year, openings),
            undo=False,
        )


def _names_of(table: Table) -> list[str]:
    return [field.name for field in table.fields]


def _open_other(ctx: Context, year: int) -> None:
    fields = (
        replace(BOOKS["name"], required=True, help="如 东莞帮扶工作经费"),
        replace(BOOKS["source"], required=True),
        Field("opening_fen", f"{year}年年初结转", Kind.MONEY, required=True, help="1月1日账上的余额"),
        Field("budget_fen", f"{year}年应拨", Kind.MONEY, required=True, help="没有年度安排填 0"),
    )
    table, start = (
        Table("open_other", "另开一本账", fields),
        {"source": "县财政", "opening_fen": 0, "budget_fen": 0},
    )
    given = ask_fields(ctx, table, "金额以元为单位。", start)
    if given is not None:
        values = {**given, "kind": BookKind.OTHER, "year": year}
        deed = f"开账 {values['name']}"
        ctx.tasks.write(deed, lambda session: books.open_book(session, values), undo=False)


def open_year(ctx: Context, book: BookRow, year: int) -> None:
    """A year of a book; what it began with is asked where no year before it will say."""
    due = Field("budget_fen", f"{year}年应拨", Kind.MONEY, required=True, help="没有年度安排填 0")
    began = Field("opening_fen", f"{year}年年初结转", Kind.MONEY, required=True, help="1月1日账上的余额")
    fields = (due,) if year - 1 in book.years else (due, began)
    title = f"{book.name}{year}年开账"
    table = Table("open_year", title, fields)
    values = ask_fields(ctx, table, "金额以元为单位。", dict.fromkeys(_names_of(table), 0))
    if values is not None:
        due_fen, began_fen = values["budget_fen"], values.get("opening_fen", 0)
        ctx.tasks.write(
            title, lambda session: book_life.open_year(session, book.id, year, due_fen, began_fen), undo=False
        )


def _ask_money(ctx: Context, title: str, text: str, value: str) -> int | None:
    """An amount, in a box that stays open until one can be read; None: thought better of it."""
    answer = ctx.dialogs.ask_text(title, text, value, check=parse_yuan)
    return None if answer is None else parse_yuan(answer)


def post(ctx: Context, rows: Sequence[VoucherRow], about: Callable[[VoucherRow], Sequence[str]]) -> None:
    """记账: drafts get their numbers. What refuses is said before anything is asked.

    Args:
        about: what is to be looked at in a voucher (invoices that do not add up, no paper behind it).
    """
    ids, today = [row.id for row in rows], ctx.today

    def ask(refusals: Sequence[tuple[int, UserError]]) -> None:
        if refusals:
            _say_refusals(ctx, rows, dict(refusals))
        else:
            _ask_to_post(ctx, rows, [f"· {_named(row)}：{remark}" for row in rows for remark in about(row)])

    ctx.tasks.read(lambda session: posting.why_not(session, ids, today), ask)


def _named(row: VoucherRow) -> str:
    return f"{row.dated:%m-%d} {row.summary} {yuan(row.amount_fen)}"


def _say_refusals(ctx: Context, rows: Sequence[VoucherRow], refusals: Mapping[int, UserError]) -> None:
    """One refusal in a box; of several, all of them, named by their vouchers."""
    if len(rows) == 1:
        ctx.dialogs.refuse(next(iter(refusals.values())))
        return
    problems = [
        Problem(None, _named(row), refusals[row.id].what, refusals[row.id].advice)
        for row in rows
        if row.id in refusals
    ]
    text = f"{len(rows)} 张凭证中有 {len(problems)} 张还不能记账"
    ctx.dialogs.problems(ProblemsError(text, tuple(problems)))


def _ask_to_post(ctx: Context, rows: Sequence[VoucherRow], remarks: Sequence[str]) -> None:
    """Said in numbers, with what is to be looked at; Enter is 取消, for posting is for good."""
    ids, by, now = [row.id for row in rows], ctx.tasks.actor, ctx.now()
    total = yuan(sum(row.amount_fen for row in rows))
    text = f"{len(rows)} 张凭证，金额合计 {total} 元。\n记账后不能改动；以后发现错误，用红字冲销更正。"
    if remarks:
        more = [f"· 另有 {len(remarks) - _MOST_REMARKS} 处"] if len(remarks) > _MOST_REMARKS else []
        text += "\n请先看一看：\n" + "\n".join([*remarks[:_MOST_REMARKS], *more])
    if ctx.dialogs.ask("记账", text, "记账", final=True):
        ctx.tasks.write(
            f"记账 {len(rows)} 张凭证",
            lambda session: [posting.post(session, voucher_id, by, now) for voucher_id in ids],
            lambda numbers: ctx.say(f"已记账：{'、'.join(map(voucher_number, numbers))}"),
            notice=None,
            undo=False,
        )


def print_voucher(ctx: Context, row: VoucherRow) -> None:
    """支出凭单 of one voucher."""
    now = ctx.now()
    preview_paper(ctx, "支出凭单", lambda session: papers.voucher(session, row.id, now))


def reverse(ctx: Context, row: VoucherRow, today: date) -> None:
    """红字冲销: the reason and the day, with what will happen said in numbers."""
    title = f"红字冲销 {row.year}年{row.said_number}"
    fields = (
        Field("reason", "冲销原因", required=True, help="写在红字凭证的摘要里"),
        Field("on", "冲销日期", Kind.DATE, required=True),
    )
    text = f"{row.summary}，{yuan(row.amount_fen)} 元。\n冲销后不能撤销，原凭证的发票可以重新登记。"
    table = Table("reverse", title, fields)

    def check(given: Values) -> Sequence[Problem]:
        if row.dated <= given["on"] <= today:
            return ()
        return (Problem(None, "冲销日期", "不在原凭证的日期和今天之间", f"应在{row.dated}至{today}之间"),)

    values = ask_fields(ctx, table, text, {"on": today}, check=check)
    if values is not None:
        by, now, day, why = ctx.tasks.actor, ctx.now(), values["on"], values["reason"]
        ctx.tasks.write(
            title, lambda session: posting.reverse(session, row.id, day, why, by, now), undo=False
        )


def close_month(ctx: Context, view: YearView, month: Month) -> None:
    """月结, said in numbers."""
    text = (
        f"{view.book.name}结账到{month.label}，余额 {yuan(view.balance_fen)} 元。\n结账后不能再记入这些月份。"
    )
    if ctx.dialogs.ask(f"月结 {month.label}", text, "月结"):
        today, book = ctx.today, view.book.id
        approve(
            ctx,
            f"月结 {view.book.name}{month.label}",
            lambda session: books.close_month(session, book, month, today),
            notice="",
            risky=False,
        )


def carry(ctx: Context, view: YearView) -> None:
    """年结与结转: first what is still open, then what becomes of the balance is the clerk's to confirm."""
    today = ctx.today
    ctx.tasks.read(
        lambda session: bank.open_at_years_end(session, view, today), lambda left: _carry(ctx, view, left)
    )


def _carry(ctx: Context, view: YearView, left: Sequence[str]) -> None:
    balance_fen, title = view.balance_fen, f"{view.book.name}{view.year}年年结"
    text = f"{view.posted} 张凭证，余额 {yuan(balance_fen)} 元。年结后这一年不能再改动。"
    if left:
        text += "\n请先核对：\n" + "\n".join(f"· {remark}" for remark in left)
    chosen = ctx.dialogs.choose(title, f"{text}\n余额怎样处理？", [_NOT_YET, _FORWARD, _ALL, _PART])
    returned: int | None = {_FORWARD: 0, _ALL: balance_fen}.get(chosen)
    if chosen == _PART:
        returned = _ask_money(ctx, title, "财政收回的金额（元），其余结转下年：", "0")
    if returned is None:
        return
    by, now, back = ctx.tasks.actor, ctx.now(), returned
    outcome = f"财政收回 {yuan(back)} 元，结转下年 {yuan(balance_fen - back)} 元"
    if ctx.dialogs.ask(title, f"{outcome}。\n年结后不能改动。", "年结", danger=True):
        approve(
            ctx,
            title,
            lambda session: books.carry(session, view.book.id, view.year, back, by, now),
            notice=f"{title}：{outcome}",
        )


def set_due(ctx: Context, view: YearView) -> None:
    """What is to be allotted this year."""
    fen = _ask_money(ctx, "本年应拨", f"{view.book.name}{view.year}年应拨（元）：", yuan(view.budget_fen))
    if fen is not None:
        book, year, due = view.book.id, view.year, fen
        ctx.tasks.write(
            f"本年应拨 {view.book.name}",
            lambda session: books.set_due(session, book, year, due),
            undo=False,
        )


def export(ctx: Context, book: BookRow, year: int | None) -> None:
    """A book as Excel, CSV or beancount, whatever the file is called."""
    name = exporting.file_name(book, year)
    path = ctx.dialogs.save_file("导出台账", f"{name}.xlsx", _FILES)
    if path is None:
        return
    now = ctx.now()

    def write(outgoing: exporting.Outgoing) -> None:
        said = f"已导出：{placed(path)}"
        ctx.tasks.long("导出台账", lambda _: exporting.write(outgoing, path), lambda _: ctx.say(said))

    ctx.tasks.long_write(
        "导出台账",
        lambda session, _: exporting.put_on_record(session, book.id, year, now),
        write,
        notice=None,
        undo=False,
    )


def take_in(ctx: Context, book: BookRow, year: int) -> None:
    """Last year's ledger: planned, looked at, then posted whole."""
    by, now = ctx.tasks.actor, ctx.now()
    import_file(
        ctx,
        f"导入{year}年台账到{book.name}",
        lambda session, path, options: importing.look(session, book.id, year, path, options),
        import_words.ledger,
        lambda session, plan: importing.carry_out(session, plan, by, now),
        table=LEDGER_SHEET,
        undo=False,
    )
