"""银行对账: the bank's lines and the book's vouchers side by side, and what is left on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.bank import Entry, Reconciliation
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.roles import Act
from banfu_desktop.services.bank import bank, entering, importing
from banfu_desktop.services.bank.bank import BankView
from banfu_desktop.services.bank.importing import StatementRow
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.rows import BookRow, CategoryRow
from banfu_desktop.tables.bank import BOOKED, LINES, STATEMENT
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.look.widgets import Combo, column, label, named, row
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.command import Command, Place
from banfu_desktop.ui.page.exporting import export_list
from banfu_desktop.ui.page.importing import import_file
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.page.table_model import TableModel, Tones
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.page.ways import Way
from banfu_desktop.ui.pages.bank.entering import begin_voucher
from banfu_desktop.ui.preview.preview import preview_form
from banfu_desktop.ui.tasks import Query, Session

OPEN, ALL = "未对上", "全部"
_OPEN_MARK, _WAITING = "未对上", "待记账"


@dataclass(frozen=True)
class Shown(Entry):
    """An entry with how it stands: 未对, 建议 1, 待记账 (a draft was begun from it), 已对 3."""

    mark: str = _OPEN_MARK


@dataclass(frozen=True)
class Both:
    """What the page reads."""

    books: Sequence[BookRow]
    book_id: int | None
    view: BankView | None
    statements: Sequence[StatementRow]
    categories: Sequence[CategoryRow] = ()


def _tone(mark: str) -> Tone:
    if mark == _OPEN_MARK:
        return Tone.AMBER
    return Tone.BLUE if mark == _WAITING or mark.startswith("建议") else Tone.GREEN


class BankPage(Page):
    """Matching a book with its account."""

    room, title = "bank", "银行对账"
    watches: ClassVar[frozenset[str]] = frozenset(
        {"bank_statements", "bank_lines", "bank_matches", "bank_drafts", "fund_categories", "fund_books",
         "fund_years", "fund_days", "fund_vouchers"}
    )  # fmt: skip

    def commands(self) -> Sequence[Command]:
        """In from the bank, matched, taken apart."""
        return (
            Command("import_statement", "导入流水…", self._import, act=Act.ENTER,
                    help="从网银下载的 Excel 或 CSV 文件导入", icon="upload", keys="Ctrl+N",
                    place=Place.PRIMARY, enabled=lambda: self._book() is not None,
                    why="还没有账本，请先在“工作经费”开账"),
            Command("match", "对上", self._match, act=Act.ENTER, help="左边选一笔流水，右边选一张或几张凭证",
                    icon="check", keys="Ctrl+Return, Ctrl+Enter", place=Place.BAR, enabled=self._can_match,
                    why="请在左边选一笔没有对上的流水，在右边选它的凭证"),
            Command("accept_proposals", "按建议对上", self._accept, act=Act.ENTER,
                    help="金额相同、日期相近的流水和凭证一次对上", icon="circle-check",
                    keys="Ctrl+Shift+Return", place=Place.BAR, enabled=lambda: bool(self._proposals()),
                    why="没有可以按建议对上的流水"),
            Command("enter_voucher", "照此登记凭证…", self._enter, act=Act.ENTER,
                    help="账上没有的流水照它登记一张凭证草稿，记账后自动对上；已有草稿的打开草稿",
                    icon="plus", keys="Ctrl+Shift+N", place=Place.BAR, enabled=self._can_enter,
                    why="请先选一笔没有对上的流水"),
            Command("unmatch", "取消对账", self._unmatch, act=Act.ENTER, help="把选中的流水和凭证分开",
                    icon="undo-2", keys="Ctrl+Backspace",
                    enabled=lambda: bool(self._matched_lines()),
                    why="请先在“全部”里选已对上的流水"),
            Command("remove_statement", "移除流水…", self._remove_statement, act=Act.ENTER,
                    help="把导入的一份流水整份移除，没有对上凭证的才能移除", icon="trash-2",
                    enabled=lambda: bool(self._statements),
                    why="这个账本还没有导入过流水"),
            Command("print_reconciliation", "打印余额调节表…",
                    lambda: preview_form(self.ctx, "bank-reconciliation", month=self.ctx.month), act=None,
                    help="月末各账本的银行存款余额调节表", icon="printer", keys="Ctrl+P",
                    enabled=lambda: self._data is not None and self._data.view is not None,
                    why="还没有账本，请先在“工作经费”开账"),
            Command("export_bank", "导出 Excel…", lambda: export_list(self.ctx, "bank"), act=None,
                    help="导出全部银行流水", icon="download"),
        )  # fmt: skip

    def beside_title(self) -> Sequence[QWidget]:
        """Which book, and whether what agrees is shown too."""
        return (self._books, self._views)

    def __init__(self, ctx: Context) -> None:
        self._data: Both | None = None
        self._wanted: int | None = None
        self._statements: Sequence[StatementRow] = ()
        super().__init__(ctx)

    def build(self) -> QWidget:
        """Both sides, each with its sum, and the proof below."""
        look = self.ctx.look
        self._books = named(Combo(), "book", "账本")
        self._books.setMinimumWidth(self.ctx.look.px(164))
        self._books.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self._books.currentIndexChanged.connect(lambda _: self._book_chosen())
        self._views = Switch(look, "未对上或全部", (OPEN, ALL))
        self._views.chosen.connect(lambda _: self._show())
        tones: Tones = {"mark": _tone}
        self._lines, lines = self._side(LINES, tones, "银行流水")
        self._vouchers, vouchers = self._side(BOOKED, tones, "账面凭证")
        self._lines_sum, self._vouchers_sum = label("", "secondary"), label("", "secondary")
        left = column(label("银行流水", "strong"), lines, self._lines_sum, spacing=look.px(8))
        right = column(label("账面凭证", "strong"), vouchers, self._vouchers_sum, spacing=look.px(8))
        sides = row(left, right, spacing=look.px(16))
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        self._line_view, self._voucher_view = lines, vouchers
        lines.selectionModel().currentRowChanged.connect(lambda *_: self._find_partner())
        self._proof = label("", name="proof", wrap=True)
        content = named(QWidget(), "content", self.title)
        content.setLayout(column(sides, self._proof, spacing=look.px(12)))
        return content

    def _side(self, table: Table, tones: Tones, name: str) -> tuple[TableModel, TableView]:
        model = TableModel(table.listed, tones)
        view = TableView(model, self.ctx.look, name)
        view.setObjectName(f"side-{table.name}")
        view.selectionModel().selectionChanged.connect(lambda *_: self.refresh_commands())
        return model, view

    # Reading and showing.

    def query(self) -> Query:
        """The books, and the one chosen with both its sides."""
        book_id = self._wanted

        def read(session: Session) -> Both:
            books = funds.books(session)
            ids = [book.id for book in books]
            chosen = book_id if book_id in ids else next(iter(ids), None)
            if chosen is None:
                return Both(books, None, None, ())
            statements, categories = importing.statements(session, chosen), funds.categories(session)
            return Both(books, chosen, bank.show(session, chosen), statements, categories)

        return read

    def fill(self, data: Both) -> None:
        """Show both sides, or say what is missing."""
        self._data = data
        self._statements = data.statements
        self._books.blockSignals(True)
        self._books.clear()
        for book in data.books:
            self._books.addItem(book.name, book.id)
        self._books.setCurrentIndex(max(0, self._books.findData(data.book_id)))
        self._books.blockSignals(False)
        self._books.setVisible(bool(data.books))
        if not data.books:
            self.show_message("还没有账本。先在工作经费中开账，再导入银行流水。", Way("去开账", "funds"))
        elif data.view is None:
            self.show_message("这本账还没有导入银行流水。", "import_statement")
        else:
            self._show()

    def visit(self, where: object) -> None:
        """The id of a book shows that book."""
        super().visit(where)
        if isinstance(where, int):
            self._wanted = where
            self.reload()

    def _show(self) -> None:
        view = self._data.view if self._data is not None else None
        if view is None:
            return
        tally = view.reconciliation
        proposed = {}
        for number, (line, voucher) in enumerate(view.proposals, 1):
            proposed[("line", line)] = proposed[("voucher", voucher)] = f"建议 {number}"
        proposed |= {("line", line): _WAITING for line in view.drafts}
        lines = [_shown(entry, proposed.get(("line", entry.id), _OPEN_MARK)) for entry in tally.lines]
        vouchers = [
            _shown(entry, proposed.get(("voucher", entry.id), _OPEN_MARK)) for entry in tally.vouchers
        ]
        if self._views.current == ALL:
            for number, pair in enumerate(tally.pairs, 1):
                lines.append(_shown(pair.line, f"已对 {number}"))
                vouchers += [_shown(entry, f"已对 {number}") for entry in pair.vouchers]
            vouchers += [_shown(entry, "红冲抵销") for entry in tally.cancelled]
        self._lines.set_rows(sorted(lines, key=lambda entry: (entry.dated, entry.id)))
        self._vouchers.set_rows(sorted(vouchers, key=lambda entry: (entry.dated, entry.id)))
        self._say(tally)
        self.refresh_commands()

    def _say(self, tally: Reconciliation) -> None:
        self._lines_sum.setText(f"未对上 {len(tally.lines)} 笔，合计 {yuan(tally.only_bank_fen)}")
        self._vouchers_sum.setText(f"未对上 {len(tally.vouchers)} 张，合计 {yuan(tally.only_book_fen)}")
        self._proof.setText(proof(tally))
        if tally.agrees:
            self.show_state("已对平", Tone.GREEN)
        else:
            self.show_state(f"相差 {yuan(tally.difference_fen)}", Tone.AMBER)
        self.show_note(f"{tally.start} 至 {tally.until}")

    def _find_partner(self) -> None:
        """Beside a proposed or matched line its vouchers are selected, so that one key does the rest."""
        index = self._line_view.currentIndex()
        if not index.isValid():
            return
        mark = self._lines.row(index.row()).mark
        if mark != _OPEN_MARK:
            partners = [n for n, entry in enumerate(self._vouchers.shown) if entry.mark == mark]
            self._voucher_view.select_lines(partners)

    # The commands.

    def selected_count(self) -> int:
        """Lines selected."""
        return len(self._line_view.selected_lines())

    def _book(self) -> int | None:
        return self._data.book_id if self._data is not None else None

    def _book_chosen(self) -> None:
        self._wanted = self._books.currentData()
        self.reload()

    def _chosen(self) -> tuple[list[Shown], list[Shown]]:
        lines = [self._lines.row(line) for line in self._line_view.selected_lines()]
        return lines, [self._vouchers.row(line) for line in self._voucher_view.selected_lines()]

    def _can_match(self) -> bool:
        lines, vouchers = self._chosen()
        return len(lines) == 1 and bool(vouchers) and not lines[0].mark.startswith("已对")

    def _proposals(self) -> Sequence[tuple[int, int]]:
        return self._data.view.proposals if self._data is not None and self._data.view is not None else ()

    def _matched_lines(self) -> list[int]:
        return [line.id for line in self._chosen()[0] if line.mark.startswith("已对")]

    def _match(self) -> None:
        lines, vouchers = self._chosen()
        line, chosen = lines[0].id, [entry.id for entry in vouchers]
        self.ctx.tasks.write("银行对账", lambda session: bank.match(session, line, chosen))

    def _can_enter(self) -> bool:
        lines, _ = self._chosen()
        return len(lines) == 1 and not lines[0].mark.startswith("已对")

    def _enter(self) -> None:
        """The draft begun from the line, or a new one; it is shown where it is posted."""
        line, data = self._chosen()[0][0], self._data
        if data is None or data.view is None or data.book_id is None:
            return
        draft = data.view.drafts.get(line.id)
        if draft is None:
            likely = entering.proposed(data.view, line.id)
            begin_voucher(self.ctx, data.book_id, line, data.categories, likely)
        else:
            self.ctx.tasks.read(lambda session: entering.place(session, draft), partial(self.ctx.go, "funds"))

    def _accept(self) -> None:
        pairs = self._proposals()
        self.ctx.tasks.write(
            "银行对账", lambda session: bank.accept(session, pairs), notice=f"已按建议对上 {len(pairs)} 笔"
        )

    def _unmatch(self) -> None:
        lines = self._matched_lines()
        self.ctx.tasks.write("取消对账", lambda session: bank.unmatch(session, lines))

    def _remove_statement(self) -> None:
        """A statement taken out as a whole; Ctrl+Z brings it back."""
        names = {f"{row.number}. {row.name}（{row.added}行）": row for row in self._statements}
        chosen = self.ctx.dialogs.choose("移除流水", "选一份，它带来的各行一起移除。", [*names, "取消"])
        row = names.get(chosen)
        if row is not None:
            self.ctx.tasks.write(
                f"移除银行流水 {row.name}",
                lambda session: importing.remove(session, row.id),
                lambda next_step: self.ctx.say(next_step or f"已移除{row.name}"),
                notice=None,
            )

    def _import(self) -> None:
        book, now = self._book(), self.ctx.now()
        if book is not None:
            import_file(
                self.ctx,
                f"导入{self._books.currentText()}银行流水",
                lambda session, path, options: importing.look(session, book, path, options),
                import_words.statement,
                lambda session, plan: importing.carry_out(session, plan, now),
                table=STATEMENT,
            )


def _shown(entry: Entry, mark: str) -> Shown:
    return Shown(**vars(entry), mark=mark)


def proof(tally: Reconciliation) -> str:
    """How the differences add up to the difference, in one line.

    Raises:
        UserError: they do not, which is an error of the program.
    """
    if not tally.proven:
        raise UserError("对账差额没有算平", "请把备份交给技术人员核对")
    parts = [
        f"银行余额 {yuan(tally.bank_fen)} － 账面余额 {yuan(tally.book_fen)} ＝ {yuan(tally.difference_fen)}",
        f"流水未对上 {yuan(tally.only_bank_fen)} － 凭证未对上 {yuan(tally.only_book_fen)}",
    ]
    if tally.opening_fen:
        parts[1] += f" ＋ 期初相差 {yuan(tally.opening_fen)}"
    if tally.gap_fen:
        parts[1] += f" ＋ 流水缺行 {yuan(tally.gap_fen)}"
    return " ＝ ".join(parts)
