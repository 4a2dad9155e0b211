"""How the commands of the work fund say a year of a book and a voucher."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from banfu_desktop.cli.run import Run, say, say_json
from banfu_desktop.rules.funds import Flow, percent
from banfu_desktop.rules.money import yuan

if TYPE_CHECKING:
    from banfu_desktop.services.funds.rows import VoucherRow, YearView

_VOUCHER = (
    "number", "summary", "category", "amount_fen", "in_fen", "out_fen", "balance_fen", "payee", "handler",
    "signers", "invoice_numbers", "attachments", "reverses", "reversed_by",
)  # fmt: skip


def out(run: Run, value: object, speech: Callable[[], object]) -> None:
    """An answer as JSON, or said."""
    if run.args.json:
        say_json(value)
    else:
        speech()


def voucher_json(row: "VoucherRow") -> dict[str, object]:
    """A voucher for other programs."""
    values = {name: getattr(row, name) for name in _VOUCHER}
    return {"date": str(row.dated), "state": row.state.value, "flow": row.flow.value, **values}


def year_json(view: "YearView") -> dict[str, object]:
    """A year of a book for other programs."""
    names = (
        "opening_fen", "budget_fen", "allotted_for_fen", "income_fen", "expense_fen", "returned_fen",
        "balance_fen", "posted", "drafts",
    )  # fmt: skip
    sums = [
        {
            "category": row.name,
            "flow": row.flow.value,
            "amount_fen": row.amount_fen,
            "budget_fen": row.budget_fen,
        }
        for row in view.sums
    ]
    return {
        "book": view.book.name,
        "year": view.year,
        **{name: getattr(view, name) for name in names},
        "closed_to": str(view.closed_to) if view.closed_to else None,
        "closed_on": str(view.closed_on) if view.closed_on else None,
        "carried": view.carried.value if view.carried else None,
        "categories": sums,
    }


def say_year(view: "YearView") -> None:
    """A year of a book in a few lines."""
    say(f"{view.book.name} {view.year}年{'（已年结）' if view.closed_on else ''}")
    say(f"　年初 {yuan(view.opening_fen)}　收入 {yuan(view.income_fen)}　支出 {yuan(view.expense_fen)}")
    due = f"　应拨 {yuan(view.budget_fen)}，未到 {yuan(view.missing_fen)}" if view.budget_fen else ""
    say(f"　余额 {yuan(view.balance_fen)}　执行率 {percent(view.execution)}{due}")
    for row in view.sums:
        budget = "" if row.budget_fen is None else f" / {yuan(row.budget_fen)}"
        say(f"　{row.name}　{yuan(row.amount_fen)}{budget}")


def say_voucher(row: "VoucherRow") -> None:
    """A voucher in a line."""
    number = row.said_number
    flow = row.flow.label if row.flow is not Flow.EXPENSE else "支出"
    balance = "" if row.balance_fen is None else f"　余额 {yuan(row.balance_fen)}"
    link = (
        f"　冲销{row.reverses}" if row.reverses else f"　已由{row.reversed_by}冲销" if row.reversed_by else ""
    )
    say(f"{row.dated} {number}　{row.summary}　{row.category}　{flow} {yuan(row.amount_fen)}{balance}{link}")
