"""What the notice leaves open: the choices an office makes, with a policy value the rules read."""

from dataclasses import dataclass

from banfu_desktop.rules.words import Word


class Payer(Word):
    """Who pays the 2,000."""

    POSTING_UNIT = "posting_unit", "派出单位"
    COUNTY_FINANCE = "county_finance", "县财政"


class PartMonth(Word):
    """What a month of arrival or departure earns."""

    BY_DAY = "by_day", "按天折算"
    FULL = "full", "按全月"
    HALF = "half", "以15日为界算半月"
    NOTHING = "nothing", "当月不发"


class Mode(Word):
    """How the month's amount is found."""

    MONTHLY = "monthly", "按月标准"
    DAILY = "daily", "日标准×在岗天数"


class LongLeave(Word):
    """What happens to sick and personal leave beyond the limit."""

    FLAG = "flag", "提示，由经办人填写扣减"
    BY_DAY = "by_day", "超出天数按天扣减"


class Absence(Word):
    """What happens to 旷工."""

    HOLD = "hold", "暂缓，由经办人决定"
    BY_DAY = "by_day", "按天扣减"


class DaysBasis(Word):
    """Which days 应在岗 and 在岗 count (在岗天数口径)."""

    WORK_DAYS = "work_days", "工作日"
    CALENDAR = "calendar", "日历天"


class DeductionBasis(Word):
    """What one day's deduction is a share of (扣减日标准), and which days are deducted."""

    MONTH_DAYS = "month_days", "÷当月天数，按日历天"
    AVERAGE = "average", "÷21.75，按工作日"
    DUE_DAYS = "due_days", "÷应在岗天数，按工作日"


class MoveMonth(Word):
    """Who pays a month in which somebody moves from one unit to another (月中调整单位)."""

    SHARED = "shared", "各单位按天分担"
    LAST_UNIT = "last_unit", "由月末单位发"


class Rounding(Word):
    """To what a line is rounded, half up."""

    FEN = "fen", "到分"
    YUAN = "yuan", "到元"


@dataclass(frozen=True)
class SubsidyPolicy:
    """The choices in force for a month; amounts in fen, lengths in days. 六(一) fixes only the rate."""

    rate_fen: int = 200_000
    payer: Payer = Payer.POSTING_UNIT
    part_month: PartMonth = PartMonth.BY_DAY
    arrival_counts: bool = True
    departure_counts: bool = True
    mode: Mode = Mode.MONTHLY
    daily_rate_fen: int = 6_667
    annual_deducts: bool = False
    long_leave_days: int = 15
    long_leave: LongLeave = LongLeave.FLAG
    absence: Absence = Absence.HOLD
    deduction_basis: DeductionBasis = DeductionBasis.MONTH_DAYS
    daily_capped: bool = True
    daily_pays_leave: bool = True
    rounding: Rounding = Rounding.FEN
    move_month: MoveMonth = MoveMonth.SHARED
