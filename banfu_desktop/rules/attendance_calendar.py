"""A year's holidays as others wrote them down: a calendar file (.ics), the notice's text, a list or CSV.

The State Council's notice says “1月1日（周五）至3日（周日）放假调休，共3天。1月10日（周日）上班。”; a list
has a day a line with 休 or 班. Nothing is guessed: what says neither is told, not taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError

_FEWEST, _LONGEST = 7, 15
"""Fewer days off are no year's holidays; a longer stretch was misread."""
_DAY = (
    r"(?:(?P<year>\d{4})\s*[年/.-]\s*)?(?P<month>\d{1,2})\s*[月/.-]\s*(?P<day>\d{1,2})日?(?:\s*[（(][^）)]*[）)])?"
    r"(?:\s*(?:至|到|—|–|~|～|-|\.\.)\s*(?:(?P<year2>\d{4})\s*[年/.-]\s*)?(?:(?P<month2>\d{1,2})\s*[月/.-]\s*)?"
    r"(?P<day2>\d{1,2})日?(?:\s*[（(][^）)]*[）)])?)?"
)
_TOKEN = re.compile(rf"(?P<off>放假|休息|休)|(?P<work>上班|补班|班)|{_DAY}")
_NUMBERING = re.compile(r"^[\s一二三四五六七八九十\d]*[、.．)）]\s*")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,8}")


@dataclass(frozen=True)
class Told:
    """A day somebody says is free, or worked although it is a weekend; `name` is the holiday's, if said."""

    day: date
    is_off: bool
    name: str


@dataclass(frozen=True)
class YearTold:
    """The days of a year's calendar, and what said neither 放假 nor 上班 and was not taken."""

    days: tuple[Told, ...]
    left_out: tuple[str, ...]


def read_calendar(text: str, year: int) -> YearTold:
    """Read the holidays of a year.

    Raises:
        ProblemsError: a day that is none, a stretch that cannot be, a day both free and worked, by line.
        UserError: nothing of that year, or too little to be its holidays.
    """
    problems: list[Problem] = []
    left_out: list[str] = []
    by_day: dict[date, Told] = {}
    source = _events(text, left_out) if "BEGIN:VCALENDAR" in text else _lines(text, year, left_out, problems)
    for number, told in source:
        before = by_day.get(told.day)
        if before is not None and before.is_off is not told.is_off:
            problems.append(Problem(number, str(told.day), "又是放假又是上班", "请核对这一天"))
        if abs(told.day.year - year) <= 1 and (told.day.year == year or told.day.month in (1, 12)):
            by_day[told.day] = told
    if problems:
        raise ProblemsError(f"节假日安排有{len(problems)}处看不懂", tuple(problems), "没有导入任何内容")
    days = tuple(by_day[day] for day in sorted(by_day))
    free = sum(told.is_off and told.day.year == year for told in days)
    if free < _FEWEST:
        raise UserError(
            f"只读到{year}年{free}天放假，不像全年的节假日安排",
            "请选择当年的日历文件，或粘贴国务院办公厅通知的全文",
        )
    return YearTold(days, tuple(left_out))


def _lines(text: str, year: int, left_out: list[str], problems: list[Problem]) -> Iterator[tuple[int, Told]]:
    """Days of a text: each 放假 or 上班 is about the days named since the one before it."""
    for number, line in enumerate(text.splitlines(), 1):
        waiting: list[re.Match[str]] = []
        name = _name(line)
        for token in _TOKEN.finditer(line):
            if token["month"]:
                waiting.append(token)
                continue
            for match in waiting:
                try:
                    days = _stretch(match, year)
                except UserError as refusal:
                    problems.append(Problem(number, match[0], refusal.what, refusal.advice))
                    continue
                yield from (
                    (number, Told(day, bool(token["off"]), name if token["off"] else "")) for day in days
                )
            waiting = []
        left_out += [f"第{number}行“{match[0]}”没有写明放假还是上班" for match in waiting]


def _name(line: str) -> str:
    """The holiday a line is about: what stands before the colon, else its first words that are no verb."""
    head, colon, _ = line.partition("：")
    if colon:
        return _NUMBERING.sub("", head).strip()[:8]
    plain = _TOKEN.sub(" ", line)
    words = _WORDS.search(re.sub("周[一二三四五六日]|星期[一二三四五六日天]|调休|补假", " ", plain))
    return words[0] if words else ""


def _stretch(match: re.Match[str], year: int) -> list[date]:
    try:
        first = date(int(match["year"] or year), int(match["month"]), int(match["day"]))
        last = first
        if match["day2"]:
            month = int(match["month2"] or match["month"])
            end_year = int(match["year2"] or first.year + (month < first.month))
            last = date(end_year, month, int(match["day2"]))
    except ValueError:
        raise UserError("没有这一天", "请核对日期") from None
    if not 0 <= (last - first).days < _LONGEST:
        raise UserError(f"从{first}到{last}不像一个假期", "请核对起止日期")
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _events(text: str, left_out: list[str]) -> Iterator[tuple[int, Told]]:
    """Days of a calendar file's events (RFC 5545): DTEND is the day after the last."""
    plain = re.sub(r"\r?\n[ \t]", "", text)
    for number, block in enumerate(re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", plain, re.DOTALL), 1):
        values = dict(re.findall(r"^(DTSTART|DTEND|SUMMARY)[^:\n]*:([^\r\n]*)", block, re.MULTILINE))
        summary = values.get("SUMMARY", "").replace("\\,", "，").strip()
        works = re.search("班", summary) is not None
        if not works and not re.search("休|放假|假期", summary):
            left_out.append(f"“{summary}”没有写明放假还是上班")
            continue
        start, end = (_ics_day(values.get(name, "")) for name in ("DTSTART", "DTEND"))
        if start is None:
            left_out.append(f"“{summary}”没有日期")
            continue
        length = min(max(1, (end - start).days if end else 1), _LONGEST)
        name = re.sub(r"[（(\[【]?(休|班|放假|上班|假期|补班)[）)\]】]?", "", summary).strip()
        words = _WORDS.search(name)
        name = words[0] if words else ""
        yield from (
            (number, Told(start + timedelta(days=step), not works, "" if works else name))
            for step in range(length)
        )


def _ics_day(text: str) -> date | None:
    match = re.match(r"(\d{4})(\d{2})(\d{2})", text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
