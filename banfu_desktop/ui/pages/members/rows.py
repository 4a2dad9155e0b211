"""The rows of the roster as the page lists them, and all it reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from banfu_desktop.rules.allowance import CLAUSE, OTHERS_CLAUSE
from banfu_desktop.rules.dates import add_months, whole_years
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_township import TOWNSHIP_MONTHS, township_fen, township_stretches
from banfu_desktop.rules.words import Category, PostingState
from banfu_desktop.services.allowance import own_rules
from banfu_desktop.services.allowance.own_rules import OwnRuleRow
from banfu_desktop.services.members.drafts import DraftRow
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import Field, Kind, Table

_STATE = Field("state", "状态", Kind.CHOICE, words=PostingState, width=84, editable=False)
_WIDTHS = {"name": 236, "organisation": 196, "role": 104, "arrived_on": 104, "left_on": 104, "category": 144}


def _listed() -> Table:
    """The roster's columns in the order a clerk looks for them, the first that give way last."""
    names = ("name", "organisation", "role", "arrived_on", "left_on", "category", "village", "phone")
    fields = [replace(MEMBERS[name], width=_WIDTHS.get(name, MEMBERS[name].width)) for name in names]
    fields.insert(1, _STATE)
    return Table("members", MEMBERS.label, (*fields, MEMBERS["identity_no"], MEMBERS["card_no"]))


@dataclass(frozen=True)
class Listed(MemberRow):
    """A posting as the list shows it today."""

    state: PostingState


@dataclass(frozen=True)
class Roster:
    """What the page reads: postings, reasons for exceptions, units, 乡镇工作补贴, own rules."""

    rows: Sequence[Listed]
    reasons: Mapping[tuple[int, str], str]
    units: Sequence[str]
    tiers: Sequence[tuple[int, int]]
    drafts: Sequence[DraftRow]
    gap_restarts: bool = True
    rules: Sequence[OwnRuleRow] = ()


ROSTER = _listed()


def beside_the_2000(
    row: Listed, postings: Sequence[Listed], given: Roster, today: date
) -> Iterator[tuple[str, str]]:
    """乡镇工作补贴 of a 驻镇干部 (六(一)), the rule of anybody else (六(四)): clause and words."""
    if row.category is Category.CADRE:
        own = [one for one in postings if one.category is Category.CADRE]
        for text in township_words(own, today, given.tiers, gap_restarts=given.gap_restarts):
            yield CLAUSE, text
        return
    rule = own_rules.in_force(
        given.rules, row.category, max(min(today, row.left_on or today), row.arrived_on)
    )
    told = "是哪份文件还没有登记" if rule is None else rule.words
    yield OTHERS_CLAUSE, f"{row.category.label}按各自规定执行：{told}"


def township_words(
    postings: Sequence[Listed], today: date, tiers: Sequence[tuple[int, int]], *, gap_restarts: bool
) -> Iterator[str]:
    """When 乡镇工作补贴 began to be due in each stretch of postings; what is over stays listed."""
    stretches = township_stretches((posting.period for posting in postings), gap_restarts=gap_restarts)
    for stretch in stretches:
        if stretch.eligible_on is None:
            continue
        if stretch.end is None or stretch.end >= today:
            yield _township_now(stretch.eligible_on, today, tiers)
        elif stretch.eligible_on <= stretch.end:
            yield f"任职满6个月：{stretch.eligible_on}，曾可享受乡镇工作补贴至{stretch.end}"
        else:
            yield f"任职满6个月：{stretch.end}离岗当日正好满6个月"


def _township_now(due: date, today: date, tiers: Sequence[tuple[int, int]]) -> str:
    """When 乡镇工作补贴 begins, and how much where the office has a table of it."""
    fen = township_fen(tiers, whole_years(add_months(due, -TOWNSHIP_MONTHS), today))
    amount = "" if fen is None else f"，现为每月 {yuan(fen)} 元"
    return f"任职满6个月：{due}，可按规定享受乡镇工作补贴{amount}"
