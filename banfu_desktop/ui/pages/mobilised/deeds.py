"""What the page of mobilised capital asks in boxes: an arrival, an ending, an idea and its way."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from banfu_desktop.rules.mobilised import IDEAS_CLAUSE, STEPS, Channel
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.mobilised.ideas import IdeaRow
from banfu_desktop.services.mobilised.mobilised import ContributionRow, IncomeVoucher
from banfu_desktop.tables.mobilised import ARRIVALS, DROPPINGS, ENDINGS, IDEAS
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.editors import Offer
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_form import Values

_PROMOTION = Table("promotion", "立项", (Field("on", "立项日期", Kind.DATE, required=True),))


class Deeds:
    """The deeds of the page, each asked for in a box over it."""

    def __init__(self, ctx: Context, page: QWidget) -> None:
        self._ctx, self._page = ctx, page

    def _ask(self, box: FieldsBox) -> Values | None:
        return box.values if self._ctx.dialogs.run(box) else None

    def arrive(self, row: ContributionRow, vouchers: Sequence[IncomeVoucher]) -> None:
        """Something arrived; a voucher is chosen where it passed the team's own book."""
        left = f"还有 {yuan(row.left_fen)} 元没有到位。" if row.left_fen else ""
        sentence = f"{row.source}，{row.purpose}。{left}经本队账本的选收入凭证，其他渠道不进本队账本。"
        offers: dict[str, Offer] = {
            "voucher_id": [(None, ""), *((one.id, f"{one.said} {yuan(one.amount_fen)}") for one in vouchers)],
            "channel": [(way, way.label) for way in Channel],
        }
        start = {"arrived_on": self._ctx.today, "amount_fen": row.left_fen or None}
        box = FieldsBox(self._page.window(), self._ctx.look, ARRIVALS, sentence, start, offers=offers)
        values, today = self._ask(box), self._ctx.today
        if values is not None:
            self._ctx.tasks.write(
                f"登记帮扶到位 {row.source}",
                lambda session: mobilised.arrive(session, row.id, values, today),
                notice=f"已登记到位 {yuan(values['amount_fen'] or 0)} 元",
            )

    def end(self, row: ContributionRow) -> None:
        """The rest will not come."""
        sentence = f"{row.source}承诺的还有 {yuan(row.left_fen)} 元没有到位。登记以后首页不再提醒。"
        start, today = {"ended_on": self._ctx.today}, self._ctx.today
        values = self._ask(FieldsBox(self._page.window(), self._ctx.look, ENDINGS, sentence, start))
        if values is not None:
            day, why = values["ended_on"], values["ending"]
            self._ctx.tasks.write(
                f"登记不再到位 {row.source}", lambda session: mobilised.end(session, row.id, day, why, today)
            )

    def idea(self, row: IdeaRow | None) -> None:
        """A new idea, or how far one is; one that is over is only told."""
        if row is not None and not row.open:
            self._ctx.say(f"“{row.name}”{row.stage.label}：{row.project or row.dropping or ''}")
            return
        steps = {name for name, _ in STEPS}
        fields = tuple(
            replace(field, clause=IDEAS_CLAUSE if field.name in steps else field.clause)
            for field in IDEAS.editable
            if row is not None or field.name not in steps
        )
        title = "提出项目" if row is None else "办理进度"
        start = (
            {"raised_on": self._ctx.today} if row is None else {f.name: getattr(row, f.name) for f in fields}
        )
        sentence = "想争取资金的项目先列在这里，会议、公示、申报、入库办到哪一步记到哪一步，立项后办双签。"
        box = FieldsBox(self._page.window(), self._ctx.look, Table("idea", title, fields), sentence, start)
        values, today = self._ask(box), self._ctx.today
        if values is not None:
            key = None if row is None else row.id
            self._ctx.tasks.write(
                f"{title} {values['name']}", lambda session: ideas.save(session, values, today, key)
            )

    def promote(self, row: IdeaRow | None) -> None:
        """An idea becomes a double-sign project."""
        if row is None:
            return
        after = "立项后到双签项目，待书记和队长签字。"
        sentence = f"“{row.name}”{yuan(row.estimate_fen)} 元，{row.source_wanted}。{after}"
        start, today = {"on": self._ctx.today}, self._ctx.today
        values = self._ask(FieldsBox(self._page.window(), self._ctx.look, _PROMOTION, sentence, start))
        if values is not None:
            day = values["on"]
            self._ctx.tasks.write(
                f"立项 {row.name}",
                lambda session: ideas.promote(session, row.id, day, today),
                lambda project: self._ctx.go("projects", project),
                notice=f"“{row.name}”已立项，待双签",
            )

    def drop(self, row: IdeaRow | None) -> None:
        """An idea is given up."""
        if row is None:
            return
        start, today = {"dropped_on": self._ctx.today}, self._ctx.today
        sentence = f"“{row.name}”不再实施。"
        values = self._ask(FieldsBox(self._page.window(), self._ctx.look, DROPPINGS, sentence, start))
        if values is not None:
            day, why = values["dropped_on"], values["dropping"]
            self._ctx.tasks.write(
                f"项目不再实施 {row.name}", lambda session: ideas.drop(session, row.id, day, why, today)
            )
