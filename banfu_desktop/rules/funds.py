"""The work-fund books (七): flows of money, verdicts on categories, signatures, where a reversal belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import LARGEST_FEN, round_half_up, yuan
from banfu_desktop.rules.verdicts import Severity, Verdict
from banfu_desktop.rules.words import Word

OWN_CHOICE = "本单位自定"
FUND_CLAUSE = "七"


class BookKind(Word):
    """Whose book it is: the team's, a village's with a county-posted first secretary, or another."""

    TEAM = "team", "工作队经费", "工作队", "团队"
    VILLAGE = "village", "驻村第一书记经费", "第一书记", "驻村"
    OTHER = "other", "其他来源经费", "其他"


class Flow(Word):
    """What a category of money does to the balance; 财政收回 is an outflow that is no expense."""

    ALLOTMENT = "allotment", "拨款", "拨入"
    INCOME = "income", "其他收入", "收入"
    EXPENSE = "expense", "支出"
    RETURNED = "returned", "财政收回", "收回"

    @property
    def sign(self) -> int:
        """+1 where money comes in, -1 where it goes out."""
        return 1 if self in (Flow.ALLOTMENT, Flow.INCOME) else -1


class Allowed(Word):
    """What the office says of spending the fund on a category."""

    YES = "yes", "可以列支", "可以"
    WARN = "warn", "提醒"
    REFUSED = "refused", "不得列支", "不得"


class VoucherState(Word):
    """How far a voucher has come; a posted one never changes."""

    DRAFT = "draft", "草稿"
    POSTED = "posted", "已记账"


class DoubleSign(Word):
    """When an expense needs both the town's party secretary and the leader (四(四))."""

    ALWAYS = "always", "每笔", "1", "是", "总是"
    ABOVE = "above", "超过金额"
    OFF = "off", "不要求", "0", "否"


class Carry(Word):
    """What became of a closed year's balance; one part may go each way."""

    FORWARD = "forward", "结转下年"
    RETURNED = "returned", "财政收回"
    SPLIT = "split", "部分收回，其余结转"


@dataclass(frozen=True)
class Approval:
    """Who has signed an expense: the leader and the town's party secretary, each with the day."""

    leader: str = ""
    leader_on: date | None = None
    secretary: str = ""
    secretary_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """How far a year of a book is closed: the whole year, or its months up to and including one."""

    year: int
    closed: bool
    closed_to: Month | None

    def takes(self, day: date) -> bool:
        """Whether a voucher may be dated so."""
        open_month = self.closed_to is None or Month.of(day) > self.closed_to
        return not self.closed and day.year == self.year and open_month


def voucher_number(number: int | None) -> str:
    """A voucher's number as every list, box and paper says it: 012号; without one it is a draft (草稿)."""
    return "草稿" if number is None else f"{number:03d}号"


def needs_double_sign(choice: DoubleSign, above_fen: int, amount_fen: int) -> bool:
    """Whether an expense of so many fen needs both signatures (四(四); the threshold is 本单位自定)."""
    return choice is DoubleSign.ALWAYS or (choice is DoubleSign.ABOVE and amount_fen > above_fen)


def missing_signatures(approval: Approval, *, double: bool) -> tuple[str, ...]:
    """Which signatures an expense still lacks: always the leader's, with double sign the secretary's too."""
    missing = () if approval.leader else ("队长",)
    return (*missing, "镇党委书记") if double and not approval.secretary else missing


def category_verdict(name: str, allowed: Allowed, clause: str, note: str) -> Verdict | None:
    """What is to be said when the fund is spent on a category; a refusal can be set aside with a reason."""
    explanation = f"（{note}）" if note else ""
    if allowed is Allowed.REFUSED:
        text = f"“{name}”不得在工作经费中列支{explanation}"
        return Verdict("category", Severity.ERROR, clause or FUND_CLAUSE, text, overridable=True)
    if allowed is Allowed.WARN:
        return Verdict("category", Severity.WARNING, clause or FUND_CLAUSE, f"“{name}”请核对{explanation}")
    return None


def first_negative(opening_fen: int, days: Iterable[tuple[date, int]]) -> tuple[date, int] | None:
    """The first day, in order, at whose end a balance would be below zero, with that balance in fen."""
    balance = opening_fen
    for day, net_fen in days:
        balance += net_fen
        if balance < 0:
            return day, balance
    return None


def reversal_day(day: date, original: date, old: Standing, later: Standing | None) -> date | None:
    """The day on which a voucher is reversed: on the day wanted where that lies in its own year and is open.

    After the year's end it is booked on the year's last day while the old year takes that, else on the day
    wanted in the later year. None: neither takes it, or the day lies before the voucher reversed.
    """
    if day < original:
        return None
    last = date(old.year, 12, 31)
    if day.year == old.year and not old.closed:
        return day if old.takes(day) else None
    if day.year > old.year and old.takes(last):
        return last
    return day if later is not None and later.takes(day) else None


def next_month_to_close(standing: Standing) -> Month | None:
    """The month that is closed next; None when all twelve are."""
    if standing.closed_to is None:
        return Month(standing.year, 1)
    return None if standing.closed_to.number == 12 else standing.closed_to.shift(1)


def permille(part_fen: int, whole_fen: int) -> int | None:
    """A share in tenths of a per cent, half up; None of nothing."""
    return round_half_up(part_fen * 1000, whole_fen) if whole_fen > 0 else None


def year_gone(year: int, today: date) -> int:
    """How much of a year has gone at the end of a day, in tenths of a per cent."""
    if today.year != year:
        return 0 if today.year < year else 1000
    days = date(year, 12, 31).timetuple().tm_yday
    return round_half_up(today.timetuple().tm_yday * 1000, days)


def percent(tenths: int | None) -> str:
    """Tenths of a per cent as said: 425 → 42.5%; a dash where there is nothing to share."""
    return "—" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def amount_problem(amount_fen: int) -> str:
    """What is wrong with an amount of a voucher, or nothing."""
    if amount_fen <= 0:
        return "金额必须大于零"
    return f"金额超过 {yuan(LARGEST_FEN)} 元" if amount_fen > LARGEST_FEN // 100 else ""


def invoices_differ(amount_fen: int, invoiced_fen: int | None) -> str:
    """What to say where a voucher's invoices do not add up to it; empty where they do or there are none."""
    if invoiced_fen is None or invoiced_fen == amount_fen:
        return ""
    return f"发票合计 {yuan(invoiced_fen)} 元，与金额 {yuan(amount_fen)} 元不一致"
