"""The system's clock: when something was really done, whatever day the work is dated."""

from datetime import datetime


def now() -> datetime:
    """Local time to the second, without a zone, as papers carry it."""
    return datetime.now().replace(microsecond=0)  # noqa: DTZ005 (the wall clock)
