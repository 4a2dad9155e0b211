"""What is due of the projects, for the home page."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import DOUBLE_SIGN, Stage, is_nearly_spent
from banfu_desktop.services.projects import projects
from banfu_desktop.services.projects.projects import ProjectRow


def due(session: Session, _today: date) -> list[Due]:
    """Missing signatures, and projects nearly spent or overspent."""
    return [reminder for row in projects.listing(session) for reminder in _of_project(row)]


def _of_project(row: ProjectRow) -> list[Due]:
    reminders = []
    waiting = row.pending
    if waiting is not None and not row.stage.over:
        who = "、".join(signer.label for signer in waiting.missing)
        kind = "追加双签" if waiting.number > 1 else "项目"
        text = f"{kind}“{row.name}”{yuan(waiting.amount_fen)} 元，待{who}签字"
        reminders.append(Due(text, DOUBLE_SIGN, "amber", "去登记签字", "projects", row.id))
    going = row.stage in (Stage.APPROVED, Stage.UNDER_WAY)
    if going and row.paid_fen > row.amount_fen:
        text = f"项目“{row.name}”已支 {yuan(row.paid_fen)} 元，超出批准的 {yuan(row.amount_fen)} 元"
        reminders.append(Due(text, DOUBLE_SIGN, "red", "去看看", "projects", row.id))
    elif going and is_nearly_spent(row.amount_fen, row.paid_fen):
        text = f"项目“{row.name}”批准 {yuan(row.amount_fen)} 元，只余 {yuan(row.left_fen)} 元"
        reminders.append(Due(text, DOUBLE_SIGN, "grey", "去看看", "projects", row.id))
    return reminders
