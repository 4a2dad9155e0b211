"""Which copies of a database stay as they grow old; the town's office and the county keep theirs alike."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from banfu_desktop.rules.words import Word

_NAME = re.compile(r"([a-z]+)-(\d{8}-\d{6})-([a-z]+)\.db")
STAMP = "%Y%m%d-%H%M%S"
_UPGRADES_KEPT = 3
_LATEST_KEPT = 10
"""So many stay whatever the clock says: one set forward by years makes every copy look old at once."""
_ALL, _DAILY, _WEEKLY = timedelta(days=2), timedelta(days=14), timedelta(weeks=8)
_MONTHLY = 24
_BUDGET = 4 * 2**30
"""Bytes that all copies together may take, unless the few that always stay take more."""
_FEWEST = 5


class Reason(Word):
    """Why a copy was made."""

    START = "start", "打开程序时"
    HAND = "hand", "手动备份"
    RISK = "risk", "重要操作之前"
    RESTORE = "restore", "恢复之前"
    UPGRADE = "upgrade", "升级之前"


_REASONS = {reason.value: reason for reason in Reason}


@dataclass(frozen=True)
class BackupRow:
    """A copy beside its database, proven before it got its name.

    Attributes:
        made_at: local time.
        size: in bytes.
        verified: whether it is under this database's key; another file put there is not.
    """

    path: Path
    made_at: datetime
    size: int
    verified: bool
    reason: Reason


def free_name(folder: Path, prefix: str, now: datetime, reason: Reason) -> Path:
    """Where a copy made now goes: office-20261102-090000-start.db, a second later where that is taken."""
    path = folder / f"{prefix}-{now:{STAMP}}-{reason}.db"
    return free_name(folder, prefix, now + timedelta(seconds=1), reason) if path.exists() else path


def of_name(path: Path, prefix: str) -> tuple[datetime, Reason] | None:
    """When and why a copy was made, by its name; None for a file of another name."""
    name = _NAME.fullmatch(path.name)
    if name is None or name[1] != prefix or name[3] not in _REASONS:
        return None
    return datetime.strptime(name[2], STAMP), _REASONS[name[3]]


def superseded(rows: list[BackupRow], now: datetime) -> list[BackupRow]:
    """Which copies may go, of rows newest first.

    What stays: all of two days, then one a day for 14 days, one a week for 8 weeks, one a month for 24
    months; the newest ten and the last three from before an upgrade in any case; and what is not this
    office's.
    """
    ours = [row for row in rows if row.verified]
    upgrades = [row for row in ours if row.reason is Reason.UPGRADE][:_UPGRADES_KEPT]
    taken: set[Hashable] = set()
    gone = []
    for row in ours:
        span = _span(row, now)
        if (span is None or span in taken) and row not in upgrades and row not in ours[:_LATEST_KEPT]:
            gone.append(row)
        taken.add(span)
    return gone


def beyond_budget(rows: list[BackupRow], now: datetime) -> list[BackupRow]:
    """Which copies may go besides, of rows newest first, where together they take more room than they should.

    An office with years of scans is large, and 50 copies of it would fill a disk. They go from between the
    others, so that those left stand ever further apart the older they are; the newest five and the last one
    from before an upgrade stay in any case, and so does what is not this office's. Those of a day to come go
    first: a clock was ahead, or somebody has put them there.
    """
    tomorrow = now + timedelta(days=1)
    ahead = [row for row in rows if row.verified and row.made_at > tomorrow]
    ours = [row for row in rows if row.verified and row.made_at <= tomorrow]
    upgrade = next((row for row in ours if row.reason is Reason.UPGRADE), None)
    gone: list[BackupRow] = []
    while sum(row.size for row in [*ours, *ahead]) > _BUDGET:
        if ahead and len(ours) + len(ahead) > _FEWEST:
            gone.append(ahead.pop(0))
            continue
        between = [
            (_gap(ours[place - 1], row, ours[place + 1 : place + 2], now), row)
            for place, row in enumerate(ours)
            if place >= _FEWEST and row is not upgrade
        ]
        if not between:
            break
        _, row = min(between, key=lambda one: one[0])
        ours.remove(row)
        gone.append(row)
    return gone


def _gap(newer: BackupRow, row: BackupRow, older: list[BackupRow], now: datetime) -> tuple[bool, float]:
    """How much would be missed of a copy: the stretch without one, against its age; the oldest goes last."""
    last = older[0] if older else row
    age = max(now - last.made_at, timedelta(minutes=1))
    return not older, (newer.made_at - last.made_at) / age


def _span(row: BackupRow, now: datetime) -> Hashable:
    """The stretch of time of which one copy stays; None when it is too old to stay."""
    age, made = now - row.made_at, row.made_at
    if age < _ALL:
        return row.path
    if age < _DAILY:
        return made.date()
    if age < _WEEKLY:
        return made.isocalendar()[:2]
    months = (now.year - made.year) * 12 + now.month - made.month
    return ("month", made.year, made.month) if months < _MONTHLY else None
