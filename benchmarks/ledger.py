"""Form 11 with 2,000 rows, drawn as PDF or xlsx by a process that does nothing else."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from banfu_desktop.printing.forms import fund_ledger

_ROWS = 2_000


def draw(target: Path) -> None:
    """Draw it into a file."""
    first, second = fund_ledger.SAMPLE.lines[:2]
    lines, balance = [replace(first, balance_fen=10**9, in_fen=10**9)], 10**9
    for number in range(2, _ROWS + 1):
        balance -= 328_000 + number
        day = date(2026, 1, 1) + timedelta(days=number * 364 // _ROWS)
        summary = f"{second.summary}{number}"
        lines.append(
            replace(
                second, day=day, number=number, summary=summary, out_fen=328_000 + number, balance_fen=balance
            )
        )
    documents = fund_ledger.build(replace(fund_ledger.SAMPLE, lines=tuple(lines), opening_fen=0))
    if target.suffix == ".xlsx":
        from banfu_desktop.printing.engine.sheet_xlsx import workbook

        target.write_bytes(workbook(documents))
    else:
        from banfu_desktop.printing.engine.render import render

        target.write_bytes(render(documents))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
