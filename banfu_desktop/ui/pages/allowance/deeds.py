"""What the page of the allowance room asks in boxes: letters sent, a unit's answer, a rule."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.words import Category
from banfu_desktop.services.allowance import letters, own_rules
from banfu_desktop.services.allowance.letters import AllowanceRow
from banfu_desktop.services.allowance.own_rules import OwnRuleRow
from banfu_desktop.tables.allowance import ALLOWANCES, OWN_RULES
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_form import Values

_SENDING = Table("sending", "登记送出", tuple(ALLOWANCES[name] for name in ("sent_on", "number")))
_ANSWER = Table(
    "answer",
    "登记答复",
    tuple(ALLOWANCES[name] for name in ("confirmed_on", "paid_from", "amount_fen", "reply", "stopped_on")),
)
_RULE = Table("own_rule", "保存规定", OWN_RULES.editable, title="执行规定")


class Deeds:
    """The deeds of the page, each asked for in a box over it."""

    def __init__(self, ctx: Context, page: QWidget) -> None:
        self._ctx, self._page = ctx, page

    def _ask(self, table: Table, sentence: str, start: Values) -> Values | None:
        box = FieldsBox(self._page.window(), self._ctx.look, table, sentence, start)
        return box.values if self._ctx.dialogs.run(box) else None

    def send(self, rows: Sequence[AllowanceRow]) -> None:
        """The letters about some people went out."""
        units = list(dict.fromkeys(row.organisation for row in rows))
        names = "、".join(row.name for row in rows[:6]) + ("等" if len(rows) > 6 else "")
        sentence = f"{names} {len(rows)} 人，{'、'.join(units)}。告知单送到派出单位以后登记。"
        start = {"sent_on": self._ctx.today, "number": rows[0].number}
        values, today = self._ask(_SENDING, sentence, start), self._ctx.today
        if values is not None:
            keys, day, number = [row.id for row in rows], values["sent_on"], values["number"]
            self._ctx.tasks.write(
                f"登记乡镇工作补贴告知 {names}",
                lambda session: letters.send(session, keys, day, number, today),
                notice=f"已登记 {len(rows)} 人，等派出单位答复",
            )

    def answer(self, row: AllowanceRow) -> None:
        """What a unit answered of somebody."""
        start = {field.name: getattr(row, field.name) for field in _ANSWER.fields}
        start["confirmed_on"] = start["confirmed_on"] or self._ctx.today
        sentence = (
            f"{row.organisation}对{row.name}的答复。发放的填从哪天起；月标准照单位写的填，没写的留空；"
            "不发的写明原因。"
        )
        values, today = self._ask(_ANSWER, sentence, start), self._ctx.today
        if values is not None:
            self._ctx.tasks.write(
                f"登记乡镇工作补贴答复 {row.name}",
                lambda session: letters.save(session, row.id, values, today),
            )

    def take_back(self, row: AllowanceRow) -> None:
        """A letter written down by mistake goes."""
        today = self._ctx.today
        self._ctx.tasks.write(
            f"撤回乡镇工作补贴告知 {row.name}", lambda session: letters.remove(session, row.id, today)
        )

    def rule(self, row: OwnRuleRow | None, category: Category | None = None) -> None:
        """A rule of one category, from a day on."""
        start: Values = {"category": category, "start_on": self._ctx.today}
        if row is not None:
            start = {field.name: getattr(row, field.name) for field in _RULE.fields}
        sentence = "照本单位收到的文件填写；没有收到文件的先不登记。程序不按它计算金额。"
        values, key = self._ask(_RULE, sentence, start), None if row is None else row.id
        if values is not None:
            self._ctx.tasks.write(
                f"登记执行规定 {values['rule']}",
                lambda session: own_rules.save(session, values, key),
            )

    def remove_rule(self, row: OwnRuleRow) -> None:
        """A rule written down by mistake goes."""
        self._ctx.tasks.write(
            f"删除执行规定 {row.category.label}", lambda session: own_rules.remove(session, row.id)
        )
