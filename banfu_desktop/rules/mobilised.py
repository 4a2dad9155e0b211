"""Mobilised capital 七 and project ideas 三(六): what was promised and arrived, how far an idea is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import Word

CLAUSE, IDEAS_CLAUSE = "七", "三(六)"
PRIVACY = "不写受助户、借款人的姓名和证号"
"""What the register is not for; said wherever a contribution is written."""


class Help(Word):
    """What kind of help a contribution is."""

    UNIT = "unit", "帮扶单位投入", "派出单位投入", "单位投入"
    DONATION = "donation", "社会捐赠", "捐赠", "捐款"
    JUNE_30 = "june_30", "6·30捐赠", "6.30捐赠", "630捐赠", "广东扶贫济困日捐赠"
    LOAN = "loan", "金融贷款", "贷款", "信贷"
    INVESTMENT = "investment", "产业投资", "投资"
    GOODS = "goods", "物资", "捐物", "实物"
    CONSUMPTION = "consumption", "消费帮扶", "以购代帮"
    SERVICE = "service", "志愿服务", "志愿者服务"

    @property
    def is_money_given(self) -> bool:
        """Whether it is money for the town to spend, which goes through a channel."""
        return self in (Help.UNIT, Help.DONATION, Help.JUNE_30)


class Channel(Word):
    """Which way money or goods arrived; only OWN_BOOK passes the team's books, with a voucher."""

    TOWN_FINANCE = "town_finance", "镇财政", "镇财政所"
    CHARITY = "charity", "慈善会", "县慈善会", "慈善总会"
    VILLAGE = "village", "村集体", "村委", "村集体账户"
    COMPANY = "company", "企业自管", "企业"
    OWN_BOOK = "own_book", "本队账本", "工作队账本"


class Arrival(Word):
    """How much of a contribution has arrived."""

    PROMISED = "promised", "未到位"
    PARTLY = "partly", "部分到位"
    ARRIVED = "arrived", "已到位"
    ENDED = "ended", "不再到位"


class IdeaKind(Word):
    """What kind of project an idea is."""

    INDUSTRY = "industry", "产业发展", "产业"
    WORKS = "works", "基础设施", "基建"
    SERVICES = "services", "公共服务", "民生"
    ENVIRONMENT = "environment", "人居环境", "环境整治"
    OTHER = "other", "其他"


class IdeaStage(Word):
    """How far an idea is on its way into the county's project library (三(六) 项目库)."""

    RAISED = "raised", "已提出"
    DISCUSSED = "discussed", "会议通过"
    PUBLISHED = "published", "已公示"
    SUBMITTED = "submitted", "已申报"
    LISTED = "listed", "已入库"
    PROMOTED = "promoted", "已立项"
    DROPPED = "dropped", "不再实施"


STEPS = (
    ("discussed_on", IdeaStage.DISCUSSED),
    ("published_on", IdeaStage.PUBLISHED),
    ("submitted_on", IdeaStage.SUBMITTED),
    ("listed_on", IdeaStage.LISTED),
)
"""The days of an idea's way, in their order, and the stage each makes."""


def arrival_of(promised_fen: int, arrived_fen: int, ended_on: date | None) -> Arrival:
    """How a contribution stands; one that was never promised in money is there with its first arrival."""
    if arrived_fen >= promised_fen and arrived_fen > 0:
        return Arrival.ARRIVED
    if ended_on is not None:
        return Arrival.ENDED
    return Arrival.PARTLY if arrived_fen else Arrival.PROMISED


def refuse_arrival(
    channel: Channel, voucher_id: int | None, arrived_on: date, promised_on: date, today: date
) -> None:
    """Refuse an arrival that cannot be.

    Raises:
        UserError: a day to come or before the promise, money of the team's own book without its voucher, or
            a voucher where the money passed elsewhere.
    """
    if arrived_on > today:
        raise UserError(f"到位日期{arrived_on}还没有到", "请在到位以后登记")
    if arrived_on < promised_on:
        raise UserError(f"到位日期{arrived_on}早于承诺日期{promised_on}", "请核对日期")
    if channel is Channel.OWN_BOOK and voucher_id is None:
        raise UserError("经本队账本的，要选收入凭证", "请先在工作经费登记收入，再选这张凭证", CLAUSE)
    if channel is not Channel.OWN_BOOK and voucher_id is not None:
        raise UserError(f"经{channel.label}的不进本队账本，不能选凭证", "请核对到位渠道", CLAUSE)


def refuse_over_voucher(voucher_fen: int, taken_fen: int, amount_fen: int) -> None:
    """Refuse arrivals that come to more than their voucher.

    Args:
        taken_fen: of the voucher, by other arrivals.

    Raises:
        UserError: so.
    """
    if taken_fen + amount_fen > voucher_fen:
        taken = f"，其中已登记到位{yuan(taken_fen)}元" if taken_fen else ""
        raise UserError(
            f"这张凭证是{yuan(voucher_fen)}元{taken}，再登记{yuan(amount_fen)}元就超过了", "请核对金额和凭证"
        )


def stage_of(days: Sequence[date | None], project_id: int | None, dropped_on: date | None) -> IdeaStage:
    """How far an idea is, from the days of its steps in their order."""
    if project_id is not None:
        return IdeaStage.PROMOTED
    if dropped_on is not None:
        return IdeaStage.DROPPED
    reached = [stage for (_, stage), day in zip(STEPS, days, strict=True) if day is not None]
    return reached[-1] if reached else IdeaStage.RAISED


def refuse_steps(raised_on: date, days: Sequence[date | None], today: date) -> None:
    """Refuse days of an idea that are out of order or still to come.

    Raises:
        UserError: so; steps may be missing, since not every county asks for all of them.
    """
    last, said = raised_on, "提出"
    for (_, stage), day in zip(STEPS, days, strict=True):
        if day is None:
            continue
        if day > today:
            raise UserError(f"{stage.label}的日期{day}还没有到", "请在办了以后登记")
        if day < last:
            raise UserError(f"{stage.label}的日期{day}早于{said}的{last}", "请核对各步的日期")
        last, said = day, stage.label


@dataclass(frozen=True)
class KindSum:
    """A kind of help in a year: how many, promised and arrived in fen, of which given money by channel."""

    kind: Help
    count: int
    promised_fen: int
    arrived_fen: int
    by_channel: tuple[tuple[Channel, int], ...]


def sum_up(rows: Iterable[tuple[Help, int, int, Iterable[tuple[Channel, int]]]]) -> list[KindSum]:
    """Sums by kind, in the order of the kinds; those nothing was given of are left out.

    Args:
        rows: of a contribution its kind, promised and arrived fen, and each arrival's channel and fen.
    """
    found = list(rows)
    sums = []
    for kind in Help:
        own = [row for row in found if row[0] is kind]
        ways = [way for _, _, _, arrivals in own for way in arrivals]
        by_channel = tuple((way, sum(fen for one, fen in ways if one is way)) for way in Channel)
        if own:
            promised, arrived = sum(row[1] for row in own), sum(row[2] for row in own)
            sums.append(KindSum(kind, len(own), promised, arrived, by_channel))
    return sums
