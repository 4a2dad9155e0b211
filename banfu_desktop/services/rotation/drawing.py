"""The timeline of rotation as it is drawn, on paper and in the window: units by quarter (二)."""

from collections.abc import Iterator
from datetime import timedelta

from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules import timelines
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.rotation import Lane, Quarter, Stay
from banfu_desktop.rules.timelines import Shade, Span, Step
from banfu_desktop.services.rotation.rotation import Timeline

_LEGEND = (
    (Shade.GREEN, "在岗"), (Shade.AMBER, "临近期满"), (Shade.OUTLINE, "已定未到"), (Shade.GAP, "空岗"),
    (Shade.GREY, "已离岗"),
)  # fmt: skip


def drawn(line: Timeline) -> timelines.Timeline:
    """A lane for each unit and role; a lane's key is the posting under way, a span's its own."""
    window = rules.window(line.today)
    first = Quarter.of(window.start)
    crowded = {(q.year - first.year) * 4 + q.number - first.number for q, _, _ in line.crowded}
    return timelines.Timeline(
        title="人员轮换",
        window=window,
        lanes=tuple(
            timelines.Lane(lane.unit, tuple(_spans(line, lane)), lane.role.label, _under_way(lane))
            for lane in line.lanes
        ),
        today=line.today,
        step=Step.QUARTER,
        alarmed=frozenset(place for place in crowded if place < rules.QUARTERS_SHOWN),
        legend=_LEGEND,
    )


def _under_way(lane: Lane) -> int:
    """The posting of a lane that is not over, else its last."""
    return next((stay for stay in reversed(lane.stays) if not stay.left), lane.stays[-1]).posting_id


def _spans(line: Timeline, lane: Lane) -> Iterator[Span]:
    spans = [_stay(line, stay) for stay in lane.stays]
    last = lane.stays[-1]
    after = line.coming.get(last.posting_id)
    if after is not None and last.until is not None and not last.left:
        name, arrives_on = after
        start = arrives_on or last.until + timedelta(days=1)
        said = f"{name} 接任{lane.role.label}，{start}起（待到岗）"
        spans.append(Span(Period(start), f"{name}（待到岗）", Shade.OUTLINE, said, key=last.posting_id))
    spans += [_gap(line, gap) for gap in lane.gaps if after is None or gap.start <= line.today]
    return iter(sorted(spans, key=lambda span: span.period.start))


def _stay(line: Timeline, stay: Stay) -> Span:
    near = stay.until is not None and (stay.until - line.today).days <= line.amber_days
    coming = stay.start > line.today
    shade = Shade.GREY if stay.left else Shade.OUTLINE if coming else Shade.AMBER if near else Shade.GREEN
    words = f"{stay.name}（待到岗）" if coming else stay.name
    until = f"{stay.until}" if stay.until else "期满未登记"
    said = f"{stay.name} {stay.start}至{until}"
    return Span(Period(stay.start, stay.until), words, shade, said, key=stay.posting_id)


def _gap(line: Timeline, gap: Period) -> Span:
    """A gap that is over says its days; one to come that nobody is named."""
    days = gap.length
    text = f"空岗{days}天" if gap.end is not None and gap.end < line.today else "未派"
    return Span(gap, text, Shade.GAP, f"{gap.start}至{gap.end} 空岗 {days} 天")
