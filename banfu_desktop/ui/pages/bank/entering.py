"""The box in which a voucher is begun from a line of the bank."""

from collections.abc import Sequence

from banfu_desktop.rules.bank import Entry
from banfu_desktop.rules.funds import Flow
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.bank import entering
from banfu_desktop.services.funds.rows import CategoryRow
from banfu_desktop.tables.funds import VOUCHER_FORM
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.tasks import Session

_BACK, _ANOTHER = "回去对上", "是另一笔，照此登记"
_ASKED = ("category_id", "summary", "amount_fen", "payee", "dated")
_TABLE = Table("enter_voucher", "登记草稿", tuple(VOUCHER_FORM[name] for name in _ASKED))


def begin_voucher(
    ctx: Context, book_id: int, line: Entry, categories: Sequence[CategoryRow], likely: Entry | None
) -> None:
    """Ask what a line was for, and show the draft among the vouchers, where it is signed and posted.

    Args:
        likely: the posted voucher that the line is likely to stand for, which is said first.
    """
    if likely is not None:
        text = f"{entering.already(likely)}。是同一笔的请“对上”，不要再登记。"
        if ctx.dialogs.choose("账上已有相像的凭证", text, [_BACK, _ANOTHER]) != _ANOTHER:
            return
    fitting = [
        row
        for row in categories
        if row.flow is not Flow.RETURNED and (row.flow.sign > 0) == (line.net_fen > 0)
    ]
    way = "收入" if line.net_fen > 0 else "支出"
    sentence = (
        f"{line.dated} {way} {yuan(abs(line.net_fen))} 元。流水不说明用途，请选科目；"
        "核对后存为草稿，签字、记账后自动与这笔流水对上。"
    )
    offers = {"category_id": [(row.id, row.said) for row in fitting]}
    box = FieldsBox(ctx.dialogs.window, ctx.look, _TABLE, sentence, entering.start(line), offers=offers)
    if not ctx.dialogs.run(box):
        return
    values = box.values

    def enter(session: Session) -> str:
        return entering.place(session, entering.enter(session, book_id, line.id, values))

    ctx.tasks.write(f"照银行流水登记凭证 {values['summary']}", enter, lambda where: ctx.go("funds", where))
