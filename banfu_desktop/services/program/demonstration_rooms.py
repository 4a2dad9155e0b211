"""The rooms of the demonstration office beside its months: exams, policies, claims, projects, a statement."""

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.projects import Signer
from banfu_desktop.services.assets import assets
from banfu_desktop.services.bank import bank
from banfu_desktop.services.bank import importing as statements
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import funds
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members
from banfu_desktop.services.projects import projects
from banfu_desktop.services.reimbursements import demonstration as claims

_AT = datetime(2026, 10, 31, 9)
_TODAY = _AT.date()


def fill(database: Database, by: str) -> None:
    """Enter something in every room that `demonstration.build` leaves empty, all of it on 31 October 2026."""
    deeds: tuple[tuple[str, Callable[[Session], object]], ...] = (
        ("安排体检", _exams),
        ("登记意外险", _policies),
        ("登记报销", claims.fill),
        ("登记双签项目", _projects),
        ("登记资产", _assets),
        ("导入银行流水", _statement),
    )
    for name, deed in deeds:
        with database.write(Deed(name, by, _AT)) as session:
            deed(session)


def _exams(session: Session) -> None:
    """2026's exams: most of them done in May, a second group planned, one person not planned yet."""
    rows, may = exams.listing(session, 2026, 2026), date(2026, 5, 12)
    first = [row.key for row in rows if row.at_post(may)][:5]
    exams.arrange(session, first, planned_on=may, group_name="第一批")
    exams.mark_done(session, first, may, "新丰县人民医院", 68_000)
    exams.plan(session, 2026, date(2026, 11, 20), "新丰县人民医院", "第二批")
    exams.remove(session, [row.key for row in rows][-1:])


def _policies(session: Session) -> None:
    """One policy of the year for all but newcomers, another about to expire."""
    people = [row.person_id for row in members.listing(session, Period(_TODAY, _TODAY))]
    values = {"insurer": "中国人保财险韶关分公司", "premium_fen": 240_000, "insured_fen": 30_000_000}
    year = {"start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31), "payer": "县司法局"}
    whole = insurance.save(session, {**values, **year, "number": "PEAC202644020000012345"})
    half = {"start_on": date(2026, 5, 15), "end_on": date(2026, 11, 14), "payer": "县林业局"}
    short = insurance.save(session, {**values, **half, "number": "PEAC202644020000067890"})
    insurance.choose(session, whole, people[:-3])
    insurance.choose(session, short, people[-3:-1])


def _projects(session: Session) -> None:
    """One project under way, one that waits for the leader."""
    for name, fen, signers in (
        ("党群服务中心宣传栏更新", 620_000, (Signer.SECRETARY, Signer.LEADER)),
        ("梅坑村文化广场照明改造", 4_860_000, (Signer.SECRETARY,)),
    ):
        values = {"name": name, "amount_fen": fen, "source": "派出单位支持资金"}
        asked = {"proposed_on": date(2026, 5, 6), "reason": "方便群众，改善村容村貌。"}
        made = projects.save(session, values | asked)
        for signer, who in zip(signers, ("李国栋", "钟立新"), strict=False):
            projects.sign(session, made, signer, who, date(2026, 5, 8), _TODAY)


def _assets(session: Session) -> None:
    """The lamps that a project is for."""
    lamp = {"item": "太阳能路灯", "model": "60W", "quantity": 12, "value_fen": 4_560_000}
    where = {"place": "梅坑村文化广场", "keeper": "村委会", "acquired_on": date(2026, 6, 30)}
    assets.save(session, lamp | where, _TODAY)


def _statement(session: Session) -> None:
    """What the bank says of the first book, half matched, with interest that nobody booked yet."""
    book = funds.books(session)[0].id
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "流水.csv")
        path.write_text(_lines(session, book), "utf-8")
        statements.carry_out(session, statements.plan(session, book, path), _AT)
    view = bank.show(session, book)
    if view is not None:
        bank.accept(session, view.proposals[:3])


def _lines(session: Session, book: int) -> str:
    lines, balance = ["交易日期,收入,支出,余额,对方户名,摘要"], 0
    for row in funds.vouchers(session, book, _TODAY.year):
        if row.number is not None and not (row.reverses or row.reversed_by):  # never paid, only booked
            balance += row.net_fen
            came, went = (_plain(abs(fen)) if fen else "" for fen in (row.in_fen, row.out_fen))
            lines.append(f"{row.dated},{came},{went},{_plain(balance)},{row.payee or ''},转账")
    last = lines[-1].split(",")[0]
    lines.append(f"{last},3.50,,{_plain(balance + 350)},农业银行,结息")
    return "\n".join(lines)


def _plain(fen: int) -> str:
    return yuan(fen).replace(",", "")
