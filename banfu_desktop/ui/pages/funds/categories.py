"""The office's fund categories in boxes: read, entered, judged, retired, and given a budget (七)."""

from collections.abc import Sequence
from typing import Any

from shiboken6 import isValid

from banfu_desktop.rules.errors import Problem
from banfu_desktop.rules.funds import OWN_CHOICE, Flow
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds import books, funds
from banfu_desktop.services.funds.rows import CategoryRow, YearView
from banfu_desktop.tables.funds import CATEGORIES
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_form import Values
from banfu_desktop.ui.tasks import Session

_NEW = Table(
    "new_category", "登记科目", tuple(CATEGORIES[name] for name in ("name", "flow", "allowed", "note"))
)
_JUDGED = tuple(CATEGORIES[name] for name in ("allowed", "note", "retired"))
_OWN_FLOWS = (Flow.EXPENSE, Flow.INCOME)
"""What a category of the office's own may be; of the others there is one each."""
_BUDGET = Table(
    "budget",
    "科目预算",
    (
        Field("category_id", "科目", Kind.REFERENCE, required=True, named_by="category", clause="七"),
        Field("budget_fen", "预算（元）", Kind.MONEY, help="留空为不设"),
    ),
)


def see(ctx: Context) -> None:
    """The categories with their verdicts, the retired ones too: to read, to enter and to change."""
    explanation = "哪些可以在工作经费中列支，由本单位按通知确定，可以更改；已记账的凭证不受影响。"

    def show(rows: Sequence[CategoryRow]) -> None:
        box: ListBox
        acts = (("登记科目…", lambda: _enter(ctx, box)), ("更改…", lambda: _change(ctx, box)))
        box = ListBox(ctx.dialogs.window, ctx.look, CATEGORIES, rows, explanation, acts=acts)
        ctx.dialogs.run(box)

    ctx.tasks.read(_every, show)


def _every(session: Session) -> list[CategoryRow]:
    return funds.categories(session, retired=True)


def _enter(ctx: Context, box: ListBox) -> None:
    """A category of the office's own, in one form."""
    known = {row.name: row for row in box.rows}

    def check(values: Values) -> Sequence[Problem]:
        if (there := known.get(values["name"])) is not None:
            return [Problem(None, "科目", "已有这个科目", _where(there))]
        if values["flow"] not in _OWN_FLOWS:
            return [Problem(None, "性质", f"{values['flow'].label}只有一个科目", "请选支出或其他收入")]
        return []

    sentence = "由本单位确定的科目，凭证登记时可以选。"
    offers = {"flow": [(flow, flow.label) for flow in _OWN_FLOWS]}
    form = FieldsBox(ctx.dialogs.window, ctx.look, _NEW, sentence, {}, offers=offers, check=check)
    if ctx.dialogs.run(form):
        _keep(ctx, box, f"登记科目 {form.values['name']}", {**form.values, "clause": OWN_CHOICE}, None)


def _where(row: CategoryRow) -> str:
    return "它已停用：请在列表中选中它，用“更改…”恢复使用" if row.retired else "请在列表中选中它，用“更改…”"


def _change(ctx: Context, box: ListBox) -> None:
    """The verdict on the category chosen, its note, and whether it is used, in one form."""
    row: CategoryRow | None = box.chosen
    if row is None:
        ctx.dialogs.tell("更改科目", "请先在列表中选一个科目。")
        return
    table = Table("change_category", f"更改科目 {row.name}", _JUDGED)
    start = {field.name: getattr(row, field.name) for field in _JUDGED}
    sentence = f"{row.flow.label}科目，依据：{row.clause}。改了列支的，依据成为“{OWN_CHOICE}”。"
    form = FieldsBox(ctx.dialogs.window, ctx.look, table, sentence, start)
    if ctx.dialogs.run(form):
        changed = {name: value for name, value in form.values.items() if (value or "") != (start[name] or "")}
        if "allowed" in changed:
            changed["clause"] = OWN_CHOICE
        if changed:
            _keep(ctx, box, f"{_deed(changed)} {row.name}", changed, row.id)


def _deed(changed: Values) -> str:
    if list(changed) == ["retired"]:
        return "停用科目" if changed["retired"] else "恢复科目"
    return "更改科目"


def _keep(ctx: Context, box: ListBox, deed: str, values: Values, key: int | None) -> None:
    def work(session: Session) -> list[CategoryRow]:
        books.save_category(session, values, key)
        return _every(session)

    ctx.tasks.write(deed, work, lambda rows: box.show_rows(rows) if isValid(box) else None)


def set_budget(ctx: Context, year: YearView, categories: Sequence[CategoryRow], chosen: int | None) -> None:
    """The budget of a category, in one form that begins with the one chosen; no amount takes it back."""
    budgets = {row.category_id: row.budget_fen for row in year.sums}
    spending = {row.id: row for row in categories if row.flow is Flow.EXPENSE}
    offer = [(row.id, _with_budget(row, budgets.get(row.id))) for row in spending.values()]
    picked = chosen if chosen in spending else None
    start: dict[str, Any] = {"category_id": picked, "budget_fen": budgets.get(picked) if picked else None}
    sentence = f"{year.book.name}{year.year}年。预算留空为不设。"
    form = FieldsBox(ctx.dialogs.window, ctx.look, _BUDGET, sentence, start, offers={"category_id": offer})
    if ctx.dialogs.run(form):
        book, number, fen = year.book.id, year.year, form.values["budget_fen"]
        category = form.values["category_id"]
        ctx.tasks.write(
            f"预算 {spending[category].name}",
            lambda session: books.set_budget(session, book, number, category, fen),
        )


def _with_budget(row: CategoryRow, fen: int | None) -> str:
    """A category in the drop-down, with the budget it has now."""
    return row.name if fen is None else f"{row.name}（现 {yuan(fen)} 元）"
