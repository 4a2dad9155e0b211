"""What is due of projects, assets and bank statements, for the home page."""

from sqlalchemy.orm import Session

from banfu_desktop.rules.assets import EQUIPMENT
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import DOUBLE_SIGN, Stage, is_nearly_spent
from banfu_desktop.services.assets import assets
from banfu_desktop.services.bank import bank
from banfu_desktop.services.funds import funds
from banfu_desktop.services.projects import projects
from banfu_desktop.services.projects.projects import ProjectRow


def due(session: Session) -> list[Due]:
    """Missing signatures, projects nearly spent, equipment without a card, the bank to be matched."""
    found = [one for row in projects.listing(session) for one in _of_project(row)]
    found += [
        Due(
            f"{row.book}{row.said}凭证“{row.summary}”{yuan(row.amount_fen)} 元属{EQUIPMENT}，还没有登记资产",
            "本单位自定", "amber", "去登记", "assets", f"voucher {row.id}",
        )
        for row in assets.without_card(session)
    ]  # fmt: skip
    return found + _bank(session)


def _of_project(row: ProjectRow) -> list[Due]:
    found = []
    waiting = row.pending
    if waiting is not None and not row.stage.over:
        who = "、".join(signer.label for signer in waiting.missing)
        kind = "追加双签" if waiting.number > 1 else "项目"
        text = f"{kind}“{row.name}”{yuan(waiting.amount_fen)} 元，待{who}签字"
        found.append(Due(text, DOUBLE_SIGN, "amber", "去登记签字", "projects", row.id))
    going = row.stage in (Stage.APPROVED, Stage.UNDER_WAY)
    if going and row.paid_fen > row.amount_fen:
        text = f"项目“{row.name}”已支 {yuan(row.paid_fen)} 元，超出批准的 {yuan(row.amount_fen)} 元"
        found.append(Due(text, DOUBLE_SIGN, "red", "去看看", "projects", row.id))
    elif going and is_nearly_spent(row.amount_fen, row.paid_fen):
        text = f"项目“{row.name}”批准 {yuan(row.amount_fen)} 元，只余 {yuan(row.left_fen)} 元"
        found.append(Due(text, DOUBLE_SIGN, "grey", "去看看", "projects", row.id))
    return found


def _bank(session: Session) -> list[Due]:
    """Differences the last statement of each book left open."""
    found = []
    for book in funds.books(session):
        view = bank.show(session, book.id)
        if view is not None and not view.reconciliation.agrees:
            open_ = view.reconciliation
            sides = f"流水{len(open_.lines)}笔、凭证{len(open_.vouchers)}张"
            text = f"{book.name}银行对账到{open_.until}：{sides}没有对上"
            found.append(Due(text, "本单位自定", "grey", "去对账", "bank", book.id))
    return found
