"""What both lists of the subsidy's account share: what is open on a day, line by line, summed and signed."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint


@dataclass(frozen=True)
class Heading:
    """Whose list it is, as of which day, and when it was printed."""

    team: str
    on: date
    imprint: Imprint


def open_list(heading: Heading, name: str, title: str, grid: Grid, legend: str) -> tuple[Document, ...]:
    """The list as a paper.

    Args:
        name: what a file of it is called.
        legend: what counts, and from when the days run.
    """
    return (
        Document(
            name=name,
            blocks=(
                Title(title, "驻镇帮扶工作补助"),
                Facts(f"填报单位（盖章）：{heading.team}", f"截至 {heading.on}", "单位：元"),
                grid,
                Legend(legend),
                Signatures(("单位负责人", "财务审核", "制表人", "日期")),
            ),
            landscape=True,
            chain_code=heading.imprint.chain_code,
            printed_at=heading.imprint.printed_at,
        ),
    )
