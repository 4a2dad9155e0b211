"""What the audit room offers the halls."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.home import Due
from banfu_desktop.services.audit import adopted, history, proof, retention, trail, turned_clock
from banfu_desktop.services.door import Documents, Limit, List, PersonPart, PersonWish, Tracked, Wish
from banfu_desktop.tables.audit import CHANGES, DEEDS

_ERASED = "到期销毁"
TABLES = {
    "erasures": Tracked(_ERASED),
    "erased_people": Tracked(_ERASED),
    "erased_entries": Tracked(_ERASED, quiet=True),
    "upgrades": Tracked("程序升级"),
}
_WHOLE_TRAIL = 500_000
"""More than any office writes; a sheet takes a million lines."""


def _deeds(session: Session) -> Iterable[object]:
    return history.deeds(session, _WHOLE_TRAIL)


def _changes(session: Session) -> Iterable[object]:
    return trail.changes(session, _WHOLE_TRAIL)


LISTS = {"audit": List(DEEDS, _deeds), "audit-detail": List(CHANGES, _changes)}


def verify(session: Session) -> tuple[list[str], list[str]]:
    """Whether rows and entries are the program's own, and whether the clock went forward."""
    good, bad = proof.verify(session)
    turned, behind = turned_clock.verify(session)
    return [*good, *turned], [*bad, *behind]


def due(session: Session, today: date) -> list[Due]:
    """A clock set back, what an upgrade took as it stood, numbers whose retention period has ended."""
    said = []
    if behind := turned_clock.behind(session):
        said.append(Due(f"{behind}。{turned_clock.WAYS}", "", "red", "看留痕", "audit"))
    if told := adopted.told(session):
        said.append(Due(told, "", "amber", "看留痕", "audit"))
    overview = retention.overview(session, today)
    if overview.ready:
        text = f"{len(overview.ready)}人离岗已满{overview.years}年，个人信息到期，可以销毁"
        said.append(Due(text, "本单位自定", "grey", "去看看", "members", limit="retention"))
    return said


LIMITS = {
    "retention": Limit("个人信息销毁", "本单位自定", "离岗满 {} 年后", "内勤", retention.SETTING,
                       recorded=retention.ends),
}  # fmt: skip


def _seal(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.audit import papers

    return papers.seal(session, wish.now)


def _destructions(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.audit import papers

    return papers.destructions(session, wish.now)


PAPERS = {
    Form("audit-seal", "审计封条", None, "none", outputs=("pdf",)): _seal,
    Form("destruction", "个人信息销毁证明", None, "none", outputs=("pdf",)): _destructions,
}


def person(session: Session, wish: PersonWish) -> PersonPart:
    """How often the record was changed, and when last."""
    from banfu_desktop.services.audit import person as person_page

    return person_page.part(session, wish)
