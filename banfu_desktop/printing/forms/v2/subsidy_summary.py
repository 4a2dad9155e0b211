"""Form 1, the town's summary, with number, version, state and code of every payer's sheet.

It has no code itself.
"""

from dataclasses import dataclass, replace

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Paragraph, Signatures
from banfu_desktop.printing.forms.parts import GAP, PAY_SIGNERS, Imprint
from banfu_desktop.printing.forms.v1 import subsidy_summary
from banfu_desktop.printing.forms.v1.subsidy_summary import PayerRow, RefusedRow
from banfu_desktop.printing.forms.v2.style import STYLE
from banfu_desktop.rules.dates import Month

_SHEETS = (
    Column("序号", 10),
    Column("发放单位", 46),
    Column("编号", 40),
    Column("版次", 20),
    Column("状态", 24),
    Column("校验码", 32),
)
_BEFORE_SHEETS = 4
"""Title, facts, sums and their legend stand above the list of sheets."""


@dataclass(frozen=True)
class SheetRow:
    """A payer's sheet as the summary names it; its own paper proves it."""

    payer: str
    number: str
    version: str
    state: str
    check_code: str


@dataclass(frozen=True)
class Summary:
    """A month of the town, computed from its sheets."""

    team: str
    month: Month
    payers: tuple[PayerRow, ...]
    refused: tuple[RefusedRow, ...]
    imprint: Imprint
    sheets: tuple[SheetRow, ...]


def build(data: Summary) -> tuple[Document, ...]:
    """The summary, its sheets, and the people not paid where there are any."""
    plain = subsidy_summary.Summary(data.team, data.month, data.payers, data.refused, data.imprint)
    (document,) = subsidy_summary.build(plain)
    rows = tuple(
        (number, row.payer, row.number, row.version, row.state, row.check_code)
        for number, row in enumerate(data.sheets, 1)
    )
    sheets = Grid(_SHEETS, rows, size=10, row_height=6.5)
    listed = (GAP, Paragraph("各单位发放表", size=12, bold=True), sheets)
    head, rest = document.blocks[:_BEFORE_SHEETS], document.blocks[_BEFORE_SHEETS:-1]
    signed = Signatures(PAY_SIGNERS)
    return (replace(document, blocks=(*head, *listed, *rest, signed), style=STYLE),)


SAMPLE = Summary(
    **{name: getattr(subsidy_summary.SAMPLE, name) for name in ("team", "month", "payers", "refused")},
    imprint=Imprint("2026-11-02 09:30"),
    sheets=(
        SheetRow("县交通运输局", "2026年第035号", "第1版", "已发放", "K7QM-2XWA"),
        SheetRow("县司法局", "2026年第036号", "第1版", "已封存", "3FHT-Q9LD"),
        SheetRow("县林业局", "2026年第037号", "第2版", "已封存", "ZB4N-8RWE"),
    ),
)
