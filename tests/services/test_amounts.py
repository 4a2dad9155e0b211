"""Amounts of every form, read back from its PDF and its workbook, are those of the services, to the fen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import Flow
from banfu_desktop.rules.mobilised import Channel, Help, IdeaKind
from banfu_desktop.rules.money import capital
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.assets import assets
from banfu_desktop.services.attendance import marks
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import books, funds, posting
from banfu_desktop.services.hall import papers
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members
from banfu_desktop.services.mobilised import ideas, mobilised
from banfu_desktop.services.office import settings
from banfu_desktop.services.projects import projects
from banfu_desktop.services.reimbursements import checks, deeds, reimbursements
from banfu_desktop.services.reimbursements import papers as claim_papers
from banfu_desktop.services.subsidies import differences, paying, receivables, subsidies
from tests.services import a_claim
from tests.services.conftest import Doing

OCTOBER = Month(2026, 10)
LATER = datetime(2026, 12, 1, 9)
TODAY = LATER.date()
SIGNED = {"leader": "钟立新", "secretary": "李国栋"}
_BOXED = ("fund-voucher", "fund-request", "project-approval")
"""Forms in which nothing is added up."""
_AMOUNT = re.compile(r"¥(-?[\d,]+\.\d\d)")
_CAPITAL = re.compile(
    r"人民币([负零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+)[\s　（小写）：]*¥(-?[\d,]+\.\d\d)"
)


@dataclass(frozen=True)
class Wanted:
    """What a form adds up to by the services, of each of its documents; nothing where it has no total."""

    form: str
    fen: tuple[int, ...]
    wish: dict[str, Any]


def a_random_office(doing: Doing, seed: int) -> None:
    """The office of 梅坑镇 with a month of leave, costs, claims and vouchers that a seed decides."""
    random = Random(seed)
    with doing("登记", TODAY) as session:
        people = members.listing(session)
        for row in random.sample(people, 6):
            days = [date(2026, 10, day) for day in random.sample(range(9, 31), random.randrange(1, 4))]
            state = random.choice((DayState.PERSONAL, DayState.SICK, DayState.ABSENT))
            marks.set_days(session, row.id, [day for day in days if day in row.period], state)
        for row in random.sample(people, 5):
            key = exams.key_of(2026, row.person_id)
            exams.mark_done(
                session, [key], date(2026, 11, 3), cost_fen=random.randrange(1, 99_999), asked=True
            )
        for number in range(2):
            policy = insurance.save(session, _policy(random, number))
            insurance.choose(session, policy, [row.person_id for row in random.sample(people, 7)])
        for number in range(3):
            card = {"item": f"资产{number}", "quantity": 1, "value_fen": random.randrange(1, 9_999_999),
                    "acquired_on": date(2026, 3, 1), "place": "办公室", "keeper": "罗海涛"}  # fmt: skip
            assets.save(session, card, TODAY)
        _books(session, random)
        _social(session, random)
    with doing("编制", TODAY) as session:
        subsidies.make(session, OCTOBER, LATER)
    with doing("封存", TODAY) as session:
        subsidies.seal(session, OCTOBER, "经办", LATER)
    with doing("报销", TODAY) as session:
        for kind in ClaimKind:
            _claim(session, random, kind)
    with doing("更正标准", TODAY) as session:  # every sealed line differs from what is due now
        settings.choose(session, "rate_fen", str(random.randrange(2_001, 2_999)), OCTOBER.first)


def _policy(random: Random, number: int) -> dict[str, Any]:
    return {
        "insurer": "人保财险", "number": f"P{number}", "start_on": date(2026, 1, 1),
        "end_on": date(2026, 12, 31), "premium_fen": random.randrange(1, 500_000), "insured_fen": 30_000_000,
        "payer": random.choice(("县司法局", "县林业局")),
    }  # fmt: skip


def _books(session: Session, random: Random) -> None:
    for book in books.open_standard(session, 2026)[:2]:
        _enter(session, book, date(2026, 3, 10), "年度拨款", random.randrange(500_000, 900_000))
        for number in range(random.randrange(2, 9)):
            day = date(2026, 4, 1) + timedelta(days=number * 3)
            _enter(session, book, day, random.choice(("宣传印刷", "办公耗材")), random.randrange(1, 40_000))


def _social(session: Session, random: Random) -> None:
    """Promises, what of them arrived, ideas, and a project that waits for both signatures."""
    for number in range(3):
        fen = random.randrange(100, 9_999_999)
        promise = {"kind": random.choice(list(Help)), "source": f"企业{number}", "purpose": "修路",
                   "goods": "电脑", "promised_fen": fen, "promised_on": date(2026, 6, 30)}  # fmt: skip
        key = mobilised.save(session, promise, TODAY)
        part = {"arrived_on": date(2026, 7, 15), "amount_fen": random.randrange(1, fen)}
        ways = {"channel": random.choice((Channel.CHARITY, Channel.VILLAGE)), "receipt": f"票{number}"}
        mobilised.arrive(session, key, {**part, **ways, "voucher_id": None}, TODAY)
        idea = {"name": f"水管{number}", "kind": IdeaKind.WORKS, "source_wanted": "县级资金",
                "estimate_fen": random.randrange(1, 9_999_999), "reason": "锈蚀",
                "raised_on": date(2026, 3, 5)}  # fmt: skip
        ideas.save(session, idea, TODAY)
    wanted = {"name": "照明改造", "source": "派出单位支持", "amount_fen": random.randrange(1, 9_999_999)}
    projects.save(session, {**wanted, "reason": "更换路灯", "proposed_on": date(2026, 5, 6)})


def _enter(session: Session, book: int, day: date, category: str, fen: int) -> None:
    chosen = posting.category_named(session, category)
    values = {"dated": day, "amount_fen": fen, "category_id": chosen, "summary": category, **SIGNED}
    posting.post(session, posting.save(session, book, values), "经办", LATER)


def _claim(session: Session, random: Random, kind: ClaimKind) -> None:
    """A claim that is paid, less than was claimed."""
    day = date(2026, 11, 2)
    fen = random.randrange(1_000, 50_000)
    line = {
        ClaimKind.MEDICAL: Line(day, "县医院", total_fen=fen + 700, insured_fen=700, papers=1),
        ClaimKind.TRAVEL: Line(day, "梅坑镇", day, "县城", Vehicle.COACH, fare_fen=fen, papers=1),
        ClaimKind.OTHER: Line(day, item="资料费", amount_fen=fen),
    }[kind]
    claim = a_claim.draft(session, kind, line)
    for check in checks.checks(session, claim, TODAY):
        if check.open:
            checks.accept(session, claim, check.verdict.check, "情况属实", TODAY)
    deeds.hand_in(session, claim, TODAY, TODAY)
    cut = random.randrange(0, fen)
    deeds.approve(session, claim, TODAY, deeds.Approval(total_fen=fen - cut, reason="超出标准"), TODAY)
    deeds.pay(session, claim, TODAY, "经办", LATER)


def wanted(session: Session) -> Iterator[Wanted]:
    """What every form with a total adds up to, by the services alone."""
    shown = subsidies.show(session, OCTOBER)
    nets = tuple(sheet.net_fen for sheet in shown.sheets)
    month, year = {"month": OCTOBER}, {"year": 2026}
    yield Wanted("subsidy-sheet", (*nets, sum(nets)), month)
    yield Wanted("subsidy-summary", (sum(nets),), month)
    banked = tuple(sum(line.net_fen for line in sheet.lines if line.card_no) for sheet in shown.sheets)
    yield Wanted("bank-list", banked, month)
    payers = [sum(row.total_fen for row in rows) for rows in subsidies.year_by_payer(session, 2026).values()]
    whole = sum(row.total_fen for row in subsidies.year(session, 2026))
    yield Wanted("subsidy-year", (*payers, whole), year)
    yield Wanted("unpaid", (sum(row.net_fen for row in paying.unpaid(session, TODAY)),), {})
    yield Wanted("receivables", (sum(row.open_fen for row in receivables.listing(session, TODAY)),), {})
    costs = [row for row in exams.listing(session, 2026, 2026) if row.cost_fen]
    yield Wanted("exam-sheet", (sum(row.cost_fen or 0 for row in costs),), year)
    by_unit: dict[str, int] = {}
    for row in costs:
        by_unit[row.payer] = by_unit.get(row.payer, 0) + (row.cost_fen or 0)
    yield Wanted("exam-settlement", tuple(by_unit.values()), year)
    policies = insurance.policies(session, TODAY)
    yield Wanted("insurance-sheet", (sum(row.premium_fen for row in policies),), year)
    by_payer: dict[str, int] = {}
    for policy in policies:
        by_payer[policy.payer] = by_payer.get(policy.payer, 0) + policy.premium_fen
    yield Wanted("insurance-settlement", tuple(by_payer.values()), year)
    yield Wanted("asset-list", (sum(row.value_fen for row in assets.listing(session)),), {})
    views = [funds.view(session, book.id, 2026) for book in funds.books(session)]
    spent = [view.total(Flow.EXPENSE) for view in views]
    yield Wanted("fund-year", (sum(spent),), year)
    yield Wanted("fund-year", tuple(spent), year | {"variant": "public"})
    april = [
        row.amount_fen
        for view in views
        for row in funds.vouchers(session, view.book.id, 2026, Month(2026, 4).period)
        if row.flow is Flow.EXPENSE
    ]
    yield Wanted("fund-voucher", tuple(april), {"month": Month(2026, 4)})
    given = mobilised.listing(session)
    arrived = sum(row.arrived_fen for row in given)
    yield Wanted("raise-list", (arrived,), year)
    yield Wanted("raise-list", (arrived,), year | {"variant": "public"})
    yield Wanted("raise-year", (arrived,), year)
    yield Wanted("idea-list", (sum(row.estimate_fen for row in ideas.listing(session)),), {})
    proposed = tuple(row.rounds[-1].amount_fen for row in projects.listing(session))
    yield Wanted("project-approval", proposed, {})
    by_payer = {}
    for one in differences.outstanding(session):
        by_payer[one.payer] = by_payer.get(one.payer, 0) + (one.due_fen or 0) - one.paid_fen
    yield Wanted("differences", tuple(by_payer.values()), month)
    asked = [fen for view in views if (fen := view.missing_fen)]
    yield Wanted("fund-request", tuple(fen for one in asked for fen in (one, one)), year)


def fen(text: str) -> int:
    """Yuan as printed, in fen."""
    return int(Decimal(text.replace(",", "")) * 100)


def printed(paper: papers.Paper) -> list[int]:
    """The last amount in 大写 or figures of every document of a PDF; both agree wherever both stand."""
    made = papers.pdf(paper)
    pages = [page_text(made, page) for page in range(page_count(made))]
    found: list[int] = []
    text = ""
    for page in pages:
        text += page
        if _last(page):
            for said, figures in _CAPITAL.findall(text.replace("\n", "")):
                assert said == capital(fen(figures))
            found += [fen(figures) for figures in _AMOUNT.findall(text.replace("\n", ""))[-1:]]
            text = ""
    return found


def _last(page: str) -> bool:
    """Whether a page is the last of its document."""
    number, count = re.findall(r"第 (\d+) 页　共 (\d+) 页", page)[-1]
    return bool(number == count)


def added(sheet: Worksheet) -> list[int]:
    """The totals of a workbook's sheet in fen; each is the sum of the numbers above it."""
    totals = []
    above: dict[int, Decimal] = {}
    for row in sheet.iter_rows():
        words = {str(cell.value) for cell in row if isinstance(cell.value, str)}
        numbers = {
            cell.column: Decimal(str(cell.value)) for cell in row if isinstance(cell.value, int | float)
        }
        if "合　计" in words:
            assert {column: above.get(column, Decimal(0)) for column in numbers} == numbers, sheet.title
            totals += [int(number * 100) for number in numbers.values()]
            above = {}
        elif "本页小计" not in words:
            for column, number in numbers.items():
                above[column] = above.get(column, Decimal(0)) + number
    return totals


