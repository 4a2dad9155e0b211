"""What the mobilised room offers the halls."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.door import Documents, Hit, Import, List, Reading, Tracked, Wish
from banfu_desktop.services.mobilised import due as reminders
from banfu_desktop.services.mobilised import handing, ideas, mobilised
from banfu_desktop.tables.mobilised import ARRIVALS, CONTRIBUTIONS, DROPPINGS, ENDINGS, IDEAS, YEAR_SUMS

TABLES = {
    "contributions": Tracked(
        "社会帮扶",
        (CONTRIBUTIONS, ENDINGS),
        undoable=True,
        erasable=("source", "initials", "purpose", "goods", "published_at", "remark", "ending"),
    ),
    "contribution_arrivals": Tracked(
        "帮扶到位", (ARRIVALS,), {"contribution_id": "社会帮扶"}, undoable=True, erasable=("receipt",)
    ),
    "project_ideas": Tracked(
        "项目建议",
        (IDEAS, DROPPINGS),
        undoable=True,
        erasable=("name", "initials", "source_wanted", "reason", "dropping"),
    ),
}
LISTS = {
    "contributions": List(CONTRIBUTIONS, mobilised.listing, totals=True),
    "mobilised-year": List(YEAR_SUMS, mobilised.all_sums),
    "ideas": List(IDEAS, ideas.listing, totals=True),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _register(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.mobilised import papers

    return papers.register(session, wish.year, wish.now, public=wish.variant == "public")


def _year(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.mobilised import papers

    return papers.year(session, wish.year, wish.now)


def _library(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.mobilised import papers

    return papers.library(session, wish.now)


PAPERS = {
    Form("raise-list", "社会帮扶资金物资台账", 27, "year", has_public=True): _register,
    Form("raise-year", "社会帮扶年度汇总表", 27, "year"): _year,
    Form("idea-list", "项目库申报汇总表", 28, "none"): _library,
}


def _reading() -> Reading:
    from banfu_desktop.services.mobilised import importing

    return importing.CONTRIBUTION_READING


IMPORTS = {"contributions": Import("社会帮扶", CONTRIBUTIONS, _reading)}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Contributions by source or purpose, ideas by name."""
    for row in mobilised.listing(session):
        if any(text in words.casefold() for words in (row.source, row.purpose, row.initials)):
            hint = f"社会帮扶 · {row.kind.label} {yuan(row.promised_fen)}"
            yield Hit(f"{row.source} {row.purpose[:16]}", hint, "mobilised", row.id)
    for idea in ideas.listing(session):
        if text in idea.name.casefold() or text in idea.initials:
            yield Hit(idea.name, f"项目库 · {idea.stage.label}", "mobilised", f"idea {idea.id}")
