"""工作经费: the vouchers of a book's month with their running balance, its year, closing and papers (七)."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import Allowed, Flow, VoucherState
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.funds import posting
from banfu_desktop.services.funds.rows import BookRow, CategoryRow, VoucherRow, YearView
from banfu_desktop.tables.funds import VOUCHER_FORM, VOUCHERS
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import Combo, named
from banfu_desktop.ui.page.command import Command, Place, Rows
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.plain_list import PlainList
from banfu_desktop.ui.page.record_desk import Saving
from banfu_desktop.ui.page.record_form import Fact, Values
from banfu_desktop.ui.page.table_model import Tones
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.funds import book_deeds, categories, deeds, words
from banfu_desktop.ui.pages.funds.words import FundsView
from banfu_desktop.ui.pages.funds.year import FundYearView
from banfu_desktop.ui.tasks import Query

MONTHLY, WHOLE, YEARLY = "凭证", "全年", "年度"
_STATES = {VoucherState.DRAFT: Tone.GREY, VoucherState.POSTED: Tone.GREEN}
_PLAIN = ("dated", "category_id", "summary", "amount_fen", "payee", "handler")
_PROJECT = "project_id"
_INCOME = (*_PLAIN, "about_year", "remark")
_SIGNED = ("witnesses", "leader", "leader_on", "secretary", "secretary_on")
_EXPENSE = (*_PLAIN, _PROJECT, *_SIGNED, "override_reason", "remark")


class FundsPage(ListPage):
    """The work-fund books (七)."""

    room, title, table = "funds", "工作经费", VOUCHERS
    row_class = VoucherRow
    watches = frozenset(
        {
            "fund_books", "fund_years", "fund_vouchers", "fund_days", "fund_sums", "fund_categories",
            "fund_budgets", "assets", "invoices", "attachments", "settings", "projects", "project_rounds",
            "project_signatures", "bank_drafts", "bank_lines",
        }
    )  # fmt: skip
    monthly = True
    filters = ("category", "state")
    tones: ClassVar[Tones] = {"state": _STATES.get}
    unit, next_steps = "张", ("post_voucher",)
    hint = "摘要、收款人或拼音首字母"

    def commands(self) -> Sequence[Command]:
        """From a voucher to the closed year; papers; what is rarely needed."""
        return (*self._vouchers(), *self._closing(), *self._papers(), *book_deeds.commands(self))

    def _vouchers(self) -> tuple[Command, ...]:
        here = self._takes_vouchers
        return (
            Command("new_expense", "登记支出", self._new_expense, act=Act.ENTER,
                    help="登记一张支出凭证，签字后记账", icon="plus", keys="Ctrl+N", place=Place.PRIMARY,
                    enabled=self._month_takes, why="这个月已月结，或还没有开账", shown=here, clause="七"),
            Command("post_voucher", "记账", self._post, act=Act.ENTER, help="给所选草稿编号，记账后不能改动",
                    icon="check", keys="Ctrl+Return", place=Place.BAR, rows=Rows.SOME,
                    enabled=self._drafts_selected, why="只有草稿能记账", shown=here),
            Command("new_income", "登记拨款…", self._new_income, act=Act.ENTER, help="登记拨款、捐赠等收入",
                    icon="wallet", place=Place.BAR, shown=here,
                    enabled=self._month_takes, why="这个月已月结，或还没有开账"),
            Command("reverse_voucher", "红字冲销…", self._reverse, act=Act.ENTER,
                    help="冲销一张已记账的凭证，编号记入本账", icon="undo-2", rows=Rows.ONE,
                    enabled=self._reversible, why="只有已记账、没有冲销过的可以冲销", shown=here),
            Command("remove_draft", "删除草稿", self._remove, act=Act.ENTER,
                    help="删除没有记账的凭证和它的单据", icon="trash-2", keys="Delete", rows=Rows.SOME,
                    enabled=self._drafts_selected, why="已记账的请用红字冲销", shown=here),
        )  # fmt: skip

    def _closing(self) -> tuple[Command, ...]:
        opened = self._is_opened
        return (
            Command("close_month", "月结…", self._close, act=Act.CLOSE, help="结账到本月，以后不能再记入",
                    icon="lock", enabled=self._month_open, why="这个月已月结，或还没有过完", shown=opened),
            Command("carry_year", "年结与结转…", self._carry, act=Act.CLOSE,
                    help="年结，余额结转下年或由财政收回", icon="archive", enabled=self._year_over,
                    why="这一年还没有过完，或已年结", shown=opened, clause="七"),
            Command("fund_budget", "科目预算…", self._budget, act=Act.ENTER, help="给所选科目定本年预算",
                    icon="pencil", place=Place.BAR, shown=self._is_yearly),
            Command("fund_due", "本年应拨…", self._due, act=Act.ENTER, help="本年应拨到这本账的经费",
                    icon="banknote", shown=opened),
            Command("fund_categories", "科目…", lambda: categories.see(self.ctx), act=Act.ENTER,
                    help="哪些能在工作经费中列支，可以更改", icon="list", shown=opened),
            Command("open_year", "开本年账…", self._open_year, act=Act.ENTER, help="开这本账的这个年度",
                    icon="book-open", shown=self._next_to_open, clause="七"),
            Command("open_books", "开账…", lambda: deeds.open_books(self.ctx, self.month.year), act=Act.ENTER,
                    help="开新的账本", icon="book-open", clause="七"),
        )  # fmt: skip

    def _papers(self) -> tuple[Command, ...]:
        opened = self._is_opened
        return (
            Command("print_ledger", "打印台账…", lambda: book_deeds.print_year(self, "fund-ledger"), act=None,
                    help="本年收支台账，先预览再打印", icon="printer", keys="Ctrl+P", place=Place.BAR,
                    shown=opened),
            Command("print_voucher", "打印凭单…", self._print_voucher, act=None, help="所选支出的凭单（A5）",
                    icon="printer", rows=Rows.ONE, enabled=self._expense_selected, why="请先选支出凭证",
                    shown=opened),
            Command("import_ledger", "导入去年台账…", self._import, act=Act.ENTER,
                    help="从 Excel 整本导入，逐行核对余额", icon="upload", shown=opened),
            Command("export_book", "导出…", self._export, act=None,
                    help="本年台账导出为 Excel、CSV 或纯文本账本", icon="download", shown=opened),
        )  # fmt: skip

    # What is shown.

    def __init__(self, ctx: Context) -> None:
        self._shown: FundsView | None = None
        self._book_id: int | None = None
        self._income = False
        super().__init__(ctx)

    def views(self, listed: QWidget) -> Mapping[str, QWidget]:
        """凭证｜全年｜年度: the month's list, all of the year's, what the year adds up to."""
        look = self.ctx.look
        self._whole = PlainList(look, VOUCHERS, ("category",), words.count, self.totals, self.tones)
        self._whole.opened.connect(lambda row: self.visit(f"{row.book_id}/{Month.of(row.dated)}/{row.id}"))
        self._year = FundYearView(look)
        self._chooser = named(Combo(), "fund-book", "账本")
        self._chooser.setFixedWidth(look.px(142))
        self._chooser.activated.connect(self._choose)
        return {MONTHLY: listed, WHOLE: self._whole, YEARLY: self._year}

    def beside_title(self) -> Sequence[QWidget]:
        """The switch of views, and which book."""
        return (*super().beside_title(), self._chooser)

    def query(self) -> Query:
        """The month of a book, all vouchers of its year, or what the year adds up to."""
        book, month, today = self._book_id, self.month, self.ctx.today
        yearly, whole = self._is_yearly(), self.view == WHOLE
        return lambda session: words.read(session, book, month, yearly, today, whole=whole)

    def fill(self, data: FundsView) -> None:
        """Show what was read; without a book, or without the year, say what to do."""
        if words.gives_way(data, self.month, self.ctx):
            self.period.set_month(Month.of(self.ctx.today))
            self.reload()
            return
        self._shown, self._book_id = data, data.book.id if data.book else None
        self._show_books(data)
        self._show_state(data.year)
        if data.year is None:
            self._model.set_rows(())
            self.close_record()
            self._say_closed(data)
        elif self._is_yearly():
            self._year.show_year(data.year, data.charts, self.ctx.today)
        elif self.view == WHOLE:
            self._whole.show_rows(data.rows)
        else:
            self.show_rows(data.rows)

    def _say_closed(self, data: FundsView) -> None:
        if data.book is None:
            self.show_message("还没有工作经费账。", "open_books")
        else:
            years = "、".join(f"{year}年" for year in data.book.years)
            notice = f"“{data.book.name}”没有{self.month.year}年的账（已有{years}）。"
            self.show_message(notice, "open_year" if self._next_to_open() else "")

    def _show_books(self, data: FundsView) -> None:
        with QSignalBlocker(self._chooser):
            self._chooser.clear()
            for book in data.books:
                self._chooser.addItem(f"{book.name}（已关闭）" if book.closed_on else book.name, book.id)
            self._chooser.setCurrentIndex(self._chooser.findData(self._book_id))
        self._chooser.setVisible(bool(data.books))

    def _show_state(self, year: YearView | None) -> None:
        closed = "已年结" if year is not None and year.closed_on is not None else "已月结"
        self.show_state("" if year is None or self._month_takes() else closed, Tone.GREEN)

    def _choose(self, _: int) -> None:
        if not self.may_leave():
            self._show_books(self._shown) if self._shown else None
            return
        self.close_record()
        self._book_id = self._chooser.currentData()
        self.reload()

    def view_turned(self) -> None:
        """The period is a month or a year."""
        self.period.set_yearly(not self.is_list())

    def visit(self, where: object) -> None:
        """Understands services.funds_home.key besides a month: a book, a month in it, and a voucher."""
        if isinstance(where, str) and where.count("/") == 2:
            book, month, voucher = where.split("/")
            self._book_id, where = int(book), [int(voucher)] if voucher else []
            self.show_view(MONTHLY)
            super().visit(Month.parse(month))
            self.reload()
        super().visit(where)

    # The list and the record beside it.

    def form_table(self) -> Table:
        """What the clerk writes on a voucher."""
        return VOUCHER_FORM

    def fields(self, row: VoucherRow | None) -> Collection[str]:
        """Income is not signed; the reason of an exception is asked where the category is refused."""
        income = self._income if row is None else row.flow is not Flow.EXPENSE
        if income:
            return _INCOME
        category = None if row is None else self._category(row)
        refused = category is not None and category.allowed is Allowed.REFUSED
        return [name for name in _EXPENSE if refused or name != "override_reason"]

    def heading(self, row: VoucherRow | None) -> tuple[str, str]:
        """The number, and what it is."""
        if row is None:
            return ("登记收入" if self._income else "登记支出"), ""
        number = f"{row.said_number}凭证" if row.number else "草稿"
        return number, row.flow.label if row.amount_fen > 0 else "红字冲销"

    def sealed(self, row: VoucherRow) -> str:
        """A posted voucher never changes."""
        return words.sealed(row)

    def facts(self, row: VoucherRow) -> Sequence[Fact]:
        """Verdict of the category, signatures, links, invoices."""
        if (shown := self._shown) is None:
            return ()
        double, line = bool(shown.double.get(row.id)), shown.lines.get(row.id)
        return words.about(row, self._category(row), double, line, partial(book_deeds.copy, self, row))

    def values(self, row: VoucherRow) -> Values:
        """What stands on the voucher."""
        project = self._shown.project_names.get(row.project_id or 0) if self._shown else None
        by_name = vars(row) | vars(row.approval) | {"project": project}
        names = [name for field in VOUCHER_FORM.editable for name in (field.name, field.named_by) if name]
        return {name: by_name.get(name) or None for name in names}

    def offers(self) -> Mapping[str, Offer]:
        """Categories of its direction, and what was written before."""
        chosen = words.offered(self.categories, new=self.record is None, income=self._income)
        remembered = self._shown.remembered if self._shown else {}
        texts = {name: [(text, text) for text in remembered.get(name, ())] for name in words.REMEMBERED}
        named = self._shown.projects if self._shown else ()
        return {"category_id": chosen, _PROJECT: [(None, ""), *named], **texts}

    def fresh(self) -> Values:
        """Today where that lies in the month shown, else the month's last day; of income the allotment."""
        return words.fresh(self.categories, self.month, self.ctx.today, income=self._income)

    def save(self, row: VoucherRow | None, values: Values) -> Saving:
        """A draft, or its correction."""
        book, key = self._book_id or 0, None if row is None else row.id
        deed = f"登记凭证 {values['summary']}" if row is None else f"更正凭证 {values['summary']}"
        return Saving(deed, lambda session: posting.save(session, book, values, key))

    def emptiness(self) -> tuple[str, str | Way]:
        """A month without vouchers says what the book holds all the same."""
        return words.nothing(self.shown_year), super().emptiness()[1]

    def papers(self, row: VoucherRow) -> int:
        """The bundle of a voucher's invoices and scans."""
        return row.bundle_id

    def totals(self, rows: Sequence[VoucherRow]) -> Sequence[str]:
        """Income, expense, and what the book holds."""
        return words.totals(rows, self.shown_year)

    # The commands.

    @property
    def shown_year(self) -> YearView | None:
        """The year of the book shown; None where it is not opened."""
        return self._shown.year if self._shown else None

    @property
    def shown_book(self) -> BookRow | None:
        """The book shown."""
        return self._shown.book if self._shown else None

    @property
    def book_id(self) -> int | None:
        """The book shown; None before there is one."""
        return self._book_id

    @property
    def categories(self) -> Sequence[CategoryRow]:
        """The office's categories."""
        return self._shown.categories if self._shown else ()

    def _is_yearly(self) -> bool:
        return self.view == YEARLY

    def _is_opened(self) -> bool:
        return self.shown_year is not None

    def _next_to_open(self) -> bool:
        book = self.shown_book
        return book is not None and book.closed_on is None and self.month.year not in book.years

    def _takes_vouchers(self) -> bool:
        return self.shown_year is not None and self.is_list()

    def _month_takes(self) -> bool:
        year = self.shown_year
        return year is not None and year.standing.takes(self.month.first)

    def _month_open(self) -> bool:
        return self._month_takes() and self.month.last < self.ctx.today

    def _year_over(self) -> bool:
        year = self.shown_year
        return year is not None and year.closed_on is None and self.month.year < self.ctx.today.year

    def _category(self, row: VoucherRow) -> CategoryRow | None:
        return next((category for category in self.categories if category.id == row.category_id), None)

    def _drafts_selected(self) -> bool:
        return bool(self.selected()) and all(row.state is VoucherState.DRAFT for row in self.selected())

    def _expense_selected(self) -> bool:
        return all(row.flow is Flow.EXPENSE for row in self.selected())

    def _reversible(self) -> bool:
        rows = self.selected()
        return all(row.number and not row.reverses and not row.reversed_by for row in rows)

    def _new_expense(self) -> None:
        self._income = False
        self.new_record()

    def _new_income(self) -> None:
        self._income = True
        self.new_record()

    def _post(self) -> None:
        if self.may_leave():
            deeds.post(self.ctx, self.selected(), lambda row: words.to_look_at(row, self._category(row)))

    def _remove(self) -> None:
        ids = [row.id for row in self.selected()]
        self.close_record()
        self.ctx.tasks.write(
            f"删除 {len(ids)} 张草稿",
            lambda session: [posting.remove(session, voucher_id) for voucher_id in ids],  # type: ignore[func-returns-value]
        )

    def _reverse(self) -> None:
        for row in self.selected()[:1]:
            deeds.reverse(self.ctx, row, self.ctx.today)

    def _close(self) -> None:
        if self.shown_year is not None:
            deeds.close_month(self.ctx, self.shown_year, self.month)

    def _carry(self) -> None:
        if self.shown_year is not None:
            deeds.carry(self.ctx, self.shown_year)

    def _open_year(self) -> None:
        if self.shown_book is not None and self._next_to_open():
            deeds.open_year(self.ctx, self.shown_book, self.month.year)

    def _budget(self) -> None:
        if self.shown_year is not None:
            categories.set_budget(self.ctx, self.shown_year, self.categories, self._year.chosen())

    def _due(self) -> None:
        if self.shown_year is not None:
            deeds.set_due(self.ctx, self.shown_year)

    @property
    def year_books(self) -> Sequence[str]:
        """Names of the books that have the year shown."""
        books = self._shown.books if self._shown is not None else ()
        return [book.name for book in books if self.month.year in book.years]

    def _print_voucher(self) -> None:
        for row in self.selected()[:1]:
            deeds.print_voucher(self.ctx, row)

    def _import(self) -> None:
        if self.shown_book is not None:
            deeds.take_in(self.ctx, self.shown_book, self.month.year)

    def _export(self) -> None:
        if self.shown_book is not None:
            deeds.export(self.ctx, self.shown_book, self.month.year)
