"""What the members room offers the halls."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Posting
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.finding import has_phone
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.identity import mask_phone
from banfu_desktop.rules.members import COUNTED, OF_RECORDS, ROTATION_NOTICE_DAYS
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.services.door import (
    Documents,
    Hit,
    Import,
    Limit,
    List,
    PersonPart,
    PersonWish,
    Reading,
    Report,
    Tracked,
    Wish,
)
from banfu_desktop.services.members import drafts, handing, members
from banfu_desktop.tables.members import DRAFTS, MEMBERS, OWN_CHOICE

_ERASABLE = ("identity_no", "card_no", "phone", "bank", "card_holder", "proxy_reason")
_ON_DRAFTS = ("identity_no", "card_no", "phone", "given")
TABLES = {
    "postings": Tracked(
        "任职", (MEMBERS,), {"filed_village": "备案的驻村"}, undoable=True, erasable=("remark",)
    ),
    "people": Tracked("成员", (MEMBERS,), undoable=True, erasable=_ERASABLE),
    "overrides": Tracked("例外", undoable=True, erasable=("reason",)),
    "roster_drafts": Tracked(
        "待补全", (MEMBERS, DRAFTS), {"given": "其他内容", "added_on": "导入日期"}, undoable=True,
        erasable=_ON_DRAFTS,
    ),
}  # fmt: skip
LISTS = {"members": List(MEMBERS, members.listing), "drafts": List(DRAFTS, drafts.listing)}
handover = handing.items
_PERSON, _PAGE = "人员", "person"
_LIMITED = {"relations": "relations-letter", "rotation": "term"}
"""The limits that checks of the notice speak of, by check."""
_URGENCY = {Severity.ERROR: "red", Severity.WARNING: "grey", Severity.REMINDER: "amber"}


def due(session: Session, today: date) -> list[Due]:
    """Every open check of the notice, on a posting or on the team; and who is to be completed."""
    waiting = [
        Due(
            f"{row.name}还没有补全：缺{row.missing}",
            OWN_CHOICE,
            "amber",
            "去补全",
            "members",
            f"draft {row.id}",
            group="花名册里有 {} 人还没有补全",
            name=f"{row.name}　缺{row.missing}",
            records=True,
        )
        for row in drafts.listing(session)
    ]
    return waiting + [
        Due(
            f"{row.name}：{row.verdict.text}",
            row.verdict.clause,
            _URGENCY[row.verdict.severity],
            "去登记" if row.verdict.severity is Severity.REMINDER else "去看看",
            "members",
            row.posting_id,
            until=row.verdict.until,
            limit=_LIMITED.get(row.verdict.check, ""),
            group=COUNTED.get(row.verdict.check, ""),
            name=f"{row.name}　{row.verdict.text}",
            records=row.verdict.check in OF_RECORDS,
        )
        for row in members.checks(session, today)
        if row.open
    ]


def _letters(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    """Party members whose relations have not moved yet, by the end of their letter."""
    for row in members.listing(session, Period(today, today)):
        letter = row.relations_letter_until
        if letter is not None and (row.relations_moved_on is None or row.relations_moved_on > today):
            yield letter, row.name


def _terms(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in members.listing(session, Period(today, today)):
        if row.planned_until is not None and row.left_on is None:
            yield row.planned_until, row.name


LIMITS = {
    "term": Limit("任期届满轮换", "二", f"拟离岗日期前，提前 {ROTATION_NOTICE_DAYS} 天提示", "期满的人",
                  recorded=_terms),
    "relations-letter": Limit("组织关系转入", "四(一)", "介绍信有效期内", "到岗的党员", recorded=_letters),
}  # fmt: skip


def find(session: Session, text: str) -> Iterator[Hit]:
    """People by name, pinyin or the end of their phone's number, which stays masked but for that.

    Somebody posted more than once is found once, with the last posting.
    """
    for row in {row.person_id: row for row in members.listing(session)}.values():
        hint = f"{row.organisation} · {row.role.label}" + (" · 已离岗" if row.left_on else "")
        if text in row.name or text in row.initials:
            yield Hit(row.name, hint, _PAGE, row.person_id, _PERSON)
        elif has_phone(text, row.phone):
            yield Hit(f"{row.name}　手机 {mask_phone(row.phone or '')}", hint, _PAGE, row.person_id, _PERSON)


def _roster(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.members import papers

    month = wish.month if wish.month_given else None
    return papers.roster_of(session, month, wish.variant, wish.now, wish.today)


def _sign_in(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.members import papers

    return papers.sign_in_sheet(session, wish.now, wish.today)


PAPERS = {
    Form("roster", "花名册", 15, "none", has_full=True, has_public=True): _roster,
    Form("sign-in", "会议（培训）签到表", None, "none"): _sign_in,
}


def _reading() -> Reading:
    from banfu_desktop.services.members import importing

    return importing.look, importing.carry_out


IMPORTS = {"members": Import("花名册", MEMBERS, _reading)}


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(Posting.id).where(Posting.organisation_id == organisation_id).limit(1)
    return "已有选派人员" if session.scalar(held) is not None else ""


def report(session: Session, today: date) -> Report:
    """The roster, masked, and the team's counts."""
    from banfu_desktop.services.members import reporting

    return reporting.report(session, today)


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Who it is: unit, role, numbers, postings, and what the notice still asks for."""
    from banfu_desktop.services.members import person as person_page

    return person_page.part(session, wish)
