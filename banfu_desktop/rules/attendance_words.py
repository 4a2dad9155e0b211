"""What a cell of an attendance sheet says: letters of our own, words of DingTalk, WeCom and Feishu reports.

What is plain is a state of the day; what is not is a question, with a proposal, and never a guess.
"""

import re
from dataclasses import dataclass

from banfu_desktop.rules.attendance import Day, day_of, parse_day
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState

AT_POST, NOTHING = DayState.PRESENT, "-"
OUTSIDE = frozenset({"／", "/", "—", "--", "-", "离职", "未入职", "未加入考勤组", "未在考勤组"})
"""What stands in cells of days that are none of the person's."""
_LEAVES = (
    ("婚假", DayState.MARRIAGE), ("陪产", DayState.PATERNITY), ("产假", DayState.MATERNITY),
    ("丧假", DayState.BEREAVEMENT), ("探亲", DayState.HOME_VISIT), ("育儿", DayState.CHILDCARE),
    ("工伤", DayState.INJURY), ("年休", DayState.ANNUAL), ("年假", DayState.ANNUAL), ("病假", DayState.SICK),
    ("事假", DayState.PERSONAL), ("调休", DayState.COMPENSATORY), ("补休", DayState.COMPENSATORY),
)  # fmt: skip
_PLATFORM = re.compile(r"正常|休息|缺卡|打卡|未排班|迟到|早退|外勤|补卡|地点异常|班次")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:小时|h)")
_DAYS = re.compile(r"(\d+(?:\.\d+)?)\s*天")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})到(?:\d{1,2}-\d{1,2}\s*)?(\d{1,2}):(\d{2})")
_CLOCKS = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})")
_REST = re.compile(r"休息|未排班|无需打卡|休假日|节假日")
_WHOLE = 6.0
"""Hours from which a leave is the whole day."""
_NOON, _AFTER = 12 * 60 + 30, 12 * 60


@dataclass(frozen=True)
class Said:
    """What a cell says.

    Attributes:
        day: the state of the day, or None for no entry (at the post, or a rest day).
        topic: why it is asked, and what the answers of all alike go by; empty when it is plain.
        proposal: what is likely, as the code of an answer (`code_of`).
        leave: whether it is leave, of which there should be a record.
        part_of: the leave of which it is only a part of a day.
    """

    day: Day | None = None
    topic: str = ""
    proposal: str = ""
    leave: bool = False
    part_of: DayState | None = None


def is_of_platform(texts: list[str]) -> bool:
    """Whether cells are a program's words (an empty one is then no answer) and not the letters of a grid."""
    return sum(_PLATFORM.search(text) is not None for text in texts) * 4 > len(texts)


def code_of(day: Day | None) -> str:
    """An answer as a word: a state's code, morning/afternoon for two halves, - for no entry."""
    if day is None:
        return NOTHING
    if isinstance(day, DayState):
        return day.value
    return f"{day.morning.value}/{day.afternoon.value}"


def day_from(code: str) -> Day | None:
    """The day that an answer's code means."""
    if code == NOTHING:
        return None
    morning, _, afternoon = code.partition("/")
    states = (DayState.parse(morning), DayState.parse(afternoon or morning))
    return day_of(*states)


def meaning(text: str, *, resting: bool, platform: bool) -> Said:
    """What a cell says of a day; `resting` is whether the office's calendar calls it a rest day."""
    plain = " ".join(text.replace("；", ";").split()).strip("; ")
    if plain in OUTSIDE or not plain:
        if platform and not resting and plain not in OUTSIDE - {"--", "-"}:
            return Said(topic="空白", proposal=code_of(AT_POST))
        return Said()
    if not platform:
        return _letters(plain, resting)
    return _leave(plain) or _other(plain, resting)


def _letters(plain: str, resting: bool) -> Said:
    """The letters and words of a grid filled in by hand."""
    if plain in ("√", "✓", "●", "·", "1", "出勤", "在岗"):
        return Said(AT_POST) if not resting else Said(topic="休息日在岗", proposal=DayState.ON_CALL.value)
    if plain in ("休", "假", "×", "○") or _REST.search(plain):
        return Said() if resting else Said(topic=f"工作日写“{plain}”")
    try:
        day = parse_day(plain)
    except UserError:
        return Said(topic=f"“{plain[:20]}”")
    leave = any(state.is_leave for state in (day.morning, day.afternoon))
    return Said(day, leave=leave)


def _leave(plain: str) -> Said | None:
    if "外出" in plain or "出差" in plain:
        return None
    for word, state in _LEAVES:
        if word not in plain:
            continue
        hours, days = _HOURS.search(plain), _DAYS.search(plain)
        part = (hours and float(hours[1]) < _WHOLE) or (days and float(days[1]) < 1)
        if part:
            return Said(topic=f"{word}不足一天", proposal=_half(plain, state), leave=True, part_of=state)
        return Said(state, leave=True)
    return Said(topic="请假") if "请假" in plain else None


def _half(plain: str, state: DayState) -> str:
    """Which half of the day a part of leave lies in, by its hours or by the half that was clocked."""
    morning, afternoon = day_of(state, AT_POST), day_of(AT_POST, state)
    if span := _SPAN.search(plain):
        start, end = int(span[1]) * 60 + int(span[2]), int(span[3]) * 60 + int(span[4])
        return code_of(morning if end <= _NOON else afternoon if start >= _AFTER else state)
    clocks = [int(hour) * 60 + int(minute) for hour, minute in _CLOCKS.findall(plain)]
    if clocks and max(clocks) <= _NOON:
        return code_of(afternoon)
    return code_of(morning) if clocks and min(clocks) >= _AFTER else ""


def _other(plain: str, resting: bool) -> Said:
    """Days of work, of absence and of rest."""
    present = code_of(AT_POST)
    if "旷工" in plain:
        return Said(topic="旷工", proposal=DayState.ABSENT.value)
    if "出差" in plain:
        return Said(DayState.DUTY)
    if "外出" in plain:
        return Said(topic="外出几小时", proposal=DayState.DUTY.value)
    if "外勤" in plain:
        return Said(topic="外勤打卡", proposal=present)
    clocked = _CLOCKS.search(plain) or "并打卡" in plain
    if resting and clocked:
        return Said(topic="休息日打了卡", proposal=DayState.ON_CALL.value)
    if "缺卡" in plain or "未打卡" in plain:
        return Said(topic="缺卡", proposal=present)
    if "地点异常" in plain or "设备异常" in plain:
        return Said(topic="地点或设备异常", proposal=present)
    if _REST.search(plain):
        return Said() if resting else Said(topic="平台算休息", proposal=present)
    if "培训" in plain:
        return Said(topic="培训", proposal=DayState.TRAINING.value)
    if any(word in plain for word in ("正常", "补卡", "迟到", "早退")):
        return Said(AT_POST)
    if "加班" in plain:
        return Said(topic="加班", proposal=DayState.ON_CALL.value if resting else present)
    return Said(topic=f"“{plain[:20]}”")