@pytest.mark.parametrize("seed", [1])
def test_every_amount_on_paper_is_what_the_services_say(office: Database, doing: Doing, seed: int) -> None:
    a_random_office(doing, seed)
    check(office)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 42))
def test_every_amount_of_many_offices(office: Database, doing: Doing, seed: int) -> None:
    a_random_office(doing, seed)
    check(office)


def check(office: Database) -> None:
    """Every form of an office against its services; every claim against what was approved."""
    with office.read() as session:
        for one in wanted(session):
            paper = papers.make(session, one.form, now=LATER, today=TODAY, **one.wish)
            assert sorted(printed(paper)) == sorted(one.fen), one.form
            totals = [total for sheet in load_workbook(BytesIO(papers.xlsx(paper))) for total in added(sheet)]
            if one.form not in _BOXED:
                assert set(one.fen) <= set(totals) | {0}, one.form
        _check_ledgers(session)
        for row in reimbursements.listing(session):
            form = papers.pdf(claim_papers.claim(session, row.id, LATER))
            assert fen(_AMOUNT.findall(page_text(form, 0))[-1]) == row.approved_fen
            assert f"人民币{capital(row.approved_fen or 0)}" in page_text(form, 0)
            assert f"人民币{capital(row.claimed_fen)}" in page_text(form, 0)


def _check_ledgers(session: Session) -> None:
    """The last sums of every ledger in use: what came, what went, what is left."""
    for book in funds.books(session):
        rows = funds.vouchers(session, book.id, 2026)
        if not rows:
            continue
        view = funds.view(session, book.id, 2026)
        sums = [sum(row.in_fen or 0 for row in rows), view.total(Flow.EXPENSE), view.balance_fen]
        paper = papers.make(session, "fund-ledger", year=2026, payer=book.name, now=LATER, today=TODAY)
        made = papers.pdf(paper)
        text = page_text(made, page_count(made) - 1)
        (*_, said) = re.findall(r"本年累计\D*([\d,.]+)\s+([\d,.]+)\s+([\d,.]+)", text)
        assert [fen(one) for one in said] == sums, book.name
        sheet = load_workbook(BytesIO(papers.xlsx(paper))).active
        (*_, last) = (row for row in sheet.iter_rows(values_only=True) if "本年累计" in row)
        assert [round(cell * 100) for cell in last if isinstance(cell, int | float)] == sums, book.name
