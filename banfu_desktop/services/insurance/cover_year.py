"""Covers of a year as a timeline: a line a person, every policy with its end, every gap with its days."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.insurance import CoverState
from banfu_desktop.rules.timelines import Lane, Shade, Span, Timeline, year_window
from banfu_desktop.services.insurance import standing
from banfu_desktop.services.insurance.insurance import CoverageRow

LEGEND = ((Shade.GREEN, "参保"), (Shade.AMBER, "快到期"), (Shade.GAP, "在岗未参保"), (Shade.BLUE, "重复参保"))
_LAST_DIGITS = 4


def timeline(session: Session, year: int, today: date) -> Timeline:
    """Everybody posted in a year, those not insured today first; gaps up to today."""
    window = year_window(year)
    posted = {row.person_id for row in standing.standing(session, today, window)}
    order = list(CoverState)
    rows = sorted(
        (row for row in standing.standing(session, today) if row.person_id in posted),
        key=lambda row: order.index(row.state),
    )
    lanes = [Lane(row.name, spans(row), row.organisation, ("person", row.person_id)) for row in rows]
    return Timeline(f"{year}年参保", window, tuple(lanes), today, legend=LEGEND)


def spans(row: CoverageRow) -> tuple[Span, ...]:
    """One person's covers, the gaps between them and days paid twice, in order of time."""
    return tuple(sorted(_spans(row), key=lambda span: (span.period.start, span.shade is Shade.BLUE)))


def _spans(row: CoverageRow) -> Iterator[Span]:
    for cover in row.covers:
        end = cover.period.end
        text = f"…{cover.number[-_LAST_DIGITS:]}，到 {end}"
        expiring = row.state is CoverState.EXPIRING and end == row.insured_until
        yield Span(
            cover.period, text, Shade.AMBER if expiring else Shade.GREEN,
            f"保单 {cover.number}，{cover.period.start}至{end}", key=("insurance", cover.policy_id),
        )  # fmt: skip
    first = min((cover.period.start for cover in row.covers), default=date.max)
    for gap in row.coverage.gaps:
        word = "断" if first < gap.start else "未保"
        yield _stretch(gap, f"{word}{gap.length}天", Shade.GAP, "在岗没有参保", row)
    for twice in row.coverage.overlaps:
        yield _stretch(twice, f"重{twice.length}天", Shade.BLUE, "同一天有两张保单", row)


def _stretch(days: Period, text: str, shade: Shade, said: str, row: CoverageRow) -> Span:
    return Span(
        days, text, shade, f"{said} {days.start}至{days.end}，{days.length} 天", key=("insurance", row.key)
    )
