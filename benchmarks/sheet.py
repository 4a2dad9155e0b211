"""The pay sheet's own sample with 20 rows, drawn as PDF or xlsx by a process that does nothing else."""

import sys
from dataclasses import replace
from pathlib import Path

from banfu_desktop.printing.forms.v1 import subsidy_sheet


def draw(target: Path) -> None:
    """Draw it into a file."""
    line = subsidy_sheet.SAMPLE.lines[0]
    documents = subsidy_sheet.build(replace(subsidy_sheet.SAMPLE, lines=(line,) * 20))
    if target.suffix == ".xlsx":
        from banfu_desktop.printing.engine.sheet_xlsx import workbook

        target.write_bytes(workbook(documents))
    else:
        from banfu_desktop.printing.engine.render import render

        target.write_bytes(render(documents))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
