"""The papers of rotation: 轮换交接清单 (form 22), 备案表 and 报备函 (24), 组织关系登记 (25), the plan."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import filing_form, filing_letter, rotation_plan
from banfu_desktop.printing.forms import relations_list as relations_list_form
from banfu_desktop.printing.forms.v3 import handover_list
from banfu_desktop.printing.forms.v3.handover_list import HandoverList
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.identity import mask_identity
from banfu_desktop.rules.rotation import Direction
from banfu_desktop.rules.snapshots import of_layout
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.rotation import filings, handovers, relations, rotation
from banfu_desktop.services.rotation.drawing import drawn

Documents = tuple[Document, ...]
_LAYOUTS: dict[int, Callable[[HandoverList], Documents]] = {3: handover_list.build}
"""The list by layout: what is sealed is printed in its own for good."""


def handover(session: Session, handover_id: int, now: datetime) -> Documents:
    """One hand-over list."""
    paper, layout = handovers.paper(session, handover_id, now)
    return of_layout(_LAYOUTS, layout)(paper)


def handover_paper(session: Session, handover_id: int, now: datetime) -> Paper:
    """One hand-over list, ready for the preview."""
    documents = handover(session, handover_id, now)
    return Paper(documents[0].name, documents)


def every_handover(session: Session, now: datetime) -> Documents:
    """Every hand-over list, those not sealed first.

    Raises:
        UserError: there is none.
    """
    rows = handovers.listing(session, now.date())
    if not rows:
        raise UserError("还没有交接清单", "请先在轮换交接为离岗的人拟定")
    return tuple(document for row in rows for document in handover(session, row.id, now))


def plan(session: Session, now: datetime, today: date) -> Documents:
    """Everybody's term and who follows, lane by lane, with the gaps.

    Raises:
        UserError: nobody is at the post.
    """
    rows = rotation.listing(session, today)
    if not rows:
        raise UserError("还没有成员", "请先登记成员")
    view = rotation.timeline(session, today)
    lines = tuple(
        rotation_plan.Line(
            row.name, row.organisation, row.role.label, row.batch, row.arrived_on, row.until,
            row.stage.label if row.stage else "", row.successor or "", row.arrives_on,
        )
        for row in rows
    )  # fmt: skip
    gaps = tuple((lane.unit, lane.role.label, gap.start, gap.end) for lane in view.lanes for gap in lane.gaps)
    crowds = tuple((quarter.said, leaving, team) for quarter, leaving, team in view.crowded)
    team = office.current(session).team
    return rotation_plan.build(
        rotation_plan.Plan(team, today, lines, gaps, crowds, drawn(view), imprint(session, now))
    )


def filing_forms(session: Session, now: datetime, today: date) -> Documents:
    """A 备案表 for every first secretary with a village.

    Raises:
        UserError: there is none.
    """
    here = office.current(session)
    documents: list[Document] = []
    for posting_id in _first_secretaries(session, today):
        row = members.one(session, posting_id)
        bodies = tuple((one.body, one.sent_on, one.number or "", one.confirmed_on)
                       for one in filings.wanted_of(session, posting_id, today))  # fmt: skip
        documents += filing_form.build(
            filing_form.FilingForm(
                here.town, here.team, row.name, row.sex.label, mask_identity(row.identity_no),
                row.nation or "", row.education or "", row.political.label if row.political else "",
                row.party_joined_on, row.organisation, row.unit_post or "", row.rank or "", row.village or "",
                row.arrived_on, row.planned_until, bodies, imprint(session, now),
            )
        )  # fmt: skip
    return tuple(documents)


def _first_secretaries(session: Session, today: date) -> list[int]:
    found = list(dict.fromkeys(row.posting_id for row in filings.listing(session, today) if row.wanted))
    if not found:
        raise UserError("没有要备案的驻村第一书记", "请先在成员任职登记第一书记和驻村", "二(三)")
    return found


def filing_letters(session: Session, now: datetime, today: date) -> Documents:
    """A 报备函 with its 回执 to each body, with everybody who is filed.

    Raises:
        UserError: nobody is.
    """
    _first_secretaries(session, today)
    here = office.current(session)
    rows = [row for row in filings.listing(session, today) if row.wanted]
    documents: list[Document] = []
    for body in dict.fromkeys(row.body for row in rows):
        own = [row for row in rows if row.body == body]
        numbers = dict.fromkeys(row.number for row in own if row.number)
        lines = tuple(filing_letter.Line(row.name, row.organisation, row.village, row.since) for row in own)
        number = "、".join(numbers)
        documents += filing_letter.build(
            filing_letter.FilingLetter(body, here.town, number, lines, imprint(session, now))
        )
    return tuple(documents)


def relations_list(session: Session, now: datetime, today: date) -> Documents:
    """Every move of party relations, in and back.

    Raises:
        UserError: nobody is a party member.
    """
    rows = relations.listing(session, today)
    if not rows:
        raise UserError("没有要登记组织关系的党员", "请先在成员任职登记政治面貌", "四(一)")
    lines = tuple(
        relations_list_form.Line(
            row.name, row.organisation, row.direction, row.branch, row.letter_no or "", row.letter_until,
            row.moved_on, row.receipt_on, row.state,
        )
        for row in sorted(rows, key=lambda row: (row.since, row.direction is Direction.OUT))
    )  # fmt: skip
    team = office.current(session).team
    return relations_list_form.build(relations_list_form.Register(team, today, lines, imprint(session, now)))
