"""The exact text of what was sealed, and its readers by format; what is written is never read otherwise.

Format 1 holds a whole month, written until sheets were sealed by payer; format 2 one payer's sheet.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_sheets import SheetKind, SheetState
from banfu_desktop.services.subsidies.sheets import Deferred, NotEntitled, PayerSheet, SheetLine

SNAPSHOT_FORMAT = 2
_PASSING = ("state", "paid_on", "check_code", "sheet_id", "held", "voided")
"""What stands in the records, not in the seal: it changes."""


@dataclass(frozen=True)
class SealedWhole:
    """A month sealed as a whole (format 1): every payer's lines under one code."""

    month: Month
    town: str
    team: str
    document_no: str
    made_at: datetime
    sealed_at: datetime
    sealed_by: str
    audit_head: str
    sheets: tuple[tuple[str, tuple[SheetLine, ...]], ...]
    not_entitled: tuple[NotEntitled, ...]

    @property
    def net_fen(self) -> int:
        """实发 of the town."""
        return sum(line.net_fen for _, lines in self.sheets for line in lines)


@dataclass(frozen=True)
class SealedSheet:
    """One payer's sealed sheet (format 2) with what its paper says around it."""

    month: Month
    town: str
    team: str
    document_no: str
    sheet: PayerSheet


def dump(sealed: SealedSheet) -> str:
    """The sealed content as canonical JSON: the same sheet always gives the same text."""
    content = asdict(sealed)
    for passing in _PASSING:
        del content["sheet"][passing]
    content["format"] = SNAPSHOT_FORMAT
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def check_code(snapshot: str) -> str:
    """The short code printed on a sealed sheet: 8 letters of the snapshot's SHA-256, in two groups."""
    letters = base64.b32encode(hashlib.sha256(snapshot.encode()).digest()).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def load_whole(snapshot: str) -> SealedWhole:
    """A month from its snapshot of format 1."""
    content: dict[str, Any] = json.loads(snapshot)
    assert content.get("format", 1) == 1
    return SealedWhole(
        month=_month(content["month"]),
        town=content["town"],
        team=content["team"],
        document_no=content["document_no"],
        made_at=datetime.fromisoformat(content["made_at"]),
        sealed_at=datetime.fromisoformat(content["sealed_at"]),
        sealed_by=content["sealed_by"],
        audit_head=content["audit_head"],
        sheets=tuple(
            (sheet["payer"], tuple(_line(line) for line in sheet["lines"])) for sheet in content["sheets"]
        ),
        not_entitled=tuple(NotEntitled(**row) for row in content["not_entitled"]),
    )


def load_sheet(snapshot: str) -> SealedSheet:
    """A sheet from its snapshot of format 2; state and payment stand in the records."""
    content: dict[str, Any] = json.loads(snapshot)
    assert content["format"] == SNAPSHOT_FORMAT
    stored = content["sheet"]
    as_of = stored["as_of"]
    sheet = PayerSheet(
        payer=stored["payer"],
        lines=tuple(_line(line) for line in stored["lines"]),
        payer_id=stored["payer_id"],
        kind=SheetKind(stored["kind"]),  # type: ignore[call-arg]  # looked up by its code
        number=stored["number"],
        state=SheetState.SEALED,
        version=stored["version"],
        replaces=stored["replaces"],
        check_code=check_code(snapshot),
        sealed_at=datetime.fromisoformat(stored["sealed_at"]),
        sealed_by=stored["sealed_by"],
        audit_head=stored["audit_head"],
        as_of=date.fromisoformat(as_of) if as_of else None,
        deferred=tuple(Deferred(**row | {"about": _month(row["about"])}) for row in stored["deferred"]),
        months=tuple(_month(month) for month in stored["months"]),
    )
    return SealedSheet(
        _month(content["month"]), content["town"], content["team"], content["document_no"], sheet
    )


def _line(content: dict[str, Any]) -> SheetLine:
    return SheetLine(**(content | {"about": _month(content["about"])}))


def _month(content: Any) -> Month:
    """asdict turns a Month into its parts."""
    return Month(content["year"], content["number"])
