"""The paper of the projects room: 资金项目“双签”审批单 (form 14)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import project_approval
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.projects import Signer
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.projects import projects
from banfu_desktop.services.projects.projects import ProjectRow, RoundRow

Documents = tuple[Document, ...]


def approvals(session: Session, now: datetime) -> Documents:
    """The form of every project that waits for a signature; where none does, of all that are not over.

    Raises:
        UserError: there is no project.
    """
    rows = [row for row in projects.listing(session) if not row.stage.over]
    waiting = [row for row in rows if row.pending is not None] or rows
    if not waiting:
        raise UserError("没有待签的项目", "请先登记双签项目")
    return tuple(document for row in waiting for document in _approval(session, row, now))


def approval(session: Session, project_id: int, now: datetime) -> Paper:
    """The form of one project's latest round.

    Raises:
        UserError: it is no longer there.
    """
    documents = _approval(session, projects.show(session, project_id), now)
    return Paper(documents[0].name, documents)


def _approval(session: Session, row: ProjectRow, now: datetime) -> Documents:
    latest = row.rounds[-1]
    return project_approval.build(
        project_approval.Approval(
            name=latest.name,
            source=latest.source,
            amount_fen=latest.amount_fen,
            earlier_fen=row.rounds[-2].amount_fen if len(row.rounds) > 1 else None,
            reason=latest.reason,
            proposed_on=latest.proposed_on,
            secretary=_signed(latest, Signer.SECRETARY),
            leader=_signed(latest, Signer.LEADER),
            paid_fen=row.paid_fen,
            team=office.current(session).team,
            imprint=imprint(session, now),
            village=latest.village or "",
        )
    )


def _signed(latest: RoundRow, signer: Signer) -> tuple[str, date] | None:
    signature = latest.signatures.get(signer)
    return None if signature is None else (signature.name, signature.signed_on)
