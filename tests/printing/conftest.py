"""A pay sheet like form 1, as long as a test wants it, and ways to read a PDF back."""

from collections.abc import Callable
from typing import Any

import pytest

from banfu_desktop.printing.engine.blocks import Cell, Column, Document, Facts, Grid, Row, Signatures, Title
from banfu_desktop.printing.preview import page_count, page_text

NAMES = ("钟立新", "谭䶮", "李𬱖", "阿卜杜热合曼·买买提", "王㑇")
COLUMNS = (
    Column("序号", 10),
    Column("姓名", 36),
    Column("派出单位", 30, "left"),
    Column("在岗\n天数", 12),
    Column("标准", 20, money=True),
    Column("应发", 22, money=True, summed=True),
    Column("扣减", 18, money=True, summed=True),
    Column("实发", 22, money=True, summed=True),
    Column("领款人签字", 20),
    Column("备注", 30, "left"),
)


def _row(number: int) -> Row:
    net = 200_000 - number * 37
    note = "10月12日到岗，按天计发" if number % 7 == 0 else ""
    cells: tuple[Cell, ...] = (
        number,
        NAMES[number % 5],
        "县司法局",
        23,
        200_000,
        200_000,
        number * 37,
        net,
        "",
    )
    return (*cells, note)


@pytest.fixture(scope="session")
def pay_sheet() -> Callable[..., Document]:
    """Make a sheet of so many rows; further arguments change the Document."""

    def make(count: int, **changes: Any) -> Document:
        rows = tuple(_row(number) for number in range(1, count + 1))
        blocks = (
            Title("驻镇帮扶工作补助发放表"),
            Facts("填报单位（盖章）：县司法局", "2026年10月", "单位：元"),
            Grid(COLUMNS, rows, capital_of=7, row_height=10),
            Signatures(("单位负责人", "财务审核", "工作队队长", "制表人"), stamp=True),
        )
        given = {"landscape": True, "check_code": "7F3K-92QD", "printed_at": "2026-11-01 09:30", **changes}
        return Document("补助发放表", blocks, **given)

    return make


@pytest.fixture(scope="session")
def texts() -> Callable[[bytes], list[str]]:
    """The text of every page of a PDF."""
    return lambda pdf: [page_text(pdf, page) for page in range(page_count(pdf))]
