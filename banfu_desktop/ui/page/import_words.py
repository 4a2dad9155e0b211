"""What an import will do, in words: a roster, exams, policies, attendance, a ledger, a bank statement."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from banfu_desktop.rules.imports import ImportPlan
from banfu_desktop.services.hall import imports
from banfu_desktop.tables.bank import STATEMENT
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Tone
from banfu_desktop.ui.page.importing import Planned, import_file

if TYPE_CHECKING:
    from banfu_desktop.services.bank.importing import PlannedLine
    from banfu_desktop.services.funds.ledger_rows import PlannedVoucher

_ROW, _DEED = Field("row", "行", Kind.WHOLE, width=60), Field("deed", "结果", width=80)
_PEOPLE = (_ROW, _DEED, Field("name", "姓名", width=180), Field("said", "内容", width=400))
_ROSTER = (
    _ROW, _DEED, Field("name", "姓名", width=150), Field("organisation", "派出单位", width=150),
    Field("role", "队内职务", width=84), Field("arrived_on", "到岗日期", width=112),
    Field("identity_no", "身份证号", width=196), Field("said", "内容", width=240),
)  # fmt: skip
_LEDGER = (
    _ROW,
    Field("dated", "日期", Kind.DATE, width=100),
    Field("summary", "摘要", width=250),
    Field("category", "科目", width=120),
    Field("in_fen", "收入", Kind.MONEY, width=104),
    Field("out_fen", "支出", Kind.MONEY, width=104),
)
_NAMED = 8
"""So many columns that are not used are named."""
_STATEMENT = (_ROW, _DEED, *STATEMENT.listed)
_TONES = {"新增": Tone.GREEN, "更新": Tone.BLUE, "不变": Tone.GREY, "已有": Tone.GREY, "待补全": Tone.AMBER}


class _Person:
    def __init__(self, planned: Any) -> None:
        self.row, self.deed, self.name = planned.row, planned.deed, planned.name
        same = "" if planned.deed == "新增" else "与已登记的一致"
        self.said = "；".join(planned.changes) or same


class _Member(_Person):
    """A row of a roster with what was read of it, numbers masked."""

    def __init__(self, planned: Any) -> None:
        super().__init__(planned)
        for name in ("organisation", "role", "arrived_on", "identity_no"):
            value = planned.values.get(name)
            setattr(self, name, "" if value is None else MEMBERS[name].show(value))


def roster(plan: ImportPlan, file: str) -> Planned:
    """A roster: every person with unit, role, day and the ends of the number."""
    return replace(people(plan, file), columns=_ROSTER, rows=[_Member(planned) for planned in plan.rows])


def days(plan: ImportPlan, file: str) -> Planned:
    """A month's attendance: every person with the days that change."""
    changing = plan.count("更新")
    return replace(
        people(plan, file), heading=str(plan), confirm=f"导入 {changing} 人的考勤" if changing else ""
    )


def policies(plan: ImportPlan, file: str) -> Planned:
    """Policies with the people they are to insure."""
    changing = plan.count("新增") + plan.count("更新")
    return replace(people(plan, file), heading=str(plan), confirm=f"导入 {changing} 张" if changing else "")


def records(unit: str) -> Callable[[ImportPlan, str], Planned]:
    """Records of a kind that is counted so (份, 笔): every row and what changes."""

    def words(plan: ImportPlan, file: str) -> Planned:
        changing = plan.count("新增") + plan.count("更新")
        columns = (_ROW, _DEED, Field("name", "名称", width=260), Field("said", "内容", width=320))
        confirm = f"导入 {changing} {unit}" if changing else ""
        return replace(people(plan, file), columns=columns, confirm=confirm)

    return words


def people(plan: ImportPlan, file: str) -> Planned:
    """Exams: every person and what changes."""
    changing = plan.count("新增") + plan.count("更新") + plan.count("待补全")
    same = f"其中{len(plan.rows)}人与已登记的完全一致，导入不会改变任何内容。"
    return Planned(
        heading=str(plan) if changing else "没有要导入的内容",
        sentence=f"来自“{file}”。{'' if changing else same}{_unused(plan.ignored_columns)}",
        columns=_PEOPLE,
        rows=[_Person(planned) for planned in plan.rows],
        confirm=f"导入 {changing} 人" if changing else "",
        tones=_TONES,
    )


class _Voucher:
    def __init__(self, planned: "PlannedVoucher") -> None:
        self.row, self.dated, self.summary = planned.row, planned.dated, planned.summary
        self.category = planned.category.name
        comes = planned.category.flow.sign > 0
        self.in_fen = planned.amount_fen if comes else None
        self.out_fen = None if comes else planned.amount_fen


def ledger(plan: ImportPlan, file: str) -> Planned:
    """Last year's ledger of a fund."""
    undone = "导入后不能撤销，更正用红字冲销。"
    return Planned(
        heading=str(plan),
        sentence=f"来自“{file}”。{undone}{_unused(plan.ignored_columns)}",
        columns=_LEDGER,
        rows=[_Voucher(planned) for planned in plan.rows],
        confirm=f"导入 {plan.count('新增')} 张" if plan.count("新增") else "",
    )


class _Line:
    def __init__(self, planned: "PlannedLine") -> None:
        movement = planned.movement
        self.row, self.deed = movement.row, "已有" if planned.known else "新增"
        self.dated, self.balance_fen = movement.dated, movement.balance_fen
        self.in_fen, self.out_fen = movement.in_fen or None, movement.out_fen or None
        self.party, self.summary = movement.party, movement.summary


def statement(plan: ImportPlan, file: str) -> Planned:
    """A bank statement; of lines in doubt the first few are said."""
    count = plan.count("新增")
    same = "这些流水都已导入过，再导入不会改变任何内容。"
    return Planned(
        heading=str(plan) if count else "没有要导入的流水",
        sentence=f"来自“{file}”。{'' if count else same}{_unused(plan.ignored_columns)}",
        columns=_STATEMENT,
        rows=[_Line(planned) for planned in plan.rows],
        confirm=f"导入 {count} 行" if count else "",
        tones=_TONES,
    )


def _unused(columns: Sequence[str]) -> str:
    more = f"等{len(columns)}列" if len(columns) > _NAMED else ""
    return f"没有用到的列：{'、'.join(columns[:_NAMED])}{more}。" if columns else ""


def import_list(ctx: Context, name: str, unit: str) -> None:
    """Bring in a file of a kind that a room offers, its rows counted so (批, 人).

    Args:
        name: of the import, as the command line has it (batches).
    """
    offered, today = imports.imports()[name], ctx.today
    import_file(
        ctx, f"导入{offered.label}",
        lambda session, path, options: offered.look(session, path, today, options), records(unit),
        offered.carry_out, table=offered.table,
    )  # fmt: skip
